"""Widths in terminal cells: a Chinese character takes two."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

if TYPE_CHECKING:
    from rich.style import Style

ELLIPSIS = "…"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: cut with an ellipsis, or filled with blanks on the other side."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        return (
            set_cell_size(text, width - 1).rstrip()
            + ELLIPSIS
            + " " * (width - 1 - cell_len(set_cell_size(text, width - 1).rstrip()))
        )
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


BLANKS = re.compile(r"(^ +| {2,}| +$)")


def parted(text: str, style: Style) -> list[Segment]:
    """A text in segments, blanks by themselves: in a picture each part stands in its place, whatever its letters."""
    return [Segment(part, style) for part in BLANKS.split(text) if part]


def centred(text: str, width: int) -> str:
    """The text in the middle of `width` cells."""
    left = max(0, width - cell_len(text)) // 2
    return fit(" " * left + text, width)


def bar(share: float, width: int) -> str:
    """A bar of at most `width` cells for a share of one; something is never shown as nothing."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return "━" * (max(1, filled) if share > 0 else 0)


NOT_FIRST = "，。；：、！？）】》”’,.;:!?)%"
"""Marks that never begin a line."""
NOT_LAST = "（“‘《【("
"""Marks that never end a line."""
WIDE = 2


def wrap(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` cells: broken at blanks, or between Chinese characters."""
    lines, line, room = [], "", max(WIDE, width)
    for piece in _pieces(text):
        if cell_len(line) + cell_len(piece.rstrip()) > room and line.strip():
            lines.append(line.rstrip())
            line, piece = "", piece.lstrip()  # noqa: PLW2901 - a line does not begin with a blank
        while cell_len(piece.rstrip()) > room:
            head = set_cell_size(piece, room).rstrip()
            lines.append(head)
            piece = piece[len(head) :]  # noqa: PLW2901 - what is left of a word longer than a line
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    """Words with the blank after them; every Chinese character by itself, with the marks that may not begin a line."""
    pieces: list[str] = []
    for character in text:
        wide = cell_len(character) > 1
        last = pieces[-1] if pieces else ""
        if (last and (character == " " or character in NOT_FIRST or last[-1] in NOT_LAST)) or (
            last and not wide and not last.endswith(" ") and cell_len(last[-1]) == 1
        ):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
