"""Taking a step: what stands in the way, what will change, and a confirmation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from textual import on
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from states.guards.ending import CLOSE_REASONS, REJECT_REASONS, SET_ASIDE_REASONS
from states.stages import Stage
from tui.asking import asks
from tui.commands.table import Place, dialog_bindings_of
from tui.figures import amount, month, stage_name
from tui.forms.cells import Cell
from tui.forms.fields import Field, FieldKind
from tui.forms.form import FormBody
from tui.messages import PreviewLoaded, RaceLost, StepAnswered
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.base import Dialog
from tui.screens.lock import with_proof
from tui.widgets.step_card import Findings
from workflow.errors import LostRace
from workflow.stepping import Taken
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.calls import CaseShown
    from tui.messages import Troubled
    from workflow.stepping import Preview

NOTE = Field("note")
DOCUMENT = Field("document")
TYPING_PAUSE = 0.25
MUTED = "$muted"


def _reason(codes: tuple[str, ...]) -> Field:
    return Field("reason", FieldKind.CHOICE, choices=("", *codes), words="reason")


FIELDS: dict[str, tuple[Field, ...]] = {
    "reject": (_reason(REJECT_REASONS), NOTE),
    "close": (_reason(CLOSE_REASONS), Field("effective_from", FieldKind.MONTH), Field("into_case"), DOCUMENT, NOTE),
    "set_aside": (_reason(SET_ASIDE_REASONS), DOCUMENT, NOTE),
}
"""What a step asks for beside a note."""


class StepDialog(Dialog[bool]):
    """The step as it would be taken now; what is typed is looked at again whenever the typing pauses."""

    place = Place.STEP
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.STEP)
    AUTO_FOCUS = "Cell Choice, Cell Input"

    def __init__(self, shown: CaseShown, preview: Preview) -> None:
        super().__init__()
        self.shown, self.preview = shown, preview
        self.step = preview.step
        self.case = shown.view.facts.id
        self.lost: LostRace | None = None
        self.busy = False
        self.pause = TypingPause(self, TYPING_PAUSE, self._look_again)
        self.request_key = uuid4().hex

    def compose(self) -> ComposeResult:
        """Title, findings, what changes, fields, keys."""
        draft = self.desk.drafts.get((self.case, self.step)) or {}
        with Vertical(classes="dialog step-dialog"):
            yield Static("", id="step-title", classes="dialog-title", markup=False)
            with VerticalScroll(can_focus=False, id="step-scroll"):
                yield Static("", id="step-lost", markup=False)
                yield Findings(id="step-findings")
                yield Static("", id="step-change", markup=False)
                yield FormBody(FIELDS.get(self.step, (NOTE,)), draft)
            yield Static("", id="step-keys", classes="hint", markup=False)

    def on_mount(self) -> None:
        """Show the step as the case's screen saw it, then look again with what a draft says."""
        self._tell()
        if self.desk.drafts.get((self.case, self.step)) is not None:
            self._look_again()

    @on(Cell.Edited)
    def edited(self) -> None:
        """Keep what is typed, and look at the step again when the typing pauses."""
        self.desk.drafts.keep((self.case, self.step), self.query_one(FormBody).draft())
        self.pause.again()

    def _look_again(self) -> None:
        said = self._said()
        if said is not None:
            self.look(said)

    def _said(self) -> dict[str, Any] | None:
        read = self.query_one(FormBody).read()
        return {name: value for name, value in read.items() if value not in (None, "")} if read is not None else None

    @asks
    def look(self, said: dict[str, Any]) -> PreviewLoaded:
        """The step with what is said, as it would be now."""
        return PreviewLoaded(self.calls.preview(self.case, self.step, said))

    @on(PreviewLoaded)
    def show_preview(self, message: PreviewLoaded) -> None:
        """Show it."""
        self.preview = message.preview
        self._tell()

    def action_confirm(self) -> None:
        """Take the step, on the version that is shown."""
        said = self._said()
        if said is None or self.busy:
            return
        if pays_or_ends(self.preview):
            with_proof(self.desk, partial(self._take, said))
        else:
            self._take(said)

    def _take(self, said: dict[str, Any]) -> None:
        self.busy = True
        self._tell()
        self.take(said, self.preview.version)

    @asks
    def take(self, said: dict[str, Any], version: int) -> StepAnswered | RaceLost:
        """Take it; what comes back says what happened."""
        try:
            return StepAnswered(self.calls.take(self.case, self.step, said, version, self.request_key))
        except LostRace as lost:
            return RaceLost(lost)

    @on(StepAnswered)
    def show_answer(self, message: StepAnswered) -> None:
        """Close after the step was taken; after a refusal stay, with all that stands in the way."""
        self.busy = False
        self.desk.wrote()
        answer = message.answer
        if isinstance(answer, Taken):
            self.desk.drafts.drop((self.case, self.step))
            told = say("desk.step.taken", step=word("step", self.step), stage=stage_name(answer.stage))
            self.desk.notify(told, markup=False)
            self.dismiss(True)
        else:
            self.desk.notify(say("desk.step.refused"), severity="warning", markup=False)
            self._look_again()

    @on(RaceLost)
    def show_lost(self, message: RaceLost) -> None:
        """Say who was first, when and with what; what was typed stays, the step is looked at anew."""
        self.busy = False
        self.lost = message.lost
        self.desk.wrote()
        self._look_again()

    def on_troubled(self, message: Troubled) -> None:  # noqa: ARG002 - what it says, every screen tells
        """What was typed stays, and can be confirmed again."""
        self.busy = False
        self._tell()

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell()

    def _tell(self) -> None:
        mark = ("✓ ", "$success") if self.preview.allowed else ("✗ ", "$error")
        name = plain(self.shown.view.facts.household.head.name)
        self.query_one("#step-title", Static).update(
            Content.assemble(mark, (word("step", self.step), "bold"), (f"   {plain(self.case)} {name}", MUTED))
        )
        lost = self.query_one("#step-lost", Static)
        lost.display = self.lost is not None
        if self.lost is not None:
            lost.update(lost_text(self.lost))
        self.query_one(Findings).show(self.preview.findings, self.shown.names)
        self.query_one("#step-change", Static).update(Content("\n").join(change_lines(self.preview)))
        key = "busy" if self.busy else "confirm_keys" if self.preview.allowed else "refused_keys"
        self.query_one("#step-keys", Static).update(say(f"desk.step.{key}"))


