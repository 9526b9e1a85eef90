"""The keys of a place, from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.containers import VerticalScroll
from textual.content import Content

from tui.cells import fit
from tui.commands.key_names import keys_shown
from tui.commands.table import Place, in_place
from tui.screens.base import Dialog
from tui.widgets.laid_out import LaidOut, hanging
from tui.widgets.said import Said
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from tui.app import DeskApp
    from tui.commands.table import Command

KEYS = 13


class Help(Dialog[None]):
    """A window with every key that acts here and what it does."""

    def __init__(self, where: Place) -> None:
        super().__init__()
        self.where = where

    def compose(self) -> ComposeResult:
        """The two lists."""
        with VerticalScroll(classes="dialog", can_focus=True):
            yield Said("help.title", classes="dialog-title")
            yield Keys(self.where)


class Keys(LaidOut):
    """The keys that act in a place, then those that act everywhere, then how lists and forms are used."""

    def __init__(self, where: Place) -> None:
        super().__init__()
        self.where = where

    @property
    def commands(self) -> tuple[Command, ...]:
        """The commands with the keys in force."""
        return cast("DeskApp", self.app).commands

    def lines(self, width: int) -> Iterator[Content]:
        """A line or more for each command."""
        for place in dict.fromkeys((self.where, Place.EVERYWHERE)):
            yield Content.styled(say(f"desk.place.{place.value}"), "bold $accent")
            for command in in_place(place, self.commands):
                yield from hanging(
                    Content.styled(fit(keys_shown(command), KEYS), "bold"), say(f"desk.help.{command.name}"), width
                )
            yield Content("")
        yield Content.styled(say("desk.help.moving_title"), "bold $accent")
        yield from hanging(Content(""), say("desk.help.moving"), width)
