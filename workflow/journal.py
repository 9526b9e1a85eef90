"""The journal: what happened on all cases, checking that nothing of it was changed, and its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from db.beyond import sees_all
from db.journal_list import EventFilter, case_total, event_key, event_page, event_total, newest_event
from db.seals import leaf_count, seal_rows
from db.verify import JournalProblem, head, verify
from states.stages import Role, Stage
from workflow.errors import Refused
from workflow.frozen import DRIVES, REPORTS, rows_to_verify, verify_frozen, verify_rolls
from workflow.paid import ROLLS
from workflow.sealed import SEALS, verify_seals
from workflow.sealing import SHOWN
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading
    from workflow.office import Office

KINDS = ("step", "recorded", "dated_change", "refused", "disclosed", "reduced")
"""The kinds of events."""
KINDS_OF_PAPERS = (ROLLS, REPORTS, DRIVES, SEALS)


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was checked, what was wrong, and the fingerprint of all cases' journals.

    `papers`: how many released rolls, submitted reports, drives and seals, by their kind. `seals`: the fingerprints of
    all seals, the first one first.
    """

    cases: int
    events: int
    papers: Mapping[str, int]
    problems: tuple[JournalProblem, ...]
    fingerprint: str
    seals: tuple[str, ...] = ()

    def has(self, fingerprint: str) -> bool:
        """Whether a fingerprint is that of the whole, or its first digits (16 or more) are those of a seal."""
        told = fingerprint.rpartition("·")[2].strip().lower()
        return told == self.fingerprint or (len(told) >= SHOWN and any(each.startswith(told) for each in self.seals))


def check(office: Office, progress: Callable[[int], object] | None = None, public_key: str = "") -> Checked:
    """Check every case's journal, every frozen paper and every seal in one consistent look at the data.

    `public_key`, in hex: seals must be signed by it, or by one that it vouched for.
    `progress` is told how many cases, and rows of papers, are done, of as many as `rows_to_check` says.
    """
    with office.reading() as read:
        return check_in(read, progress, public_key)


def check_in(read: Reading, progress: Callable[[int], object] | None = None, public_key: str = "") -> Checked:
    """The same in a look at data that is open already. Refused: whoever looks does not see all that was sealed."""
    if not sees_all(read.connection):
        raise Refused("journal.partial")
    cases = events = rows = 0
    papers = dict.fromkeys(KINDS_OF_PAPERS, 0)
    problems: list[JournalProblem] = []
    for part in chain(verify(read), verify_frozen(read), verify_seals(read, public_key)):
        cases += part.cases
        events += part.events
        rows += part.rows
        papers |= {kind: papers[kind] + count for kind, count in part.papers.items()}
        problems.extend(part.problems)
        if progress is not None:
            progress(cases + rows)
    fingerprints = tuple(row["hash"] for row in seal_rows(read))
    return Checked(cases, events, papers, tuple(problems), head(read), fingerprints)


def roll_problems(office: Office) -> tuple[JournalProblem, ...]:
    """What checking the released rolls alone finds."""
    with office.reading() as read:
        return tuple(problem for part in verify_rolls(read) for problem in part.problems)


def problem_text(problem: JournalProblem) -> str:
    """A problem as a sentence that says where it is."""
    paper = problem.frozen.name if problem.frozen is not None else ""
    return say(f"journal.{problem.code}", case=problem.case, seq=problem.seq, paper=paper)


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


def rows_to_check(office: Office) -> int:
    """How many cases, rows of frozen papers and sealed things `check` looks at."""
    with office.reading() as read:
        return rows_in(read)


def rows_in(read: Reading) -> int:
    """The same in a look at data that is open already. Refused: whoever looks does not see all that was sealed."""
    if not sees_all(read.connection):
        raise Refused("journal.partial")
    return case_total(read) + rows_to_verify(read) + leaf_count(read)


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
    "check",
    "check_in",
    "fingerprint",
    "journal_page",
    "journal_size",
    "newest",
    "problem_text",
    "roll_problems",
    "rows_in",
    "rows_to_check",
]
