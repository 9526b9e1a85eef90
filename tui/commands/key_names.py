"""Keys as a keyboard shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.commands.table import Command

NAMES = {
    "slash": "/", "left_square_bracket": "[", "right_square_bracket": "]", "question_mark": "?", "escape": "Esc",
    "minus": "-", "plus": "+", "comma": ",", "full_stop": ".", "semicolon": ";", "colon": ":", "underscore": "_",
}  # fmt: skip


def keys_shown(command: Command) -> str:
    """A command's keys: Ctrl+S F10."""
    return " ".join(key_shown(key) for key in command.keys.split(","))


def key_shown(key: str) -> str:
    """A key: Ctrl+S, F10, /."""
    *held, last = key.split("+")
    if held:
        return "+".join([*(each.capitalize() for each in held), last.upper() if len(last) == 1 else key_shown(last)])
    return NAMES.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)
