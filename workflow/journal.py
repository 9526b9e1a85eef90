"""The journal: what happened on all cases, checking that nothing of it was changed, and its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.journal_list import EventFilter, case_total, event_key, event_page, event_total, newest_event
from db.verify import JournalProblem, head, verify
from states.stages import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sqlalchemy.engine import RowMapping

    from workflow.office import Office

KINDS = ("step", "recorded", "dated_change", "refused", "disclosed")
"""The kinds of events."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was checked, what was wrong, and the fingerprint of what was checked."""

    cases: int
    events: int
    problems: tuple[JournalProblem, ...]
    fingerprint: str


def check(office: Office, progress: Callable[[int], object] | None = None) -> Checked:
    """Check every case's journal in one consistent look at the data; `progress` is told how many cases are done."""
    cases = events = 0
    problems: list[JournalProblem] = []
    with office.reading() as read:
        for part in verify(read):
            cases += part.cases
            events += part.events
            problems.extend(part.problems)
            if progress is not None:
                progress(cases)
        return Checked(cases, events, tuple(problems), head(read))


def fingerprint(office: Office) -> str:
    """The fingerprint of the journal as it stands."""
    with office.reading() as read:
        return head(read)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An event as a line of the journal: what happened on which case, when, by whom, and to which stage it led.

    `what` is a step's or a record's code, "" where the kind alone says what it was.
    """

    case: str
    seq: int
    at: datetime
    on: date
    kind: str
    what: str
    actor: str
    role: Role
    source: Stage | None
    dest: Stage
    head: str
    village: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the journal, and the keys before and after which the neighbouring pages stand."""

    lines: tuple[JournalLine, ...]
    first: tuple[Any, ...] | None
    last: tuple[Any, ...] | None


def journal_page(
    office: Office,
    wanted: EventFilter,
    *,
    after: Sequence[Any] | None = None,
    before: Sequence[Any] | None = None,
    size: int,
) -> JournalPage:
    """A page of the events that a filter leaves, the newest first; before nothing (`()`) stands the last page."""
    key, backwards = (after, False) if before is None else (before or None, True)
    with office.reading() as read:
        rows = event_page(read, wanted, key, size, backwards=backwards)
    keys = [event_key(row) for row in rows[:1] + rows[-1:]]
    return JournalPage(tuple(map(_line, rows)), keys[0] if keys else None, keys[-1] if keys else None)


def journal_size(office: Office, wanted: EventFilter) -> int:
    """How many events a filter leaves."""
    with office.reading() as read:
        return event_total(read, wanted)


def cases_to_check(office: Office) -> int:
    """How many cases `check` looks at."""
    with office.reading() as read:
        return case_total(read)


def newest(office: Office) -> tuple[Any, ...] | None:
    """What tells the newest event of all from every other one: another one says that something was written."""
    with office.reading() as read:
        return newest_event(read)


def _line(row: RowMapping) -> JournalLine:
    return JournalLine(
        case=row["case_id"],
        seq=row["seq"],
        at=row["at"],
        on=row["on_date"],
        kind=row["kind"],
        what=row["step"] or row["body"].get("kind", ""),
        actor=row["actor"],
        role=Role(row["role"]),
        source=Stage(row["source"]) if row["source"] else None,
        dest=Stage(row["dest"]),
        head=row["head_name"],
        village=row["village"],
    )


__all__ = [
    "KINDS",
    "Checked",
    "EventFilter",
    "JournalLine",
    "JournalPage",
    "cases_to_check",
    "check",
    "fingerprint",
    "journal_page",
    "journal_size",
    "newest",
]
