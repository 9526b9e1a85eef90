"""Courses: what a case is paid month by month as it is decided, and what it would be paid as the rules would decide.

A course runs on past what is decided: the household is taken to be found, at every re-check, as it was found last, and
dated changes (a birthday, another standard, the end of a recognition) take effect on their own date (policy §2.10).
Nothing of it is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from states.assessment import assess
from states.case import MACHINE, Act, Actor, StepTaken
from states.decide import decide
from states.door import open_door
from states.entitlement import due_in
from states.evidence import Survey
from states.findings import Finding, Kind
from states.months import first_of_month
from states.situation import Situation, household_in
from states.stages import LIVE, PAID, Role, Stage
from workflow.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from states.assessment import Assessment
    from states.case import CaseFacts, Decision, Taper
    from states.facts import Household
    from states.policy import Policy
    from states.verdict import Rules

NEVER_SAVED = "what-if"


@dataclass(frozen=True, slots=True)
class CourseMonth:
    """One month of a course: its amount in fen, what the household is entitled to by its survey, and the household."""

    month: date
    amount: int
    assessment: Assessment
    household: Household
    policy: Policy
    assumed: bool = False
    """Past the end of an expenditure term: paid only if the household is renewed on the same figures."""


@dataclass(frozen=True, slots=True)
class Course:
    """What is paid from a month on, and the step that decides it; "" where nothing new is decided.

    `missing` is evidence without which the step could not be taken.
    """

    step: str
    months: tuple[CourseMonth, ...]
    taper: Taper | None = None
    term_end: date | None = None
    missing: tuple[Finding, ...] = ()

    @property
    def total(self) -> int:
        """All months together, in fen."""
        return sum(month.amount for month in self.months)

    @property
    def assumed(self) -> int:
        """Of the total, what is paid only after a renewal on the same figures, in fen."""
        return sum(month.amount for month in self.months if month.assumed)


def as_decided(case: CaseFacts, rules: Rules, months: Sequence[date]) -> Course:
    """What a case is paid in these months, each on the survey that its decision rests on; BadInput without a survey."""
    return _course(case, rules, [(month, _survey_for(case, rules, month)) for month in months])


def _course(case: CaseFacts, rules: Rules, months: Iterable[tuple[date, Survey]]) -> Course:
    decision = case.decision
    return Course(
        step="",
        months=tuple(_month(case, rules, month, survey) for month, survey in months),
        taper=decision.taper if decision is not None and case.is_live else None,
        term_end=decision.term_end if decision is not None else None,
    )


def as_it_would_be(case: CaseFacts, household: Household, rules: Rules, today: date, months: Sequence[date]) -> Course:
    """What a case would be paid if this household were found today and decided on at once, under these rules."""
    surveyed = _surveyed(case, household, today)
    if case.stage in PAID:
        return _decided_again(surveyed, rules, today, months)
    return _admitted(surveyed, rules, today, months)


def tapers(case: CaseFacts) -> bool:
    """Whether the case is paid a taper: in it, or looked at again from it and not decided on."""
    return case.taper is not None and case.stage in {Stage.TAPERING, Stage.RE_VERIFIED}


def _surveyed(case: CaseFacts, household: Household, today: date) -> CaseFacts:
    """The case with a survey of today that found this household; the income year stays that of the last survey."""
    last = case.survey
    survey = Survey(
        on=today,
        id=1 + max((row.id for row in case.evidence.rows), default=0),
        household=household,
        surveyors=(),
        window_end=last.window_end if last is not None else first_of_month(today),
    )
    return replace(case, evidence=case.evidence.with_rows((survey,)))


def _admitted(case: CaseFacts, rules: Rules, today: date, months: Sequence[date]) -> Course:
    """A case that nobody pays: enrolled where eligible, else rejected; once ended, it would be a new case."""
    situation = _situation(case, rules, today, "enroll")
    assessment = situation.assessment
    if assessment is not None and assessment.eligible:
        return _after(case, rules, situation, months, _unknown(assessment))
    return _on_what_was_tried(case, rules, "reject", months)


def _decided_again(case: CaseFacts, rules: Rules, today: date, months: Sequence[date]) -> Course:
    """A paid case: through a re-check, or the early exit from a taper, and out of the door that is open."""
    looked_at = _looked_at_again(case, rules, today)
    door = open_door(_situation(looked_at, rules, today, "renew"))
    situation = _situation(looked_at, rules, today, door.step or _likely(looked_at, rules, today))
    return _after(looked_at, rules, situation, months, door.missing)


def _likely(case: CaseFacts, rules: Rules, today: date) -> str:
    """The door that would be open once what is missing were there."""
    assessment = _situation(case, rules, today, "renew").assessment
    return "renew" if assessment is not None and assessment.eligible else "terminate"


def _looked_at_again(case: CaseFacts, rules: Rules, today: date) -> CaseFacts:
    """The case as the re-check leaves it: out of a taper by the early exit where nothing bars it, else to go on."""
    came_early = case.last_step("reverify", "exit_taper_early")
    if case.stage is Stage.RE_VERIFIED and not (tapers(case) and came_early and came_early.step == "reverify"):
        return case
    assessment = _situation(case, rules, today, "exit_taper_early").assessment
    leaves = tapers(case) and assessment is not None and not any(finding.bars for finding in assessment.findings)
    step = StepTaken(
        seq=_next_seq(case),
        step="exit_taper_early" if leaves else "reverify",
        on=today,
        actor="",
        role=Role.TOWNSHIP,
        source=Stage.TAPERING if tapers(case) else case.stage,
        dest=Stage.RE_VERIFIED,
    )
    return replace(case, stage=Stage.RE_VERIFIED, history=(*case.history, step))


def _after(
    case: CaseFacts, rules: Rules, situation: Situation, months: Sequence[date], missing: tuple[Finding, ...]
) -> Course:
    """The course once the step of a situation has been taken."""
    decision = decide(situation, _next_seq(case) + 1)
    decided = replace(
        case,
        stage=Stage.TERMINATED if situation.step == "terminate" else Stage.ENROLLED,
        decisions=(*case.decisions, decision) if decision is not None else case.decisions,
    )
    return replace(_on_what_was_tried(decided, rules, situation.step, months), missing=missing)


def _on_what_was_tried(case: CaseFacts, rules: Rules, step: str, months: Sequence[date]) -> Course:
    """The course whose every month is looked at on the newest survey, whatever was decided on it."""
    return replace(_course(case, rules, [(month, _newest(case)) for month in months]), step=step)


def _survey_for(case: CaseFacts, rules: Rules, month: date) -> Survey:
    """The survey that a month's decision rests on; before any decision, the newest."""
    return _situation(case, rules, month, "adjust").survey_for(month) or _newest(case)


