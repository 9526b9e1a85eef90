"""A grid of terminal cells to draw on, a Chinese character taking two."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

if TYPE_CHECKING:
    from rich.style import Style

CONTINUED = ""
"""The second cell of a wide character."""


class Canvas:
    """Cells by row and column, each a character and the name of its style."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self._rows: list[list[tuple[str, str]]] = [[(" ", "")] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: str = "") -> None:
        """Write a text from a cell on; what does not fit is left out."""
        if not 0 <= y < self.height:
            return
        row = self._rows[y]
        for character in text:
            wide = cell_len(character)
            if wide == 0 or x < 0 or x + wide > self.width:
                x += wide
                continue
            row[x] = (character, style)
            if wide > 1:
                row[x + 1] = (CONTINUED, style)
            x += wide

    def box(self, x: int, y: int, width: int, height: int, style: str = "") -> None:
        """Draw a rounded frame."""
        self.put(x, y, "╭" + "─" * (width - 2) + "╮", style)
        self.put(x, y + height - 1, "╰" + "─" * (width - 2) + "╯", style)
        for row in range(y + 1, y + height - 1):
            self.put(x, row, "│", style)
            self.put(x + width - 1, row, "│", style)

    def across(self, x: int, y: int, length: int, left: str, right: str, style: str = "") -> None:
        """A level line of `length` cells with its two ends."""
        if length > 1:
            self.put(x, y, left + "─" * (length - 2) + right, style)

    def strip(self, y: int, styles: dict[str, Style]) -> Strip:
        """A row as segments."""
        if not 0 <= y < self.height:
            return Strip.blank(self.width)
        segments = [
            Segment("".join(character for character, _ in cells), styles.get(name, styles[""]))
            for name, cells in groupby(self._rows[y], key=lambda cell: cell[1])
        ]
        return Strip(segments, self.width)

    def text(self) -> str:
        """The drawing without styles."""
        return "\n".join("".join(character for character, _ in row).rstrip() for row in self._rows)
