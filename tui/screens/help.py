"""The keys of a place, from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tui.cells import fit
from tui.commands.table import Place, commands_of
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

KEY_NAMES = {"slash": "/", "left_square_bracket": "[", "right_square_bracket": "]", "question_mark": "?", "escape": "Esc"}


class Help(Dialog[None]):
    """A window with every key that acts here and what it does."""

    def __init__(self, where: Place) -> None:
        super().__init__()
        self.where = where

    def compose(self) -> ComposeResult:
        """The two lists."""
        with VerticalScroll(classes="dialog", can_focus=True):
            yield Said("help.title", classes="dialog-title")
            yield Static(help_text(self.where), id="help-text")

    def retell(self) -> None:
        """Say it in the language of the moment."""
        super().retell()
        self.query_one("#help-text", Static).update(help_text(self.where))


def help_text(where: Place) -> Content:
    """The keys that act in a place, then those that act everywhere, then how lists and forms are used."""
    parts: list[Content] = []
    for place in dict.fromkeys((where, Place.EVERYWHERE)):
        parts += [Content.styled(say(f"desk.place.{place.value}"), "bold $accent"), *_lines(place), Content("")]
    parts += [Content.styled(say("desk.help.moving_title"), "bold $accent"), Content(say("desk.help.moving"))]
    return Content("\n").join(parts)


def _lines(place: Place) -> Iterator[Content]:
    for command in commands_of(place):
        keys = " ".join(_key(key) for key in command.keys.split(",") if key)
        yield Content.assemble((fit(keys, 12), "bold"), say(f"desk.help.{command.name}"))


def _key(key: str) -> str:
    return KEY_NAMES.get(key, key.replace("ctrl+", "Ctrl+") if "ctrl" in key else key.upper() if key.startswith("f") and key[1:].isdigit() else key)
