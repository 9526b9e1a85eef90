"""Choosing filters for the journal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.containers import Vertical, VerticalScroll

from states.steps import STEPS
from tui.commands.table import Place, dialog_bindings_of
from tui.forms.fields import Field, FieldKind
from tui.forms.form import FormBody
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.journal import KINDS, EventFilter
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType


class JournalFilters(Dialog[EventFilter]):
    """A small form; Ctrl+S takes the filters."""

    place = Place.FORM
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.FORM)

    def __init__(self, filters: EventFilter, people: tuple[str, ...]) -> None:
        super().__init__()
        self.filters, self.people = filters, people

    def compose(self) -> ComposeResult:
        """The fields."""
        now = self.filters
        values = {
            "village": now.region if now.region != self.calls.user.region else "",
            "actor": now.actor,
            "kind": now.kind,
            "step": now.step,
            "since": now.since.isoformat() if now.since else "",
            "until": now.until.isoformat() if now.until else "",
        }
        labels: dict[str, Callable[[str], str]] = {
            "village": self.calls.village_name,
            "actor": str,
            "kind": lambda kind: say(f"desk.journal.kind.{kind}"),
            "step": lambda step: word("step", step),
        }
        with Vertical(classes="dialog"):
            yield Said("filters.title", classes="dialog-title")
            with VerticalScroll(can_focus=False):
                yield FormBody(self._fields(), values, labels)
            yield Said("filters.keys", classes="hint")

    def _fields(self) -> tuple[Field, ...]:
        choices = {
            "village": self.calls.own_regions(),
            "actor": self.people,
            "kind": KINDS,
            "step": tuple(step.name for step in STEPS),
        }
        chosen = tuple(Field(name, FieldKind.CHOICE, choices=("", *codes)) for name, codes in choices.items())
        return (*chosen, Field("since", FieldKind.DAY), Field("until", FieldKind.DAY))

    def action_save(self) -> None:
        """Take the filters, unless one cannot be read."""
        read = self.query_one(FormBody).read()
        if read is not None:
            region = read.pop("village") or self.calls.user.region
            self.dismiss(replace(self.filters, region=region, **read))

    def action_add_row(self) -> None:
        """Nothing here has rows."""

    def action_remove_row(self) -> None:
        """Nothing here has rows."""
