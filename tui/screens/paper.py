"""Putting a list on paper: to a PDF, to a spreadsheet, to a printer."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Static

from tui.asking import asks
from tui.commands.table import Place, dialog_bindings_of
from tui.forms.fields import Field, FieldKind
from tui.forms.form import FormBody
from tui.messages import Printed
from tui.safe import plain
from tui.screens.base import Dialog
from tui.screens.lock import with_proof
from tui.widgets.said import Said
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType


class PaperDialog(Dialog[None]):
    """Form and file; Ctrl+S has it written, in a thread."""

    place = Place.FORM
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.FORM)
    AUTO_FOCUS = "Choice"

    def __init__(self, title: str, stem: str, forms: Sequence[str], write: Callable[[str, Path], Path | None]) -> None:
        """`write` is given the form and the file, and gives where it is if not there.

        `stem` is offered as the file's name in the home directory.
        """
        super().__init__()
        self.title_key, self.stem, self.forms, self.write_paper = title, stem, tuple(forms), write

    def compose(self) -> ComposeResult:
        """The two fields."""
        form = Field("print_form", FieldKind.CHOICE, choices=self.forms, words="print_form", default=self.forms[0])
        with Vertical(classes="dialog"):
            yield Said(self.title_key, classes="dialog-title")
            yield FormBody((form, Field("path")), {"path": f"~/{self.stem}"})
            yield Static("", id="print-busy", markup=False)
            yield Said("print.keys", classes="hint")

    def action_save(self) -> None:
        """Write it."""
        self.query_one("#print-busy", Static).update("")
        read = self.query_one(FormBody).read()
        if read is not None:
            with_proof(self.desk, partial(self._write, read))

    def _write(self, read: dict[str, Any]) -> None:
        self.query_one("#print-busy", Static).update(say("desk.print.busy"))
        self.write(read)

    @asks
    def write(self, read: dict[str, Any]) -> Printed:
        """The list in a file of the form."""
        form = read["print_form"]
        path = Path(read["path"] or self.stem).expanduser()
        if form != "printer" and path.suffix.lower() != f".{form}":
            path = path.with_name(f"{path.name}.{form}")
        path = self.write_paper(form, path) or path
        return Printed(say("desk.print.printed") if form == "printer" else say("desk.print.done", path=plain(path)))

    @on(Printed)
    def done(self, message: Printed) -> None:
        """Say where it is."""
        self.desk.notify(message.told, markup=False)
        self.dismiss()
