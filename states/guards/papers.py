"""What must have been seen, asked and surveyed before a household is judged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from states.evidence import (
    CERTIFICATE_SERVES,
    Appraisal,
    Doubt,
    HomeVisit,
    InformationCheck,
    Paper,
    PaperStatus,
)
from states.findings import Finding, blocks, unknown, warns
from states.guards import cites
from states.guards.recheck import interval_is_near, open_changes, open_recheck_orders
from states.recorded import newest
from states.situation import DISABILITY_CERTIFICATE
from states.stages import Route

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from states.evidence import Survey
    from states.situation import Situation

MEDICAL_VOUCHERS = "medical_vouchers"


@cites("§3 verify")
def papers_are_complete(situation: Situation) -> Iterator[Finding]:
    """Every paper that the sheet lists has been seen: certificates and vouchers where they are claimed."""
    seen = {(p.name, p.member) for p in situation.case.evidence.of(Paper) if p.status is PaperStatus.SEEN}
    names = {name for name, _ in seen}
    household = situation.survey.household if situation.survey else situation.case.household
    assessment = situation.assessment
    route = assessment.route if assessment is not None and assessment.route is not None else Route.INCOME
    required = [p for p in situation.policy.required_papers[route] if p != DISABILITY_CERTIFICATE]
    counted = {member.id for member in household.counted}
    if MEDICAL_VOUCHERS not in required and any(voucher.member in counted for voucher in household.medical):
        required.append(MEDICAL_VOUCHERS)
    for name in required:
        if name not in names:
            yield unknown("PAPER_NOT_SEEN", datum=name, remedy="RECORD_PAPER", subject=name)
    for member in household.counted:
        if member.disabilities and (DISABILITY_CERTIFICATE, member.id) not in seen:
            yield unknown(
                "CERTIFICATE_NOT_SEEN", datum=DISABILITY_CERTIFICATE, remedy="RECORD_PAPER", subject=member.id
            )


@cites("§3 verify, §4")
def information_check_is_current(situation: Situation) -> Iterator[Finding]:
    """Each source asked had an answer about each counted person at most 30 days old at the survey; none is open."""
    survey = situation.survey
    if survey is None:
        return
    checks = list(situation.case.evidence.of(InformationCheck))
    by_then = [check for check in checks if check.on <= survey.on]
    of_this_look = [check for check in by_then if _is_of_this_look(check, situation)]
    sources = sorted({check.source for check in of_this_look or by_then})
    for member in survey.household.counted:
        if member.id not in situation.case.deaths():
            yield from _not_current(member.id, sources, by_then, situation)
    for check in checks:
        if check.is_open:
            subject = f"{check.source} {check.member}"
            yield blocks("DISCREPANCY_OPEN", datum=check.discrepancy, remedy="RESOLVE_DISCREPANCY", subject=subject)


def _not_current(
    member: str, sources: list[str], checks: list[InformationCheck], situation: Situation
) -> Iterator[Finding]:
    """What is missing of one person's check: an answer of each source, not too old on the day of the survey."""
    days = situation.policy.information_check_valid_days
    survey, remedy = situation.survey, "RECORD_INFORMATION_CHECK"
    for source in sources:
        check = newest(c for c in checks if c.source == source and c.member == member)
        subject = f"{source} {member}"
        if check is None:
            yield unknown("NOT_CHECKED_BY", limit=days, remedy=remedy, subject=subject)
        elif survey is not None and survey.on - check.on > timedelta(days=days):
            yield unknown("CHECK_EXPIRED", datum=check.on, limit=days, remedy=remedy, subject=subject)
    if not sources:
        yield unknown("NOT_CHECKED", limit=days, remedy=remedy, subject=member)


def _is_of_this_look(check: InformationCheck, situation: Situation) -> bool:
    """Whether a check was made for this look at the household, not for a decision before it."""
    decision = situation.case.survey_decision
    return decision is None or check.on >= decision.on


