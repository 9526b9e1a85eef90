"""Choosing filters for the list of cases."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll

from states.stages import Batch, Route, Stage
from tui.commands.table import Place, dialog_bindings_of
from tui.forms.fields import Field, FieldKind, choice_of
from tui.forms.form import FormBody
from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.responsibility import NOBODY
from workflow.wording import say

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.cases import ListFilter

FIELDS = (
    choice_of("stage", Stage, "stage", blank=True),
    Field("village", FieldKind.CHOICE),
    choice_of("batch", Batch, "batch", blank=True),
    choice_of("route", Route, "route", blank=True),
    Field("due_before", FieldKind.DAY),
    Field("held", FieldKind.FLAG),
    Field("holder", FieldKind.CHOICE),
)


def holder_name(login: str) -> str:
    """Who holds a case, in words."""
    return say("desk.chip.nobodys") if login == NOBODY else plain(login)


class Filters(Dialog["ListFilter"]):
    """A small form; Ctrl+S takes the filters."""

    place = Place.FORM
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.FORM)

    def __init__(self, filters: ListFilter, people: tuple[str, ...]) -> None:
        super().__init__()
        self.filters, self.people = filters, people

    def compose(self) -> ComposeResult:
        """The fields."""
        now = self.filters
        values = {
            "stage": now.stage.value if now.stage else "",
            "village": now.village if now.village != self.calls.user.region else "",
            "batch": now.batch.value if now.batch else "",
            "route": now.route,
            "due_before": now.due_before.isoformat() if now.due_before else "",
            "held": bool(now.held),
            "holder": now.responsible,
        }
        labels = {"village": self.calls.village_name, "holder": holder_name}
        with Vertical(classes="dialog"):
            yield Said("filters.title", classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield FormBody(self._fields(), values, labels)
            yield Said("filters.keys", classes="hint")

    def _fields(self) -> tuple[Field, ...]:
        """The fields, with the regions of the acting person and whoever holds cases to choose from."""
        me = self.calls.user.login
        people = ("", me, NOBODY, *(login for login in self.people if login != me))
        choices = {"village": ("", *self.calls.own_regions()), "holder": people}
        return tuple(replace(field, choices=choices.get(field.name, field.choices)) for field in FIELDS)

    def action_save(self) -> None:
        """Take the filters, unless one cannot be read."""
        read = self.query_one(FormBody).read()
        if read is None:
            return
        self.dismiss(
            replace(
                self.filters,
                stage=read["stage"],
                village=read["village"] or self.calls.user.region,
                batch=read["batch"],
                route=read["route"].value if read["route"] else "",
                due_before=read["due_before"],
                held=True if read["held"] else None,
                responsible=read["holder"],
            )
        )

    def action_add_row(self) -> None:
        """Nothing here has rows."""

    def action_remove_row(self) -> None:
        """Nothing here has rows."""
