"""The table of commands as rows for reading, with the keys in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from tui.commands.key_names import keys_shown
from tui.commands.keymap import commands_with
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CommandRow:
    """A command in words: name, keys, the places it works in, what it does."""

    name: str
    keys: str
    places: str
    does: str

    def document(self) -> dict[str, str]:
        """The row as a JSON object."""
        return asdict(self)


def command_rows(keys: Mapping[str, str]) -> list[CommandRow]:
    """Every command in the table's order; BadInput where the user's own keys cannot be."""
    return [
        CommandRow(
            command.name,
            keys_shown(command),
            say("desk.list_separator").join(say(f"desk.place.{place.value}") for place in command.places),
            say(f"desk.help.{command.name}"),
        )
        for command in commands_with(keys)
    ]
