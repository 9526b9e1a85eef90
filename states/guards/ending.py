"""How a case may end, and how a wrong ending is undone (policy §3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from states.appeals import own_decision
from states.evidence import Appeal, Change, ChangeKind, Paper, PaperStatus, Refusal, Resolution, Wish
from states.findings import Finding, blocks, unknown
from states.guards import cites
from states.months import month_after
from states.stages import PAID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.case import CaseFacts
    from states.situation import Situation

REJECT_REASONS = (
    "not_eligible",
    "papers_missing",
    "counted_elsewhere",
    "objection_upheld",
    "refused_cooperation",
    "false_statement",
    "not_resident",
)
CLOSE_REASONS = ("last_member_died", "left_county", "destitute_support", "merged", "refused_recheck", "fraud")
SET_ASIDE_REASONS = ("appeal_upheld", "error_proved")
REFUSALS_BEFORE_CLOSING = 2


@cites("§3 reject")
def reject_reason_holds(situation: Situation) -> Iterator[Finding]:
    """The reason is on the list, and what it claims is so; "papers missing" only after a dated request."""
    reason = situation.act.reason
    yield from _reason_is_listed(reason, REJECT_REASONS)
    if reason == "papers_missing" and not any(p.on < situation.act.on for p in _papers_not_brought(situation.case)):
        yield blocks("PAPERS_NOT_REQUESTED", remedy="REQUEST_PAPERS")
    if reason == "not_eligible":
        if situation.assessment is None:
            yield unknown("SURVEY_MISSING", remedy="RECORD_SURVEY")
        elif situation.assessment.eligible:
            yield blocks("HOUSEHOLD_IS_ELIGIBLE", datum=situation.assessment.counted)


@cites("§3 withdraw")
def household_wishes_to_withdraw(situation: Situation) -> Iterator[Finding]:
    """The household's signed wish is recorded; before enrolment the death of all who count serves as well."""
    wish = situation.case.evidence.newest(Wish)
    if wish is not None and wish.signed:
        return
    dead = set(situation.case.deaths())
    if situation.case.stage not in PAID and dead and all(m.id in dead for m in situation.case.household.counted):
        return
    yield unknown("WISH_NOT_SIGNED", remedy="RECORD_WISH")


@cites("§3 close")
def close_reason_holds(situation: Situation) -> Iterator[Finding]:
    """The reason is on the list, what it claims is recorded, and the month it takes effect is given."""
    act = situation.act
    yield from _reason_is_listed(act.reason, CLOSE_REASONS)
    if act.effective_from is None or act.effective_from.day != 1:
        yield unknown("EFFECTIVE_MONTH_MISSING", datum=act.effective_from, remedy="GIVE_MONTH")
    if act.reason == "last_member_died":
        yield from _all_have_died(situation)
    elif act.reason == "refused_recheck":
        yield from _was_told_twice(situation.case)
    elif act.reason == "merged" and not act.into_case:
        yield unknown("MERGED_CASE_NOT_NAMED", remedy="NAME_CASE")
    elif act.reason == "left_county" and not any(
        c.change in {ChangeKind.LEFT, ChangeKind.MOVED} for c in situation.case.evidence.of(Change)
    ):
        yield unknown("DEPARTURE_NOT_RECORDED", remedy="RECORD_CHANGE")
    elif act.reason in {"fraud", "destitute_support"} and not act.document:
        yield unknown("DOCUMENT_MISSING", remedy="NAME_DOCUMENT")


def _all_have_died(situation: Situation) -> Iterator[Finding]:
    """Nobody who counted lives any more, and the closing takes effect in the month after the last death (§2.10)."""
    died = situation.case.deaths()
    household = situation.case.household
    living = [member for member in household.counted or household.members if member.id not in died]
    for member in living:
        yield blocks("MEMBER_LIVES", remedy="RECORD_DEATH", subject=member.id)
    month = situation.act.effective_from
    if not living and month is not None and month != month_after(max(died.values())):
        due = month_after(max(died.values()))
        yield blocks("MONTH_NOT_AFTER_DEATH", "§2.10", datum=month, limit=due, remedy="GIVE_MONTH")


def _was_told_twice(case: CaseFacts) -> Iterator[Finding]:
    """Two dated written notices of this re-check, not of one that was followed, went unheeded."""
    since = case.survey_decision.on if case.survey_decision is not None else date.min
    notices = {refusal.on for refusal in case.evidence.of(Refusal) if refusal.on > since}
    if len(notices) < REFUSALS_BEFORE_CLOSING:
        limit = REFUSALS_BEFORE_CLOSING
        yield unknown("TOO_FEW_WRITTEN_NOTICES", datum=len(notices), limit=limit, remedy="RECORD_REFUSAL")


@cites("§3 set_aside")
def ending_was_wrong(situation: Situation) -> Iterator[Finding]:
    """An appeal was upheld by another than who ended the case, or the error is proved by a document."""
    reason, ending = situation.act.reason, situation.case.history[-1] if situation.case.history else None
    yield from _reason_is_listed(reason, SET_ASIDE_REASONS)
    if reason == "appeal_upheld":
        appeal = situation.case.evidence.newest(Appeal)
        against_this = appeal is not None and (ending is None or appeal.on >= ending.on)
        if appeal is None or appeal.outcome is not Resolution.UPHELD or not against_this:
            yield unknown("APPEAL_NOT_UPHELD", datum=appeal.on if appeal else None, remedy="DECIDE_APPEAL")
        else:
            yield from own_decision(ending, appeal.decider)
    elif reason == "error_proved" and not situation.act.document:
        yield unknown("DOCUMENT_MISSING", remedy="NAME_DOCUMENT")


@cites("§3 set_aside")
def household_has_no_other_live_case(situation: Situation) -> Iterator[Finding]:
    """The household has not been admitted anew in between."""
    if situation.case.other_live_case is not None:
        yield blocks("OTHER_LIVE_CASE", datum=situation.case.other_live_case)


def _papers_not_brought(case: CaseFacts) -> list[Paper]:
    """Papers that were asked for and have not come in since."""
    papers = list(case.evidence.every(Paper))
    brought = {(p.name, p.member): p.on for p in papers if p.status is not PaperStatus.REQUESTED}
    return [p for p in papers if p.status is PaperStatus.REQUESTED and brought.get((p.name, p.member), date.min) < p.on]


def _reason_is_listed(reason: str, reasons: tuple[str, ...]) -> Iterator[Finding]:
    if not reason:
        yield unknown("REASON_MISSING", limit=" ".join(reasons), remedy="GIVE_REASON")
    elif reason not in reasons:
        yield blocks("REASON_NOT_LISTED", datum=reason, limit=" ".join(reasons), remedy="GIVE_REASON")
