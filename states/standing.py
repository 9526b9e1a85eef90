"""How a case stands under a policy, on the survey that it was last decided on: the simulation's one question.

Nothing is decided by it. It asks what would decide (assessment, doors, spans) and puts the answer into one value, so
that two policies can be laid beside each other: same case, same survey, same month, another sheet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from states.case import MACHINE, Act
from states.decide import decide
from states.door import door_of_taper, door_when_not_eligible
from states.entitlement import due_in
from states.evidence import Survey
from states.findings import Kind
from states.recorded import Evidence
from states.situation import Situation
from states.stages import PAID, Batch, Route, Stage

if TYPE_CHECKING:
    from datetime import date

    from states.assessment import Assessment
    from states.case import CaseFacts
    from states.verdict import Rules

ENDED_BY_THE_RULES = frozenset({"reject", "terminate", "complete_taper"})
"""Endings that say that the household did not qualify: under another policy it might."""


class Support(StrEnum):
    """What a household gets: the gap with its top-ups, a taper, or nothing."""

    GAP = "gap"
    TAPER = "taper"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands: `monthly` fen, `counted` persons, of whom so many get a top-up.

    `may_leave_taper`: it is eligible, but stays in its taper until it applies (policy §2.9). `unclear`: it gets nothing
    only because evidence is missing that could let it taper.
    """

    support: Support
    counted: int
    monthly: int = 0
    route: Route | None = None
    topped_up: int = 0
    may_leave_taper: bool = False
    unclear: bool = False

    @property
    def is_supported(self) -> bool:
        """Whether it gets anything by right, be it 0.00 after a minimum."""
        return self.support is not Support.NONE

    @property
    def batch(self) -> Batch | None:
        """The batch that it counts in: 1, 2 or 4; batch 3 counts persons (policy §6)."""
        if self.support is Support.TAPER:
            return Batch.TAPER
        return Batch(str(self.route.batch)) if self.route is not None else None


def standing(case: CaseFacts, rules: Rules, on: date) -> Standing | None:
    """How the case stands on a day under these rules; None where nobody has surveyed it.

    A paid case is looked at as `adjust` looks at it: this month, on the survey that it rests on. What is not paid is
    looked at as `enroll` would look at it, on its newest survey.
    """
    return _stands(_situation(case, _step(case), rules, on), _as_decided(case))


def standing_as_surveyed(case: CaseFacts, rules: Rules, on: date, month: date) -> Standing | None:
    """How a live case would stand if it were decided on its newest survey; None where nobody has surveyed it.

    It is what the open door out of re_verified would lead to, and enrolment where it is not paid yet. Once the survey
    is decided on, it is how the case stands. The amount is the one of `month`, by its sheet and its ages.
    """
    survey, decision = case.survey, case.survey_decision
    situation = _situation(case, "renew" if case.stage in PAID else "enroll", rules, on)
    if survey is not None and decision is not None and decision.survey == survey.id:
        found = standing(case, rules, on)
    else:
        found = _stands(situation, case)
    if found is None or found.support is Support.NONE:
        return found
    if found.support is Support.TAPER:
        return replace(found, monthly=due_in(month, case.decisions)) if case.taper is not None else found
    if _is_unclear(situation):
        return Standing(Support.NONE, found.counted, unclear=True)
    then = situation.assessment_in(month)
    if then is None or not then.eligible:
        return found
    return replace(found, monthly=then.total_monthly, topped_up=len({top_up.member for top_up in then.top_ups}))


def _situation(case: CaseFacts, step: str, rules: Rules, on: date) -> Situation:
    return Situation(case, Act(actor=MACHINE, on=on), step, rules)


def _is_unclear(situation: Situation) -> bool:
    assessment = situation.assessment
    return assessment is not None and any(finding.kind is Kind.UNKNOWN for finding in assessment.findings)


def _stands(situation: Situation, before: CaseFacts) -> Standing | None:
    """How the situation's case stands; `before` is the case as a taper would be begun from it."""
    case, assessment = situation.case, situation.assessment
    if assessment is None:
        return None
    if case.stage is Stage.TAPERING or situation.from_taper:
        return _in_taper(situation, assessment)
    if assessment.eligible:
        return Standing(
            Support.GAP,
            assessment.counted,
            assessment.total_monthly,
            assessment.route,
            len({top_up.member for top_up in assessment.top_ups}),
        )
    if case.stage in PAID:
        return _not_eligible(situation, assessment, before)
    return Standing(Support.NONE, assessment.counted)


def might_return(case: CaseFacts) -> bool:
    """Whether an ended case ended because it did not qualify, and its household has no other live case."""
    last = case.history[-1] if case.history else None
    return last is not None and last.step in ENDED_BY_THE_RULES and case.other_live_case is None


def _step(case: CaseFacts) -> str:
    """The step whose look at the case is the right one: an early exit under way is looked at on its own survey."""
    if case.stage not in PAID:
        return "enroll"
    left = case.last_step("reverify", "exit_taper_early")
    came_early = case.stage is Stage.RE_VERIFIED and left is not None and left.step == "exit_taper_early"
    return "renew" if came_early else "adjust"


def _in_taper(situation: Situation, assessment: Assessment) -> Standing:
    """A taper pays what was decided while income is below the multiple; a gap takes its place on application only."""
    door = door_of_taper(situation, assessment)
    if door.step != "resume_taper":
        return Standing(Support.NONE, assessment.counted)
    paid = due_in(situation.month, situation.case.decisions)
    return Standing(Support.TAPER, assessment.counted, paid, may_leave_taper=assessment.eligible)


def _not_eligible(situation: Situation, assessment: Assessment, before: CaseFacts) -> Standing:
    """A paid case that is not eligible: it tapers where that door opens, else it gets nothing."""
    door = door_when_not_eligible(situation, assessment)
    if door.step == "begin_taper":
        decision = decide(replace(situation, case=before, step="begin_taper"), 0)
        if decision is not None:
            return Standing(Support.TAPER, assessment.counted, decision.monthly)
    return Standing(Support.NONE, assessment.counted, unclear=door.step is None)


def _as_decided(case: CaseFacts) -> CaseFacts:
    """The case with no survey but the one that it was last decided on."""
    decision = case.survey_decision
    last = decision.survey if decision is not None else None
    rows = tuple(row for row in case.evidence.rows if not isinstance(row, Survey) or row.id == last)
    return replace(case, evidence=Evidence(rows, case.evidence.voided))
