"""Keys in their order: whoever types faster than the screen draws is understood as they meant it.

Textual hands a key to the widget that has the focus and learns of the command behind it only when the key comes back
up. What was typed on meanwhile goes to the old screen: letters of a search become commands. Here a key waits until the
one before it has done what it does, and until the screen that it opened is there.
"""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any

from textual import on
from textual.app import App
from textual.events import Key
from textual.message import Message

if TYPE_CHECKING:
    from textual.events import Event
    from textual.message_pump import MessagePump
    from textual.screen import Screen

PATIENCE_SECONDS = 1.0
"""After which a key that has got lost, with the widget that it went to, holds up no other."""


class TypingAhead(App[None]):
    """An application that looks at one key after the other."""

    class Passed(Message):
        """Follows a key on its way through the widgets, then what the key made its widget tell (that a line is sent).

        Where this comes back the second time, the key has done its work.
        """

        def __init__(self, follows: MessagePump, *, told: bool = False) -> None:
            super().__init__()
            self.follows, self.told = follows, told

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
        if monotonic() - self._sent_at > PATIENCE_SECONDS:
            await self._send_next()

    @on(Passed)
    async def _passed(self, message: Passed) -> None:
        """Hand on the next key, if all that this one set going has been heard."""
        if message.told or not message.follows.post_message(self.Passed(message.follows, told=True)):
            await self._send_next()

    async def _send_next(self) -> None:
        """Hand on the next key."""
        self._sent_at = 0.0
        if not self._typed:
            return
        self._sent_at = monotonic()
        if self._sent_to is not self.screen:
            self._wait_for(self.screen)
            return
        key = self._typed.popleft()
        follows = self.focused or self.screen
        await super().on_event(key)
        if not follows.post_message(self.Passed(follows)):
            self.call_later(self._send_next)

    def _wait_for(self, screen: Screen[Any]) -> None:
        """The last key closed a screen or opened one: look again when the one on top has done what it does first.

        A dialog that closes hands its answer to whoever opened it, which may open another screen for it.
        """
        self._sent_to = screen
        if not screen.call_later(self.call_later, self._send_next):
            self.call_later(self._send_next)
