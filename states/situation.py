"""A case, an attempt and the rules that hold: everything a guard looks at, computed once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from states.appeals import decision_to_correct
from states.case import RESTS_ON_SURVEY
from states.evidence import Paper, PaperStatus, RecognitionOf
from states.facts import Recognition
from states.months import add_months, first_of_month, month_after
from states.stages import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from states.assessment import Assessment
    from states.calendar import WorkingCalendar
    from states.case import Act, CaseFacts, Decision
    from states.duties import DutyException
    from states.evidence import Survey
    from states.facts import Household, Member
    from states.policy import Policy
    from states.recorded import Evidence
    from states.verdict import Rules

DATED_CHANGE = frozenset({"grant_key_support", "end_key_support", "adjust"})
"""Steps that record a dated change: they look at this month, on the survey that the case rests on (policy §2.10)."""

DISABILITY_CERTIFICATE = "disability_certificate"


@dataclass(frozen=True)
class Situation:
    """An attempt `act` to take `step` on a case under the rules of its region."""

    case: CaseFacts
    act: Act
    step: str
    rules: Rules

    @property
    def policies(self) -> Callable[[date], Policy]:
        """Answers with the region's policy on a day."""
        return self.rules.policies

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar."""
        return self.rules.calendar

    @cached_property
    def policy(self) -> Policy:
        """The policy in force on the day of the act: its deadlines, papers and delegations."""
        return self.policies(self.act.on)

    @cached_property
    def month(self) -> date:
        """The paid month that the step's eligibility is looked at for, as its first day.

        A dated change looks at this month, but not before the first paid month nor past the last one of a term.
        """
        if self.step not in DATED_CHANGE:
            return month_after(self.act.on)
        decision = self.case.decision
        this_month = first_of_month(self.act.on)
        if decision is None:
            return this_month
        if decision.term_end is not None and decision.term_end <= this_month:
            return add_months(decision.term_end, -1)
        return max(this_month, decision.effective_from)

    @cached_property
    def survey(self) -> Survey | None:
        """The survey that the step rests on: a dated change rests on the last decision's, any other on the newest."""
        return self.survey_for(self.month)

    def survey_for(self, month: date) -> Survey | None:
        """The survey that decides a month: for a dated change the one that the month's decision rested on."""
        if self.step not in DATED_CHANGE:
            return self.case.survey
        newest_first = self._decided_on_survey
        first = newest_first[-1] if newest_first else None
        decision = next((d for d in newest_first if d.effective_from <= month), first)
        return self.case.survey_of(decision) if decision is not None else None

    @cached_property
    def _decided_on_survey(self) -> tuple[Decision, ...]:
        """The decisions that rested on a survey of their own, the last one first."""
        return tuple(d for d in reversed(self.case.decisions) if d.step in RESTS_ON_SURVEY)

    @cached_property
    def assessment(self) -> Assessment | None:
        """What the household is entitled to in `month`; None without a survey."""
        return self.assessment_in(self.month)

    def assessment_in(self, month: date) -> Assessment | None:
        """The same for another month, by that month's sheet, ages, deaths, recognitions and certificates."""
        survey = self.survey_for(month)
        if survey is None:
            return None
        return self.rules.remembered.answer(
            (self.case.evidence, survey),
            month,
            lambda: self.rules.assess(household_in(month, survey, self.case), month, survey.window_end),
        )

    @property
    def by_machine(self) -> bool:
        """Whether the machine acts."""
        return self.act.actor.role is Role.CRON

    @property
    def exception(self) -> DutyException | None:
        """The exception under which whoever verified enrolls as well; None where none is needed, or none holds."""
        act, verified = self.act, self.case.last_step("verify")
        if self.step != "enroll" or verified is None or verified.actor != act.actor.login:
            return None
        return next((each for each in self.case.exceptions if each.lets(act.actor, act.on)), None)

    @property
    def from_taper(self) -> bool:
        """Whether the case came from the taper to be looked at again, without having applied to leave it.

        A household that is eligible, and on appeal should never have come into it, has not.
        """
        wrong = decision_to_correct(self.case)
        if wrong is not None and wrong.step == "begin_taper" and self.assessment and self.assessment.eligible:
            return False
        step = self.case.last_step("reverify", "exit_taper_early")
        return (
            self.case.stage is Stage.RE_VERIFIED
            and step is not None
            and step.step == "reverify"
            and step.source is Stage.TAPERING
        )


def household_in(month: date, survey: Survey, case: CaseFacts) -> Household:
    """The surveyed household as it stands in a month: without the dead, with recognitions and certificates in force.

    A death counts from the month after it (policy §2.10).
    """
    dead = frozenset(member for member, died in case.deaths().items() if month_after(died) <= month)
    household = survey.household.without(dead) if dead else survey.household
    recognised = _recognitions(month, case)
    lapsed = _lapsed_certificates(month, case)
    if not recognised and not lapsed:
        return household
    return replace(
        household,
        members=tuple(_as_of(member, recognised.get(member.id), member.id in lapsed) for member in household.members),
    )


def _as_of(member: Member, recognition: Recognition | None, lapsed: bool) -> Member:  # noqa: FBT001  a fact, not a mode
    return replace(
        member,
        recognised=recognition or member.recognised,
        disabilities=() if lapsed else member.disabilities,
    )


def _recognitions(month: date, case: CaseFacts) -> dict[str, Recognition]:
    """The last recognition of each member that holds on the month's first day."""
    told = case.evidence.once(_recognised)
    return {member: recognition for member, recognition in told if recognition.holds_on(month)}


def _recognised(evidence: Evidence) -> tuple[tuple[str, Recognition], ...]:
    rows = evidence.of(RecognitionOf)
    return tuple((row.member, Recognition(row.rate, row.person, row.document, row.from_, row.until)) for row in rows)


def _lapsed_certificates(month: date, case: CaseFacts) -> frozenset[str]:
    """Members whose newest disability certificate has ended by the month's first day."""
    ends = case.evidence.once(_ends_of_certificates)
    return frozenset(member for member, end in ends.items() if end is not None and end <= month)


def _ends_of_certificates(evidence: Evidence) -> dict[str, date | None]:
    """When each member's newest disability certificate ends, None where it does not."""
    return {
        row.member: row.valid_until
        for row in evidence.of(Paper)
        if row.name == DISABILITY_CERTIFICATE and row.member and row.status is PaperStatus.SEEN
    }


def next_recheck_on(case: CaseFacts, policies: Callable[[date], Policy]) -> date | None:
    """The day the household is to be looked at again (policy §3): the end of an expenditure term, else the interval."""
    decision = case.survey_decision
    if decision is None:
        return None
    if decision.term_end is not None:
        return decision.term_end
    months = policies(decision.effective_from).interval_months(case.household.recheck_class)
    return add_months(decision.effective_from, months)
