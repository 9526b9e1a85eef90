"""Printing a quarter's due list: to a PDF, to a spreadsheet, to a printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Vertical
from textual.widgets import Static

from tui.asking import asks
from tui.commands.table import Place, dialog_bindings_of
from tui.forms.fields import Field, FieldKind
from tui.forms.form import FormBody
from tui.messages import DuePrinted
from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.due import Quarter

FORMS = ("pdf", "xlsx", "printer")
FIELDS = (
    Field("print_form", FieldKind.CHOICE, choices=FORMS, words="print_form", default="pdf"),
    Field("path"),
)


class PrintDue(Dialog[None]):
    """Form and file; Ctrl+S writes it."""

    place = Place.FORM
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.FORM)
    AUTO_FOCUS = "Choice"

    def __init__(self, quarter: Quarter) -> None:
        super().__init__()
        self.quarter = quarter

    def compose(self) -> ComposeResult:
        """The two fields."""
        with Vertical(classes="dialog"):
            yield Said("print.title", classes="dialog-title")
            yield FormBody(FIELDS, {"path": str(Path.home() / f"due-{self.quarter.name}")})
            yield Static("", id="print-busy", markup=False)
            yield Said("print.keys", classes="hint")

    def action_save(self) -> None:
        """Write it."""
        self.query_one("#print-busy", Static).update("")
        read = self.query_one(FormBody).read()
        if read is not None:
            self.query_one("#print-busy", Static).update(say("desk.print.busy"))
            self.write(read)

    @asks
    def write(self, read: dict[str, Any]) -> DuePrinted:
        """The list in a file of the form."""
        form = read["print_form"]
        path = Path(read["path"] or f"due-{self.quarter.name}").expanduser()
        if form != "printer" and path.suffix.lower() != f".{form}":
            path = path.with_name(f"{path.name}.{form}")
        self.calls.print_due(self.quarter, form, path)
        return DuePrinted(say("desk.print.printed") if form == "printer" else say("desk.print.done", path=plain(path)))

    @on(DuePrinted)
    def done(self, message: DuePrinted) -> None:
        """Say where it is."""
        self.desk.notify(message.told, markup=False)
        self.dismiss()