@cites("§3 verify")
def home_was_visited_by_two(situation: Situation) -> Iterator[Finding]:
    """A home visit by at least two people is recorded, signed by both sides."""
    visits = list(situation.case.evidence.of(HomeVisit))
    yield from _visit_findings(situation, visits)


@cites("§3 reverify")
def home_was_visited_since(situation: Situation) -> Iterator[Finding]:
    """A home visit since the last decision is recorded; for births, deaths and departures the certificate serves."""
    since = _decided_on(situation)
    changes = open_changes(situation.case)
    certified = bool(changes) and all(c.change in CERTIFICATE_SERVES and c.document for c in changes)
    if certified and not open_recheck_orders(situation.case) and not interval_is_near(situation):
        return
    visits = [v for v in situation.case.evidence.of(HomeVisit) if since is None or v.on > since]
    yield from _visit_findings(situation, visits)


def _visit_findings(situation: Situation, visits: list[HomeVisit]) -> Iterator[Finding]:
    least = situation.policy.home_visitors_min
    if not visits:
        yield unknown("NOT_VISITED", limit=least, remedy="RECORD_HOME_VISIT")
        return
    if any(_complete(visit, least) for visit in visits):
        return
    visit = visits[-1]
    if len(set(visit.visitors)) < least:
        yield blocks("TOO_FEW_VISITORS", datum=len(set(visit.visitors)), limit=least, remedy="RECORD_HOME_VISIT")
    if not (visit.signed_by_visitors and visit.signed_by_household):
        yield blocks("VISIT_NOT_SIGNED", datum=visit.on, remedy="SIGN_VISIT")


def _complete(visit: HomeVisit, least: int) -> bool:
    """Whether enough people went and both sides signed."""
    return len(set(visit.visitors)) >= least and visit.signed_by_visitors and visit.signed_by_household


@cites("§3 verify, survey")
def survey_is_complete(situation: Situation) -> Iterator[Finding]:
    """A survey is there, and every counted person has an income line, zero written."""
    survey = situation.survey
    if survey is None:
        yield unknown("SURVEY_MISSING", remedy="RECORD_SURVEY")
        return
    with_income = {row.member for row in survey.household.income}
    dead = situation.case.deaths()
    for member in survey.household.counted:
        if member.id not in with_income and member.id not in dead:
            yield unknown("NO_INCOME_LINE", remedy="WRITE_INCOME_LINE", subject=member.id)
    yield from _members_differ(situation, survey)


def _members_differ(situation: Situation, survey: Survey) -> Iterator[Finding]:
    """Who counts in the survey is who counts in the household today, the dead aside."""
    dead = set(situation.case.deaths())
    surveyed = {m.id for m in survey.household.counted} - dead
    registered = {m.id for m in situation.case.household.counted} - dead
    for member in sorted(registered ^ surveyed):
        yield unknown("SURVEY_HAS_OTHER_MEMBERS", remedy="RECORD_SURVEY", subject=member)


@cites("§3 verify, appraisal")
def appraisal_has_passed(situation: Situation) -> Iterator[Finding]:
    """Where doubt was recorded, a democratic appraisal after it has passed."""
    doubt = situation.case.evidence.newest(Doubt)
    if doubt is None:
        return
    appraisal = situation.case.evidence.newest(Appraisal)
    if appraisal is None or appraisal.on < doubt.on:
        yield unknown("APPRAISAL_MISSING", datum=doubt.about, limit=doubt.on, remedy="RECORD_APPRAISAL")
    elif not appraisal.passed:
        yield blocks(
            "APPRAISAL_NOT_PASSED", datum=appraisal.votes_for, limit=appraisal.present, remedy="RECORD_APPRAISAL"
        )


@cites("§3 verify")
def members_elsewhere_are_told(situation: Situation) -> Iterator[Finding]:
    """A counted member in another live case is told from the application on; it bars only where money is decided."""
    for other in situation.case.elsewhere:
        yield warns("COUNTED_ELSEWHERE", datum=other.case, remedy="MOVE_MEMBER", subject=other.member)


def _decided_on(situation: Situation) -> date | None:
    decision = situation.case.survey_decision
    return decision.on if decision else None
