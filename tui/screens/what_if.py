"""What would be: the amount as it is beside the amount under other income or medical cost, month by month."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from states.facts import IncomeKind
from states.money import yuan
from states.months import add_months
from tui.asking import asks
from tui.cells import bar, fit
from tui.commands.table import Place, bindings_of
from tui.figures import amount, month
from tui.forms.cells import Cell
from tui.forms.fields import Field, FieldKind
from tui.forms.form import FormBody
from tui.messages import Compared
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.base import DeskScreen
from tui.widgets.amount_view import AmountView
from tui.widgets.said import ScrollPanel
from workflow.what_if_household import with_income, with_self_paid
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from states.facts import Household
    from tui.calls import CaseShown
    from workflow.what_if import WhatIf

TYPING_PAUSE = 0.3
FIELDS = (
    Field(
        "people",
        FieldKind.ROWS,
        fixed=True,
        columns=(
            Field("annual", FieldKind.SIGNED_MONEY),
            Field("self_paid", FieldKind.MONEY),
            Field("away", FieldKind.FLAG),
        ),
    ),
)


class WhatIfScreen(DeskScreen):
    """Two columns: as it is, as it would be; below, the months."""

    place = Place.WHAT_IF
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.WHAT_IF)
    AUTO_FOCUS = "Cell Input"

    def __init__(self, shown: CaseShown) -> None:
        super().__init__()
        self.shown = shown
        self.household = shown.household_to_survey
        self.answer: WhatIf | None = None
        self.pause = TypingPause(self, TYPING_PAUSE, self.action_reckon)
        self.draft_key = (shown.view.facts.id, "what-if")

    def compose_body(self) -> ComposeResult:
        """Title, the form, two columns of lines, months."""
        facts = self.shown.view.facts
        draft = self.desk.drafts.get(self.draft_key) or {
            "people": [_row(self.household, m.id) for m in self.household.members]
        }
        yield Static(
            Content.assemble((f" {plain(facts.id)} ", "bold $accent"), plain(facts.household.head.name)),
            id="form-title",
            markup=False,
        )
        with Container(id="what-if-body"):
            yield ScrollPanel("what_if.change", FormBody(FIELDS, draft), id="what-if-form")
            yield ScrollPanel("what_if.as_it_is", AmountView(id="as-it-is"), id="now-panel")
            yield ScrollPanel("what_if.as_it_would_be", AmountView(id="as-it-would-be"), id="then-panel")
            yield ScrollPanel("what_if.months", Static("", id="months", markup=False), id="months-panel")

    def on_mount(self) -> None:
        """Reckon with what is filled in."""
        self.action_reckon()

    @on(Cell.Edited)
    def edited(self) -> None:
        """Reckon again when the typing pauses."""
        self.desk.drafts[self.draft_key] = self.query_one(FormBody).draft()
        self.pause.again()

    def action_reckon(self) -> None:
        """Reckon with what is typed."""
        read = self.query_one(FormBody).read()
        if read is not None:
            self.compare(self._changed(read["people"]))

    def _changed(self, rows: list[dict[str, Any]]) -> Household:
        """The household with what is typed in place of what was found."""
        household = self.household
        survey = self.shown.view.facts.survey
        within_year = add_months(survey.window_end if survey else self.shown.today, -1)
        for member, row in zip(self.household.members, rows, strict=True):
            before = _row(self.household, member.id)
            if row["annual"] is not None and yuan(row["annual"]) != before["annual"]:
                kept = tuple(i for i in household.income if i.member != member.id or i.excluded)
                household = with_income(replace(household, income=kept), {(member.id, IncomeKind.WAGES): row["annual"]})
            if row["self_paid"] is not None and yuan(row["self_paid"]) != before["self_paid"]:
                household = with_self_paid(household, {member.id: row["self_paid"]}, within_year)
            if row["away"]:
                household = household.without(frozenset({member.id}))
        return household

    @asks
    def compare(self, household: Household) -> Compared:
        """Both amounts and the months."""
        return Compared(self.calls.what_if(self.shown, household))

    @on(Compared)
    def show(self, message: Compared) -> None:
        """Show them."""
        self.answer = message.answer
        self._tell()

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell()

    def _tell(self) -> None:
        found = self.answer
        if found is not None:
            today, names = self.shown.today, self.shown.names
            self.query_one("#as-it-is", AmountView).show(found.now, names, None, today)
            self.query_one("#as-it-would-be", AmountView).show(found.then, names, None, today)
            width = self.query_one("#months-panel").content_size.width
            self.query_one("#months", Static).update(Content("\n").join(month_lines(found, width)))


def month_lines(found: WhatIf, width: int) -> Iterator[Content]:
    """Whether the change loses, then month by month both amounts, equal months drawn together."""
    if found.worse_by:
        key = "leaving_is_worse" if found.in_taper else "change_is_worse"
        yield Content.styled(
            "! " + say(f"desk.what_if.{key}", amount=amount(found.worse_by), months=len(found.months)), "bold $warning"
        )
    left, right = ("stay", "leave") if found.in_taper else ("as_it_is", "as_it_would_be")
    room = max(4, (width - 10 - 2 * 12) // 2)
    heading = (fit(say(f"desk.what_if.{left}"), 12 + room), fit(say(f"desk.what_if.{right}"), 12 + room))
    yield Content.styled(" " * 9 + "".join(heading), "$muted")
    most = max((max(m.as_it_is, m.as_it_would_be) for m in found.months), default=1) or 1
    for compared in found.months:
        yield Content.assemble(
            (fit(month(compared.month), 9), "$muted"),
            (fit(amount(compared.as_it_is), 10, right=True) + " ", ""),
            (fit(bar(compared.as_it_is / most, room), room + 1), "$secondary"),
            (fit(amount(compared.as_it_would_be), 10, right=True) + " ", "bold"),
            (fit(bar(compared.as_it_would_be / most, room), room + 1), "$accent"),
        )


def _row(household: Household, member_id: str) -> dict[str, Any]:
    member = next(m for m in household.members if m.id == member_id)
    income = sum(row.annual for row in household.income if row.member == member_id and not row.excluded)
    cost = sum(max(0, v.certified - v.offsets) for v in household.medical if v.member == member_id)
    return {"title": member.name or member.id, "annual": yuan(income), "self_paid": yuan(cost)}
