"""Checking the journal, and its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.verify import JournalProblem, head, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was checked, what was wrong, and the fingerprint of what was checked."""

    cases: int
    events: int
    problems: tuple[JournalProblem, ...]
    fingerprint: str


def check(office: Office, progress: Callable[[int], None] | None = None) -> Checked:
    """Check every case's journal in one consistent look at the data."""
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
