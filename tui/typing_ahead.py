"""Keys in their order: whoever types faster than the screen draws is understood as they meant it.

Textual hands a key to the widget that has the focus and learns of the command behind it only when the key comes back
up. What was typed on meanwhile goes to the old screen: letters of a search become commands. Here a key waits until the
one before it has done what it does, and until the screen that it opened is there.
"""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.events import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.events import Event
    from textual.message_pump import MessagePump
    from textual.screen import Screen

PATIENCE_SECONDS = 5.0
"""After which a key whose work does not come to an end holds up no other."""


class TypingAhead(App[None]):
    """An application that looks at one key after the other."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Key] = deque()
        self._sent_at = 0.0
        self._sent_to: Screen[Any] | None = None

    async def on_event(self, event: Event) -> None:
        """Take a key in; everything else goes its way."""
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if self._is_free:
            await self._send_next()
        else:
            self.set_timer(PATIENCE_SECONDS, self._send_if_free)

    @property
    def _is_free(self) -> bool:
        """Whether no key is at work, or the one that is does not come to an end."""
        return monotonic() - self._sent_at >= PATIENCE_SECONDS

    async def _send_if_free(self) -> None:
        """Hand on what waits behind a key that does not come to an end, though nobody presses another."""
        if self._typed and self._is_free:
            await self._send_next()

    async def _follow(self, way: Sequence[MessagePump]) -> None:
        """Go behind a key from widget to widget; one that the key closed takes nothing more and is passed by.

        The application is the last one: where it takes nothing more either, all is over.
        """
        if not way:
            await self._send_next()
        for step, pump in enumerate(way, 1):
            if pump.call_later(self._follow, way[step:]):
                return

    async def _send_next(self) -> None:
        """Hand on the next key; it has done its work when its way was gone twice.

        The key itself goes from its widget up to the application, and after it what it made the widgets tell (that a
        line is sent).
        """
        self._sent_at = 0.0
        if not self._typed:
            return
        self._sent_at = monotonic()
        if self._sent_to is not self.screen:
            self._wait_for(self.screen)
            return
        key = self._typed.popleft()
        way = (self.focused or self.screen).ancestors_with_self
        await super().on_event(key)
        await self._follow((*way, *way))

    def _wait_for(self, screen: Screen[Any]) -> None:
        """The last key closed a screen or opened one: look again when the one on top has done what it does first.

        A dialog that closes hands its answer to whoever opened it, which may open another screen for it.
        """
        self._sent_to = screen
        if not screen.call_later(self.call_later, self._send_next):
            self.call_later(self._send_next)