def pays_or_ends(preview: Preview) -> bool:
    """Whether a step decides about money, or ends or takes up again what was decided: it needs a fresh proof."""
    ends = Stage.TERMINATED in {preview.stage_before, preview.stage_after}
    return preview.allowed and (ends or preview.effective_from is not None)


def lost_text(lost: LostRace) -> Content:
    """Who was first, when, and with what."""
    what = word("step", plain(lost.what))
    return Content.styled(
        "! " + say("desk.step.lost", who=plain(lost.who), when=plain(lost.when), what=what), "bold $error"
    )


def change_lines(preview: Preview) -> Iterator[Content]:
    """What the step changes: stage, amount, from which month, arrears and recoveries."""
    if not preview.allowed or preview.stage_after is None:
        yield Content.styled(say("desk.step.not_possible", stage=stage_name(preview.stage_before)), MUTED)
        return
    yield _changed("stage", stage_name(preview.stage_before), stage_name(preview.stage_after))
    yield _changed("monthly", amount(preview.monthly_before), amount(preview.monthly_after))
    if preview.effective_from is not None:
        yield _line("effective", month(preview.effective_from))
    if preview.settlements:
        total = sum(s.difference for s in preview.settlements)
        first, last = preview.settlements[0].month, preview.settlements[-1].month
        name = "arrears" if total >= 0 else "recovery"
        yield _line(name, say("desk.step.settled", amount=amount(abs(total)), first=month(first), last=month(last)))


def _changed(name: str, before: str, after: str) -> Content:
    if before == after:
        return _line(name, say("desk.step.stays", value=before))
    return Content.assemble((f"{say(f'desk.step.{name}')}  ", MUTED), before, ("  →  ", "$accent"), (after, "bold"))


def _line(name: str, text: str) -> Content:
    return Content.assemble((f"{say(f'desk.step.{name}')}  ", MUTED), text)
