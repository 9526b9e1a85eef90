"""The cases in a list: their columns, their marks, and the heading that sorts them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.style import Style
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import parted
from tui.list_calls import Sorting
from tui.messages import CaseChosen
from tui.widgets.case_columns import SORTED_BY, Column, cell_of, columns_for, heading_of
from tui.widgets.paged_table import PagedTable
from workflow.cases import CaseLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rich.segment import Segment
    from textual.events import Click


class CaseTable(PagedTable[CaseLine]):
    """The cases; any of them can be marked."""

    nothing = "desk.cases.none"

    def __init__(self, village_name: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.village_name = village_name
        self.picked: set[str] = set()
        """The numbers of the cases that are marked, on whichever page they stand."""

    def name_of(self, row: CaseLine) -> str:
        """Its number."""
        return row.case

    def open_row(self, row: CaseLine) -> None:
        """Open the case."""
        self.post_message(CaseChosen(row.case))

    def pick(self) -> None:
        """Mark the chosen case, or take its mark away, and go on to the next."""
        if self.row is not None:
            self.picked ^= {self.row.case}
            self.action_move(1)
            self.refresh()

    def pick_these(self, cases: Iterable[str]) -> None:
        """Mark these cases and no others."""
        self.picked = set(cases)
        self.refresh()
        self.post_message(self.Moved(self.chosen, self.total))

    def cells_of(self, row: CaseLine, width: int, style: Style) -> Iterable[Segment]:
        """Its columns; what is overdue in red."""
        return (part for column in columns_for(width) for part in self._cell(column, row, style))

    def _cell(self, column: Column, line: CaseLine, style: Style) -> list[Segment]:
        red = line.overdue and column.name in {"mark", "due"}
        shown = style + Style(color=self._style("red").color, bold=True) if red else style
        return parted(cell_of(column, line, self.village_name, picked=line.case in self.picked), shown)


class CaseHeading(Widget):
    """The names of the columns, above the rows; a click sorts by one."""

    sorting: reactive[Sorting] = reactive(Sorting())

    @dataclass
    class Clicked(Message):
        """A column that a list can be sorted by was clicked."""

        order: str

    def on_click(self, event: Click) -> None:
        """Sort by the column that was clicked."""
        end = 0
        for column in columns_for(self.size.width):
            end += column.width + 1
            if event.x < end:
                if column.name in SORTED_BY.values():
                    self.post_message(self.Clicked(column.name))
                return

    def render_line(self, y: int) -> Strip:
        """The one row."""
        width = self.size.width
        headings = (
            heading_of(column, self.sorting.order, descending=self.sorting.descending) for column in columns_for(width)
        )
        shown = [part for heading in headings for part in parted(heading, self.rich_style)] if y == 0 else []
        return Strip(shown).adjust_cell_length(width, self.rich_style)

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()
