"""The next due items of the person who works, one a row; Enter opens the case, or the list of reports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import fit
from tui.messages import CaseChosen, ReportChosen
from tui.safe import plain
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.events import Click

    from states.due import DueItem


DATED = 13
"""Cells of the mark and the day."""
ROOMY = 44
"""Cells from which the village has room beside the work."""


class NextItems(Widget, can_focus=True):
    """Ten rows: overdue ones marked, day, kind, head, village."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"next-items--row", "next-items--red", "next-items--chosen"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    village_name: Callable[[str], str] = str
    """Turns a village's code into its name."""
    today = date.min
    items: reactive[tuple[DueItem, ...] | None] = reactive(None, layout=True)
    chosen: reactive[int] = reactive(0)

    def get_content_height(self, *_: object) -> int:
        """One row for each item."""
        return max(1, len(self.items or ()))

    def action_move(self, by: int) -> None:
        """Choose another item."""
        self.chosen = max(0, min(len(self.items or ()) - 1, self.chosen + by))

    def action_open(self) -> None:
        """Open the chosen item's case; of a report that a village owes, the list of reports."""
        if self.items:
            item = self.items[self.chosen]
            self.post_message(CaseChosen(item.case) if item.case else ReportChosen(item.due_on))

    def on_click(self, event: Click) -> None:
        """Open the item that was clicked."""
        if self.items and event.y < len(self.items):
            self.chosen = event.y
            self.action_open()

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()

    def _village(self, code: str, room: int) -> str:
        """A village with its township, or by itself where there is little room."""
        full = self.village_name(code)
        return full if cell_len(full) <= room else full.rpartition(" · ")[2]

    def render_line(self, y: int) -> Strip:
        """One item."""
        width, row = self.size.width, self.get_component_rich_style("next-items--row")
        if not self.items:
            said = say("desk.loading") if self.items is None else say("desk.nothing")
            return Strip([Segment(fit(f" {said}" if y == 0 else "", width), row)])
        if y >= len(self.items):
            return Strip.blank(width, self.rich_style)
        item = self.items[y]
        chosen = y == self.chosen and self.has_focus
        style = self.get_component_rich_style("next-items--chosen") if chosen else row
        mark = self.get_component_rich_style("next-items--red") if item.overdue_on(self.today) else style
        head = max(6, min(10, width // 7))
        room = width - DATED - head - 1
        kind = room if width < ROOMY else max(9, min(24, room // 2))
        rest = max(0, room - kind - 1)
        texts = (
            fit(word("due", item.kind), kind),
            fit(plain(item.head if item.case or rest else self._village(item.village, head)), head),
            fit(plain(self._village(item.village, rest)), rest),
        )
        return Strip(
            [
                Segment("! " if item.overdue_on(self.today) else "  ", mark),
                Segment(f"{item.due_on.isoformat()} ", mark),
                Segment(" ".join(texts), style),
            ]
        ).adjust_cell_length(width, style)
