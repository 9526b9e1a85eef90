"""How a case may end, and how a wrong ending is undone (policy §3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import Appeal, Change, ChangeKind, Paper, PaperStatus, Refusal, Resolution, Wish
from states.findings import Finding, blocks, unknown
from states.guards import cites
from states.stages import PAID

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    if reason == "papers_missing":
        requests = [
            p for p in situation.case.evidence.rows if isinstance(p, Paper) and p.status is PaperStatus.REQUESTED
        ]
        if not any(p.on < situation.act.on for p in requests):
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
    if situation.case.stage not in PAID and all(m.id in dead for m in situation.case.household.counted):
        return
    yield unknown("WISH_NOT_SIGNED", remedy="RECORD_WISH")


@cites("§3 close")
def close_reason_holds(situation: Situation) -> Iterator[Finding]:
    """The reason is on the list, what it claims is recorded, and the month it takes effect is given."""
    act, case = situation.act, situation.case
    yield from _reason_is_listed(act.reason, CLOSE_REASONS)
    if act.effective_from is None or act.effective_from.day != 1:
        yield unknown("EFFECTIVE_MONTH_MISSING", datum=act.effective_from, remedy="GIVE_MONTH")
    if act.reason == "last_member_died":
        dead = set(case.deaths())
        for member in case.household.counted:
            if member.id not in dead:
                yield blocks("MEMBER_LIVES", remedy="RECORD_DEATH", subject=member.id)
    elif act.reason == "refused_recheck":
        notices = {r.on for r in case.evidence.of(Refusal)}
        if len(notices) < REFUSALS_BEFORE_CLOSING:
            yield unknown(
                "TOO_FEW_WRITTEN_NOTICES", datum=len(notices), limit=REFUSALS_BEFORE_CLOSING, remedy="RECORD_REFUSAL"
            )
    elif act.reason == "merged" and not act.into_case:
        yield unknown("MERGED_CASE_NOT_NAMED", remedy="NAME_CASE")
    elif act.reason == "left_county" and not any(
        c.change in {ChangeKind.LEFT, ChangeKind.MOVED} for c in case.evidence.of(Change)
    ):
        yield unknown("DEPARTURE_NOT_RECORDED", remedy="RECORD_CHANGE")
    elif act.reason in {"fraud", "destitute_support"} and not act.document:
        yield unknown("DOCUMENT_MISSING", remedy="NAME_DOCUMENT")


@cites("§3 set_aside")
def ending_was_wrong(situation: Situation) -> Iterator[Finding]:
    """An appeal was upheld, or the error is proved by a document."""
    reason = situation.act.reason
    yield from _reason_is_listed(reason, SET_ASIDE_REASONS)
    if reason == "appeal_upheld":
        appeal = situation.case.evidence.newest(Appeal)
        if appeal is None or appeal.outcome is not Resolution.UPHELD:
            yield unknown("APPEAL_NOT_UPHELD", datum=appeal.on if appeal else None, remedy="DECIDE_APPEAL")
    elif reason == "error_proved" and not situation.act.document:
        yield unknown("DOCUMENT_MISSING", remedy="NAME_DOCUMENT")


@cites("§3 set_aside")
def household_has_no_other_live_case(situation: Situation) -> Iterator[Finding]:
    """The household has not been admitted anew in between."""
    if situation.case.other_live_case is not None:
        yield blocks("OTHER_LIVE_CASE", datum=situation.case.other_live_case)


def _reason_is_listed(reason: str, reasons: tuple[str, ...]) -> Iterator[Finding]:
    if not reason:
        yield unknown("REASON_MISSING", limit=" ".join(reasons), remedy="GIVE_REASON")
    elif reason not in reasons:
        yield blocks("REASON_NOT_LISTED", datum=reason, limit=" ".join(reasons), remedy="GIVE_REASON")
