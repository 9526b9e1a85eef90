"""The events of all cases in a list, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cells import fit, parted
from tui.figures import moment, stage_name
from tui.messages import CaseChosen
from tui.safe import plain
from tui.widgets.paged_table import PagedTable
from tui.widgets.timeline_view import event_name
from workflow.journal import JournalLine
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.segment import Segment
    from rich.style import Style

AT, CASE, HEAD, STAGE = 16, 9, 10, 30
WITH_STAGES, WITH_VILLAGE = 104, 132
"""Widths of list from which an event's stages and its person's role, and its village, are shown."""


class EventTable(PagedTable[JournalLine]):
    """When, which case, what, by whom; where there is room, from which stage to which, and the village."""

    nothing = "desk.journal.none"

    def __init__(self, village_name: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.village_name = village_name

    def name_of(self, row: JournalLine) -> tuple[str, int]:
        """Its case and its number there."""
        return row.case, row.seq

    def open_row(self, row: JournalLine) -> None:
        """Open the case that it happened on."""
        self.post_message(CaseChosen(row.case))

    def cells_of(self, row: JournalLine, width: int, style: Style) -> Iterable[Segment]:
        """Its columns; a refusal has a mark of its own."""
        return (part for cell, shown in self._cells(row, width, style) for part in parted(cell, shown))

    def _cells(self, row: JournalLine, width: int, style: Style) -> Iterator[tuple[str, Style]]:
        rest = width - AT - CASE - HEAD - 6
        stages = STAGE if width >= WITH_STAGES else 0
        village = rest // 5 if width >= WITH_VILLAGE else 0
        what = (rest - stages - village) * 3 // 5
        by = rest - stages - village - what - bool(stages) - bool(village) - 1
        mark = "✗" if row.kind == "refused" else " "
        red = style + self._style("red") if row.kind == "refused" else style
        yield (f" {moment(row.at)} ", style)
        yield (mark, red)
        yield (f" {fit(plain(row.case), CASE)} {fit(plain(row.head), HEAD)} ", style)
        yield (fit(event_name(row.kind, row.what), what), style)
        if stages:
            yield (f" {fit(stages_told(row), stages)}", style)
        if village:
            yield (f" {fit(plain(self.village_name(row.village)), village)}", style)
        role = f" · {word('role', row.role.value)}" if stages else ""
        person = f"{plain(row.actor)}{role}"
        yield (f" {fit(person, by)}", style)


def stages_told(row: JournalLine) -> str:
    """The stage, or both where an event led from one to another."""
    if row.source is None or row.source is row.dest:
        return stage_name(row.dest)
    return say("desk.journal.stages", source=stage_name(row.source), dest=stage_name(row.dest))
