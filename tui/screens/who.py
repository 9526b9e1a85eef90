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
from tui.screens.lock import Proof
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

    class Asked(Message):
        """Somebody is to say their password."""

        def __init__(self, login: str) -> None:
            super().__init__()
            self.login = login

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
    def become(self, login: str) -> Who.Changed | Who.Asked:
        """Act as somebody, after what the one before typed is kept; who has a password says it first."""
        if self.calls.has_password(login):
            return self.Asked(login)
        self.desk.drafts.flush()
        self.calls.act_as(login)
        self.desk.has_password = False
        self.calls.note_login()
        return self.Changed()

    @on(Asked)
    def ask_password(self, message: Who.Asked) -> None:
        """Ask for the password in a window of its own."""
        self.desk.push_screen(Password(message.login), self._proved)

    def _proved(self, proved: str | None) -> None:
        if proved:
            self.close()

    @on(Changed)
    def close(self) -> None:
        """Close; what was read for another person is stale."""
        self.desk.idle.proved()
        self.desk.wrote()
        self.desk.drafts.load()
        self.dismiss()


class First(Who):
    """The same before anybody is at work: nothing lies behind it, and who leaves it leaves the desk."""

    def action_back(self) -> None:
        """Leave."""
        self.app.exit()


class Password(Proof):
    """Asks for the password of the person who was chosen; they act once it is said."""

    def __init__(self, login: str) -> None:
        super().__init__()
        self.login = login

    def on_mount(self) -> None:
        """Nothing to ask: it is known that there is a password."""

    def _who(self) -> Content:
        return Content(plain(self.login))

    @asks
    def prove(self, password: str) -> Proof.Proved:
        """Whether it is the password; then they act."""
        self.desk.drafts.flush()
        self.calls.prove(self.login, password)
        self.desk.has_password = True
        return self.Proved()
