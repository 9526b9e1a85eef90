"""Doing something once the typing pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.message_pump import MessagePump
    from textual.timer import Timer


class TypingPause:
    """Calls back when `again` has not been called for some seconds."""

    def __init__(self, pump: MessagePump, seconds: float, then: Callable[[], None]) -> None:
        self.pump, self.seconds, self.then = pump, seconds, then
        self._timer: Timer | None = None

    def again(self) -> None:
        """Something was typed: wait anew."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.pump.set_timer(self.seconds, self.then)
