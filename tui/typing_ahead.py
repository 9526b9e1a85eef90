"""Keys in their order: whoever types faster than the screen draws is understood as they meant it.

Textual hands a key to the widget that has the focus and learns of the command behind it only when the key comes back
up. What was typed on meanwhile goes to the old screen: letters of a search become commands. Here a key waits until the
one before it has done what it does, and until the screen that it opened is there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from textual import on
from textual.app import App
from textual.events import Key
from textual.message import Message

if TYPE_CHECKING:
    from textual.events import Event
    from textual.screen import Screen

PATIENCE_SECONDS = 1.0
"""After which a key that has got lost, with the widget that it went to, holds up no other."""


class TypingAhead(App[None]):
    """An application that looks at one key after the other."""

    class Passed(Message):
        """Follows a key on its way through the widgets: where this comes back, the key has done its work."""

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[Key] = deque()
        self._sent_at = 0.0
        self._opened: WeakSet[Screen[Any]] = WeakSet()

    async def on_event(self, event: Event) -> None:
        """Take a key in; everything else goes its way."""
        if not isinstance(event, Key) or event.is_forwarded:
            await super().on_event(event)
            return
        self._typed.append(event)
        if monotonic() - self._sent_at > PATIENCE_SECONDS:
            await self._send_next()

    @on(Passed)
    async def _send_next(self) -> None:
        """Hand on the next key."""
        self._sent_at = 0.0
        if not self._typed:
            return
        key = self._typed.popleft()
        await self._open_wholly(self.screen)
        self._sent_at = monotonic()
        follows = self.focused or self.screen
        await super().on_event(key)
        if not follows.post_message(self.Passed()):
            self.call_later(self._send_next)

    async def _open_wholly(self, screen: Screen[Any]) -> None:
        """Wait until a screen that was just opened has been put together and has its focus."""
        if screen in self._opened:
            return
        self._opened.add(screen)
        there = asyncio.Event()
        screen.call_later(there.set)  # behind all that a screen does first
        with suppress(TimeoutError):
            await asyncio.wait_for(there.wait(), PATIENCE_SECONDS)
