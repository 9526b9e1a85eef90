"""The columns of the case list: which there is room for, how wide, what stands in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tui.cells import fit
from tui.figures import amount, day, stage_name
from tui.safe import plain
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.cases import CaseLine

SCROLLBAR = 1
NAMELESS = frozenset({"picked", "mark"})
SORTED_BY = {"due": "due", "monthly": "monthly", "stage": "stage", "case": "case"}
"""The column of each order of the list."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its least width, what part of spare room it takes, and the width of list from which it is shown."""

    name: str
    width: int
    grows: int = 0
    from_width: int = 0
    right: bool = False


COLUMNS = (
    Column("picked", 1),
    Column("mark", 1),
    Column("case", 9),
    Column("head", 10, grows=2),
    Column("village", 14, grows=3),
    Column("stage", 13),
    Column("route", 12, from_width=96),
    Column("counted", 7, from_width=108, right=True),
    Column("monthly", 11, right=True),
    Column("due", 10),
    Column("flags", 16, from_width=124),
)


def columns_for(width: int) -> tuple[Column, ...]:
    """The columns that a list of `width` cells has room for, spare room shared out."""
    shown = [column for column in COLUMNS if column.from_width <= width]
    spare = max(0, width - SCROLLBAR - sum(column.width + 1 for column in shown))
    parts = sum(column.grows for column in shown)
    most = 18
    return tuple(replace(column, width=column.width + min(most, spare * column.grows // parts)) for column in shown)


def heading_of(column: Column, order: str = "", *, descending: bool = False) -> str:
    """A column's name in its width, with an arrow where the list is sorted by it."""
    text = "" if column.name in NAMELESS else say(f"desk.column.{column.name}")
    if SORTED_BY.get(order) == column.name:
        text += "▼" if descending else "▲"
    return fit(text, column.width, right=column.right) + " "


def cell_of(column: Column, line: CaseLine, village_name: Callable[[str], str], *, picked: bool) -> str:
    """What stands in a column for a case."""
    if column.name == "picked":
        return "✓ " if picked else "  "
    return fit(_text(column.name, line, village_name), column.width, right=column.right) + " "


def _text(name: str, line: CaseLine, village_name: Callable[[str], str]) -> str:  # noqa: PLR0911 - a table
    match name:
        case "mark":
            return "!" if line.overdue else ""
        case "case":
            return plain(line.case)
        case "head":
            return plain(line.head)
        case "village":
            return plain(village_name(line.village))
        case "stage":
            return stage_name(line.stage)
        case "route":
            return word("route", line.route) if line.route else ""
        case "counted":
            return str(line.counted)
        case "monthly":
            return amount(line.monthly or None)
        case "due":
            return day(line.next_due_on)
    return flags_of(line)


def flags_of(line: CaseLine) -> str:
    """The marks that stand on a case, in words."""
    return " ".join(say(f"desk.flag.{flag}") for flag in ("paused", "withheld") if getattr(line, flag))
