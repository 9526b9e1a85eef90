"""What happened on a case, the newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from states import evidence as ev
from tui.cells import fit
from tui.figures import amount, day
from tui.safe import plain
from workflow.wording import has_wording, say, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from states.evidence import Record
    from workflow.cases import CaseView, TimelineEntry

MUTED = "$muted"
WHAT = 22


def timeline_lines(view: CaseView, names: Mapping[str, str], width: int) -> Content:
    """A line for each event: day, what, amount, by whom, and under it the note."""
    lines: list[Content] = []
    what = max(14, min(WHAT, width // 4))
    records = {row.id: row for row in view.facts.evidence.rows}
    for entry in view.timeline:
        money = amount(entry.monthly) if entry.monthly is not None else ""
        by = f"{plain(entry.actor)} · {word('role', entry.role.value)}" if entry.role else plain(entry.actor)
        record = records.get(entry.detail.get("record", 0))
        told = record_detail(record, names) if record else word("reason", entry.reason) if entry.reason else ""
        lines.append(
            Content.assemble(
                (day(entry.on), MUTED),
                "  ",
                (fit(what_happened(entry), what), ""),
                (fit(money, 11, right=True), "bold"),
                "  ",
                (fit(by, 18), MUTED),
                (plain(told), ""),
            )
        )
        if entry.note:
            lines.append(Content.assemble("            ", (f"“{plain(entry.note)}”", "italic")))
    return Content("\n").join(lines) if lines else Content.styled(say("desk.nothing"), MUTED)


def what_happened(entry: TimelineEntry) -> str:
    """An event's name: a step, a kind of evidence, or another kind of event."""
    code = entry.what
    if entry.kind == "refused":
        return say("desk.event.refused", step=word("step", code))
    if has_wording(f"codes.step.{code}"):
        return word("step", code)
    if has_wording(f"codes.evidence.{code}"):
        return word("evidence", code)
    return say(f"desk.event.{entry.kind}") if has_wording(f"desk.event.{entry.kind}") else plain(code or entry.kind)


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
            return (word("change", record.change.value), record.detail)
        case ev.Letter() | ev.Appeal():
            return (word("step", record.about),)
    return (str(getattr(record, "about", "") or getattr(record, "reason", "")),)
