"""Why somebody wants to see what is masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.widgets import Input

from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say

if TYPE_CHECKING:
    from textual.app import ComposeResult


class Why(Dialog[str]):
    """Asks for the reason, which is recorded; answers with it."""

    def __init__(self, title: str = "unmask.title") -> None:
        """`title` says what the reason is for, by its wording's key."""
        super().__init__()
        self.title_key = title

    def compose(self) -> ComposeResult:
        """What is asked, and the field."""
        with Vertical(classes="dialog"):
            yield Said(self.title_key, classes="dialog-title")
            yield Input(placeholder=say("desk.unmask.why"), compact=True)
            yield Said("unmask.keys", classes="hint")

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Answer with what was typed; nothing is no reason."""
        if event.value.strip():
            self.dismiss(event.value.strip())
