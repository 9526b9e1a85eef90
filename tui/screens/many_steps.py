"""The same step on many cases: who will step and who may not, and why; then each by itself, with progress."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from textual import on
from textual.content import Content
from textual.widgets import ProgressBar, Static
from textual.worker import get_current_worker

from tui.asking import asks
from tui.cells import fit
from tui.commands.table import Place, bindings_of
from tui.figures import amount
from tui.forms.cells import Cell
from tui.forms.form import FormBody
from tui.messages import ManyDone, ManyLookedAt, ManyStepped
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.base import DeskScreen
from tui.screens.lock import with_proof
from tui.screens.step import FIELDS, NOTE, lost_text, pays_or_ends
from tui.widgets.said import ScrollPanel
from tui.widgets.step_card import finding_lines
from workflow.wording import finding_sentence, say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.messages import Troubled
    from workflow.many import GoOn, Looked, ManyLooked, ManyTaken

TYPING_PAUSE = 0.4
SHOWN = 400
"""Cases that are listed by name; the others are counted."""
MUTED = "$muted"


class ManySteps(DeskScreen):
    """Preview, fields, confirmation, progress, what became of it."""

    place = Place.MANY
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.MANY)
    AUTO_FOCUS = "Cell Choice, Cell Input"

    def __init__(self, cases: Sequence[str], step: str, stepped: Callable[[set[str]], None]) -> None:
        """`stepped` is told the cases that the step was taken on."""
        super().__init__()
        self.cases, self.step, self.stepped = tuple(cases), step, stepped
        self.looked: ManyLooked | None = None
        self.taken: ManyTaken | None = None
        self.busy = self.stopping = False
        self.request_key = uuid4().hex
        self.pause = TypingPause(self, TYPING_PAUSE, self._look_again)

    def compose_body(self) -> ComposeResult:
        """Title, summary, progress, fields, reasons, cases."""
        yield Static("", id="many-title", markup=False)
        yield Static("", id="many-summary", markup=False)
        yield ProgressBar(total=len(self.cases), show_eta=False, id="many-progress")
        yield FormBody(FIELDS.get(self.step, (NOTE,)), {})
        yield ScrollPanel("many.reasons", Static("", id="many-reasons", markup=False), id="many-reasons-panel")
        yield ScrollPanel("many.cases", Static("", id="many-cases", markup=False), id="many-cases-panel")

    def on_mount(self) -> None:
        """Look at the step on each."""
        self._tell()
        self._look_again()

    # Looking

    @on(Cell.Edited)
    def edited(self) -> None:
        """Look again when the typing pauses."""
        self.pause.again()

    def _said(self) -> dict[str, Any] | None:
        read = self.query_one(FormBody).read()
        return {name: value for name, value in read.items() if value not in (None, "")} if read is not None else None

    def _look_again(self) -> None:
        said = self._said()
        if said is not None and self.taken is None and not self.busy:
            self.looked = None
            self._tell()
            self.look(said)

    @asks
    def look(self, said: dict[str, Any]) -> ManyLookedAt:
        """The step on each, as it would be now."""
        return ManyLookedAt(self.calls.look_at_many(self.cases, self.step, said, self._progress()))

    @on(ManyLookedAt)
    def show_looked(self, message: ManyLookedAt) -> None:
        """Show who will step and who may not."""
        self.looked = message.looked
        self._tell()

    @on(ManyDone)
    def show_progress(self, message: ManyDone) -> None:
        """Move the bar on."""
        self.query_one(ProgressBar).progress = message.done

    def _progress(self) -> GoOn:
        """Called in the thread that works: moves the bar on, and says whether to go on."""
        worker = get_current_worker()

        def go_on(done: int) -> bool:
            self.post_message(ManyDone(done))
            return not self.stopping and not worker.is_cancelled

        return go_on

    # Taking

    def action_confirm(self) -> None:
        """Take the step on all that qualify."""
        said = self._said()
        if self.busy or said is None or self.looked is None or not self.looked.ready or self.taken is not None:
            return
        go_on = partial(self._take, self.looked, said)
        if any(pays_or_ends(looked.preview) for looked in self.looked.ready):
            with_proof(self.desk, go_on)
        else:
            go_on()

    def _take(self, looked: ManyLooked, said: dict[str, Any]) -> None:
        self.busy = True
        self._tell()
        self.take(looked, said)

    @asks
    def take(self, looked: ManyLooked, said: dict[str, Any]) -> ManyStepped:
        """Take it, case by case; Escape stops after the one that is under way."""
        return ManyStepped(self.calls.take_on_many(looked, said, self.request_key, self._progress()))

    def action_back(self) -> None:
        """Stop what is under way; else go back."""
        if self.busy:
            self.stopping = True
        else:
            self.dismiss()

    @on(ManyStepped)
    def show_taken(self, message: ManyStepped) -> None:
        """Say what became of each."""
        self.busy = False
        self.taken = message.taken
        self.stepped({taken.case for taken in message.taken.taken})
        self.desk.wrote()
        self._tell()

    def on_troubled(self, message: Troubled) -> None:  # noqa: ARG002 - what it says, every screen tells
        """Look anew: some may have stepped before; what was typed stays."""
        self.busy = self.stopping = False
        self.desk.wrote()
        self._tell()

    # Words

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell()

    def _tell(self) -> None:
        title = say("desk.many.title", step=word("step", self.step), count=f"{len(self.cases):,}")
        self.query_one("#many-title", Static).update(Content.styled(f" {title}", "bold $accent"))
        self.query_one("#many-summary", Static).update(Content("\n").join(self._summary()))
        bar = self.query_one(ProgressBar)
        bar.display = self.busy or (self.looked is None)
        bar.total = len(self.looked.ready) if self.busy and self.looked else len(self.cases)
        self.query_one("#many-reasons", Static).update(Content("\n").join(self._reasons()))
        self.query_one("#many-cases", Static).update(Content("\n").join(self._lines()))

    def _summary(self) -> Iterator[Content]:
        found, taken = self.looked, self.taken
        if taken is not None:
            told = say("desk.many.taken", taken=len(taken.taken), missed=len(taken.missed), left=taken.left)
            yield Content.styled(f" ✓ {told}", "bold $success")
        elif found is None:
            yield Content.styled(f" {say('desk.many.looking')}", MUTED)
        else:
            yield Content.assemble(
                (f" ✓ {say('desk.many.ready', count=len(found.ready))}", "bold $success"),
                (f"   ✗ {say('desk.many.refused', count=len(found.refused))}", "$error" if found.refused else MUTED),
            )
            money = (amount(found.monthly_before), amount(found.monthly_after))
            yield Content.assemble((f" {say('desk.step.monthly')}  ", MUTED), money[0], ("  →  ", "$accent"), money[1])
            yield Content.styled(f" {say('desk.many.busy' if self.busy else 'desk.many.keys')}", MUTED)

    def _reasons(self) -> Iterator[Content]:
        width = self.query_one("#many-reasons-panel").content_size.width - 8
        if self.taken is not None:
            for missed in self.taken.missed:
                yield Content.styled(plain(missed.case), "bold")
                if missed.lost is not None:
                    yield lost_text(missed.lost)
                yield from finding_lines(missed.findings, {}, width, indent=2)
        elif self.looked is not None:
            for finding, times in self.looked.reasons:
                lines = list(finding_lines((finding,), {}, width))
                yield Content.assemble((fit(f"{times:,}", 7, right=True) + " ", "bold"), lines[0])
                yield from (Content.assemble(" " * 8, line) for line in lines[1:])
        if not (self.looked and self.looked.refused) and not (self.taken and self.taken.missed):
            yield Content.styled(say("desk.nothing"), MUTED)

    def _lines(self) -> Iterator[Content]:
        if self.looked is None:
            return
        every = (*self.looked.ready, *self.looked.refused)
        for looked in every[:SHOWN]:
            yield self._line(looked)
        if len(every) > SHOWN:
            yield Content.styled(say("desk.many.more", count=f"{len(every) - SHOWN:,}"), MUTED)

    def _line(self, looked: Looked) -> Content:
        preview = looked.preview
        if preview.allowed:
            told = Content(f"{amount(preview.monthly_before)} → {amount(preview.monthly_after)}")
        else:
            first = next(finding for finding in preview.findings if finding.bars)
            told = Content.styled(plain(finding_sentence(first)), MUTED)
        return Content.assemble(
            ("✓ ", "$success") if preview.allowed else ("✗ ", "$error"),
            (fit(plain(looked.case), 11), MUTED),
            fit(plain(looked.head), 10) + " ",
            (fit(plain(self.calls.village_name(looked.village)), 22) + " ", MUTED),
            told,
        )
