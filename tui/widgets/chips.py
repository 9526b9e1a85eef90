"""The filters that narrow a list, as chips; a click takes one away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content
from textual.geometry import clamp
from textual.message import Message
from textual.widget import Widget

from tui.cells import WIDE
from tui.safe import plain
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Click


class Chips(Widget):
    """One line of chips; each is the name of a filter and its words."""

    @dataclass
    class Dropped(Message):
        """A chip was clicked: its filter is to go."""

        name: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.chips: tuple[tuple[str, str], ...] = ()

    def show(self, chips: Sequence[tuple[str, str]]) -> None:
        """Show these."""
        self.chips = tuple(chips)
        self.refresh()

    def render(self) -> Content:
        """The chips, or that nothing narrows the list."""
        if not self.chips:
            return Content.styled(say("desk.cases.no_filter"), "$muted")
        return Content("  ").join(Content.styled(_shown(words), "$accent on $panel") for _, words in self.chips)

    def on_click(self, event: Click) -> None:
        """Drop the chip that was clicked."""
        end = 0
        for name, words in self.chips:
            end += Content(_shown(words)).cell_length + WIDE
            if clamp(event.x, 0, end - 1) == event.x:
                self.post_message(self.Dropped(name))
                return


def _shown(words: str) -> str:
    return f" {plain(words)} × "
