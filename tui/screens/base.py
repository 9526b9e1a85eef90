"""What every screen and dialog has: its place in the table of commands, the office, the language that is spoken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from textual.screen import ModalScreen, Screen
from textual.widgets import Footer

from tui.commands.table import Place, dialog_bindings_of
from tui.safe import plain
from tui.widgets.said import Telling
from tui.widgets.top_line import TopLine
from workflow.wording import say

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import ActiveBinding, BindingType

    from tui.app import DeskApp
    from tui.calls import OfficeCalls
    from tui.messages import Troubled

R = TypeVar("R")


class Speaking:
    """A screen whose footer and labels speak the language of the moment."""

    place: ClassVar[Place] = Place.EVERYWHERE

    @property
    def desk(self) -> DeskApp:
        """The application."""
        return cast("DeskApp", cast("Any", self).app)

    @property
    def calls(self) -> OfficeCalls:
        """The office."""
        return self.desk.calls

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The keys that act here, described in the language that is spoken."""
        found: dict[str, ActiveBinding] = super().active_bindings  # type: ignore[misc] # Screen's
        return {key: _told(active) for key, active in found.items()}

    def retell(self) -> None:
        """Say everything anew after the language has changed."""
        screen = cast("Screen[Any]", self)
        for widget in screen.walk_children():
            if isinstance(widget, Telling):
                widget.retell()
        screen.refresh_bindings()

    def on_troubled(self, message: Troubled) -> None:
        """Say what could not be done.

        Found by its name, for `on` is not looked for in a class that is no widget; and after the handler of the same
        name in a class that is made of this one, unless that one prevents it.
        """
        message.stop()
        self.desk.notify(plain(message.trouble), severity="error", timeout=12, markup=False)

    def action_back(self) -> None:
        """Go back one screen; nothing that was typed is lost."""
        cast("Screen[Any]", self).dismiss()


class DeskScreen(Speaking, Screen[None]):
    """A full screen: top line, body, the keys at the bottom."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal"), (170, "-wide")]  # noqa: RUF012 - Textual's own type
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-tall")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """Top line, body, keys."""
        yield TopLine()
        yield from self.compose_body()
        yield Footer(show_command_palette=False, compact=True)

    def compose_body(self) -> ComposeResult:
        """The screen's own part."""
        yield from ()

    def renew(self) -> None:
        """Read what is shown once more, for somebody else wrote; the cursor and what is typed stay."""


class Dialog(Speaking, ModalScreen[R]):
    """A window over the screen; Escape closes it without an answer."""

    place: ClassVar[Place] = Place.DIALOG
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.DIALOG)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-normal"), (170, "-wide")]  # noqa: RUF012 - Textual's own type


def _told(active: ActiveBinding) -> ActiveBinding:
    name = active.binding.id
    if not name:
        return active
    return active._replace(binding=replace(active.binding, description=say(f"desk.key.{name}")))