def _newest(case: CaseFacts) -> Survey:
    if case.survey is None:
        raise BadInput("what_if.no_survey", case=case.id)
    return case.survey


def _month(case: CaseFacts, rules: Rules, month: date, survey: Survey) -> CourseMonth:
    household, policy = household_in(month, survey, case), rules.policies(month)
    assessment = assess(household, policy, month, survey.window_end)
    amount, assumed = _paid(case, assessment, month)
    return CourseMonth(month, amount, assessment, household, policy, assumed)


def _paid(case: CaseFacts, found: Assessment, month: date) -> tuple[int, bool]:
    """A month's amount, and whether it is only assumed.

    A gap follows its month's own standard and ages while the household qualifies by the route that it was admitted by;
    a taper, and what has ended, is what was decided.
    """
    decided, decision = due_in(month, case.decisions), _decision_for(case, month)
    if decision is None or decision.taper is not None or decision.route is None or case.stage not in LIVE:
        return decided, False
    if decision.term_end is not None and month >= decision.term_end:
        return (found.total_monthly if found.eligible else 0), True
    return (found.total_monthly if found.route is decision.route else decided), False


def _decision_for(case: CaseFacts, month: date) -> Decision | None:
    return next((d for d in reversed(case.decisions) if d.effective_from <= month), None)


def _unknown(assessment: Assessment) -> tuple[Finding, ...]:
    return tuple(finding for finding in assessment.findings if finding.kind is Kind.UNKNOWN)


def _situation(case: CaseFacts, rules: Rules, on: date, step: str) -> Situation:
    actor = MACHINE if step == "adjust" else Actor(NEVER_SAVED, Role.COUNTY)
    return Situation(case, Act(actor=actor, on=on), step, rules)


def _next_seq(case: CaseFacts) -> int:
    taken = [*(step.seq for step in case.history), *(decision.seq for decision in case.decisions)]
    return 1 + max(taken, default=0)
