"""One event of a case: what was decided and on what, what was recorded, or what stood in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content

from states.evidence import Survey
from states.money import fen_of
from tui.asking import asks
from tui.cells import fit
from tui.figures import amount, day, moment
from tui.messages import DecidedLoaded
from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.household_view import household_lines
from tui.widgets.laid_out import LaidOut, hanging
from tui.widgets.step_card import MARKS
from tui.widgets.timeline_view import record_detail, what_happened
from workflow.decided import decision_rows
from workflow.wording import say, stored_finding, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult

    from tui.calls import CaseShown
    from workflow.cases import TimelineEntry
    from workflow.decided import Decided

MUTED = "$muted"
LABEL = 18


class Event(Dialog[None]):
    """A window with one event, whole."""

    def __init__(self, shown: CaseShown, entry: TimelineEntry) -> None:
        super().__init__()
        self.shown, self.entry = shown, entry

    def compose(self) -> ComposeResult:
        """What there is to say about it."""
        with VerticalScroll(classes="dialog", can_focus=True):
            yield EventText(self.shown, self.entry)

    def on_mount(self) -> None:
        """Read what a decision rested on."""
        if self.entry.monthly is not None:
            self.load()

    @asks
    def load(self) -> DecidedLoaded:
        """What was decided on."""
        return DecidedLoaded(self.calls.decided(self.shown.view.facts.id, self.entry.seq))

    def on_decided_loaded(self, message: DecidedLoaded) -> None:
        """Show it."""
        self.query_one(EventText).show(message.decided)


class EventText(LaidOut):
    """Who, when and what; then the decision, its amount, its findings and the household of that day."""

    def __init__(self, shown: CaseShown, entry: TimelineEntry) -> None:
        super().__init__()
        self.shown, self.entry = shown, entry
        self.decided: Decided | None = None

    def show(self, decided: Decided) -> None:
        """Show what a decision rested on."""
        self.decided = decided
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """Everything about the event."""
        entry = self.entry
        yield Content.styled(f"{day(entry.on)}  {what_happened(entry)}", "bold $accent")
        by = f"{plain(entry.actor)} · {word('role', entry.role.value)} · {moment(entry.at)}"
        yield from _row(say("desk.event.by"), by, width)
        yield from _row(say("desk.event.number"), str(entry.seq), width)
        if entry.reason:
            yield from _row(say("desk.field.reason"), word("reason", entry.reason), width)
        if entry.note:
            yield from _row(say("desk.field.note"), plain(entry.note), width)
        if "exception" in entry.detail:
            yield from _row(say("desk.event.exception"), str(entry.detail["exception"]), width)
        record = next((r for r in self.shown.view.facts.evidence.rows if r.id == entry.detail.get("record")), None)
        if record is not None:
            yield from _row(say("desk.field.person"), plain(record.person), width)
            yield from _row(say("desk.field.document"), plain(record.document), width)
            yield from _row(say("desk.event.says"), plain(record_detail(record, self.shown.names)), width)
        if isinstance(record, Survey):
            yield from _survey_lines(record, width)
        for code in entry.detail.get("findings", ()):
            yield from hanging(Content.styled("✗ ", "$error"), stored_finding(code), width)
        if self.decided is not None:
            yield from _decision_lines(self.decided, self.shown, width)
        elif entry.monthly is not None:
            yield Content.styled(say("desk.loading"), MUTED)


def _decision_lines(found: Decided, shown: CaseShown, width: int) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(say("compare.group.decision"), "bold $accent")
    for label, value in decision_rows(found):
        if value:
            yield from _row(label, plain(value), width)
    yield Content("")
    yield Content.styled(say("compare.group.amount"), "bold $accent")
    for part in found.parts:
        name = f"{shown.name_of(part.key[1]) if part.key[1] else ''} {part.label}".strip()
        yield _sum(plain(name), amount(part.amount), width, "")
    yield _sum(word("line", "total"), amount(found.decision.monthly), width, "bold")
    for line in (found.assessment or {}).get("lines", ()):
        if line["label"] == "top_up_lost":
            name = f"{shown.name_of(line['member'])} {word('top_up', line['category'])}"
            yield _sum(plain(name), amount(fen_of(line["amount"])), width, f"strike {MUTED}")
    for code, kind, datum, limit, subject in (found.assessment or {}).get("findings", ()):
        said = stored_finding(code, datum, limit, subject, shown.names)
        mark, style = MARKS[kind]
        yield from hanging(Content.styled(mark, style), plain(said), width)
    if found.survey is not None:
        yield from _survey_lines(found.survey, width)


def _survey_lines(survey: Survey, width: int) -> Iterator[Content]:
    yield Content("")
    yield Content.styled(say("desk.event.household", day=day(survey.on)), "bold $accent")
    yield from household_lines(survey.household, survey.on, width)


def _row(label: str, text: str, width: int) -> list[Content]:
    return hanging(Content.styled(fit(label, LABEL), MUTED), text, width) if text else []


def _sum(label: str, figure: str, width: int, style: str) -> Content:
    room = max(8, min(60, width) - 13)
    return Content.styled(fit(label, room) + fit(figure, 13, right=True), style)
