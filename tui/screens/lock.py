"""The desk while nobody is at it, and whoever is at work proving that it is still they."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.asking import asks
from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from tui.app import DeskApp
    from tui.messages import Troubled

IDLE_SECONDS = 600.0
"""After so long without a key the desk locks, and after so long at work a proof is old."""
LOOKED_AT_EVERY = 5.0


class IdleWatch:
    """Locks the desk when no key was pressed and no mouse moved for some time; knows how old the last proof is."""

    def __init__(self, app: DeskApp, seconds: float = IDLE_SECONDS, clock: Callable[[], float] = monotonic) -> None:
        self.app, self.seconds, self.clock = app, seconds, clock
        self._last = self._proved = clock()

    def seen(self) -> None:
        """Somebody is there."""
        self._last = self.clock()

    def proved(self) -> None:
        """Whoever is there has proved who they are."""
        self._proved = self.clock()

    @property
    def proof_is_old(self) -> bool:
        """Whether what pays or ends, releases, unmasks or hands out needs another proof."""
        return self.clock() - self._proved >= self.seconds

    def look(self) -> None:
        """Lock the desk where nobody has been there for too long."""
        if self.clock() - self._last >= self.seconds:
            self.app.action_lock()


class Proof(Dialog[str]):
    """Asks for the password of the person who is at work, or for their login where they have none; answers with it."""

    title_key, keys = "proof.title", "proof.keys"

    class Asked(Message):
        """Whether there is a password to ask for."""

        def __init__(self, has_password: bool) -> None:  # noqa: FBT001 - what was asked
            super().__init__()
            self.has_password = has_password

    class Proved(Message):
        """It is the person."""

    def __init__(self) -> None:
        super().__init__()
        self.has_password = True
        """Until the office has said so, nothing is shown that is typed."""

    def compose(self) -> ComposeResult:
        """Who is asked for, and the field."""
        with Vertical(classes="dialog"):
            yield Said(self.title_key, classes="dialog-title")
            yield Static(self._who(), markup=False)
            yield Input(placeholder=self._hint(), password=True, compact=True)
            yield Static("", id="lock-wrong", markup=False)
            yield Said(self.keys, classes="hint")

    def on_mount(self) -> None:
        """Ask whether there is a password."""
        self.ask()

    @asks
    def ask(self) -> Proof.Asked:
        """Whether the person has a password."""
        return self.Asked(self.calls.has_password(self.calls.user.login))

    @on(Asked)
    def show_asked(self, message: Proof.Asked) -> None:
        """Ask for it, or for the login."""
        self.has_password = message.has_password
        field = self.query_one(Input)
        field.password, field.placeholder = self.has_password, self._hint()

    def _hint(self) -> str:
        return say("desk.lock.password" if self.has_password else "desk.lock.login")

    def _who(self) -> Content:
        user = self.calls.user
        return Content(f"{plain(user.name)} · {word('role', user.role.value)}")

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.query_one(Input).placeholder = self._hint()

    @on(Input.Submitted)
    def confirm(self, event: Input.Submitted) -> None:
        """Open to the person who was at work."""
        said, event.input.value = event.value, ""
        if self.has_password:
            self.prove(said)
        elif said.strip() == self.calls.user.login:
            self.let_in()
        else:
            self._wrong(say("desk.lock.wrong"))

    @asks
    def prove(self, password: str) -> Proof.Proved:
        """Whether it is the password."""
        self.calls.unlock(password)
        return self.Proved()

    @asks
    def let_in(self) -> Proof.Proved:
        """Note that somebody without a password is back."""
        self.calls.note_unlock()
        return self.Proved()

    @on(Proved)
    def open(self) -> None:
        """Go on."""
        self.desk.idle.proved()
        self.dismiss(self.calls.user.login)

    def on_troubled(self, message: Troubled) -> None:
        """Say why not, here: a pause after failures stands in the sentence."""
        message.stop().prevent_default()
        self._wrong(plain(str(message.trouble)))

    def _wrong(self, sentence: str) -> None:
        self.query_one("#lock-wrong", Static).update(Content.styled(sentence, "$error"))

    def action_back(self) -> None:
        """Leave what was to be confirmed."""
        self.dismiss("")


class Lock(Proof):
    """Covers everything; nothing else goes on before the person who was at work is back."""

    title_key, keys = "lock.title", "lock.keys"

    class Noted(Message):
        """It is written down."""

    def on_mount(self) -> None:
        """Write down that the desk was locked."""
        self.note()
        self.ask()

    @asks
    def note(self) -> Lock.Noted:
        """Write it down."""
        self.calls.note_lock()
        return self.Noted()

    def action_back(self) -> None:
        """Nothing: Escape opens no lock."""


def with_proof(desk: DeskApp, then: Callable[[], object]) -> None:
    """Do something that needs a fresh proof: at once, or after the password was asked for again."""
    if not desk.idle.proof_is_old or not desk.has_password:
        then()
        return

    def go_on(proved: str | None) -> None:
        if proved:
            then()

    desk.push_screen(Proof(), go_on)
