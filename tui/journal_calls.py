"""What the journal's screen asks of the office: pages of events, counts, and whether anything was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow import journal
from workflow.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from workflow.journal import Checked, EventFilter, JournalPage
    from workflow.office import Office


class JournalCalls:
    """The journal of the acting person's region; it is checked whole."""

    office: Office

    def events(self, wanted: EventFilter, which: str, key: Sequence[Any] | None, size: int) -> JournalPage:
        """The "first" or "last" page of the events, or the one "after" or "before" a key."""
        after = key if which == "after" else None
        before = key if which == "before" else () if which == "last" else None
        return journal.journal_page(self.office, wanted, after=after, before=before, size=size)

    def event_count(self, wanted: EventFilter) -> int:
        """How many events a filter leaves."""
        return journal.journal_size(self.office, wanted)

    def check_journal(self, go_on: Callable[[int, int], bool]) -> Checked:
        """What checking finds; `go_on` is told how many rows of how many are done. Stopped where it says so."""
        total = journal.rows_to_check(self.office)

        def progress(done: int) -> None:
            if not go_on(done, total):
                raise Stopped("desk.journal.stopped")

        return journal.check(self.office, progress)

    def newest_event(self) -> tuple[Any, ...] | None:
        """What tells the newest event of all from every other one."""
        return journal.newest(self.office)
