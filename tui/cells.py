"""Widths in terminal cells: a Chinese character takes two."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

ELLIPSIS = "…"


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly `width` cells: cut with an ellipsis, or filled with blanks on the other side."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1).rstrip() + ELLIPSIS + " " * (
            width - 1 - cell_len(set_cell_size(text, width - 1).rstrip())
        )
    blanks = " " * (width - cell_len(text))
    return blanks + text if right else text + blanks


def centred(text: str, width: int) -> str:
    """The text in the middle of `width` cells."""
    left = max(0, width - cell_len(text)) // 2
    return fit(" " * left + text, width)


def bar(share: float, width: int) -> str:
    """A bar of at most `width` cells for a share of one; something is never shown as nothing."""
    filled = round(max(0.0, min(1.0, share)) * width)
    return "━" * (max(1, filled) if share > 0 else 0)
