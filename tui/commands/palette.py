"""The palette: the table's commands, and nothing that writes personal data to a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.commands.table import Command, Place, commands_of
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any


class DeskCommands(Provider):
    """The commands of the place that the palette was opened from, and those that work everywhere."""

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(_title(command), self._runs(command), help=say(f"desk.help.{command.name}"))

    async def search(self, query: str) -> Hits:
        """The commands whose words match."""
        matcher = self.matcher(query)
        for command in self._commands():
            title = _title(command)
            score = matcher.match(f"{title} {command.name}")
            if score > 0:
                yield Hit(score, title, self._runs(command), help=say(f"desk.help.{command.name}"))

    def _commands(self) -> list[Command]:
        place = getattr(self.screen, "place", Place.EVERYWHERE)
        return [c for c in (*commands_of(place), *commands_of(Place.EVERYWHERE)) if c.palette]

    def _runs(self, command: Command) -> Callable[[], Coroutine[Any, Any, None]]:
        screen = self.screen

        async def run() -> None:
            await screen.run_action(command.action)

        return run


def _title(command: Command) -> str:
    return say(f"desk.command.{command.name}")
