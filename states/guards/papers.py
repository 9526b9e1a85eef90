"""What must have been seen, asked and surveyed before a household is judged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from states.evidence import (
    CERTIFICATE_SERVES,
    Appraisal,
    Change,
    Doubt,
    HomeVisit,
    InformationCheck,
    Paper,
    PaperStatus,
    Resolution,
)
from states.findings import Finding, blocks, unknown, warns
from states.guards import cites
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
    if household.medical and MEDICAL_VOUCHERS not in required:
        required.append(MEDICAL_VOUCHERS)
    for name in required:
        if name not in names:
            yield unknown("PAPER_NOT_SEEN", datum=name, remedy="RECORD_PAPER", subject=name)
    for member in household.members:
        if member.disabilities and (DISABILITY_CERTIFICATE, member.id) not in seen:
            yield unknown(
                "CERTIFICATE_NOT_SEEN", datum=DISABILITY_CERTIFICATE, remedy="RECORD_PAPER", subject=member.id
            )


@cites("§3 verify, §4")
def information_check_is_current(situation: Situation) -> Iterator[Finding]:
    """Each counted person was checked at most 30 days before the survey, and no discrepancy is open."""
    survey = situation.survey
    if survey is None:
        return
    days = situation.policy.information_check_valid_days
    dead = situation.case.deaths()
    checks = list(situation.case.evidence.of(InformationCheck))
    for member in survey.household.counted:
        if member.id in dead:
            continue
        latest = _latest_by_source(checks, member.id, survey.on)
        if not latest:
            yield unknown("NOT_CHECKED", datum=None, limit=days, remedy="RECORD_INFORMATION_CHECK", subject=member.id)
        elif all(survey.on - check.on > timedelta(days=days) for check in latest):
            newest = max(check.on for check in latest)
            yield unknown(
                "CHECK_EXPIRED", datum=newest, limit=days, remedy="RECORD_INFORMATION_CHECK", subject=member.id
            )
    for check in checks:
        if check.is_open:
            yield blocks(
                "DISCREPANCY_OPEN",
                datum=check.discrepancy,
                remedy="RESOLVE_DISCREPANCY",
                subject=f"{check.source} {check.member}",
            )


@cites("§3 verify")
def home_was_visited_by_two(situation: Situation) -> Iterator[Finding]:
    """A home visit by at least two people is recorded, signed by both sides."""
    visits = list(situation.case.evidence.of(HomeVisit))
    yield from _visit_findings(situation, visits)


@cites("§3 reverify")
def home_was_visited_since(situation: Situation) -> Iterator[Finding]:
    """A home visit since the last decision is recorded; for births, deaths and departures the certificate serves."""
    since = _decided_on(situation)
    changes = [c for c in situation.case.evidence.of(Change) if c.outcome is Resolution.OPEN]
    if changes and all(c.change in CERTIFICATE_SERVES and c.document for c in changes):
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


def _latest_by_source(checks: list[InformationCheck], member: str, survey_on: date) -> list[InformationCheck]:
    """The newest check of each source about a member that was made by the day of the survey."""
    latest: dict[str, InformationCheck] = {}
    for check in checks:
        if (
            check.member == member
            and check.on <= survey_on
            and (check.source not in latest or check.on >= latest[check.source].on)
        ):
            latest[check.source] = check
    return list(latest.values())


def _decided_on(situation: Situation) -> date | None:
    decision = situation.case.survey_decision
    return decision.on if decision else None
