"""What a household earns and pays for itself over its income year (policy §2.2, §2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from states.facts import EmploymentKind, IncomeKind
from states.findings import Finding, Yuan, warns
from states.months import income_window

if TYPE_CHECKING:
    from datetime import date

    from states.facts import Household, Member, Voucher
    from states.policy import Policy

Exact = int | Fraction
"""Fen, as a fraction only where a sheet's deduction for work makes one."""


@dataclass(frozen=True, slots=True)
class SelfPaid:
    """Self-paid medical cost of the income year, in fen by counted member, with what was found on the way."""

    by_member: dict[str, int]
    findings: tuple[Finding, ...]
    by_voucher: tuple[tuple[Finding, ...] | None, ...]
    """Why each voucher counts for nothing, in the household's order; empty where it counts, None of who does not."""

    @property
    def total(self) -> int:
        """The household's sum."""
        return sum(self.by_member.values())


def income_annual(household: Household, policy: Policy) -> tuple[Exact, tuple[Finding, ...]]:
    """Countable income of the counted members, in fen, never below zero; a kind that is not excluded here counts."""
    total: Exact = 0
    wages: dict[str, int] = {}
    counted = {member.id for member in household.counted}
    findings: list[Finding] = []
    for row in household.income:
        if row.member not in counted:
            continue
        if row.excluded is not None:
            if row.excluded in policy.income_excluded:
                continue
            findings.append(
                warns(
                    "KIND_NOT_EXCLUDED_HERE",
                    "§2.2",
                    datum=row.excluded.value,
                    limit=Yuan(row.annual),
                    subject=row.member,
                )
            )
        total += row.annual
        if row.kind is IncomeKind.WAGES:
            wages[row.member] = wages.get(row.member, 0) + row.annual
    if policy.employment_disregard is not None:
        total -= sum(_disregard(member, wages.get(member.id, 0), policy) for member in household.counted)
    return max(0, total), tuple(findings)


def self_paid(household: Household, policy: Policy, window_end: date) -> SelfPaid:
    """Per person max(0, certified cost less all offsets) over the vouchers that count (policy §2.3)."""
    start, end = income_window(window_end, policy.income_window_months)
    cost = {member.id: 0 for member in household.counted}
    by_voucher: list[tuple[Finding, ...] | None] = []
    seen: set[str] = set()
    for voucher in household.medical:
        found = tuple(_why_not(voucher, start, end, seen)) if voucher.member in cost else None
        by_voucher.append(found)
        if found == ():
            seen.add(voucher.voucher.strip())
            cost[voucher.member] += voucher.certified - voucher.offsets
    findings = [
        *(finding for found in by_voucher for finding in found or ()),
        *(warns("OFFSETS_ABOVE_COST", "§2.3", datum=Yuan(paid), subject=m) for m, paid in cost.items() if paid < 0),
    ]
    return SelfPaid({member: max(0, paid) for member, paid in cost.items()}, tuple(findings), tuple(by_voucher))


def _why_not(voucher: Voucher, start: date, end: date, seen: set[str]) -> list[Finding]:
    """Why a voucher counts for nothing; the first of one number that would count does count. Blanks are no number."""
    number = voucher.voucher.strip()
    found = []
    if not number:
        found.append(
            warns(
                "VOUCHER_WITHOUT_NUMBER",
                "§2.3",
                datum=voucher.on,
                limit=Yuan(voucher.certified),
                subject=voucher.member,
            )
        )
    if not start <= voucher.on < end:
        found.append(warns("VOUCHER_OUTSIDE_YEAR", "§2.3", datum=voucher.on, limit=end, subject=voucher.member))
    if not found and number in seen:
        found.append(warns("VOUCHER_TWICE", "§2.3", datum=voucher.voucher, subject=voucher.member))
    return found


def _disregard(member: Member, wages: int, policy: Policy) -> Exact:
    """What the cost of working takes from the wages of an employed member, never more than the wages."""
    rule = policy.employment_disregard
    if rule is None or member.employment is None or member.employment.kind is not EmploymentKind.EMPLOYED:
        return 0
    rate = rule.rate or Fraction(0)
    taken: Exact
    if rule.of == "amount":
        taken = rule.amount or 0
    else:
        taken = rate * (wages if rule.of == "wages" else policy.standard_annual)
    if rule.cap is not None:
        taken = min(taken, rule.cap * policy.standard_annual)
    return min(taken, wages)
