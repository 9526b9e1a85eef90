"""A screen with work that takes long: how far it is, and Escape to stop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.widgets import ProgressBar
from textual.worker import get_current_worker

from tui.messages import DoneSoFar
from tui.safe import plain
from tui.screens.base import DeskScreen
from workflow.errors import Stopped

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.messages import Troubled


class SlowWork(DeskScreen):
    """Whether work is under way, and its bar; `tell_work` shows that it begins, ends or was stopped."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = self.stopping = False

    def tell_work(self) -> None:
        """Say whether work is under way."""
        raise NotImplementedError

    def begin_work(self) -> None:
        """Work begins."""
        self.busy, self.stopping = True, False
        self.tell_work()

    def go_on(self) -> Callable[[int, int], bool]:
        """Called in the thread that works: moves the bar on, and says whether to go on."""
        worker = get_current_worker()

        def told(done: int, total: int) -> bool:
            self.post_message(DoneSoFar(done, total))
            return not self.stopping and not worker.is_cancelled

        return told

    @on(DoneSoFar)
    def show_progress(self, message: DoneSoFar) -> None:
        """Move the bar on."""
        self.query_one(ProgressBar).update(total=message.total or None, progress=message.done)

    def on_troubled(self, message: Troubled) -> None:
        """A stop was asked for and is no error; of anything else every screen says why (it is asked after this one)."""
        self.busy = False
        self.tell_work()
        if isinstance(message.trouble, Stopped):
            message.stop().prevent_default()
            self.desk.notify(plain(message.trouble), timeout=3, markup=False)

    def action_back(self) -> None:
        """Stop what is under way; else go back. What is typed stays."""
        if self.busy:
            self.stopping = True
        else:
            self.dismiss()
