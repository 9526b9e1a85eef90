"""What would be: a case as it is beside itself under other circumstances, month by month, and on to the real work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.forms.cells import Cell
from tui.forms.form import FormBody, Rows
from tui.messages import Compared
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.base import DeskScreen
from tui.screens.pick import Pick
from tui.screens.what_if_apply import Attempt, ways_on
from tui.screens.what_if_form import DIED, fields_of, labels_of, tried, values_of
from tui.widgets.compared_view import WEIGHTS, ComparedView
from tui.widgets.laid_out import hanging
from tui.widgets.months_view import MonthsView
from tui.widgets.said import ScrollPanel
from workflow.what_if_words import told
from workflow.wording import say

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Resize

    from states.facts import Household
    from tui.calls import CaseShown
    from workflow.what_if import WhatIf

TYPING_PAUSE = 0.3
STYLES = ("bold", "")
"""Of the sentences over the panels; what else there is to say stands under the columns."""
PANELS = ("#what-if-form", "#compared-panel", "#months-panel")


class WhatIfScreen(DeskScreen):
    """The form on the left; two columns that add up, and the months."""

    place = Place.WHAT_IF
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.WHAT_IF)
    AUTO_FOCUS = "Cell Input"

    def __init__(self, shown: CaseShown) -> None:
        super().__init__()
        facts, survey = shown.view.facts, shown.view.facts.survey
        self.shown = shown
        self.household = shown.household_to_survey
        self.window_end: date = survey.window_end if survey else shown.today
        self.tried = self.household
        self.died: frozenset[str] = frozenset()
        self.births: tuple[str, ...] = ()
        self.answer: WhatIf | None = None
        self.going_on = False
        self.pause = TypingPause(self, TYPING_PAUSE, self.action_reckon)
        people = ",".join(member.id for member in self.household.members)
        self.draft_key = (facts.id, f"what-if:{survey.id if survey else 0}:{people}")
        self._seen = -1

    def compose_body(self) -> ComposeResult:
        """Title, the verdict, the form, the two columns, the months."""
        facts = self.shown.view.facts
        yield Static(
            Content.assemble((f" {plain(facts.id)} ", "bold $accent"), plain(facts.household.head.name)),
            id="form-title",
            markup=False,
        )
        yield Static("", id="what-if-verdict", markup=False)
        with Container(id="what-if-body"):
            yield ScrollPanel("what_if.change", self._form(self.desk.drafts.get(self.draft_key)), id="what-if-form")
            yield ScrollPanel("what_if.compared", ComparedView(id="compared"), id="compared-panel")
            yield ScrollPanel("what_if.months", MonthsView(id="months"), id="months-panel")

    def _form(self, draft: Any) -> FormBody:
        fields = fields_of(self.household, self.shown.today, self.calls.sheets())
        labels = labels_of(self.calls.sheet_name)
        return FormBody(fields, draft or values_of(self.household, self.window_end), labels)

    @property
    def form(self) -> FormBody:
        """The form."""
        return self.query_one(FormBody)

    def on_mount(self) -> None:
        """Reckon with what is filled in."""
        self._seen = self.desk.writes
        self.action_reckon()

    def on_screen_resume(self) -> None:
        """Go back to the case once something was recorded: what is compared with has changed."""
        if self._seen not in (-1, self.desk.writes):
            self.dismiss()

    # Trying

    @on(Cell.Edited)
    def edited(self) -> None:
        """Reckon again when the typing pauses."""
        self.desk.drafts.keep(self.draft_key, self.form.draft())
        self.pause.again()

    async def action_add_row(self) -> None:
        """Add somebody who was born or joins, wherever the cursor is."""
        await next(rows for rows in self.query(Rows) if not rows.field.fixed).add()
        self.call_after_refresh(self._scroll_to_cursor)
        self.edited()

    def _scroll_to_cursor(self) -> None:
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    async def action_remove_row(self) -> None:
        """Remove the person who was added."""
        await self.form.remove_row()
        self.edited()

    async def action_as_found(self) -> None:
        """Put everything back as it was found."""
        self.desk.drafts.drop(self.draft_key)
        await self.form.remove()
        await self.query_one("#what-if-form").mount(self._form(None))
        self.form.query_one("Cell Input").focus()
        self.action_reckon()

    def action_next_panel(self) -> None:
        """Go to the form, the columns, the months in turn; each scrolls with the arrow keys."""
        panels = [self.query_one(name, ScrollPanel) for name in PANELS]
        here = next((i for i, panel in enumerate(panels) if panel.has_focus_within), 0)
        self.set_focus(panels[(here + 1) % len(panels)])

    def action_reckon(self) -> None:
        """Reckon with what is typed; while something cannot be read, what was reckoned last stays and says so."""
        if self.query("Cell.-wrong"):
            self._tell()
            return
        read = self.form.read()
        if read is not None:
            people = zip(self.household.members, read["people"], strict=True)
            self.died = frozenset(member.id for member, row in people if row["presence"] == DIED)
            typed = [str(row["born_or_age"]).strip() for row in self.form.draft().get("joins", ())]
            self.births = tuple(text for text in typed if text)
            self.tried = tried(self.household, read, self.window_end)
            self.compare(self.tried, read["sheet"], read["sheet_on"])

    @asks
    def compare(self, household: Household, region: str, sheet_on: date | None) -> Compared:
        """Both courses, month by month."""
        return Compared(self.calls.what_if(self.shown, household, region, sheet_on))

    # Showing

    @on(Compared)
    def show(self, message: Compared) -> None:
        """Show them."""
        self.answer = message.answer
        self.query_one(ComparedView).show(message.answer)
        self.query_one(MonthsView).show(message.answer)
        self._tell()
        if self.going_on:
            self.going_on = False
            self._go_on(message.answer)

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell()

    def on_resize(self, _: Resize) -> None:
        """Lay the verdict out for another width."""
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        """The verdict and what follows from it, over the whole width; whether it is of what stands in the form."""
        if self.answer is None:
            return
        verdict = self.query_one("#what-if-verdict", Static)
        lines: list[Content] = []
        for sentence, weight in zip(told(self.answer, self.answer.names), STYLES, strict=False):
            mark, style = WEIGHTS[sentence.weight]
            width = max(1, verdict.content_size.width)
            lines += hanging(Content.styled(mark, style), plain(sentence.text), width, weight)
        if self.query("Cell.-wrong"):
            lines.append(Content.styled(f"! {say('desk.what_if.stale')}", "$error"))
        verdict.update(Content("\n").join(lines))

    # Going on

    def action_apply(self) -> None:
        """Go on, once what is typed has been reckoned, to a form that is filled in with it."""
        self.going_on = not self.query("Cell.-wrong")
        self.action_reckon()

    def _go_on(self, answer: WhatIf) -> None:
        """Choose the form; nothing is recorded before it is saved."""
        ways = ways_on(Attempt(self.shown, self.household, self.tried, answer, self.died, self.births))
        if not ways:
            self.desk.notify(say("desk.what_if.nothing_tried"), severity="warning", markup=False)
            return

        def go(number: str | None) -> None:
            if number:
                self.desk.push_screen(ways[int(number) - 1].form())

        options = [(str(number), way.words) for number, way in enumerate(ways, start=1)]
        self.desk.push_screen(Pick(options, title="what_if.apply_title"), go)
