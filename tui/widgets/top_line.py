"""The line at the top: what this is, which day, how much of the quarter is left, who works."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.cells import fit
from tui.figures import day, long_day
from tui.safe import plain
from workflow.wording import say, word

if TYPE_CHECKING:
    from datetime import date

    from tui.app import DeskApp

ROOMY = 100


class TopLine(Widget):
    """Drawn from the application; one row."""

    def render(self) -> Content:
        """The line, as much of it as fits."""
        calls = cast("DeskApp", self.app).calls
        user = calls.user
        who = f"{plain(user.name or user.login)} · {word('role', user.role.value)}"
        left = say("desk.quarter_left", quarter=quarter_name(calls.today), days=days_left(calls.today))
        roomy = self.size.width >= ROOMY
        parts = [say("desk.name"), calls.place_name, long_day(calls.today) if roomy else day(calls.today), left]
        shown = ("   " if roomy else "  ").join(plain(p) for p in parts if p)
        right = f"{who}   {'EN 中' if roomy else ''}".rstrip() + " "
        room = self.size.width - cell_len(right) - 2
        return Content.assemble((" " + fit(shown, room) + " ", "$foreground"), (right, "$muted"))

    def retell(self) -> None:
        """Draw again."""
        self.refresh()


def quarter_name(day: date) -> str:
    """The quarter of a day, as Q4."""
    return f"Q{quarter_of(day)}"


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month - 1) // 3 + 1


def days_left(day: date) -> int:
    """Days from `day` to the last day of its quarter."""
    first_after = day.replace(year=day.year + (quarter_of(day) == 4), month=quarter_of(day) * 3 % 12 + 1, day=1)  # noqa: PLR2004
    return (first_after - day).days - 1
