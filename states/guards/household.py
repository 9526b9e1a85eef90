"""What the household's own circumstances must be: eligible, in key support, counted nowhere else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from states.dated import first_difference
from states.evidence import ChangeKind
from states.findings import Finding, Yuan, blocks, unknown
from states.guards import cites
from states.guards.recheck import open_changes
from states.months import first_of_month
from states.situation import household_in
from states.stages import PAID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.evidence import Survey
    from states.situation import Situation


@cites("§2.4, §2.5")
def household_is_eligible(situation: Situation) -> Iterator[Finding]:
    """Income, after the deduction where it is taken, is below the standard, and property within the limits."""
    assessment = situation.assessment
    if assessment is None:
        yield unknown("SURVEY_MISSING", remedy="RECORD_SURVEY")
        return
    yield from assessment.findings


@cites("§3 renew, enroll")
def nobody_is_counted_in_another_paid_case(situation: Situation) -> Iterator[Finding]:
    """Nobody counted here is counted in another case that is paid; what is not paid anyway harms nobody."""
    if situation.step == "set_aside" and situation.case.stage_before_end not in PAID:
        return
    for other in situation.case.elsewhere:
        if other.paid:
            yield blocks("COUNTED_IN_PAID_CASE", datum=other.case, remedy="MOVE_MEMBER", subject=other.member)


@cites("§2.7, §3 grant_key_support")
def a_member_qualifies(situation: Situation) -> Iterator[Finding]:
    """At least one member of the household qualifies for key support."""
    assessment = situation.assessment
    if assessment is not None and assessment.eligible and not assessment.top_ups:
        yield blocks("NOBODY_QUALIFIES", datum=assessment.counted, remedy="RECORD_RECOGNITION")


@cites("§2.7, §3 end_key_support")
def no_member_qualifies(situation: Situation) -> Iterator[Finding]:
    """No member of the household qualifies for key support any more."""
    assessment = situation.assessment
    if assessment is None:
        return
    for top_up in assessment.top_ups:
        yield blocks(
            "MEMBER_STILL_QUALIFIES", datum=top_up.category.value, limit=Yuan(top_up.monthly), subject=top_up.member
        )


@cites("§3 adjust")
def amount_differs(situation: Situation) -> Iterator[Finding]:
    """Standard, age, death, recognition or certificate have made the amount another one."""
    assessment = situation.assessment
    if assessment is None or not assessment.eligible or _term_is_over(situation):
        return
    if first_difference(situation) is None:
        yield blocks("AMOUNT_UNCHANGED", datum=Yuan(assessment.total_monthly), limit=situation.month)


@cites("§3 adjust")
def route_is_as_before(situation: Situation) -> Iterator[Finding]:
    """The household qualifies by the route it was admitted by; another route is for a survey to find."""
    assessment, decision = situation.assessment, situation.case.decision
    if assessment is None or decision is None or assessment.route is None or decision.route is None:
        return
    if assessment.route is not decision.route:
        yield blocks("ROUTE_DIFFERS", datum=assessment.route.value, limit=decision.route.value, remedy="REVERIFY")


@cites("§3 adjust")
def term_has_not_ended(situation: Situation) -> Iterator[Finding]:
    """An expenditure term is still running; after its end an adjustment settles what its own months lacked, no more."""
    if not _term_is_over(situation):
        return
    if situation.step != "adjust" or first_difference(situation) is None:
        decision = situation.case.decision
        limit = decision.term_end if decision is not None else None
        yield blocks("TERM_ENDED", datum=first_of_month(situation.act.on), limit=limit, remedy="REVERIFY")


def _term_is_over(situation: Situation) -> bool:
    decision = situation.case.decision
    term_end = decision.term_end if decision is not None else None
    return term_end is not None and term_end <= first_of_month(situation.act.on)


@cites("§3 adjust")
def no_report_is_open(situation: Situation) -> Iterator[Finding]:
    """No change that somebody reported waits to be looked at; a death is settled by the adjustment itself."""
    for change in open_changes(situation.case):
        if change.change is not ChangeKind.DEATH:
            yield blocks(
                "REPORT_OPEN", datum=change.change.value, limit=change.on, remedy="REVERIFY", subject=change.member
            )


@cites("§3 renew")
def survey_is_fresh(situation: Situation) -> Iterator[Finding]:
    """The survey is at most 90 days old."""
    survey = situation.survey
    if survey is None:
        yield unknown("SURVEY_MISSING", remedy="RECORD_SURVEY")
        return
    days = situation.policy.survey_valid_days
    if situation.act.on - survey.on > timedelta(days=days):
        yield unknown("SURVEY_TOO_OLD", datum=survey.on, limit=days, remedy="RECORD_SURVEY")


@cites("§3 renew, cron")
def machine_renews_only_the_same(situation: Situation) -> Iterator[Finding]:
    """The machine renews only with members, route and property as before and the amount moved within the share."""
    assessment, decision, survey = situation.assessment, situation.case.survey_decision, situation.survey
    if not situation.by_machine or assessment is None or decision is None or survey is None or not assessment.eligible:
        return
    before = situation.case.survey_of(decision)
    if before is not None:
        yield from _differs(before, survey, situation)
    if assessment.route is not decision.route:
        limit = decision.route.value if decision.route else None
        yield blocks(
            "ROUTE_DIFFERS",
            datum=assessment.route.value if assessment.route else None,
            limit=limit,
            remedy="PERSON_STEPS",
        )
    approved = situation.case.decision.monthly if situation.case.decision else 0
    if abs(assessment.total_monthly - approved) > situation.policy.automatic_amount_share * approved:
        yield blocks(
            "AMOUNT_MOVES_TOO_FAR", datum=Yuan(assessment.total_monthly), limit=Yuan(approved), remedy="PERSON_STEPS"
        )


def _differs(before: Survey, now: Survey, situation: Situation) -> Iterator[Finding]:
    """Members, as the last decision counted them, and property that are not as they were."""
    case, last = situation.case, situation.case.decision
    month = max(last.effective_from, first_of_month(last.on)) if last is not None else situation.month
    then = {member.id for member in household_in(month, before, case).counted}
    today = {member.id for member in household_in(situation.month, now, case).counted}
    if then != today:
        yield blocks("MEMBERS_DIFFER", datum=len(today), limit=len(then), remedy="PERSON_STEPS")
    if before.household.holdings != now.household.holdings:
        yield blocks("PROPERTY_DIFFERS", remedy="PERSON_STEPS")
