"""`assess --json` once more, from the text of the policy alone: a household and a resolved sheet in, the object out.

Findings come as a sorted list of [code, kind]; `policy_digest` is left out.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.oracle.identity import is_suspect
from tests.oracle.numbers import exact, rounded, shown
from tests.oracle.rows import Household, Policy, counted_members, income, self_paid_by_member, standard_annual
from tests.oracle.taper import rule_of, taper
from tests.oracle.top_ups import top_ups

if TYPE_CHECKING:
    Findings = set[tuple[str, str]]

NOTHING = Fraction(0)


def property_findings(household: Household, policy: Policy, n: int, findings: Findings) -> None:
    """Each limit that is passed (policy §2.5)."""
    owned = household.get("property")
    if owned is None:
        findings.add(("PROPERTY_UNKNOWN", "unknown"))
        return
    assets = exact(owned.get("financial_assets", 0))
    yearly = standard_annual(policy)
    if "assets_standard_multiple" in policy and assets > exact(policy["assets_standard_multiple"]) * yearly * n:
        findings.add(("ASSETS_ABOVE_LIMIT", "blocks"))
    if "assets_standard_months" in policy and assets > exact(policy["assets_standard_months"]) * yearly / 12 * n:
        findings.add(("ASSETS_ABOVE_LIMIT", "blocks"))
    if "motor_vehicles_max" in policy and owned.get("motor_vehicles", 0) > int(policy["motor_vehicles_max"]):
        findings.add(("MOTOR_VEHICLES_ABOVE_LIMIT", "blocks"))
    if "homes_max" in policy and owned.get("homes", 0) > int(policy["homes_max"]):
        area = exact(owned.get("home_area_m2", 0))
        if "home_area_m2_max" not in policy or area > exact(policy["home_area_m2_max"]):
            findings.add(("HOMES_ABOVE_LIMIT", "blocks"))
    if "business_capital_max" in policy:
        capital = exact(owned.get("business_capital", 0))
        if capital > exact(policy["business_capital_max"]):
            findings.add(("BUSINESS_CAPITAL_ABOVE_LIMIT", "blocks"))


def payable(gap: Fraction, policy: Policy) -> Fraction:
    """A yearly gap as the month's base: rounded, and nothing where it is under the minimum (policy §2.6)."""
    base = rounded(gap / 12, policy["rounding"])
    return NOTHING if base < exact(policy["minimum_monthly"]) else base


def in_band(household: Household, policy: Policy, line: Fraction, earned: Fraction) -> bool:
    """Whether the income lies from the standard to below the track's multiple of it (policy §2.8)."""
    return line <= earned < exact(rule_of(household, policy)["income_multiple"]) * line


def assess(household: Household, policy: Policy, on: date) -> dict[str, Any]:
    """What the household is entitled to on `on`, in the keys of the contract."""
    findings: Findings = set()
    n = len(counted_members(household))
    line = standard_annual(policy) * n
    earned = income(household, policy, findings)
    paid = self_paid_by_member(household, policy, on, findings)
    self_paid = sum(paid.values(), NOTHING)
    deducted = max(NOTHING, earned - self_paid)
    if any(is_suspect(member["id_no"]) for member in household["members"] if member.get("id_no")):
        findings.add(("ID_NUMBER_SUSPECT", "warns"))
    property_findings(household, policy, n, findings)
    adjusted = deducted
    route: str | None = None
    if n == 0:
        findings.add(("NOBODY_COUNTED", "blocks"))
    elif earned < line:
        route = "income"
        if not policy["deduct_when_below"]:
            adjusted = earned
            if payable(line - deducted, policy) > payable(line - earned, policy):
                findings.add(("DEDUCTION_WOULD_PAY_MORE", "warns"))
    elif deducted < line:
        route = "expenditure"
    else:
        findings.add(("INCOME_NOT_BELOW_STANDARD", "blocks"))
    eligible = all(kind != "blocks" for _, kind in findings)
    base = payable(line - adjusted, policy) if eligible else NOTHING
    lines = top_ups(household, policy, paid, date(on.year, on.month, 1)) if eligible else []
    added = sum((exact(one["monthly"]) for one in lines), NOTHING)
    answer: dict[str, Any] = {
        "id": household.get("id", ""),
        "on": str(on),
        "region": policy["region"],
        "counted": n,
        "income_annual": shown(earned),
        "self_paid_medical": shown(self_paid),
        "adjusted_annual": shown(adjusted),
        "per_head_annual": shown(adjusted / n) if n else "0.00",
        "standard_annual": shown(standard_annual(policy)),
        "eligible": eligible,
        "route": route if eligible else None,
        "term_months": int(policy["expenditure_term_months"]) if eligible and route == "expenditure" else None,
        "batch": {"income": 1, "expenditure": 2, None: None}[route] if eligible else None,
        "base_monthly": shown(base),
        "top_ups": lines,
        "top_up_monthly": shown(added),
        "total_monthly": shown(base + added),
        "taper_band": in_band(household, policy, line, earned),
        "findings": sorted([code, kind] for code, kind in findings),
    }
    falling = taper(household, policy, on)
    return answer if falling is None else {**answer, "taper": falling}
