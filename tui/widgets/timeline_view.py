"""What happened on a case, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList

from states import evidence as ev
from tui.cells import fit
from tui.figures import amount, day
from tui.safe import masked_account, plain
from workflow.wording import has_wording, say, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from states.evidence import Record
    from workflow.cases import CaseView, TimelineEntry

MUTED = "$muted"
WHAT, FIGURE, BY = 22, 11, 18
BEFORE_WHAT = 14
"""Cells of the mark and the day."""
ROOMY = 60


class Timeline(OptionList):
    """The events of a case, the newest first; Enter opens one, Space marks a decision to be compared."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "mark", show=False)]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id, compact=True, markup=False)
        self.view: CaseView | None = None
        self.names: Mapping[str, str] = {}
        self.marked: list[int] = []
        self._laid_out_to = 0

    def show(self, view: CaseView, names: Mapping[str, str]) -> None:
        """Show a case's events; the cursor stays where it was."""
        self.view, self.names = view, names
        self._lay_out()

    def on_resize(self) -> None:
        """Lay the lines out where the width is another one."""
        if self.scrollable_content_region.width != self._laid_out_to:
            self._lay_out()

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        self._lay_out()

    def action_mark(self) -> None:
        """Mark the decision under the cursor, or unmark it; of three the first one is let go."""
        entry = self.entry
        if entry is None or entry.monthly is None:
            return
        if entry.seq in self.marked:
            self.marked.remove(entry.seq)
        else:
            self.marked = [*self.marked[-1:], entry.seq]
        self._lay_out()

    @property
    def entry(self) -> TimelineEntry | None:
        """The event under the cursor."""
        if self.view is None or self.highlighted is None or self.highlighted >= len(self.view.timeline):
            return None
        return self.view.timeline[self.highlighted]

    def _lay_out(self) -> None:
        if self.view is None or not self.size.width:
            return
        at, self._laid_out_to = self.highlighted, self.scrollable_content_region.width
        lines = timeline_lines(self.view, self.names, self._laid_out_to, self.marked)
        self.clear_options()
        self.add_options(lines)
        self.highlighted = min(at or 0, len(lines) - 1) if lines else None


def timeline_lines(view: CaseView, names: Mapping[str, str], width: int, marked: Sequence[int] = ()) -> list[Content]:
    """For each event a line of mark, day, what, amount, by whom, and under it the note."""
    records = {row.id: row for row in view.facts.evidence.rows}
    lines: list[Content] = []
    for entry in view.timeline:
        line = Content.assemble(
            ("◆ " if entry.seq in marked else "  ", "bold $accent"),
            (f"{day(entry.on)}  ", MUTED),
            *_columns(entry, records.get(entry.detail.get("record", 0)), names, width - BEFORE_WHAT),
        )
        if entry.note:
            note = fit(f"“{plain(entry.note)}”", width - BEFORE_WHAT).rstrip()
            line = Content("\n").join((line, Content.assemble(" " * BEFORE_WHAT, (note, "italic"))))
        lines.append(line)
    return lines


def _columns(
    entry: TimelineEntry, record: Record | None, names: Mapping[str, str], width: int
) -> Iterator[tuple[str, str]]:
    """What, amount, by whom, and in a few words what a record says; where there is little room, what and amount."""
    money = amount(entry.monthly) if entry.monthly is not None else ""
    if width < ROOMY:
        yield fit(what_happened(entry), max(8, width - len(money) - 1)), ""
        yield money, "bold"
        return
    by = f"{plain(entry.actor)} · {word('role', entry.role.value)}" if entry.role else plain(entry.actor)
    told = record_detail(record, names) if record else word("reason", entry.reason) if entry.reason else ""
    what = max(14, min(WHAT, width // 4))
    yield fit(what_happened(entry), what), ""
    yield fit(money, FIGURE, right=True) + "  ", "bold"
    yield fit(by, BY), MUTED
    yield fit(plain(told), max(0, width - what - FIGURE - BY - 3)).rstrip(), ""


def what_happened(entry: TimelineEntry) -> str:
    """An event's name."""
    return event_name(entry.kind, entry.what)


def event_name(kind: str, code: str) -> str:
    """An event's name by its kind and its code: a step, a kind of evidence, or another kind of event."""
    if kind == "refused":
        return say("desk.event.refused", step=word("step", code))
    if has_wording(f"codes.step.{code}"):
        return word("step", code)
    if has_wording(f"codes.evidence.{code}"):
        return word("evidence", code)
    return say(f"desk.event.{kind}") if has_wording(f"desk.event.{kind}") else plain(code or kind)


def record_detail(record: Record, names: Mapping[str, str]) -> str:
    """What a record says beside its kind, in a few words."""
    parts = [*_own_words(record), names.get(getattr(record, "member", ""), "")]
    outcome = getattr(record, "outcome", None)
    if isinstance(outcome, ev.Resolution):
        parts.append(word("resolution", outcome.value))
    return say("desk.list_separator").join(part for part in parts if part)


def _own_words(record: Record) -> tuple[str, ...]:  # noqa: PLR0911 - a table of kinds
    match record:
        case ev.Paper():
            return (word("paper", record.name), word("paper_status", record.status.value))
        case ev.InformationCheck():
            return (record.source, record.discrepancy, word("discrepancy", record.outcome) if record.outcome else "")
        case ev.HomeVisit() | ev.CountyVisit():
            return (" ".join(record.visitors),)
        case ev.Survey():
            return (" ".join(record.surveyors),)
        case ev.Notice():
            return (record.place, amount(record.monthly), say("desk.persons", count=record.persons))
        case ev.Appraisal():
            return (f"{record.votes_for} : {record.votes_against}",)
        case ev.Change():
            of_account = record.change is ev.ChangeKind.ACCOUNT
            return (word("change", record.change.value), masked_account(record.detail) if of_account else record.detail)
        case ev.Letter():
            return (word("step", record.about),)
        case ev.Appeal():
            return (word("step", record.about), record.wrong, record.reason)
    return tuple(str(getattr(record, name, "")) for name in ("about", "reason"))
