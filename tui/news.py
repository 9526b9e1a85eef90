"""What others write while the desk is open: it is looked for every few seconds, and what is shown is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.widget import Widget

from tui.asking import asks
from tui.messages import NewestEvent
from tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from tui.app import DeskApp
    from tui.messages import Troubled

ASKED_EVERY = 5.0
"""Seconds."""


class News(Widget):
    """Nothing to see: it asks which event is the newest, and renews the screen where it is another than before."""

    DEFAULT_CSS = "News { display: none; }"

    def __init__(self) -> None:
        super().__init__()
        self._known: list[tuple[Any, ...] | None] = []

    @property
    def desk(self) -> DeskApp:
        """The application."""
        return cast("DeskApp", self.app)

    def on_mount(self) -> None:
        """Begin to look."""
        self.set_interval(ASKED_EVERY, self.look)

    def look(self) -> None:
        """Ask, unless something is on its way already: asked for once more, its answer would be dropped."""
        if not any(worker.is_running for worker in self.desk.workers):
            self.ask_newest()

    @asks
    def ask_newest(self) -> NewestEvent:
        """The newest event of all."""
        return NewestEvent(self.desk.calls.newest_event())

    @on(NewestEvent)
    def compare(self, message: NewestEvent) -> None:
        """Renew what is shown where another event is the newest than when it was last asked for."""
        message.stop()
        known, self._known = self._known, [message.key]
        if known and known != self._known:
            self.desk.wrote()
            if isinstance(self.desk.screen, DeskScreen):
                self.desk.screen.renew()

    def on_troubled(self, message: Troubled) -> None:
        """Nobody asked: whoever does next is told."""
        message.stop().prevent_default()
