"""A widget whose text is laid out anew for each width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widget import Widget

from tui.cells import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable


class LaidOut(Widget):
    """`lines(width)` says what stands in it; its height follows."""

    DEFAULT_CSS = "LaidOut { width: 100%; height: auto; }"

    def lines(self, width: int) -> Iterable[Content]:
        """The lines in a width."""
        raise NotImplementedError

    def get_content_height(self, container: object, viewport: object, width: int) -> int:  # noqa: ARG002 - Textual's
        """As many rows as there are lines."""
        return max(1, sum(1 for _ in self.lines(max(1, width))))

    def render(self) -> Content:
        """The lines in the width of the moment."""
        return Content("\n").join(self.lines(max(1, self.size.width)))

    def retell(self) -> None:
        """Lay out again in the language of the moment."""
        self.refresh(layout=True)


def hanging(lead: Content, text: str, width: int, style: str = "") -> list[Content]:
    """A text after its lead, the lines that follow set in under it."""
    indent = lead.cell_length
    wrapped = wrap(text, width - indent)
    first = Content.assemble(lead, (wrapped[0], style))
    return [first, *(Content.assemble(" " * indent, (line, style)) for line in wrapped[1:])]
