"""Recording a piece of evidence, or answering one that was recorded before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content

from tui.asking import asks
from tui.figures import day
from tui.forms.evidence_fields import fields_of
from tui.forms.evidence_records import first_values, records_of
from tui.forms.remarks import Remark, about_people
from tui.messages import Recorded
from tui.safe import plain
from tui.screens.form_screen import FormScreen, carried
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from states.evidence import EvidenceKind, Record
    from tui.calls import CaseShown
    from tui.forms.reading import FormRead


class RecordForm(FormScreen):
    """The form of one kind of evidence."""

    def __init__(
        self,
        shown: CaseShown,
        kind: EvidenceKind | None = None,
        *,
        answering: int | None = None,
        values: Mapping[str, Any] | None = None,
    ) -> None:
        facts = shown.view.facts
        self.shown = shown
        self.answered = next((row for row in facts.evidence.rows if row.id == answering), None)
        self.kind = kind or _kind_of(self.answered)
        super().__init__(
            (facts.id, f"{self.kind.value}:{answering or ''}{carried(values)}"),
            fields_of(self.kind, shown.known, answer=answering is not None),
            {**self._values(), **(values or {})},
            {"member": shown.name_of, "relative": shown.name_of},
        )

    def _values(self) -> dict[str, Any]:
        shown = self.shown
        if self.answered is not None:
            return {"on": shown.today.isoformat(), "document": "", "outcome": _next_outcome(self.answered)}
        findings = [f for step in shown.steps for f in step.findings]
        return first_values(self.kind, shown.view.facts, shown.proposed, findings, shown.today, shown.login)

    def heading(self) -> Content:
        """Kind and case."""
        facts = self.shown.view.facts
        name = word("evidence", self.kind.value)
        if self.answered is not None:
            name = say("desk.evidence.answer", kind=name, day=day(self.answered.on), person=plain(self.answered.person))
        return Content.assemble(
            (f" {plain(name)}", "bold $accent"), (f"   {plain(facts.id)} {plain(facts.household.head.name)}", "$muted")
        )

    def remarks(self, read: FormRead) -> Iterator[Remark]:
        """Everything for which it would be refused, and what is doubtful about a person who joins."""
        if read.values.get("joins"):
            yield from about_people(read, "joins")
        if read.wrong or self.answered is not None:
            return
        said: list[Remark] = []
        for record in records_of(self.kind, dict(read.values), self.shown.view.facts):
            for trouble in self.calls.objections(self.shown.view.facts, record):
                remark = Remark(self.place_of(trouble.field or "on", read), trouble.key, trouble.values)
                if remark not in said:
                    said.append(remark)
        yield from said

    def save(self, read: dict[str, Any]) -> None:
        """Record it."""
        if self.answered is not None:
            self.answer(read)
            return
        records = records_of(self.kind, read, self.shown.view.facts)
        if records:
            self.record(records)
        else:
            self.desk.notify(say("desk.evidence.nothing"), severity="warning", markup=False)

    @asks
    def record(self, records: list[Record]) -> Recorded:
        """Record what the form says."""
        self.calls.record(self.shown.view.facts.id, records)
        return Recorded(len(records))

    @asks
    def answer(self, read: dict[str, Any]) -> Recorded:
        """Answer the earlier record."""
        fields = {name: value for name, value in read.items() if value is not None}
        self.calls.resolve(self.shown.view.facts.id, self.answered.id if self.answered else 0, fields)
        return Recorded(1)

    @on(Recorded)
    def done(self, message: Recorded) -> None:
        """Close."""
        self.saved(say("desk.evidence.recorded", kind=word("evidence", self.kind.value), count=message.count))


def _kind_of(record: Record | None) -> EvidenceKind:
    if record is None:
        raise ValueError
    return record.kind


def _next_outcome(record: Record) -> str:
    """Nothing is answered unseen: the outcome is what it was until another is chosen."""
    outcome = getattr(record, "outcome", "")
    return str(getattr(outcome, "value", outcome) or "")
