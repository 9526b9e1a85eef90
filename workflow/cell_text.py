"""Text in cells: how wide it is, and that a spreadsheet takes none of it for a formula."""

from __future__ import annotations

from unicodedata import combining, east_asian_width

FORMULA_BEGINNINGS = frozenset("=+-@\t\r＝＋－＠")


def safe_cell(text: str) -> str:
    """A text as a CSV cell: one that a spreadsheet would run is set behind an apostrophe, and one that looks so too."""
    return f"'{text}" if text.lstrip("'")[:1] in FORMULA_BEGINNINGS else text


def cell_columns(text: str) -> int:
    """How many columns a text takes; Chinese characters take two."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)
