"""The public notice: it ran, it showed what is decided, and nothing happened to it (policy §3 enroll, §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import CountyVisit, Notice, Objection, Order, Resolution
from states.findings import Finding, Yuan, blocks, unknown
from states.guards import cites
from states.guards.recheck import open_changes
from states.outcomes import waits_for_sending_back

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.situation import Situation


@cites("§3 enroll, §4")
def notice_period_has_elapsed(situation: Situation) -> Iterator[Finding]:
    """A notice ran for at least the sheet's number of full days; the day of posting is not one of them."""
    notice = situation.case.evidence.newest(Notice)
    days = situation.policy.notice_days
    if notice is None:
        yield unknown("NOTICE_MISSING", limit=days, remedy="POST_NOTICE")
    elif situation.act.on <= notice.last_day(days):
        yield blocks("NOTICE_NOT_ELAPSED", datum=notice.on, limit=notice.last_day(days), remedy="WAIT_FOR_NOTICE")


@cites("§3 enroll")
def notice_shows_this_decision(situation: Situation) -> Iterator[Finding]:
    """The notice showed the amount and the number of persons that would be decided now."""
    notice, assessment = situation.case.evidence.newest(Notice), situation.assessment
    if notice is None or assessment is None or not assessment.eligible:
        return
    if notice.monthly != assessment.total_monthly:
        yield blocks(
            "NOTICE_SHOWS_OTHER_AMOUNT",
            datum=Yuan(notice.monthly),
            limit=Yuan(assessment.total_monthly),
            remedy="POST_NOTICE",
        )
    if notice.persons != assessment.counted:
        yield blocks("NOTICE_SHOWS_OTHER_PERSONS", datum=notice.persons, limit=assessment.counted, remedy="POST_NOTICE")


@cites("§3 enroll")
def nothing_counted_changed_since_verify(situation: Situation) -> Iterator[Finding]:
    """The survey is the one that was verified, and no change that counts was reported since."""
    verified, survey = situation.case.last_step("verify"), situation.case.survey
    if verified is None or survey is None:
        return
    if verified.survey != survey.id:
        yield blocks("SURVEY_CHANGED_SINCE_VERIFY", datum=survey.on, limit=verified.on, remedy="SEND_BACK")
    for change in open_changes(situation.case):
        yield blocks(
            "CHANGED_SINCE_VERIFY",
            datum=change.change.value,
            limit=change.on,
            remedy="SEND_BACK",
            subject=change.member,
        )


@cites("§3 enroll")
def no_objection_is_open(situation: Situation) -> Iterator[Finding]:
    """No objection to the notice waits for its outcome, and after one that was upheld the case was sent back."""
    for objection in situation.case.evidence.of(Objection):
        if objection.outcome is Resolution.OPEN:
            yield blocks("OBJECTION_OPEN", datum=objection.on, remedy="RESOLVE_OBJECTION", subject=objection.person)
        elif waits_for_sending_back(situation.case, objection):
            yield blocks("OBJECTION_UPHELD", datum=objection.on, remedy="SEND_BACK", subject=objection.person)


@cites("§3 enroll")
def county_has_visited_where_flagged(situation: Situation) -> Iterator[Finding]:
    """Near-relative cases and cases under complaint were visited by the county itself."""
    evidence = situation.case.evidence
    flags = [kin.declaration for kin in situation.case.kinships_on(situation.act.on)]
    orders = [row for row in evidence.of(Order) if row.of == "visit"]
    since = max((row.on for row in [*flags, *orders]), default=None)
    if since is None:
        return
    visit = evidence.newest(CountyVisit)
    if visit is None or visit.on < since:
        yield unknown("COUNTY_VISIT_MISSING", limit=since, remedy="RECORD_COUNTY_VISIT")
    elif not visit.confirmed:
        yield blocks("COUNTY_VISIT_DID_NOT_CONFIRM", datum=visit.on, remedy="SEND_BACK")


@cites("§3 send_back")
def what_to_mend_is_recorded(situation: Situation) -> Iterator[Finding]:
    """What is to be mended is written down."""
    if not situation.act.note.strip():
        yield unknown("NOTE_MISSING", remedy="WRITE_NOTE")
