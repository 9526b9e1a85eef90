"""Who opened a case, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.asking import asks
from tui.figures import day
from tui.messages import ReadersLoaded
from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from workflow.case_reads import CaseRead


class Readers(Dialog[None]):
    """A window with a line for each day and person, the newest first."""

    def __init__(self, case: str) -> None:
        super().__init__()
        self.case = case

    def compose(self) -> ComposeResult:
        """The title, and the lines once they are there."""
        with VerticalScroll(classes="dialog", can_focus=True):
            yield Said("readers.title", classes="dialog-title")
            yield Static(say("desk.loading"), id="readers", markup=False)

    def on_mount(self) -> None:
        """Ask who it was."""
        self.load()

    @asks
    def load(self) -> ReadersLoaded:
        """Who opened the case."""
        return ReadersLoaded(self.calls.readers(self.case))

    @on(ReadersLoaded)
    def show(self, message: ReadersLoaded) -> None:
        """Show them."""
        lines = [_line(read) for read in message.readers] or [Content(say("desk.readers.none"))]
        self.query_one("#readers", Static).update(Content("\n").join(lines))


def _line(read: CaseRead) -> Content:
    return Content.assemble((f"{day(read.on)}  ", "$muted"), f"{plain(read.login)} · {plain(read.name)}")
