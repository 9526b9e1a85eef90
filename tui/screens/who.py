"""Who works: chosen at the start, and again with a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.asking import asks
from tui.cells import fit
from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say, word

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Key

    from workflow.office import User


class Who(Dialog[None]):
    """A list of the people who may act; typing narrows it."""

    class Loaded(Message):
        """The people are there."""

        def __init__(self, users: tuple[User, ...]) -> None:
            super().__init__()
            self.users = users

    class Changed(Message):
        """Somebody else acts."""

    def __init__(self) -> None:
        super().__init__()
        self.users: tuple[User, ...] = ()
        self._entered = False
        """Whether Enter was pressed before the people were there."""

    def compose(self) -> ComposeResult:
        """A field and the list."""
        with Vertical(classes="dialog"):
            yield Said("who.title", classes="dialog-title")
            yield Input(placeholder=say("desk.who.hint"), compact=True, id="who-filter")
            yield OptionList(id="who-list", compact=True, markup=False)
            yield Said("who.keys", classes="hint")

    def on_mount(self) -> None:
        """Ask for the people."""
        self.load()

    @asks
    def load(self) -> Who.Loaded:
        """Everybody who may act."""
        self.calls.regions()
        return self.Loaded(self.calls.users())

    @on(Loaded)
    def show_users(self, message: Who.Loaded) -> None:
        """List them."""
        self.users = message.users
        self._list(self.query_one(Input).value)
        if self._entered:
            self.take_first()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """List those whose login, name or role match."""
        self._list(event.value)

    def _list(self, typed: str) -> None:
        text = typed.strip().lower()
        options = self.query_one(OptionList)
        options.clear_options()
        for user in self.users:
            line = f"{fit(plain(user.login), 14)} {fit(plain(user.name), 16)} {fit(word('role', user.role.value), 10)} "
            line += plain(self.calls.village_name(user.region))
            if text in line.lower():
                options.add_option(Option(Content(line), id=user.login))
        options.highlighted = 0 if options.option_count else None

    def on_key(self, event: Key) -> None:
        """The arrow keys move in the list while the field has the focus."""
        options = self.query_one(OptionList)
        if event.key in {"up", "down"} and not options.has_focus:
            (options.action_cursor_up if event.key == "up" else options.action_cursor_down)()
            event.stop()

    @on(Input.Submitted)
    def take_first(self) -> None:
        """Enter in the field takes the one that is marked."""
        self._entered = not self.users
        options = self.query_one(OptionList)
        if options.highlighted is not None:
            options.action_select()

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Let the chosen person act."""
        self.become(event.option.id or "")

    @asks
    def become(self, login: str) -> Who.Changed:
        """Act as somebody, after what the one before typed is kept."""
        self.desk.drafts.flush()
        self.calls.act_as(login)
        return self.Changed()

    @on(Changed)
    def close(self) -> None:
        """Close; what was read for another person is stale."""
        self.desk.wrote()
        self.desk.drafts.load()
        self.dismiss()
