"""What a household is entitled to, and why (policy §2): one pure function over a household and a policy."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from states.findings import Finding, Kind, Yuan, blocks, unknown, warns
from states.identity import is_suspect
from states.income import Exact, income_annual, self_paid
from states.money import half_up, rounded
from states.months import age_on
from states.stages import Route
from states.taper import band_ceiling_annual
from states.top_ups import TopUp, top_ups

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from states.facts import Household, Property
    from states.policy import Policy, Track

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the amount: a label's code, its clause, fen; lines that are not `added` are shown struck out."""

    label: str
    clause: str
    amount: int
    added: bool = False
    member: str = ""
    category: str = ""
    rate: Fraction | None = None
    counted: int = 0


@dataclass(frozen=True, slots=True)
class Assessment:
    """An entitlement for one month. Money in fen; annual figures are exact, `monthly` ones rounded once.

    `route` is None when not eligible; `adjusted_annual` is the income of the route taken, or that income alone would
    have taken. The lines that are `added` sum to `total_monthly`.
    """

    counted: int
    income_annual: Exact
    self_paid_medical: int
    adjusted_annual: Exact
    standard_annual: int
    eligible: bool
    route: Route | None
    term_months: int | None
    base_monthly: int
    top_ups: tuple[TopUp, ...]
    taper_band: bool
    findings: tuple[Finding, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """From the standard to the month's total, as a household would reckon it."""
        return tuple(_lines(self))

    @property
    def top_up_monthly(self) -> int:
        """All top-ups together."""
        return sum(top_up.monthly for top_up in self.top_ups)

    @property
    def total_monthly(self) -> int:
        """What is paid a month."""
        return self.base_monthly + self.top_up_monthly

    @property
    def per_head_annual(self) -> int:
        """Income of the route per counted person, rounded half-up to the fen, for showing only."""
        return half_up(Fraction(self.adjusted_annual) / self.counted) if self.counted else 0

    @property
    def batch(self) -> int | None:
        """1 by income, 2 by expenditure, None when not eligible."""
        return self.route.batch if self.route is not None else None


@dataclass(frozen=True, slots=True)
class _Way:
    """The route that income alone takes, the income it is judged by, and whether that income is deducted."""

    route: Route | None
    adjusted: Exact
    findings: tuple[Finding, ...]


def assess(household: Household, policy: Policy, month: date, window_end: date) -> Assessment:
    """The household's entitlement in the month whose first day is `month`, under `policy`.

    Ages are those of `month`; the income year ends with the month before `window_end`.
    """
    n = len(household.counted)
    ceiling = policy.standard_annual * n
    earned, income_findings = income_annual(household, policy)
    paid = self_paid(household, policy, window_end)
    way = _way(n, earned, paid.total, policy)
    findings = (
        *way.findings,
        *_property_findings(household.holdings, n, policy),
        *income_findings,
        *paid.findings,
        *(warns("ID_NUMBER_SUSPECT", "§5", subject=m.id) for m in household.members if m.id_no and is_suspect(m.id_no)),
    )
    eligible = way.route is not None and not any(finding.kind is Kind.BLOCKS for finding in findings)
    added = top_ups(household, policy, month, paid.by_member) if eligible else ()
    base = payable(ceiling - way.adjusted, policy) if eligible else 0
    route = way.route if eligible else None
    return Assessment(
        counted=n,
        income_annual=earned,
        self_paid_medical=paid.total,
        adjusted_annual=way.adjusted,
        standard_annual=policy.standard_annual,
        eligible=eligible,
        route=route,
        term_months=policy.expenditure_term_months if route is Route.EXPENDITURE else None,
        base_monthly=base,
        top_ups=added,
        taper_band=n > 0 and ceiling <= earned < band_ceiling_annual(policy, track_of(household), n),
        findings=findings,
    )


def what_months_change(household: Household, policy: Policy, month: date) -> object:
    """All that a month itself changes in an assessment: which ages that matter are reached, which recognitions hold.

    Months in which it is equal have equal assessments under one policy.
    """
    ages = (0, *policy.ages_that_matter)
    return tuple(
        (
            bisect_right(ages, age_on(member.born, month)),
            member.recognised is not None and member.recognised.holds_on(month),
        )
        for member in household.counted
    )


def track_of(household: Household) -> Track:
    """Registered where the household holds a register card, else unregistered (policy §2.8)."""
    card = household.registered_poor.card if household.registered_poor is not None else ""
    return "registered" if card else "unregistered"


def payable(gap_annual: Exact, policy: Policy) -> int:
    """A yearly gap as the month's base: rounded once, and nothing where it is under the minimum (policy §2.6)."""
    base = rounded(Fraction(gap_annual, MONTHS), policy.rounding)
    return base if base >= policy.minimum_monthly else 0


def _way(n: int, earned: Exact, paid: int, policy: Policy) -> _Way:
    """The route by income (policy §2.4): equal to the standard is not below it."""
    ceiling = policy.standard_annual * n
    adjusted = max(0, earned - paid)
    if n == 0:
        return _Way(None, adjusted, (blocks("NOBODY_COUNTED", "§2.1", datum=0, limit=1),))
    if earned < ceiling:
        if policy.deduct_when_below:
            return _Way(Route.INCOME, adjusted, ())
        return _Way(Route.INCOME, earned, _cliff(ceiling - earned, ceiling - adjusted, policy))
    if adjusted < ceiling:
        return _Way(Route.EXPENDITURE, adjusted, ())
    datum, limit = Yuan(half_up(adjusted)), Yuan(ceiling)
    return _Way(None, adjusted, (blocks("INCOME_NOT_BELOW_STANDARD", "§2.4", datum=datum, limit=limit),))


def _cliff(gap: Exact, deducted_gap: Exact, policy: Policy) -> tuple[Finding, ...]:
    """Where the deduction, not made on the income route, would pay more, both amounts are told (policy §2.4)."""
    if deducted_gap == gap:
        return ()
    now, then = payable(gap, policy), payable(deducted_gap, policy)
    if then <= now:
        return ()
    return (warns("DEDUCTION_WOULD_PAY_MORE", "§2.4", datum=Yuan(now), limit=Yuan(then)),)


def _property_findings(owned: Property | None, n: int, policy: Policy) -> tuple[Finding, ...]:
    """Each limit that is passed, each by itself (policy §2.5)."""
    if owned is None:
        return (unknown("PROPERTY_UNKNOWN", "§2.5", remedy="RECORD_PROPERTY"),)
    found = []
    per_head = policy.assets_limit_per_head
    if per_head is not None and owned.financial_assets > per_head * n:
        found.append(
            blocks("ASSETS_ABOVE_LIMIT", "§2.5", datum=Yuan(owned.financial_assets), limit=Yuan(half_up(per_head * n)))
        )
    if policy.motor_vehicles_max is not None and owned.motor_vehicles > policy.motor_vehicles_max:
        found.append(
            blocks("MOTOR_VEHICLES_ABOVE_LIMIT", "§2.5", datum=owned.motor_vehicles, limit=policy.motor_vehicles_max)
        )
    if policy.homes_max is not None and owned.homes > policy.homes_max and _too_large(owned, policy):
        found.append(blocks("HOMES_ABOVE_LIMIT", "§2.5", datum=owned.homes, limit=policy.homes_max))
    if policy.business_capital_max is not None and owned.business_capital > policy.business_capital_max:
        found.append(
            blocks(
                "BUSINESS_CAPITAL_ABOVE_LIMIT",
                "§2.5",
                datum=Yuan(owned.business_capital),
                limit=Yuan(policy.business_capital_max),
            )
        )
    return tuple(found)


def _too_large(owned: Property, policy: Policy) -> bool:
    return policy.home_area_m2_max is None or owned.home_area_m2 > policy.home_area_m2_max


def _lines(found: Assessment) -> Iterator[Line]:
    ceiling = found.standard_annual * found.counted
    income, adjusted = half_up(found.income_annual), half_up(found.adjusted_annual)
    yield Line("standard", "§2.4", ceiling, counted=found.counted)
    yield Line("income", "§2.2", income)
    if found.adjusted_annual != found.income_annual:
        yield Line("self_paid", "§2.3", -found.self_paid_medical)
        yield Line("income_after_deduction", "§2.4", adjusted)
    if found.eligible:
        yield Line("gap_annual", "§2.4", ceiling - adjusted)
        yield Line("base", "§2.6", found.base_monthly, added=True)
    for top_up in found.top_ups:
        yield _top_up_line(top_up.member, top_up.category.value, top_up.rate, top_up.monthly, added=True)
        for lost in top_up.losers:
            yield _top_up_line(top_up.member, lost.category.value, lost.rate, lost.monthly, added=False)


def _top_up_line(member: str, category: str, rate: Fraction | None, monthly: int, *, added: bool) -> Line:
    return Line(
        "top_up" if added else "top_up_lost", "§2.7", monthly, added=added, member=member, category=category, rate=rate
    )
