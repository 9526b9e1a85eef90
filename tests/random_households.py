"""Random households for a sheet and a day, with amounts and dates on the boundaries of both.

Everything comes from one `random.Random`, so that a seed repeats a case; `cases()` hands hypothesis' own generator in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tests.oracle import rows, sheets
from tests.oracle.days import birthday, income_year
from tests.oracle.identity import check_digit
from tests.oracle.numbers import exact, floor
from tests.oracle.taper import rule_of
from tests.random_sheets import CAUSES, CLASSES, EXCLUDED, FIRST_DAY, PLAN_A, random_day, random_sheet, toml

if TYPE_CHECKING:
    from random import Random

    from hypothesis.strategies import SearchStrategy

KNOWN = sheets.shipped()
NOT_COUNTED = ["religious_staff", "imprisoned", "compulsory_treatment", "declared_missing", "conscript"]
FEN = Fraction(1, 100)
ONE_DAY = timedelta(days=1)
AGES = [0, 2, 3, 15, 16, 17, 18, 60, 65, 69, 70, 70, 79, 80]

Row = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A household, the sheet that it is held against, and the day."""

    household: Row
    sheet: Row
    on: date

    @property
    def policy(self) -> Row:
        """The sheet's values on the day, by the naive resolver."""
        return sheets.resolve(self.sheet, KNOWN, self.on)

    @property
    def sheet_text(self) -> str:
        """The sheet as a file."""
        return toml(self.sheet)

    @property
    def household_text(self) -> str:
        """The household as a file."""
        return json.dumps(self.household, ensure_ascii=False)


def chance(rng: Random, share: float) -> bool:
    """Whether something that happens in this share of cases happens now."""
    return rng.random() < share


def yuan(rng: Random, top: int) -> Any:
    """An amount up to `top` yuan, written as text, as a whole number or as a decimal."""
    if chance(rng, 0.2):
        return rng.randrange(top)
    if chance(rng, 0.1):
        return rng.randrange(top) + rng.choice([0.5, 0.25, 0.1])
    return f"{rng.randrange(top * 100) / 100:.2f}"


def written(amount: Fraction) -> str:
    """An amount of whole fen as text, a sign before it where it is negative."""
    fen = abs(floor(amount * 100))
    return f"{'-' if amount < 0 else ''}{fen // 100}.{fen % 100:02d}"


def random_birth(rng: Random, on: date) -> date:
    """A day of birth; half of them put a birthday on, or a day beside, the first day of the paid month."""
    first = on.replace(day=1)
    pick = rng.randrange(8)
    if pick < 4:
        turns = birthday(first, first.year - rng.choice(AGES))
        return min(on, turns + rng.choice([-1, 0, 1]) * ONE_DAY)
    if pick == 4:
        return date(rng.choice([1948, 1952, 1956, 1960, 2004, 2008, 2012, 2016]), 2, 29)
    return min(on, first - timedelta(days=rng.randrange(36500)))


def identity_number(rng: Random, born: date, number: int) -> str:
    """A number of that day of birth; now and then with a wrong check digit or an impossible province."""
    first = f"{'99' if chance(rng, 0.1) else '37'}1602{born:%Y%m%d}{number:03d}"
    right = check_digit(first)
    if chance(rng, 0.1):
        return first + ("1" if right != "1" else "2")
    return first + right


def recognition(rng: Random, on: date) -> Row:
    """A recognition that begins or ends around the first day of the paid month, or has no dates."""
    first = on.replace(day=1)
    record: Row = {"rate": rng.choice(["0.15", "0.20", "0.30", "0.5", "0.075"]), "by": "county"}
    if chance(rng, 0.4):
        record["from"] = str(first + rng.choice([-300, -1, 0, 1]) * ONE_DAY)
    if chance(rng, 0.4):
        record["until"] = str(first + rng.choice([0, 1, 15, 300]) * ONE_DAY)
    if record.get("from", "") >= record.get("until", "9999"):
        del record["until"]
    return record


def random_member(rng: Random, on: date, number: int, illnesses: list[str]) -> Row:
    """A person with any mixture of what the rules look at."""
    born = random_birth(rng, on)
    member: Row = {"id": f"m{number}", "name": f"甲{number}", "born": str(born), "sex": rng.choice("FM")}
    if number == 1:
        member["relation"] = "head"
    if chance(rng, 0.2):
        member["id_no"] = identity_number(rng, born, number)
    if chance(rng, 0.35):
        entries = [{"class": rng.choice(CLASSES), "level": rng.randint(1, 4)} for _ in range(rng.choice([1, 1, 2, 3]))]
        member["disabilities"] = list({entry["class"]: entry for entry in entries}.values())
    if chance(rng, 0.3):
        member["illness"] = rng.choice(illnesses)
        member["major_spending"] = chance(rng, 0.5)
    if chance(rng, 0.1):
        member["bedridden"] = True
    if chance(rng, 0.4):
        member["employment"] = {"kind": rng.choice(["employed", "employed", "self_employed", "none"])}
    if chance(rng, 0.1):
        member["not_counted"] = rng.choice(NOT_COUNTED)
    if chance(rng, 0.15):
        member["recognised"] = recognition(rng, on)
    return member


def random_income(rng: Random, member: str) -> Row:
    """A row of income; only business may be a loss."""
    kind = rng.choice(["wages", "wages", "business", "property", "transfer"])
    row: Row = {"member": member, "kind": kind, "annual": yuan(rng, rng.choice([500, 5000, 30000]))}
    if kind == "business" and chance(rng, 0.4):
        row["annual"] = f"-{rng.randrange(800000) / 100:.2f}"
    if chance(rng, 0.2):
        row["excluded"] = rng.choice(EXCLUDED)
    return row


