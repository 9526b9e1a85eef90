"""What the forms have in common: a draft that survives Escape, rows to add and remove, one key to save."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar
from zlib import crc32

from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.commands.table import Place, bindings_of
from tui.figures import moment
from tui.forms.cells import Cell
from tui.forms.form import FormBody
from tui.forms.history import History
from tui.forms.remarks import finished
from tui.screens.base import DeskScreen
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from tui.forms.fields import Field
    from tui.forms.reading import At, FormRead
    from tui.forms.remarks import Remark
    from tui.messages import Troubled
    from workflow.errors import Trouble


class FormScreen(DeskScreen):
    """A form over the whole screen."""

    place = Place.FORM
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.FORM)
    AUTO_FOCUS = "Cell Choice, Cell Input"

    def __init__(
        self,
        draft_key: tuple[str, str],
        fields: Sequence[Field],
        values: Mapping[str, Any],
        labels: Mapping[str, Callable[[str], str]] | None = None,
    ) -> None:
        super().__init__()
        self.draft_key, self.fields, self.first_values, self.labels = draft_key, fields, values, labels or {}
        self.untouched: dict[str, Any] | None = None
        """The form before anything was typed, where that is known."""
        self.refused: tuple[Remark, ...] = ()
        """What saving was refused for, until something is typed."""
        self.saving: FormRead | None = None

    def compose_body(self) -> ComposeResult:
        """Title, what is told of a draft, the form, and what follows from it."""
        draft = self.desk.drafts.get(self.draft_key)
        yield Static(self.heading(), id="form-title", markup=False)
        yield Static(self._told_of_draft(), id="form-draft", markup=False)
        with VerticalScroll(id="form-scroll", can_focus=False):
            yield FormBody(self.fields, draft or self.first_values, self.labels)
        yield Static("", id="form-line", markup=False)

    def on_mount(self) -> None:
        """From here on changes can be undone."""
        first = self.form.draft()
        self.history = History(first)
        self.untouched = first if self.desk.drafts.get(self.draft_key) is None else None
        self.call_after_refresh(self.look)

    def _told_of_draft(self) -> str:
        """That what is shown was typed before, and when where it was not today's desk."""
        if self.desk.drafts.get(self.draft_key) is None:
            return ""
        saved_at = self.desk.drafts.when(self.draft_key)
        return say("desk.form.draft") if saved_at is None else say("desk.form.draft_of", when=moment(saved_at))

    def heading(self) -> Content:
        """The form's title."""
        raise NotImplementedError

    @property
    def form(self) -> FormBody:
        """The form."""
        return self.query_one(FormBody)

    @on(Cell.Edited)
    def keep(self) -> None:
        """Keep what is typed: neither Escape nor a kill loses it."""
        state = self.form.draft()
        self.history.note(state)
        if state == self.untouched:
            self.desk.drafts.drop(self.draft_key)
        else:
            self.desk.drafts.keep(self.draft_key, state)
        self.refused = ()
        self.look()

    def look(self) -> None:
        """Say under each field what there is to say about it."""
        read = self.form.look()
        self.form.show((*self.refused, *self.remarks(read)))
        self.looked()

    def remarks(self, read: FormRead) -> Iterator[Remark]:  # noqa: ARG002 - what a form has to say, it says itself
        """What there is to say about what is typed, beside what cannot be read; asked after every key."""
        yield from ()

    def looked(self) -> None:
        """What a form does besides, each time something was typed."""

    async def action_undo(self) -> None:
        """Take back the last change."""
        await self._restore(self.history.undo(), "desk.form.nothing_undone")

    async def action_redo(self) -> None:
        """Bring again what was taken back."""
        await self._restore(self.history.redo(), "desk.form.nothing_redone")

    async def action_discard(self) -> None:
        """Begin anew: what was typed is forgotten; it can still be brought back by undoing."""
        await self._show(self.first_values)
        self.untouched = self.form.draft()
        self.history.note(self.untouched)
        self.desk.drafts.drop(self.draft_key)

    async def _restore(self, state: dict[str, Any] | None, nothing: str) -> None:
        """Show a state of the form again, and keep it as what is typed."""
        if state is None:
            self.desk.notify(say(nothing), markup=False)
            return
        await self._show(state)
        self.desk.drafts.keep(self.draft_key, state)

    async def _show(self, values: Mapping[str, Any]) -> None:
        """Show the form with other values, the cursor where it was."""
        place = self.form.place_of(self.focused)
        with self.app.batch_update(), self.prevent(Cell.Edited):
            await self.form.remove()
            await self.query_one("#form-scroll").mount(FormBody(self.fields, values, self.labels))
        self.form.focus_at(place)
        self.refused = ()
        self.shown_again()

    def shown_again(self) -> None:
        """What a form has to do after it was shown with other values."""
        self.look()

    async def action_add_row(self) -> None:
        """Add a row where the cursor is."""
        await self.form.add_row()
        self.keep()

    async def action_remove_row(self) -> None:
        """Remove the row that the cursor is in."""
        await self.form.remove_row()
        self.keep()

    def action_save(self) -> None:
        """Save what is typed, if it can be read, and once: a key that is pressed again while it waits is not heard."""
        if any(worker.node is self and not worker.is_finished for worker in self.workers):
            return
        read = self.form.read()
        if read is None:
            self.desk.notify(say("desk.form.wrong"), severity="warning", markup=False)
            return
        self.refused, self.saving = (), self.form.look()
        blocking = [remark for remark in self.remarks(self.saving) if remark.blocks]
        if blocking:
            self.look()
            self.form.focus_at(blocking[0].at)
            self.desk.notify(say("desk.form.refused"), severity="warning", markup=False)
        else:
            self.save(read)

    def on_troubled(self, message: Troubled) -> None:
        """Put what saving was refused for under the field that it is about, with the cursor there.

        What is about no field, every screen says.
        """
        told = self.refusals(message.trouble, self.saving or self.form.look())
        self.refused = tuple(remark for remark in told if self.form.has(remark.at))
        if not self.refused:
            return
        message.stop().prevent_default()
        self.look()
        self.form.focus_at(self.refused[0].at)
        self.desk.notify(say("desk.form.refused"), severity="warning", markup=False)

    def refusals(self, trouble: Trouble, read: FormRead) -> Iterator[Remark]:
        """What saving was refused for, each at the field that it is about."""
        for path, sentence in trouble.by_field:
            yield finished(self.place_of(path, read), sentence)

    def place_of(self, path: str, read: FormRead) -> At:
        """Where in the form a field stands that the office names."""
        return read.at(path)

    def save(self, read: dict[str, Any]) -> None:
        """Do with the values what the form is for."""
        raise NotImplementedError

    def saved(self, told: str) -> None:
        """Close after saving."""
        self.desk.drafts.drop(self.draft_key)
        self.desk.wrote()
        self.desk.notify(told, markup=False)
        self.dismiss()

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.query_one("#form-title", Static).update(self.heading())
        self.look()


def carried(values: object) -> str:
    """What tells apart the draft of a form that was opened with values of its own: nothing for an ordinary one."""
    return f":{crc32(repr(values).encode()):08x}" if values else ""
