"""What would be: a case's amounts as they are beside what they would be under other circumstances (policy §2)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from states.assessment import Assessment, assess
from states.entitlement import due_in
from states.facts import Income, IncomeKind, Voucher
from states.money import NotMoneyError, fen_of
from states.months import add_months, first_of_month, month_after, months_from
from states.situation import household_in
from states.stages import Stage
from workflow.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from states.case import CaseFacts
    from states.evidence import Survey
    from states.facts import Household
    from states.verdict import Rules
    from workflow.office import Office

MONTHS_AHEAD = 24


@dataclass(frozen=True, slots=True)
class MonthCompared:
    """One month: what is decided for it, and what it would be, in fen."""

    month: date
    as_it_is: int
    as_it_would_be: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Both assessments of next month and 24 months side by side.

    In a taper `as_it_is` is staying, `as_it_would_be` leaving for the gap.
    """

    now: Assessment
    then: Assessment
    months: tuple[MonthCompared, ...]
    in_taper: bool

    @property
    def worse_by(self) -> int:
        """What the change loses over the months compared, in fen; 0 when it gains or is even."""
        return max(0, sum(m.as_it_is - m.as_it_would_be for m in self.months))


def what_if(case: CaseFacts, household: Household, rules: Rules, today: date, *, sheet: Rules | None = None) -> WhatIf:
    """Compare a case as decided with the same case on another household, or under another region's sheet.

    A case that nobody has surveyed raises BadInput.
    """
    survey = case.survey
    if survey is None:
        raise BadInput("what_if.no_survey", case=case.id)
    other = replace(survey, household=household)
    start = month_after(today)
    then_rules = sheet or rules
    months = tuple(
        MonthCompared(
            month, _decided(case, month, survey, rules), _assessed(case, month, other, then_rules).total_monthly
        )
        for month in months_from(start, add_months(start, MONTHS_AHEAD))
    )
    return WhatIf(
        now=_assessed(case, start, survey, rules),
        then=_assessed(case, start, other, then_rules),
        months=months,
        in_taper=case.stage is Stage.TAPERING,
    )


def with_income(household: Household, amounts: Mapping[tuple[str, IncomeKind], int]) -> Household:
    """The household with other annual incomes, in fen, by member and kind."""
    kept = tuple(row for row in household.income if (row.member, row.kind) not in amounts)
    added = tuple(Income(member, kind, annual) for (member, kind), annual in amounts.items())
    return replace(household, income=(*kept, *added))


def with_self_paid(household: Household, amounts: Mapping[str, int], on: date) -> Household:
    """The household with another self-paid medical cost for the year, in fen by member, dated `on`."""
    kept = tuple(row for row in household.medical if row.member not in amounts)
    added = tuple(Voucher(member, on, certified, voucher=f"what-if-{member}") for member, certified in amounts.items())
    return replace(household, medical=(*kept, *added))


def _assessed(case: CaseFacts, month: date, survey: Survey, rules: Rules) -> Assessment:
    return assess(household_in(month, survey, case), rules.policies(month), month, survey.window_end)


def _decided(case: CaseFacts, month: date, survey: Survey, rules: Rules) -> int:
    """What is decided for a month; before any decision, what the survey would give."""
    if case.decisions:
        return due_in(first_of_month(month), case.decisions)
    return _assessed(case, month, survey, rules).total_monthly


def what_if_of(
    office: Office,
    case_id: str,
    income: Sequence[str],
    medical: Sequence[str],
    without: frozenset[str],
    region: str = "",
) -> WhatIf:
    """Compare a case with itself changed as written: "m1:wages=12000" earned, "m1=5000" self-paid, members left out."""
    with office.reading() as read:
        case = read.load_case(case_id)
    survey = case.survey
    if survey is None:
        raise BadInput("what_if.no_survey", case=case_id)
    household = survey.household.without(without)
    members = {member.id for member in household.members}
    incomes = {_member_and_kind(name, members): fen for name, fen in map(_amount, income)}
    costs = {_member(name, members): fen for name, fen in map(_amount, medical)}
    household = with_self_paid(with_income(household, incomes), costs, add_months(survey.window_end, -1))
    rules = office.rules_for(case.household.village)
    return what_if(case, household, rules, office.today, sheet=office.rules_for(region) if region else None)


def _amount(written: str) -> tuple[str, int]:
    name, sign, amount = written.partition("=")
    try:
        return name, fen_of(amount if sign else "")
    except NotMoneyError:
        raise BadInput("what_if.not_readable", written=written) from None


def _member(name: str, members: set[str]) -> str:
    if name not in members:
        raise BadInput("evidence.unknown_member", member=name)
    return name


def _member_and_kind(name: str, members: set[str]) -> tuple[str, IncomeKind]:
    member, _, kind = name.partition(":")
    if kind not in {item.value for item in IncomeKind}:
        raise BadInput("what_if.not_readable", written=name)
    return _member(member, members), IncomeKind(kind)
