"""Reads the worked examples: shorthand in, complete households and sheets out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.oracle.sheets import shipped
from tests.random_households import Case

FILES = sorted(Path(__file__).parent.glob("*.toml"))
ON = date(2026, 11, 23)
SINCE = date(2020, 1, 1)
SHORTHAND = {"persons", "earns", "pays", "property_unknown"}

Table = dict[str, Any]


@dataclass(frozen=True)
class Example:
    """A case with what must come out, and the clause that says so."""

    name: str
    clause: str
    case: Case
    expect: Table

    @property
    def refused(self) -> bool:
        """Whether there must be no answer."""
        return bool(self.expect.get("refused", False))


def household_of(written: Table) -> Table:
    """The household file that the shorthand stands for."""
    household: Table = {"id": "H001", **{key: value for key, value in written.items() if key not in SHORTHAND}}
    grown = [{"id": f"p{number}", "born": "1980-06-15"} for number in range(1, written.get("persons", 0) + 1)]
    household["members"] = [*grown, *written.get("members", [])]
    first = household["members"][0]["id"]
    if "earns" in written:
        row = {"member": first, "kind": "transfer", "annual": written["earns"]}
        household["income"] = [*household.get("income", []), row]
    if "pays" in written:
        bill = {"member": first, "on": "2026-05-02", "voucher": "T-1", "certified": written["pays"]}
        household["medical"] = [*household.get("medical", []), bill]
    if not written.get("property_unknown"):
        household.setdefault("property", {"homes": 1})
    return household


def is_dated(value: Any) -> bool:
    """Whether a value is a list of dated entries already."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and "in_force" in value[0]


def sheet_of(written: Table) -> Table:
    """The sheet that the values stand for."""
    values = {name: value for name, value in written.items() if name != "parent"}
    if not {"standard_annual", "standard_monthly"} & set(values):
        values["standard_annual"] = "5340.00"
    dated = {
        name: value if is_dated(value) else [{"in_force": SINCE, "value": value}] for name, value in values.items()
    }
    return {"region": "cn-999999", "parent": written.get("parent", "cn"), **dated}


def examples() -> list[Example]:
    """Every example of every file beside this module."""
    known = shipped()
    found = []
    for path in FILES:
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["example"]:
            sheet = known[one["shipped"]] if "shipped" in one else sheet_of(one.get("sheet", {}))
            case = Case(household_of(one["household"]), sheet, one.get("on", ON))
            found.append(Example(one["name"], one["clause"], case, one["expect"]))
    return found
