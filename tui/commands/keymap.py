"""Keys of one's own: the settings' `[keys]` table, a command's name and its keys, checked before the desk opens."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.commands.table import COMMANDS, Numbered, Place, in_place
from workflow.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.commands.table import Command

NAMED = frozenset(
    {
        "enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown", "up",
        "down", "left", "right", "slash", "question_mark", "left_square_bracket", "right_square_bracket", "minus",
        "plus", "comma", "full_stop", "semicolon", "colon", "underscore",
    }
)  # fmt: skip
KEY = re.compile(r"((ctrl|shift|alt)\+)*([a-zA-Z0-9]|f([1-9]|1[0-2])|[a-z_]+)", re.ASCII)


def commands_with(keys: Mapping[str, str]) -> tuple[Command, ...]:
    """The table of commands with keys of one's own in place of theirs.

    BadInput, naming it: a command that is none, one whose keys stay as they are, a key that is none, or two commands
    of one place on one key.
    """
    known = {command.name: command for command in COMMANDS}
    for name, written in keys.items():
        command = known.get(name)
        if command is None:
            raise BadInput("keys.no_command", command=name)
        if isinstance(command, Numbered):
            raise BadInput("keys.fixed", command=name)
        wrong = next((key for key in _split(written) if not _is_key(key)), None)
        if wrong is not None or not _split(written):
            raise BadInput("keys.no_key", command=name, key=wrong or "")
    changed = tuple(
        replace(command, keys=",".join(_split(keys[command.name])), shown="") if command.name in keys else command
        for command in COMMANDS
    )
    _assert_no_clash(changed)
    return changed


def _assert_no_clash(commands: Iterable[Command]) -> None:
    table = tuple(commands)
    for place in Place:
        taken: dict[str, str] = {}
        for command in (*in_place(place, table), *in_place(Place.EVERYWHERE, table)):
            for key in command.all_keys:
                other = taken.setdefault(key, command.name)
                if other != command.name:
                    raise BadInput("keys.clash", key=key, one=other, other=command.name)


def _split(written: str) -> list[str]:
    return [key.strip() for key in written.split(",") if key.strip()]


def _is_key(key: str) -> bool:
    found = KEY.fullmatch(key)
    return found is not None and (len(found[3]) == 1 or found[4] is not None or found[3] in NAMED)
