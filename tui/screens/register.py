"""Registering a household that applies."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content
from textual.message import Message

from tui.asking import asks
from tui.forms.cells import Cell, Choice
from tui.forms.entitlement import application_line
from tui.forms.form import RowCard
from tui.forms.household_fields import APPLICATION
from tui.forms.household_values import applying, carried_by
from tui.forms.remarks import about_people
from tui.messages import Registered
from tui.safe import plain
from tui.screens.household_form import HouseholdForm
from workflow.intake import Opened
from workflow.wording import finding_text, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from states.facts import Household
    from tui.forms.reading import FormRead
    from tui.forms.remarks import Remark
    from workflow.as_typed import AsTyped

DRAFT = ("", "register")


class Register(HouseholdForm):
    """The form of an application; an ID number fills in birthday and sex."""

    class Places(Message):
        """The villages are there."""

        def __init__(self, codes: tuple[str, ...]) -> None:
            super().__init__()
            self.codes = codes

    def __init__(self) -> None:
        super().__init__(DRAFT, APPLICATION, {"members": [{"relation": "head"}]}, {"village": self._village})

    def _village(self, code: str) -> str:
        return plain(self.calls.village_name(code))

    def heading(self) -> Content:
        """The form's name."""
        return Content.styled(f" {say('desk.register.title')}", "bold $accent")

    def on_mount(self) -> None:
        """Fill in the day; ask for the villages."""
        cell = self.form.cell("applied_on")
        if not cell.raw:
            cell.raw = self.calls.today.isoformat()
        self.load_villages()

    def shown_again(self) -> None:
        """Offer the villages again."""
        self.load_villages()
        super().shown_again()

    @asks
    def load_villages(self) -> Register.Places:
        """The villages of the person's region."""
        return self.Places(tuple(self.calls.villages()))

    @on(Places)
    def show_villages(self, message: Register.Places) -> None:
        """Offer them; none is chosen beforehand, and what was chosen in a draft stays."""
        choice = self.form.cell("village").editor
        if isinstance(choice, Choice):
            choice.offer(("", *message.codes))

    @on(Cell.Edited)
    def fill_in(self, event: Cell.Edited) -> None:
        """Birthday and sex follow from a whole ID number."""
        card = next((a for a in event.cell.ancestors if isinstance(a, RowCard)), None)
        if card is None or event.cell.field.name != "id_no":
            return
        card.fill_in(carried_by(str(event.cell.raw)))

    def remarks(self, read: FormRead) -> Iterator[Remark]:
        """What is irregular about the people, and what followed from all that was typed."""
        yield from about_people(read, "members")
        yield from super().remarks(read)

    def as_typed(self, values: Mapping[str, Any]) -> AsTyped:
        """What is known of the household's entitlement."""
        return self.calls.application_as_typed(self._applying(values))

    def line(self, found: AsTyped) -> Content:
        """Who counts, and under which income they are entitled."""
        return application_line(found)

    def _applying(self, values: Mapping[str, Any]) -> Household:
        if not values["file"]:
            return applying(values)
        household = self.calls.household_file(values["file"])
        return replace(household, village=household.village or values["village"])

    def save(self, read: dict[str, Any]) -> None:
        """Take the application in."""
        if not read["members"] and not read["file"]:
            self.desk.notify(say("desk.register.nobody"), severity="warning", markup=False)
            return
        self.register(read)

    @asks
    def register(self, read: dict[str, Any]) -> Registered:
        """Open the case."""
        return Registered(self.calls.open_case(self._applying(read)))

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
