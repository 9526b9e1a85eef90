"""What the forms of a household have in common: while one types, the rules say what follows, in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.asking import asks
from tui.forms.entitlement import household_remarks, place_in_household, unread_line
from tui.forms.reading import At
from tui.forms.remarks import finished
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.form_screen import FormScreen
from workflow.errors import BadFile, Trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tui.forms.reading import FormRead
    from tui.forms.remarks import Remark
    from workflow.as_typed import AsTyped

TYPING_PAUSE = 0.25


class HouseholdForm(FormScreen):
    """A form whose entitlement is reckoned whenever the typing pauses."""

    people = "members"
    """The form's rows of people."""

    @dataclass
    class Reckoned(Message):
        """What follows from what was typed, or why that cannot be said."""

        read: FormRead
        found: AsTyped | None
        trouble: Trouble | None = None

    def on_mount(self) -> None:
        """Nothing is reckoned yet."""
        self.pause = TypingPause(self, TYPING_PAUSE, self.reckon)
        self.reckoned: HouseholdForm.Reckoned | None = None

    def looked(self) -> None:
        """Reckon when the typing pauses."""
        self.pause.again()

    def reckon(self) -> None:
        """Ask for what follows from what is typed; of what cannot be read it is said that it is waited for."""
        read = self.form.look()
        if read.wrong and not read.values.get("file"):
            self.reckoned = None
            self.show_line(unread_line(self.fields, read))
        else:
            self.ask(read)

    @asks
    def ask(self, read: FormRead) -> HouseholdForm.Reckoned:
        """What follows."""
        try:
            return self.Reckoned(read, self.as_typed(read.values))
        except Trouble as trouble:
            return self.Reckoned(read, None, trouble)

    @on(Reckoned)
    def show_reckoned(self, message: HouseholdForm.Reckoned) -> None:
        """Show it: under the fields and rows that it is about, and in one line."""
        self.reckoned = message
        if message.found is not None:
            self.show_line(self.line(message.found))
        elif message.trouble is not None:
            self.show_line(Content.styled(f"! {plain(message.trouble)}", "$warning"))
        self.form.show((*self.refused, *self.remarks(self.form.look())))

    def remarks(self, read: FormRead) -> Iterator[Remark]:
        """What followed from what was typed last; of rows that came or went since, nothing is said."""
        last = self.reckoned
        if last is not None and last.found is not None and last.read.rows == read.rows and not read.values.get("file"):
            yield from household_remarks(last.found, last.read, self.people)

    def show_line(self, line: Content) -> None:
        """Say in one line what follows."""
        self.query_one("#form-line", Static).update(line)

    def as_typed(self, values: Mapping[str, Any]) -> AsTyped:
        """What follows from values, by the rules; asked in a thread."""
        raise NotImplementedError

    def line(self, found: AsTyped) -> Content:
        """What follows in one line."""
        raise NotImplementedError

    def refusals(self, trouble: Trouble, read: FormRead) -> Iterator[Remark]:
        """What a file is refused for stands at the file's name, with its lines; what was typed, at its own field."""
        if read.values.get("file") and isinstance(trouble, BadFile):
            yield finished(At("file"), str(trouble))
        else:
            yield from super().refusals(trouble, read)

    def place_of(self, path: str, read: FormRead) -> At:
        """Where a field of a household file stands in the form."""
        return place_in_household(path, read, self.people)
