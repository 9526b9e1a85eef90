"""Climbing out: applying to leave the taper early, and its end (policy §2.8, §2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import EarlyExit, EarlyExitCause, Paper, PaperStatus, Resolution
from states.findings import Finding, Yuan, blocks, unknown
from states.guards import cites
from states.guards.recheck import open_changes, open_recheck_orders
from states.months import add_months, first_of_month

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.case import CaseFacts
    from states.situation import Situation


def open_early_exit(case: CaseFacts) -> EarlyExit | None:
    """The household's application to leave the taper early that nobody has answered."""
    return next((row for row in case.evidence.of(EarlyExit) if row.outcome is Resolution.OPEN), None)


@cites("§2.9")
def household_applied_for_early_exit(situation: Situation) -> Iterator[Finding]:
    """The household has applied: without an application nobody's taper is ended in favour of a gap."""
    if open_early_exit(situation.case) is None:
        yield unknown("EARLY_EXIT_NOT_APPLIED", remedy="RECORD_EARLY_EXIT")


@cites("§2.9")
def cause_is_recognised(situation: Situation) -> Iterator[Finding]:
    """Earnings fell, illness cost rose, as the figures show, or the county recognises another cause."""
    application = open_early_exit(situation.case)
    if application is None:
        return
    after, before = application.after, application.before
    if application.cause is EarlyExitCause.EARNINGS_FELL and after >= before:
        yield blocks("EARNINGS_DID_NOT_FALL", datum=Yuan(after), limit=Yuan(before), remedy="RECORD_EARLY_EXIT")
    elif application.cause is EarlyExitCause.ILLNESS_COST_ROSE and after <= before:
        yield blocks("ILLNESS_COST_DID_NOT_RISE", datum=Yuan(after), limit=Yuan(before), remedy="RECORD_EARLY_EXIT")
    elif application.cause is EarlyExitCause.OTHER_RECOGNISED and not application.recognised_by:
        yield unknown("CAUSE_NOT_RECOGNISED", remedy="COUNTY_RECOGNISES_CAUSE")


@cites("§2.9")
def survey_is_newer_than_application(situation: Situation) -> Iterator[Finding]:
    """The household was surveyed anew after it applied."""
    application, survey = open_early_exit(situation.case), situation.survey
    if application is None:
        return
    if survey is None or survey.on < application.on:
        yield unknown(
            "SURVEY_BEFORE_APPLICATION",
            datum=survey.on if survey else None,
            limit=application.on,
            remedy="RECORD_SURVEY",
        )


@cites("§3 complete_taper")
def nothing_more_would_be_paid(situation: Situation) -> Iterator[Finding]:
    """The last paid month is over, or nothing more would be paid."""
    taper = situation.case.taper
    if taper is None:
        return
    this_month = first_of_month(situation.act.on)
    ahead = [s for s in taper.spans if s.monthly > 0 and s.until is not None and s.until > this_month]
    if ahead:
        last = max(s.until for s in ahead if s.until is not None)
        yield blocks(
            "TAPER_STILL_PAYS", datum=add_months(last, -1), limit=Yuan(ahead[0].monthly), remedy="WAIT_FOR_TAPER_END"
        )


@cites("§3 complete_taper")
def nothing_is_open(situation: Situation) -> Iterator[Finding]:
    """No application, change report or re-check is open."""
    application = open_early_exit(situation.case)
    if application is not None:
        yield blocks("EARLY_EXIT_OPEN", datum=application.on, remedy="ANSWER_EARLY_EXIT")
    for change in open_changes(situation.case):
        yield blocks(
            "REPORT_OPEN", datum=change.change.value, limit=change.on, remedy="REVERIFY", subject=change.member
        )
    for order in open_recheck_orders(situation.case):
        yield blocks("RECHECK_ORDERED", datum=order.on, remedy="REVERIFY")


@cites("§3 cron")
def machine_sees_no_papers_that_came_in(situation: Situation) -> Iterator[Finding]:
    """Before the machine ends a case it looks for papers that came in, and stands back if there are any."""
    if not situation.by_machine:
        return
    for paper in situation.case.evidence.of(Paper):
        if paper.status is PaperStatus.RECEIVED:
            yield blocks("PAPERS_CAME_IN", datum=paper.on, remedy="SEE_PAPER", subject=paper.name)
