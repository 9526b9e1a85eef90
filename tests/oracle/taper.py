"""The falling amounts of a household that climbs out (policy §2.8)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.oracle.days import month_after
from tests.oracle.numbers import exact, rounded, shown

if TYPE_CHECKING:
    from tests.oracle.rows import Household, Policy

Rows = list[tuple[str, Fraction]]


def rule_of(household: Household, policy: Policy) -> dict[str, Any]:
    """The track's table: registered with a register card, else unregistered."""
    registered = bool((household.get("registered_poor") or {}).get("card"))
    table: dict[str, Any] = policy["taper_registered" if registered else "taper_unregistered"]
    return table


def yearly(rule: dict[str, Any], frozen: Fraction, entered: int) -> Rows:
    """One amount for each calendar year from the entry year to the end year, not rounded."""
    last = int(rule["end_year"]) if "end_year" in rule else entered + int(rule["years"]) - 1
    decrement = exact(rule["decrement"])
    rows = []
    share = Fraction(1)
    for year in range(entered, last + 1):
        rows.append((str(year), frozen * share))
        share = share * (1 - decrement) if rule.get("method") == "geometric" else max(Fraction(0), share - decrement)
    return rows


def monthly(percentages: list[int], frozen: Fraction, entered: str) -> Rows:
    """One amount for each month of the list, not rounded."""
    month = date.fromisoformat(f"{entered}-01")
    rows = []
    for percentage in percentages:
        rows.append((f"{month:%Y-%m}", frozen * exact(percentage) / 100))
        month = month_after(month)
    return rows


def taper(household: Household, policy: Policy, on: date) -> dict[str, Any] | None:
    """The schedule of a household with a former amount and an entry, else None."""
    previous = household.get("previous") or {}
    if previous.get("monthly") is None or previous.get("taper_entered") is None:
        return None
    rule = rule_of(household, policy)
    frozen = exact(previous["monthly"])
    if "percentages" in rule or "by_cause" in rule:
        percentages = rule["percentages"] if "percentages" in rule else rule["by_cause"][household["cause"]]
        rows = monthly(percentages, frozen, previous["taper_entered"])
        key, now = "month", f"{on:%Y-%m}"
        ends = str(month_after(date.fromisoformat(f"{rows[-1][0]}-01")) - timedelta(days=1))
    else:
        rows = yearly(rule, frozen, previous["taper_entered"])
        key, now = "year", str(on.year)
        ends = f"{rows[-1][0]}-12-31"
    amounts = {period: shown(rounded(amount, policy["rounding"])) for period, amount in rows}
    return {
        "frozen": shown(frozen),
        "schedule": [{key: int(p) if key == "year" else p, "monthly": amounts[p]} for p, _ in rows],
        "ends": ends,
        "current": amounts.get(now, "0.00"),
    }
