"""The survey: a household's income, vouchers, property and people as they were found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content

from states.evidence import EvidenceKind
from tui.asking import asks
from tui.forms.entitlement import survey_line
from tui.forms.fields import Field, FieldKind
from tui.forms.household_fields import SURVEY
from tui.forms.household_values import survey_values, surveyed
from tui.messages import Recorded
from tui.safe import plain
from tui.screens.form_screen import carried
from tui.screens.household_form import HouseholdForm
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from states.facts import Household
    from tui.calls import CaseShown
    from workflow.as_typed import AsTyped


class SurveyForm(HouseholdForm):
    """The household's own form; a household file may stand for it."""

    def __init__(self, shown: CaseShown, *, household: Household | None = None) -> None:
        facts = shown.view.facts
        self.shown = shown
        self.household = household or shown.household_to_survey
        values = survey_values(self.household, shown.today, shown.login)
        members = tuple(m.id for m in self.household.members)
        super().__init__(
            (facts.id, f"{EvidenceKind.SURVEY.value}{carried(household)}"),
            [with_members(field, members) for field in SURVEY], values,
            {"member": shown.name_of},
        )  # fmt: skip

    people = "people"

    def heading(self) -> Content:
        """Kind and case."""
        facts = self.shown.view.facts
        return Content.assemble(
            (f" {word('evidence', 'survey')}", "bold $accent"),
            (f"   {plain(facts.id)} {plain(facts.household.head.name)}", "$muted"),
        )

    def save(self, read: dict[str, Any]) -> None:
        """Record it, from the file where one is named."""
        self.record(read)

    def as_typed(self, values: Mapping[str, Any]) -> AsTyped:
        """What the case would be entitled to with this survey."""
        return self.calls.survey_as_typed(self.shown.view.facts, self._found(values), values["on"] or self.shown.today)

    def line(self, found: AsTyped) -> Content:
        """The amount as a sum, or why there is none."""
        return survey_line(found)

    def _found(self, values: Mapping[str, Any]) -> Household:
        return self.calls.household_file(values["file"]) if values["file"] else surveyed(self.household, values)

    @asks
    def record(self, read: dict[str, Any]) -> Recorded:
        """Record the survey."""
        facts = self.shown.view.facts
        self.calls.survey(facts, self._found(read), read["surveyors"], read["on"], read["document"])
        return Recorded(1)

    @on(Recorded)
    def done(self) -> None:
        """Close."""
        self.saved(say("desk.evidence.recorded", kind=word("evidence", "survey"), count=1))


def with_members(field: Field, members: tuple[str, ...]) -> Field:
    """The field with the household's members to choose from."""
    if field.columns:
        return replace(field, columns=tuple(with_members(column, members) for column in field.columns))
    if field.name == "member" and field.kind is FieldKind.CHOICE:
        return replace(field, choices=members, default=members[0])
    return field
