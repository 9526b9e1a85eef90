"""Public notices: which cases wait for one and what it would show, and how one that was posted stands (policy §3, §5).

A batch is the list that hangs on one village's board: its notices carry the same number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from states.case import Act, Actor
from states.evidence import Notice, Objection, Resolution
from states.findings import blocks, unknown
from states.guards.household import household_is_eligible
from states.guards.notice import no_objection_is_open, nothing_counted_changed_since_verify
from states.life import with_records
from states.outcomes import waits_for_sending_back
from states.proposal import first_confirmation, proposed
from states.situation import Situation
from states.stages import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from states.case import CaseFacts
    from states.evidence import Record
    from states.findings import Finding
    from states.verdict import Rules

BEFORE_A_NOTICE = (household_is_eligible, nothing_counted_changed_since_verify, no_objection_is_open)
"""Guards of the enrolment that no notice mends: a case that fails one of them is not put on the board."""


class Standing(StrEnum):
    """What became of one case's notice."""

    RUNNING = "running"
    OVER = "over"
    UPHELD = "upheld"
    CONFIRMED = "confirmed"
    REPLACED = "replaced"
    VOID = "void"
    ENDED = "ended"


class BatchState(StrEnum):
    """How a whole list stands: somebody objects, or rightly did; else it runs, or has run its days."""

    RUNNING = "running"
    OVER = "over"
    OBJECTED = "objected"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A notice that a case waits for: fen a month for so many persons; `bars` says why it cannot be posted yet."""

    monthly: int
    persons: int
    bars: tuple[Finding, ...] = ()


def wanted_notice(case: CaseFacts, rules: Rules, posted_on: date) -> Wanted | None:
    """The notice that a verified case waits for, posted on a day; None where it waits for none.

    A case waits until a notice shows the amount and the persons that the county would confirm: one that was sent back
    and verified anew, or whose circumstances changed, waits again. So does one whose notice was rightly objected to,
    and the bars say that it is to be sent back first.
    """
    if case.stage is not Stage.VERIFIED:
        return None
    posted = case.evidence.newest(Notice)
    upheld = any(waits_for_sending_back(case, row) for row in case.evidence.of(Objection))
    if posted is not None and not upheld and _shows_what_is_proposed(case, posted, rules, posted_on):
        return None
    found = proposed(case, rules, first_confirmation(posted_on, rules))
    monthly, persons = (found.total_monthly, found.counted) if found is not None else (0, 0)
    return Wanted(
        monthly, persons, tuple(_bars(case, rules, Notice(on=posted_on, place="", monthly=monthly, persons=persons)))
    )


def _shows_what_is_proposed(case: CaseFacts, posted: Notice, rules: Rules, today: date) -> bool:
    found = proposed(case, rules, max(today, first_confirmation(posted.on, rules)))
    return found is not None and (posted.monthly, posted.persons) == (found.total_monthly, found.counted)


def bars_to_hanging(case: CaseFacts, start: date) -> Iterator[Finding]:
    """Why a notice cannot hang since a day: it shows what was verified, which nobody knew before (policy §3, §5)."""
    last = case.last_step("verify", "send_back")
    if last is None or last.step != "verify":
        yield unknown("NOTICE_OF_NOTHING_VERIFIED", "§3 enroll", datum=start)
    elif start < last.on:
        yield blocks("NOTICE_BEFORE_VERIFY", "§3 enroll", datum=start, limit=last.on)


def _bars(case: CaseFacts, rules: Rules, notice: Notice) -> Iterator[Finding]:
    """What keeps a notice off the board, and what would stand in the way of the enrolment although it hung there."""
    yield from bars_to_hanging(case, notice.on)
    act = Act(actor=Actor("", Role.COUNTY), on=first_confirmation(notice.on, rules))
    hung = Situation(with_records(case, (notice,)), act, "enroll", rules)
    for guard in BEFORE_A_NOTICE:
        yield from (finding for finding in guard(hung) if finding.bars)


# Notices that were posted


def last_day_of(notice: Notice, rules: Rules) -> date:
    """The last of the full days that a notice hangs, by the sheet of its first."""
    return notice.last_day(rules.policies(notice.on).notice_days)


def notices_of(case: CaseFacts, batch: str) -> Iterator[Notice]:
    """The last word on each of a case's notices of a batch, void ones too."""
    return (notice for notice in _posted(case) if notice.batch == batch)


def standing_of(case: CaseFacts, notice: Notice, rules: Rules, today: date) -> Standing:
    """What became of a notice by a day."""
    if notice.id in case.evidence.voided:
        return Standing.VOID
    if _next_after(case, notice) is not None:
        return Standing.REPLACED
    if any(step.step == "enroll" and step.on >= notice.on for step in case.history):
        return Standing.CONFIRMED
    if case.stage is Stage.TERMINATED:
        return Standing.ENDED
    if any(row.outcome is Resolution.UPHELD for row in objections_to(case, notice)):
        return Standing.UPHELD
    return Standing.RUNNING if today <= last_day_of(notice, rules) else Standing.OVER


def objections_to(case: CaseFacts, notice: Notice) -> tuple[Objection, ...]:
    """The last word on each objection made while a notice was the case's last one."""
    following = _next_after(case, notice)
    return tuple(
        row
        for row in case.evidence.of(Objection)
        if _order(notice) < (made := (row.on, case.evidence.first(row).id))
        and (following is None or made < _order(following))
    )


def batch_state(last_day: date, objections: Iterable[Objection], today: date) -> BatchState:
    """How a batch stands on a day: an objection that was dismissed counts no more."""
    if any(row.outcome is not Resolution.DISMISSED for row in objections):
        return BatchState.OBJECTED
    return BatchState.RUNNING if today <= last_day else BatchState.OVER


def _posted(case: CaseFacts) -> tuple[Notice, ...]:
    amended = {entry.amends for entry in case.evidence.entries if entry.amends is not None}
    return tuple(row for row in case.evidence.every(Notice) if row.id not in amended)


def _next_after(case: CaseFacts, notice: Notice) -> Notice | None:
    later = [row for row in _posted(case) if _order(row) > _order(notice)]
    return min(later, key=_order, default=None)


def _order(row: Record) -> tuple[date, int]:
    """Records by the day that they are about, those of one day as they were recorded."""
    return (row.on, row.id)
