"""One case: its people, the amount as lines, the next steps with all that stands in the way, what happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from states.evidence import EvidenceKind
from states.months import days_left
from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.figures import amount, day, stage_name
from tui.forms.evidence_records import answerable, asked_for
from tui.messages import CaseLoaded, DisclosedLoaded, StepChosen
from tui.safe import masked_id, plain, safe
from tui.screens.base import DeskScreen
from tui.screens.clauses import Clauses
from tui.screens.compared import Compared
from tui.screens.event import Event
from tui.screens.lock import with_proof
from tui.screens.moves import MovesForm
from tui.screens.paper import PaperDialog
from tui.screens.pick import Pick
from tui.screens.readers import Readers
from tui.screens.record import RecordForm
from tui.screens.step import StepDialog
from tui.screens.survey import SurveyForm
from tui.screens.unfinished import WHAT_IF
from tui.screens.what_if import WhatIfScreen
from tui.screens.why import Why
from tui.widgets.amount_view import AmountView
from tui.widgets.household_view import HouseholdView
from tui.widgets.said import Panel, ScrollPanel
from tui.widgets.step_card import StepCard
from tui.widgets.timeline_view import Timeline
from workflow.wording import say, word

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from states.evidence import Record
    from tui.calls import CaseShown

ANSWER = "answer:"
UNMASKED_SECONDS = 30.0


class Case(DeskScreen):
    """Four panels; the next steps are always in view."""

    place = Place.CASE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.CASE)
    AUTO_FOCUS = "#steps"

    def __init__(self, case: str, *, then: str = "") -> None:
        super().__init__()
        self.case = case
        self.then = then
        """A form of the case to open when it is there, by its name among drafts."""
        self.shown: CaseShown | None = None
        self._seen = -1

    def compose_body(self) -> ComposeResult:
        """Header, then the panels."""
        yield Static("", id="case-header", markup=False)
        with Container(id="case-body"):
            with VerticalScroll(id="case-left", can_focus=False):
                yield ScrollPanel("household.title", HouseholdView(id="household"), id="household-panel")
                yield ScrollPanel("amount.title", AmountView(id="amount"), id="amount-panel")
                yield Panel("timeline.title", Timeline(id="timeline"), id="timeline-panel")
            yield ScrollPanel("steps.title", Static(say("desk.loading"), id="steps-wait"), id="steps")

    def on_screen_resume(self) -> None:
        """Read the case again where something was written meanwhile."""
        if self._seen != self.desk.writes:
            self.renew()

    def renew(self) -> None:
        """Read the case again; the focus stays on its step."""
        self._seen = self.desk.writes
        self.load()

    def action_reload(self) -> None:
        """Read the case again."""
        self.load()

    @asks
    def load(self) -> CaseLoaded:
        """The case, its steps and what its forms offer."""
        return CaseLoaded(self.calls.case(self.case))

    @on(CaseLoaded)
    async def show(self, message: CaseLoaded) -> None:
        """Show everything."""
        self.shown = message.shown
        await self._show_steps(message.shown)
        self._tell()
        then, self.then = self.then, ""
        if then:
            self._go_on_with(message.shown, then)

    def _go_on_with(self, shown: CaseShown, form: str) -> None:
        """Open the form that a draft is of."""
        kind, _, answering = form.partition(":")
        number = next((n for n, step in enumerate(shown.steps, start=1) if step.step == form), 0)
        if number:
            self.action_step(number)
        elif kind == WHAT_IF:
            self.action_what_if()
        elif kind in set(EvidenceKind):
            answered = answering.partition(":")[0]
            self._open_form(f"{ANSWER}{answered}" if answered else kind)
        else:
            self.desk.notify(say("desk.drafts.gone"), severity="warning", markup=False)

    async def _show_steps(self, shown: CaseShown) -> None:
        panel = self.query_one("#steps", ScrollPanel)
        number = next((card.number for card in self.query(StepCard) if card.has_focus), 0)
        await panel.remove_children()
        cards = [StepCard(n, preview, shown.names) for n, preview in enumerate(shown.steps, start=1)]
        await panel.mount_all(cards or [Static(say("desk.steps.none"), markup=False)])
        if number and number <= len(cards):
            cards[number - 1].focus()

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell()

    def _tell(self) -> None:
        if self.shown is None:
            return
        view = self.shown.view
        self.query_one("#case-header", Static).update(
            header_of(self.shown, self.calls.village_name(view.facts.household.village))
        )
        self.query_one(HouseholdView).show(view.facts, view.assessment, self.calls.today)
        taper = view.facts.taper
        self.query_one("#amount", AmountView).show(view.assessment, self.shown.names, taper, self.calls.today)
        self.query_one(Timeline).show(view, self.shown.names)

    # Steps

    def action_step(self, number: int) -> None:
        """Open the step of a number."""
        if self.shown is not None and number <= len(self.shown.steps):
            dialog = StepDialog(self.shown, self.shown.steps[number - 1])
            self.desk.push_screen(dialog)

    @on(StepChosen)
    def open_step(self, message: StepChosen) -> None:
        """Open a step that was clicked or entered."""
        self.action_step(message.number)

    # Evidence

    def action_evidence(self) -> None:
        """Choose a kind of evidence: what the steps ask for comes first, then what waits for an answer."""
        if self.shown is not None:
            self.desk.push_screen(Pick(evidence_options(self.shown), title="evidence.title"), self._open_form)

    def _open_form(self, code: str | None) -> None:
        if not code or self.shown is None:
            return
        if code == EvidenceKind.SURVEY.value:
            self.desk.push_screen(SurveyForm(self.shown))
        elif code.startswith(ANSWER):
            self.desk.push_screen(RecordForm(self.shown, answering=int(code.removeprefix(ANSWER))))
        else:
            self.desk.push_screen(RecordForm(self.shown, EvidenceKind(code)))

    def action_moves(self) -> None:
        """Let members leave, or go to another case."""
        if self.shown is not None:
            self.desk.push_screen(MovesForm(self.shown))

    # Looking

    def action_what_if(self) -> None:
        """Compare with other circumstances."""
        if self.shown is None:
            return
        if self.shown.view.facts.survey is None:
            self.desk.notify(say("desk.what_if.no_survey"), severity="warning", markup=False)
        else:
            self.desk.push_screen(WhatIfScreen(self.shown))

    def action_timeline(self) -> None:
        """Go to what happened."""
        timeline = self.query_one(Timeline)
        timeline.focus()
        timeline.scroll_visible(animate=False)

    @on(Timeline.OptionSelected)
    def open_event(self) -> None:
        """Show what was decided, recorded or refused."""
        entry = self.query_one(Timeline).entry
        if entry is not None and self.shown is not None:
            self.desk.push_screen(Event(self.shown, entry))

    def action_compare(self) -> None:
        """Lay the two marked decisions side by side, or the last two where not two are marked."""
        if self.shown is None:
            return
        decisions = [decision.seq for decision in self.shown.view.facts.decisions]
        marked = sorted(self.query_one(Timeline).marked)
        chosen = marked if len(marked) == 2 else decisions[-2:]  # noqa: PLR2004  two sides
        if len(chosen) < 2:  # noqa: PLR2004
            self.desk.notify(say("compare.not_two", case=self.case), severity="warning", markup=False)
        else:
            self.desk.push_screen(Compared(self.case, chosen[0], chosen[1]))

    def action_letter(self) -> None:
        """Print the letter about the last decision, or about the one that the cursor is on in the timeline."""
        timeline = self.query_one(Timeline)
        entry = timeline.entry if timeline.has_focus else None
        seq = entry.seq if entry is not None and entry.monthly is not None else None
        self.desk.push_screen(
            PaperDialog(
                "print.letter", f"letter-{self.case}", ("pdf", "txt", "printer"),
                lambda form, path: self.calls.write_letter(self.case, seq, form, path),
            )
        )  # fmt: skip

    def action_unmask(self) -> None:
        """Show ID numbers and the account whole for a while, to somebody who says why."""
        if self.shown is not None:
            with_proof(self.desk, partial(self.desk.push_screen, Why(), self._unmask))

    def _unmask(self, why: str | None) -> None:
        if why:
            self.disclose(why)

    @asks
    def disclose(self, why: str) -> DisclosedLoaded:
        """Note who looks and why, then what is masked elsewhere."""
        return DisclosedLoaded(self.calls.disclose(self.case, why))

    @on(DisclosedLoaded)
    def show_disclosed(self, message: DisclosedLoaded) -> None:
        """Show it, and mask it again after a while or when the screen is left."""
        self.query_one(HouseholdView).disclose(message.disclosed)
        panel = self.query_one("#household-panel", ScrollPanel)
        panel.scroll_home(animate=False)
        panel.scroll_visible(animate=False, top=True)
        self.set_timer(UNMASKED_SECONDS, self._mask)
        self.load()

    def on_screen_suspend(self) -> None:
        """Mask again what was shown whole."""
        self._mask()

    def _mask(self) -> None:
        self.query_one(HouseholdView).disclose(None)

    def action_readers(self) -> None:
        """Show who opened the case, and when."""
        self.desk.push_screen(Readers(self.case))

    def action_clauses(self) -> None:
        """Show the text of every clause that the amount and the steps rest on."""
        if self.shown is not None:
            self.desk.push_screen(Clauses(self.shown))


def header_of(shown: CaseShown, village: str) -> Content:
    """The case in a line or two: number, head, stage, amount, next due, what holds it."""
    view, facts = shown.view, shown.view.facts
    head = facts.household.head
    stage = stage_name(facts.stage)
    if facts.outcome is not None:
        stage = f"{stage} · {word('outcome', facts.outcome.value)}"
    parts = [
        safe(facts.id, "bold $accent"),
        safe(head.name or head.id, "bold"),
        Content.styled(masked_id(head.id_no), "$muted"),
        safe(village),
        Content.styled(stage, "bold"),
        Content(say("desk.case.monthly", amount=amount(view.monthly))),
    ]
    if view.due:
        item = view.due[0]
        overdue = item.overdue_on(shown.today)
        days = days_left(shown.today, item.due_on)
        text = say(
            "desk.case.overdue" if overdue else "desk.case.due_today" if days == 0 else "desk.case.due",
            kind=word("due", item.kind), day=day(item.due_on), days=abs(days),
        )  # fmt: skip
        parts.append(Content.styled(f"{'! ' if overdue else ''}{text}", "$error" if overdue else ""))
    held = [("paused", row) for row in facts.pauses] + [("withheld", row) for row in facts.withholdings]
    for name, row in held:
        why = plain(word("reason", row.reason))
        parts.append(Content.styled(f"! {say(f'desk.flag.{name}')}: {why}", "$warning"))
    return Content("   ").join(part for part in parts if part.plain)


def evidence_options(shown: CaseShown) -> list[tuple[str, str]]:
    """What may be recorded, in words: asked for, waiting for an answer, everything else."""
    asked = asked_for(finding for step in shown.steps for finding in step.findings)
    options = [(kind.value, f"→ {word('evidence', kind.value)}") for kind in asked]
    options += [(f"{ANSWER}{row.id}", _answer_text(row)) for row in answerable(shown.view.facts)]
    options += [(kind.value, f"  {word('evidence', kind.value)}") for kind in EvidenceKind if kind not in asked]
    return options


def _answer_text(row: Record) -> str:
    return say("desk.evidence.answer", kind=word("evidence", row.kind.value), day=day(row.on), person=row.person)
