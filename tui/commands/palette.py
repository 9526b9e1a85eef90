"""The palette: the table's commands, and nothing that writes personal data to a disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tui.commands.key_names import keys_shown
from tui.commands.table import Command, Place, in_place
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from tui.app import DeskApp


class DeskCommands(Provider):
    """The commands of the place that the palette was opened from, and those that work everywhere."""

    async def discover(self) -> Hits:
        """Every command, before anything is typed."""
        for command in self._commands():
            yield DiscoveryHit(_title(command), self._runs(command), help=_help(command))

    async def search(self, query: str) -> Hits:
        """The commands whose words match."""
        matcher = self.matcher(query)
        for command in self._commands():
            title = _title(command)
            score = matcher.match(f"{title} {command.name}")
            if score > 0:
                yield Hit(score, title, self._runs(command), help=_help(command))

    def _commands(self) -> list[Command]:
        place = getattr(self.screen, "place", Place.EVERYWHERE)
        commands = cast("DeskApp", self.app).commands
        return [c for c in (*in_place(place, commands), *in_place(Place.EVERYWHERE, commands)) if c.palette]

    def _runs(self, command: Command) -> Callable[[], Coroutine[Any, Any, None]]:
        screen = self.screen

        async def run() -> None:
            await screen.run_action(command.action)

        return run


def _help(command: Command) -> str:
    return f"{keys_shown(command)}   {say(f'desk.help.{command.name}')}"


def _title(command: Command) -> str:
    return say(f"desk.command.{command.name}")
