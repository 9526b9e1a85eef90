"""A naive resolver of policy sheets: text in, the values of one day out (contract, "A policy sheet")."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

SHIPPED = Path(__file__).parents[2] / "states" / "policies"
ALTERNATIVES = (("standard_annual", "standard_monthly"), ("assets_standard_multiple", "assets_standard_months"))

# A key that a child writes displaces these keys of its parent: they belong to another form.
DISPLACES = {
    "years": ["end_year", "percentages", "by_cause"],
    "end_year": ["years", "percentages", "by_cause"],
    "decrement": ["percentages", "by_cause"],
    "method": ["percentages", "by_cause"],
    "percentages": ["years", "end_year", "decrement", "method", "by_cause"],
    "by_cause": ["years", "end_year", "decrement", "method", "percentages"],
    "rate": ["amount"],
    "amount": ["rate"],
}

Sheet = dict[str, Any]


class NoValueError(Exception):
    """No sheet of the chain has a value in force that day."""


def read(text: str) -> Sheet:
    """A sheet as it is written; decimal numbers stay text, so that nothing is lost."""
    return tomllib.loads(text, parse_float=str)


def shipped() -> dict[str, Sheet]:
    """The sheets that the program ships, by region."""
    sheets = [read(path.read_text(encoding="utf-8")) for path in sorted(SHIPPED.glob("*.toml"))]
    return {sheet["region"]: sheet for sheet in sheets}


def chain_of(sheet: Sheet, known: dict[str, Sheet]) -> list[Sheet]:
    """The sheet, its parent, the parent's parent."""
    chain = [sheet]
    while "parent" in chain[-1]:
        chain.append(known[chain[-1]["parent"]])
    return chain


def in_force(sheet: Sheet, names: tuple[str, ...], day: date) -> tuple[date, str, Any] | None:
    """The newest entry of these parameters that has begun by `day`: its date, the parameter's name, its value."""
    newest: tuple[date, str, Any] | None = None
    for name in names:
        for entry in sheet.get(name, []):
            if entry["in_force"] <= day and (newest is None or entry["in_force"] > newest[0]):
                newest = entry["in_force"], name, entry["value"]
    return newest


def merged(parent: Any, child: Any) -> Any:
    """Tables key by key, everything else whole."""
    if not (isinstance(parent, dict) and isinstance(child, dict)):
        return child
    gone = {key for written in child for key in DISPLACES.get(written, [])}
    return {**{key: value for key, value in parent.items() if key not in gone}, **child}


def groups_of(chain: list[Sheet]) -> list[tuple[str, ...]]:
    """Parameters that any sheet names, those that stand for one another together."""
    names = {name for sheet in chain for name, entries in sheet.items() if isinstance(entries, list)}
    alone = sorted(names - {name for group in ALTERNATIVES for name in group})
    return [*ALTERNATIVES, *((name,) for name in alone)]


def resolve(sheet: Sheet, known: dict[str, Sheet], day: date) -> dict[str, Any]:
    """Every parameter's value on `day`; one that is switched off, or never said, is absent.

    Raises NoValueError when nobody says the standard.
    """
    values: dict[str, Any] = {"region": sheet["region"]}
    for group in groups_of(chain_of(sheet, known)):
        name, value = "", None
        for level in reversed(chain_of(sheet, known)):
            found = in_force(level, group, day)
            if found is not None:
                name, value = found[1], merged(value, found[2])
        if value is not None and value != "none":
            values[name] = value
    if "standard_annual" not in values and "standard_monthly" not in values:
        raise NoValueError(sheet["region"])
    return values
