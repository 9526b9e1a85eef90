"""The line at the top: what this is, which day, how much of the quarter is left, who works."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from states.months import days_left
from tui.cells import fit
from tui.figures import day, long_day
from tui.safe import plain
from workflow.due import quarter_of
from workflow.wording import say, word

if TYPE_CHECKING:
    from tui.app import DeskApp

ROOMY = 100


class TopLine(Widget):
    """Drawn from the application; one row."""

    def render(self) -> Content:
        """The line, as much of it as fits."""
        calls = cast("DeskApp", self.app).calls
        user = calls.user
        who = f"{plain(user.name or user.login)} · {word('role', user.role.value)}"
        quarter = quarter_of(calls.today)
        left = say("desk.quarter_left", quarter=f"Q{quarter.number}", days=days_left(calls.today, quarter.last_day))
        roomy = self.size.width >= ROOMY
        parts = [say("desk.name"), calls.place_name, long_day(calls.today) if roomy else day(calls.today), left]
        shown = ("   " if roomy else "  ").join(plain(p) for p in parts if p)
        right = f"{who}   {'EN 中' if roomy else ''}".rstrip() + " "
        room = self.size.width - cell_len(right) - 2
        return Content.assemble((" " + fit(shown, room) + " ", "$foreground"), (right, "$muted"))

    def retell(self) -> None:
        """Draw again."""
        self.refresh()
