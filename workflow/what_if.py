"""What would be: a case's amounts as they are beside what they would be under other circumstances (policy §2)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import TYPE_CHECKING

from states.evidence import EarlyExitCause
from states.guards.taper import open_early_exit
from states.months import add_months, first_of_month, month_after, months_from
from workflow.errors import BadInput
from workflow.what_if_courses import Course, as_decided, as_it_would_be, tapers
from workflow.what_if_notes import Note, notes_of

if TYPE_CHECKING:
    from datetime import date

    from states.assessment import Assessment
    from states.case import CaseFacts
    from states.facts import Household
    from states.findings import Finding
    from states.verdict import Rules
    from workflow.what_if_courses import CourseMonth

MONTHS_AHEAD = 24


@dataclass(frozen=True, slots=True)
class MonthCompared:
    """One month: what is decided for it, what it would be, and the differences up to and with it, in fen."""

    month: date
    as_it_is: int
    as_it_would_be: int
    cumulated: int
    notes: tuple[Note, ...] = ()

    @property
    def difference(self) -> int:
        """What the month would gain, below zero what it would lose."""
        return self.as_it_would_be - self.as_it_is


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months in a row that all gain (`sign` 1), lose (-1) or are even (0), and their sum in fen."""

    sign: int
    first: date
    last: date
    sum: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """Leaving a taper early (policy §2.9): the cause that the figures show, in fen a year, and what is not met.

    `applied`: an application waits for an answer.
    """

    cause: EarlyExitCause
    before: int
    after: int
    applied: bool
    unmet: tuple[Finding, ...]

    @property
    def possible(self) -> bool:
        """Whether the household would meet the conditions, once it has applied and been surveyed anew."""
        return not self.unmet


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A case as it is decided beside the same case on another household or sheet, for 24 months.

    In a taper `as_it_is` is staying; `as_it_would_be` is leaving for the gap where `leaving` is possible.
    """

    as_is: Course
    would_be: Course
    months: tuple[MonthCompared, ...]
    leaving: Leaving | None = None
    survey_undecided: date | None = None
    """Day of a survey that is newer than the last decision."""
    withheld: bool = False

    @property
    def now(self) -> Assessment:
        """What the household is entitled to next month as it was last decided on."""
        return self.as_is.months[0].assessment

    @property
    def then(self) -> Assessment:
        """What it would be entitled to next month."""
        return self.would_be.months[0].assessment

    @property
    def names(self) -> dict[str, str]:
        """Members' names by id, on both sides."""
        people = (*self.would_be.months[0].household.members, *self.as_is.months[0].household.members)
        return {member.id: member.name or member.id for member in people}

    @property
    def in_taper(self) -> bool:
        """Whether staying in a taper is compared with leaving it."""
        return self.leaving is not None

    @property
    def gain(self) -> int:
        """What the change gains over all the months, in fen; below zero what it loses."""
        return self.would_be.total - self.as_is.total

    @property
    def worse_by(self) -> int:
        """What the change loses over the months compared, in fen; 0 when it gains or is even."""
        return max(0, -self.gain)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The months in runs that are better, worse or even."""
        runs = [list(run) for _, run in groupby(self.months, key=lambda m: _sign(m.difference))]
        return tuple(
            Stretch(_sign(run[0].difference), run[0].month, run[-1].month, sum(m.difference for m in run))
            for run in runs
        )

    @property
    def best_first_month(self) -> tuple[date, int] | None:
        """The first month out of the taper that gains most over all the months, and that gain; None: never leave."""
        if self.leaving is None or not self.leaving.possible:
            return None
        gains = [(sum(m.difference for m in self.months[k:]), -k) for k in range(len(self.months))]
        gain, index = max(gains)
        return (self.months[-index].month, gain) if gain > 0 else None


def what_if(case: CaseFacts, household: Household, rules: Rules, today: date, *, sheet: Rules | None = None) -> WhatIf:
    """Compare a case as decided with the same case on another household, or under another sheet, from next month on.

    A case that nobody has surveyed raises BadInput.
    """
    survey = case.survey
    if survey is None:
        raise BadInput("what_if.no_survey", case=case.id)
    start = month_after(today)
    ahead = tuple(months_from(start, add_months(start, MONTHS_AHEAD)))
    this_month: CourseMonth | None = None
    if case.decisions:
        as_is = as_decided(case, rules, ahead)
        this_month = as_decided(case, rules, (first_of_month(today),)).months[0]
    else:
        as_is = as_it_would_be(case, survey.household, rules, today, ahead)
    would_be = as_it_would_be(case, household, sheet or rules, today, ahead)
    return WhatIf(
        as_is=as_is,
        would_be=would_be,
        months=_compared(this_month, as_is, would_be),
        leaving=_leaving(case, as_is, would_be) if tapers(case) else None,
        survey_undecided=_undecided(case),
        withheld=bool(case.withholdings),
    )


def _compared(before: CourseMonth | None, as_is: Course, would_be: Course) -> tuple[MonthCompared, ...]:
    notes = notes_of(before, as_is, would_be)
    pairs = list(zip(as_is.months, would_be.months, strict=True))
    sums = accumulate(then.amount - now.amount for now, then in pairs)
    return tuple(
        MonthCompared(now.month, now.amount, then.amount, cumulated, notes.get(now.month, ()))
        for (now, then), cumulated in zip(pairs, sums, strict=True)
    )


def _undecided(case: CaseFacts) -> date | None:
    survey, decision = case.survey, case.survey_decision
    if survey is None or decision is None or survey.id == decision.survey:
        return None
    return survey.on


def _leaving(case: CaseFacts, as_is: Course, would_be: Course) -> Leaving:
    """What the application would say, and every condition that the tried household does not meet."""
    now, then = as_is.months[0].assessment, would_be.months[0].assessment
    income_fell = then.income_annual < now.income_annual
    cost_rose = then.self_paid_medical > now.self_paid_medical
    if cost_rose and not income_fell:
        cause, before, after = EarlyExitCause.ILLNESS_COST_ROSE, now.self_paid_medical, then.self_paid_medical
    else:
        cause = EarlyExitCause.EARNINGS_FELL if income_fell else EarlyExitCause.OTHER_RECOGNISED
        before, after = int(now.income_annual), int(then.income_annual)
    unmet = tuple(finding for finding in then.findings if finding.bars)
    return Leaving(cause, before, after, open_early_exit(case) is not None, unmet)


def _sign(difference: int) -> int:
    return (difference > 0) - (difference < 0)
