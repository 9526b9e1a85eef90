"""Registering a household that applies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from tui.asking import asks
from tui.forms.cells import Cell
from tui.forms.fields import FieldKind
from tui.forms.form import RowCard
from tui.forms.household_fields import APPLICATION
from tui.forms.household_values import applying, from_id_number
from tui.messages import Registered
from tui.safe import plain
from tui.screens.form_screen import FormScreen
from workflow.intake import Opened
from workflow.wording import finding_text, say

if TYPE_CHECKING:
    from collections.abc import Mapping

DRAFT = ("", "register")


class Register(FormScreen):
    """The form of an application; an ID number fills in birthday and sex."""

    class Places(Message):
        """The villages are there."""

        def __init__(self, names: Mapping[str, str]) -> None:
            super().__init__()
            self.names = names

    def __init__(self) -> None:
        self.villages: Mapping[str, str] = {}
        super().__init__(DRAFT, APPLICATION, {"members": [{"relation": "head"}]}, {"village": self._village})

    def _village(self, code: str) -> str:
        return plain(self.villages.get(code, code))

    def heading(self) -> Content:
        """The form's name."""
        return Content.styled(f" {say('desk.register.title')}", "bold $accent")

    def on_mount(self) -> None:
        """Fill in the day; ask for the villages."""
        cell = self.form.cell("applied_on")
        if not cell.raw:
            cell.raw = self.calls.today.isoformat()
        self.load_villages()

    @asks
    def load_villages(self) -> Register.Places:
        """The villages of the person's region."""
        return self.Places(self.calls.villages())

    @on(Places)
    async def show_villages(self, message: Register.Places) -> None:
        """Offer them; what was chosen in a draft stays."""
        self.villages = message.names
        cell = self.form.cell("village")
        field = replace(cell.field, kind=FieldKind.CHOICE, choices=tuple(message.names))
        chosen = str(cell.raw or "")
        offered = Cell(field, chosen if chosen in message.names else next(iter(message.names), ""), label=self._village)
        had_focus = cell.editor.has_focus
        await self.form.mount(offered, after=cell)
        await cell.remove()
        if had_focus:
            offered.editor.focus()

    @on(Input.Changed)
    def fill_in(self, event: Input.Changed) -> None:
        """Birthday and sex follow from a whole ID number."""
        card = next((a for a in event.control.ancestors if isinstance(a, RowCard)), None)
        cell = event.control.parent
        if card is None or not isinstance(cell, Cell) or cell.field.name != "id_no":
            return
        for name, value in from_id_number(event.value).items():
            other = next(c for c in card.cells if c.field.name == name)
            if not other.raw:
                other.raw = value

    def save(self, read: dict[str, Any]) -> None:
        """Take the application in."""
        if not read["members"] and not read["file"]:
            self.desk.notify(say("desk.register.nobody"), severity="warning", markup=False)
            return
        self.register(read)

    @asks
    def register(self, read: dict[str, Any]) -> Registered:
        """Open the case."""
        if not read["file"]:
            return Registered(self.calls.open_case(applying(read)))
        household = self.calls.household_file(read["file"])
        village = household.village or read["village"]
        return Registered(self.calls.open_case(replace(household, village=village)))

    @on(Registered)
    def done(self, message: Registered) -> None:
        """Open the new case, or say why there is none."""
        told = "\n".join(plain(finding_text(finding)) for finding in message.answer.findings)
        if isinstance(message.answer, Opened):
            if told:
                self.desk.notify(told, severity="warning", markup=False, timeout=12)
            self.saved(say("desk.register.opened", case=message.answer.case))
            self.desk.open_case(message.answer.case)
        else:
            self.desk.notify(told, severity="error", markup=False, timeout=12)
