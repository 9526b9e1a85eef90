"""What a household earns and pays for itself, row by row (policy §2.2, §2.3)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracle.days import income_year
from tests.oracle.numbers import exact

Household = dict[str, Any]
Policy = dict[str, Any]

OFFSETS = (
    "basic_insurance",
    "critical_illness_insurance",
    "commercial_insurance",
    "medical_aid",
    "charity",
    "other_aid",
)


def counted_members(household: Household) -> list[dict[str, Any]]:
    """Those without a reason not to count."""
    return [member for member in household["members"] if member.get("not_counted") is None]


def rows_of(household: Household, rows: str, member_id: str) -> list[dict[str, Any]]:
    """One member's rows of "income" or "medical"."""
    return [row for row in household.get(rows, []) if row["member"] == member_id]


def standard_annual(policy: Policy) -> Fraction:
    """Yuan per person and year."""
    if "standard_annual" in policy:
        return exact(policy["standard_annual"])
    return exact(policy["standard_monthly"]) * 12


def disregard(policy: Policy, member: dict[str, Any], wages: Fraction) -> Fraction:
    """What the cost of working takes from a member's wages."""
    rule = policy.get("employment_disregard")
    if rule is None or (member.get("employment") or {}).get("kind") != "employed":
        return Fraction(0)
    if rule["of"] == "amount":
        taken = exact(rule["amount"])
    elif rule["of"] == "wages":
        taken = exact(rule["rate"]) * wages
    else:
        taken = exact(rule["rate"]) * standard_annual(policy)
    if "cap" in rule:
        taken = min(taken, exact(rule["cap"]) * standard_annual(policy))
    return min(taken, wages)


def income(household: Household, policy: Policy, findings: set[tuple[str, str]]) -> Fraction:
    """Yearly income of the counted members, never below zero; adds to the findings."""
    total = Fraction(0)
    for member in counted_members(household):
        wages = Fraction(0)
        for row in rows_of(household, "income", member["id"]):
            if row.get("excluded") is not None:
                if row["excluded"] in policy["income_excluded"]:
                    continue
                findings.add(("KIND_NOT_EXCLUDED_HERE", "warns"))
            total += exact(row["annual"])
            if row["kind"] == "wages":
                wages += exact(row["annual"])
        total -= disregard(policy, member, wages)
    return max(Fraction(0), total)


def vouchers_that_count(
    household: Household, policy: Policy, on: date, findings: set[tuple[str, str]]
) -> list[dict[str, Any]]:
    """The medical rows that have a number, lie in the income year and are there for the first time."""
    start, end = income_year(on, int(policy["income_window_months"]))
    counted = [member["id"] for member in counted_members(household)]
    seen: list[str] = []
    kept = []
    for row in household.get("medical", []):
        if row["member"] not in counted:
            continue
        number = (row.get("voucher") or "").strip()
        inside = start <= date.fromisoformat(row["on"]) < end
        if not number:
            findings.add(("VOUCHER_WITHOUT_NUMBER", "warns"))
        if not inside:
            findings.add(("VOUCHER_OUTSIDE_YEAR", "warns"))
        if not number or not inside:
            continue
        if number in seen:
            findings.add(("VOUCHER_TWICE", "warns"))
            continue
        seen.append(number)
        kept.append(row)
    return kept


def self_paid_by_member(
    household: Household, policy: Policy, on: date, findings: set[tuple[str, str]]
) -> dict[str, Fraction]:
    """Self-paid medical cost of the income year for each counted member, in yuan."""
    kept = vouchers_that_count(household, policy, on, findings)
    paid = {}
    for member in counted_members(household):
        cost = Fraction(0)
        for row in kept:
            if row["member"] == member["id"]:
                cost += exact(row["certified"])
                for offset in OFFSETS:
                    cost -= exact(row.get(offset, 0))
        if cost < 0:
            findings.add(("OFFSETS_ABOVE_COST", "warns"))
        paid[member["id"]] = max(Fraction(0), cost)
    return paid
