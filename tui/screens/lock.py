"""The desk while nobody is at it: it covers everything, and opens to whoever was at work."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from tui.app import DeskApp

IDLE_SECONDS = 600.0
LOOKED_AT_EVERY = 5.0


class IdleWatch:
    """Locks the desk when no key was pressed and no mouse moved for some time."""

    def __init__(self, app: DeskApp, seconds: float = IDLE_SECONDS, clock: Callable[[], float] = monotonic) -> None:
        self.app, self.seconds, self.clock = app, seconds, clock
        self._last = clock()

    def seen(self) -> None:
        """Somebody is there."""
        self._last = self.clock()

    def look(self) -> None:
        """Lock the desk where nobody has been there for too long."""
        if self.clock() - self._last >= self.seconds:
            self.app.action_lock()


class Lock(Dialog[None]):
    """Asks for the login of the person who was at work; nothing else goes on before."""

    def compose(self) -> ComposeResult:
        """Who is asked for, and the field."""
        with Vertical(classes="dialog"):
            yield Said("lock.title", classes="dialog-title")
            yield Static(self._who(), markup=False)
            yield Input(placeholder=say("desk.lock.login"), compact=True)
            yield Static("", id="lock-wrong", markup=False)

    def _who(self) -> Content:
        user = self.calls.user
        return Content(f"{plain(user.name)} · {word('role', user.role.value)}")

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.query_one(Input).placeholder = say("desk.lock.login")

    def action_back(self) -> None:
        """Nothing: Escape opens no lock."""

    @on(Input.Submitted)
    def confirm(self, event: Input.Submitted) -> None:
        """Open to the person who was at work."""
        if self.is_the_person(event.value.strip()):
            self.dismiss()
        else:
            event.input.value = ""
            self.query_one("#lock-wrong", Static).update(Content.styled(say("desk.lock.wrong"), "$error"))

    def is_the_person(self, said: str) -> bool:
        """Whether what was said proves that it is the person who was at work: their login."""
        return said == self.calls.user.login