def random_voucher(rng: Random, policy: Row, on: date, member: str) -> Row:
    """A medical row: in or out of the income year, often on its edge; with, without or with a repeated number."""
    start, end = income_year(on, int(policy["income_window_months"]))
    inside = start + rng.randrange((end - start).days) * ONE_DAY
    edge = rng.choice([start - ONE_DAY, start, end - ONE_DAY, end])
    cost = yuan(rng, rng.choice([1, 20000, 20000]))
    row: Row = {"member": member, "on": str(rng.choice([inside, inside, edge])), "certified": cost}
    if chance(rng, 0.9):
        row["voucher"] = f"V{rng.randrange(15)}"
    for offset in rows.OFFSETS:
        if chance(rng, 0.25):
            row[offset] = yuan(rng, rng.choice([300, 6000]))
    return row


def random_property(rng: Random, policy: Row, n: int) -> Row:
    """What is owned; amounts on the limits and one fen beside them."""
    line = rows.standard_annual(policy) * n
    multiple = exact(policy.get("assets_standard_multiple", 2))
    months = exact(policy.get("assets_standard_months", 24))
    assets = rng.choice([Fraction(0), multiple * line, months * line / 12]) + rng.choice([-1, 0, 1]) * FEN
    capital = exact(policy.get("business_capital_max", 5000)) + rng.choice([-1, 0, 1]) * FEN
    return {
        "financial_assets": written(max(Fraction(0), assets)),
        "motor_vehicles": rng.choice([0, 0, 0, 1, 2]),
        "homes": rng.choice([0, 1, 1, 1, 2, 3]),
        "home_area_m2": rng.choice([0, 80, 90, 91, 120.5, 121]),
        **({"business_capital": written(max(Fraction(0), capital))} if chance(rng, 0.3) else {}),
    }


def random_previous(rng: Random, household: Row, policy: Row, on: date) -> Row:
    """What was paid before, and when the taper began: a month where the sheet counts months, else a year."""
    rule = rule_of(household, policy)
    if "percentages" in rule or "by_cause" in rule:
        back = on.year * 12 + on.month - 1 - rng.randrange(10)
        entered: Any = f"{back // 12}-{back % 12 + 1:02d}"
    else:
        entered = min(on.year - rng.randrange(7), int(rule.get("end_year", 9999)))
    return {"monthly": rng.choice(["900.00", f"{rng.randrange(300000) / 100:.2f}"]), "taper_entered": entered}


def aim(rng: Random, household: Row, policy: Row, on: date) -> None:
    """Moves the income onto a line that decides something, or one fen beside it."""
    counted = rows.counted_members(household)
    line = rows.standard_annual(policy) * len(counted)
    paid = sum(rows.self_paid_by_member(household, policy, on, set()).values(), Fraction(0))
    multiple = exact(rule_of(household, policy)["income_multiple"])
    least = max(Fraction(0), line - 12 * exact(policy["minimum_monthly"]))
    lines = [line, multiple * line, line + paid, least]
    target = max(Fraction(0), rng.choice(lines) + rng.choice([-6, -1, 0, 0, 1, 6]) * FEN)
    household["income"] = [row for row in household["income"] if not str(row["annual"]).startswith("-")]
    missing = target - rows.income(household, policy, set())
    if missing < 0:
        household["income"] = []
        missing = target
    household["income"].append({"member": counted[0]["id"], "kind": "property", "annual": written(missing)})


def random_household(rng: Random, policy: Row, on: date, name: str = "H001") -> Row:
    """A household to hold against the policy of that day."""
    people = range(1, rng.choice([1, 1, 2, 2, 3, 3, 4, 6]) + 1)
    illnesses = [*PLAN_A, *policy["serious_illnesses"]]
    household: Row = {"id": name, "members": [random_member(rng, on, number, illnesses) for number in people]}
    ids = [member["id"] for member in household["members"]]
    household["income"] = [random_income(rng, one) for one in ids for _ in range(rng.choice([0, 1, 1, 2]))]
    household["medical"] = [
        random_voucher(rng, policy, on, one) for one in ids for _ in range(rng.choice([0, 0, 1, 1, 3]))
    ]
    if chance(rng, 0.3):
        household["registered_poor"] = {"card": rng.choice(["P-1001", "P-1002", ""]), "lifted_on": "2019-12-31"}
    household["cause"] = rng.choice([*rule_of(household, policy).get("by_cause", CAUSES)])
    if chance(rng, 0.4):
        household["previous"] = random_previous(rng, household, policy, on)
    counted = rows.counted_members(household)
    if chance(rng, 0.9):
        household["property"] = {"homes": 1} if chance(rng, 0.6) else random_property(rng, policy, len(counted))
    if counted and chance(rng, 0.5):
        aim(rng, household, policy, on)
    return household


def shipped_case(rng: Random, region: str) -> Case:
    """A day and a household under a shipped sheet; where it has no standard yet, under a child that says one."""
    on = random_day(rng)
    sheet = KNOWN[region]
    try:
        policy = sheets.resolve(sheet, KNOWN, on)
    except sheets.NoValueError:
        standard = [{"in_force": FIRST_DAY, "value": "5340.00"}]
        sheet = {"region": "cn-999999", "parent": region, "standard_annual": standard}
        policy = sheets.resolve(sheet, KNOWN, on)
    return Case(random_household(rng, policy, on), sheet, on)


def random_case(rng: Random) -> Case:
    """A day, a sheet with entries around it and a household on its lines."""
    on = random_day(rng)
    sheet = random_sheet(rng, on)
    return Case(random_household(rng, sheets.resolve(sheet, KNOWN, on), on), sheet, on)


def cases() -> SearchStrategy[Case]:
    """Random cases that hypothesis can shrink and repeat."""
    return st.randoms(use_true_random=False).map(random_case)
