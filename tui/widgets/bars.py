"""Labelled bars, one a row: chosen with the arrow keys, opened with Enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from tui.cells import bar, fit
from tui.messages import BarChosen
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style
    from textual.events import Click

WIDEST_LABEL = 26


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: a key for whoever listens, what makes its label, its number."""

    key: str
    number: int
    red: bool = False


class Bars(Widget, can_focus=True):
    """A chart of bars; `label` turns a key into words, so that it can be told again."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"bars--label", "bars--number", "bars--bar", "bars--red", "bars--chosen"}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    rows: reactive[tuple[Bar, ...] | None] = reactive(None, layout=True)
    chosen: reactive[int] = reactive(0)

    def __init__(self, label: Callable[[str], str], *, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.label = label

    def get_content_height(self, *_: object) -> int:
        """One row for each bar."""
        return max(1, len(self.rows or ()))

    def action_move(self, by: int) -> None:
        """Choose another bar."""
        self.chosen = max(0, min(len(self.rows or ()) - 1, self.chosen + by))

    def action_open(self) -> None:
        """Open what is behind the chosen bar."""
        if self.rows:
            self.post_message(BarChosen(self.id or "", self.rows[self.chosen].key))

    def on_click(self, event: Click) -> None:
        """Choose and open the bar that was clicked."""
        if self.rows and event.y < len(self.rows):
            self.chosen = event.y
            self.action_open()

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One bar."""
        width = self.size.width
        if not self.rows:
            said = say("desk.loading") if self.rows is None else say("desk.nothing")
            return Strip([Segment(fit(f" {said}" if y == 0 else "", width), self._style("bars--label"))])
        if y >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        row = self.rows[y]
        labels = [self.label(r.key) for r in self.rows]
        numbers = max(cell_len(f"{r.number:,}") for r in self.rows)
        least_bar = max(4, width // 4)
        room = min(WIDEST_LABEL, max(cell_len(text) for text in labels), width - numbers - 6 - least_bar)
        mark = "! " if row.red else "  "
        length = max(1, width - room - numbers - 6)
        most = max(r.number for r in self.rows) or 1
        chosen = y == self.chosen and self.has_focus
        label = self._style("bars--chosen" if chosen else "bars--label")
        return Strip(
            [
                Segment(f"{mark}{fit(labels[y], room)} ", label),
                Segment(fit(f"{row.number:,}", numbers, right=True) + " ", self._style("bars--number")),
                Segment(
                    fit(bar(row.number / most, length), length), self._style("bars--red" if row.red else "bars--bar")
                ),
                Segment("  ", self.rich_style),
            ]
        ).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name)
