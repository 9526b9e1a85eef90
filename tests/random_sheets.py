"""Random policy sheets: every form of every parameter that an assessment looks at, dated around the day asked about."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

CLASSES = ["visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple"]
EXCLUDED = [
    "basic_pension",
    "disability_subsidy",
    "old_age_allowance",
    "family_planning_reward",
    "student_aid",
    "social_assistance",
    "veterans_benefit",
]
PLAN_A = ["leukaemia", "malignant_tumour", "uraemia", "myocardial_infarction", "rheumatic_heart_disease"]
CAUSES = ["illness", "employment", "business"]
CATEGORIES = [
    "serious_illness",
    *["elderly"] * 2,
    *["severe_disability"] * 2,
    "elderly_and_disabled",
    "multiple_disabled_household",
    "multiple_disability",
    "bedridden",
    *["minor"] * 2,
]
FIRST_DAY = date(2020, 1, 1)
PARENTS = [*["cn"] * 6, "cn-11", "cn-3607", "cn-2102", "cn-231025", "cn-3707"]
BY_MONTH = {"cn-11", "cn-3607"}
BY_YEAR_KEYS = {"end_year", "years", "method", "decrement"}

Sheet = dict[str, Any]


def random_day(rng: Random) -> date:
    """A day to ask about; firsts and lasts of months, leap days and year ends more often than chance has them."""
    day = date(2022, 1, 1) + timedelta(days=rng.randrange(2900))
    pick = rng.randrange(6)
    if pick == 0:
        return day.replace(day=1)
    if pick == 1:
        return day.replace(day=1) - timedelta(days=1)
    if pick == 2:
        return rng.choice([date(2024, 2, 29), date(2028, 2, 29), date(2026, 3, 1), date(2024, 3, 1), date(2027, 2, 28)])
    if pick == 3:
        return rng.choice([date(day.year, 1, 1), date(day.year, 12, 31)])
    return day


def rate(rng: Random) -> str:
    """A share, often one of a few, so that ties arise."""
    return rng.choice(["0.10", "0.20", "0.20", "0.30", "0.15", "0.333", "0.4", f"0.{rng.randrange(1, 1000):03d}"])


def pay(rng: Random) -> dict[str, str]:
    """A rate or a flat amount."""
    if rng.random() < 0.75:
        return {"rate": rate(rng)}
    return {"amount": rng.choice(["104.00", "89.00", "44.50", "0.01", f"{rng.randrange(30000) / 100:.2f}"])}


def top_up_rule(rng: Random) -> dict[str, Any]:
    """One rule of key support in one of the forms that sheets use."""
    category = rng.choice(CATEGORIES)
    rule: dict[str, Any] = {"category": category}
    if category in {"elderly", "elderly_and_disabled"}:
        rule["min_age"] = rng.choice([60, 65, 70, 70, 80])
    if category == "minor":
        rule["max_age"] = rng.choice([17, 17, 15, 2])
    if category == "severe_disability":
        rule["classes"] = rng.sample(CLASSES, rng.randint(1, 5))
        rule["levels"] = rng.choice([[1, 2], [1], [3], [3, 4], [1, 2, 3, 4]])
    if category == "elderly" and rng.random() < 0.3:
        rule["max_age"] = rule["min_age"] + 9
    if category in {"elderly_and_disabled", "multiple_disabled_household", "bedridden"} and rng.random() < 0.15:
        rule["levels"] = rng.choice([[1, 2], [3, 4]])
    if category == "elderly_and_disabled" and rng.random() < 0.1:
        rule["max_age"] = 85
    if category in {"serious_illness", "bedridden", "multiple_disability"} and rng.random() < 0.2:
        rule[rng.choice(["min_age", "max_age"])] = rng.choice([18, 60])
    return {**rule, **pay(rng)}


def disregard(rng: Random) -> Any:
    """An employment-cost deduction in one of its three forms, or none."""
    form = rng.choice(["none", "standard", "wages", "amount"])
    if form == "none":
        return "none"
    table = {"of": form}
    table["amount" if form == "amount" else "rate"] = (
        rng.choice(["1200.00", "999.99"]) if form == "amount" else rate(rng)
    )
    if rng.random() < 0.5:
        table["cap"] = rng.choice(["0.3", "0.125", "1"])
    return table


def taper_table(rng: Random) -> dict[str, Any]:
    """A whole table by years or months, or a part that the parent completes."""
    table: dict[str, Any] = {}
    if rng.random() < 0.6:
        table["income_multiple"] = rng.choice(["1.5", "2.0", "1.2", "1.333"])
    form = rng.randrange(6)
    if form == 0:
        table["percentages"] = rng.choice([[100, 100, 80, 80, 60, 60], [100, 75, 50, 25], [33, 0, 0]])
    elif form == 1:
        table["by_cause"] = {cause: rng.sample(range(101), rng.randint(1, 8)) for cause in CAUSES}
    elif form == 2:
        table["end_year"] = rng.choice([2029, 2030, 2031])
    elif form == 3:
        table["years"] = rng.randint(1, 6)
    if form > 1 and rng.random() < 0.5:
        table["method"] = rng.choice(["linear", "geometric"])
    if form > 1 and rng.random() < 0.5:
        table["decrement"] = rng.choice(["0.25", "0.3", "0.333", "0.5", "1", "0.05"])
    return table or {"income_multiple": "1.5"}


def limit(rng: Random, *values: Any) -> Any:
    """One of the values, or no limit."""
    return rng.choice([*values, "none"])


PARAMETERS: dict[str, Callable[[Random], Any]] = {
    "rounding": lambda rng: rng.choice(["half_up_fen", "half_up_yuan", "ceil_yuan"]),
    "deduct_when_below": lambda rng: rng.choice([True, False]),
    "major_spending_annual": lambda rng: limit(rng, "10000.00", "0.01", "3600.50"),
    "minimum_monthly": lambda rng: rng.choice(["0.00", "50.00", "100.00", "13.35", "0.01"]),
    "income_excluded": lambda rng: rng.sample(EXCLUDED, rng.randint(0, 6)),
    "employment_disregard": disregard,
    "income_window_months": lambda rng: rng.choice([12, 6, 1, 3, 24]),
    "expenditure_term_months": lambda rng: rng.choice([12, 6, 24]),
    "motor_vehicles_max": lambda rng: limit(rng, 0, 1),
    "homes_max": lambda rng: limit(rng, 0, 1, 2),
    "home_area_m2_max": lambda rng: limit(rng, 90, "120.5"),
    "business_capital_max": lambda rng: limit(rng, "0.00", "20000.00"),
    "top_ups": lambda rng: [top_up_rule(rng) for _ in range(rng.randint(1, 10))],
    "serious_illnesses": lambda rng: [*rng.sample(PLAN_A, rng.randint(1, 5)), "uncommon_fever"],
    "taper_registered": taper_table,
    "taper_unregistered": taper_table,
    "taper_freezes": lambda rng: rng.choice(["total", "base"]),
}


def standard(rng: Random) -> tuple[str, str]:
    """Parameter and value: by the year or by the month."""
    if rng.random() < 0.6:
        return "standard_annual", rng.choice(
            ["5340.00", "5340.00", "6148.17", f"{rng.randrange(200000, 900000) / 100:.2f}"]
        )
    return "standard_monthly", rng.choice(["445.00", "585.00", "632.33", f"{rng.randrange(20000, 90000) / 100:.2f}"])


def asset_limit(rng: Random) -> tuple[str, Any]:
    """Parameter and value: a multiple of the year's standard or months of the month's."""
    if rng.random() < 0.5:
        return "assets_standard_multiple", limit(rng, "2", "1.5", 3)
    return "assets_standard_months", limit(rng, 48, "10.5", 24)


def put(sheet: Sheet, name: str, in_force: date, value: Any) -> None:
    """Adds an entry, unless the day already has one."""
    rivals = next((pair for pair in RIVALS if name in pair), (name,))
    if all(entry["in_force"] != in_force for rival in rivals for entry in sheet.get(rival, [])):
        sheet.setdefault(name, []).append({"in_force": in_force, "value": value})
        sheet[name].sort(key=lambda entry: entry["in_force"])


RIVALS = (("standard_annual", "standard_monthly"), ("assets_standard_multiple", "assets_standard_months"))


def fitted(rng: Random, parent: str, name: str, value: Any) -> Any:
    """The value as this parent can complete it: what it says of another form completes nothing."""
    if name == "employment_disregard" and parent == "cn-3607" and rng.random() < 0.5:
        return rng.choice([{"rate": "0.2"}, {"cap": "0.25"}, {"of": "wages"}])
    if parent in BY_MONTH and name.startswith("taper_") and isinstance(value, dict) and BY_YEAR_KEYS & set(value):
        length = {} if "end_year" in value else {"years": 3}
        return {"decrement": "0.25", **length, **value}
    return value


def random_sheet(rng: Random, on: date) -> Sheet:
    """A sheet under `cn` or a shipped one, whose entries begin before, on and after the day asked about."""
    sheet: Sheet = {"region": "cn-999999", "parent": rng.choice(PARENTS)}
    near = [on - timedelta(days=400), on - timedelta(days=1), on, on + timedelta(days=1), on + timedelta(days=200)]
    put(sheet, *standard_at(rng, FIRST_DAY))
    for _ in range(rng.choice([0, 0, 1, 2])):
        put(sheet, *standard_at(rng, rng.choice(near)))
    if rng.random() < 0.4:
        name, value = asset_limit(rng)
        put(sheet, name, rng.choice([FIRST_DAY, *near]), value)
    density = rng.choice([0.1, 0.3, 0.7])
    for name, value_of in PARAMETERS.items():
        if rng.random() < density:
            value = fitted(rng, sheet["parent"], name, value_of(rng))
            put(sheet, name, rng.choice([FIRST_DAY, FIRST_DAY, on]), value)
            if rng.random() < 0.3:
                put(sheet, name, rng.choice(near), fitted(rng, sheet["parent"], name, value_of(rng)))
    return sheet


def standard_at(rng: Random, day: date) -> tuple[str, date, str]:
    """Arguments of `put` for a standard in force from a day."""
    name, value = standard(rng)
    return name, day, value


def toml_value(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def toml(sheet: Sheet) -> str:
    """The sheet as text."""
    lines = [f"{key} = {toml_value(value)}" for key, value in sheet.items() if not isinstance(value, list)]
    for name, entries in sheet.items():
        for entry in entries if isinstance(entries, list) else []:
            lines += [f"[[{name}]]", *(f"{key} = {toml_value(value)}" for key, value in entry.items())]
    return "\n".join(lines) + "\n"
