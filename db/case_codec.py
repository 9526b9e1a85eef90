"""Rows of a case's evidence, history and decisions as facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from db import documents
from db.case_statements import EVIDENCE_COLUMNS
from db.decision_codec import spans_of, taper_of
from db.record_codec import record_of
from states.case import Decision, StepTaken
from states.evidence import EvidenceKind, Record
from states.stages import Role, Route, Stage


def record_in(row: Mapping[str, Any], body: dict[str, Any]) -> Record:
    """A record from its row and its document."""
    common = {
        "id": row["id"],
        "on": row["on_date"],
        "person": row["person"],
        "document": row["document"],
        "recorded_by": row["recorded_by"],
        "recorded_on": row["recorded_on"],
        "amends": row["amends"],
    }
    return record_of(EvidenceKind(row["kind"]), common, body)


class KeptRecord:
    """A record whose document, and for a survey its snapshot's, stays text until somebody asks for it."""

    __slots__ = ("_record", "_row", "_survey", "amends", "id", "kind", "on")

    def __init__(self, row: Sequence[Any], survey: Sequence[Any] | None) -> None:
        self.id, self.kind, self.on, self.amends = row[1], row[2], row[3], row[4]
        self._row = row
        self._survey = survey
        self._record: Record | None = None

    def read(self) -> Record:
        """The record, read once."""
        if self._record is None:
            row = dict(zip(EVIDENCE_COLUMNS, self._row, strict=True))
            self._record = record_in(row, documents.read(row["body"]) | self._snapshot())
        return self._record

    def _snapshot(self) -> dict[str, Any]:
        if self._survey is None:
            return {}
        _, _, surveyors, window_end, household = self._survey
        return {
            "household": documents.read(household),
            "surveyors": surveyors,
            "window_end": window_end.isoformat(),
        }


def step_in(row: Sequence[Any]) -> StepTaken:
    """A step from the columns of its event."""
    _, seq, step, on, actor, role, source, dest, reason, body = row
    return StepTaken(
        seq=seq,
        step=step,
        on=on,
        actor=actor,
        role=Role(role),
        source=Stage(source) if source else None,
        dest=Stage(dest),
        reason=reason,
        survey=body.get("survey"),
    )


def decision_in(row: Sequence[Any]) -> Decision:
    """A decision about money from the columns of its row."""
    _, seq, step, on, decided_by, effective_from, spans, monthly, base, counted, route, term_end, taper, *rest = row
    survey, policy_digest = rest
    return Decision(
        seq=seq,
        step=step,
        on=on,
        decided_by=decided_by,
        effective_from=effective_from,
        spans=spans_of(spans),
        monthly=monthly,
        base=base,
        counted=counted,
        route=Route(route) if route else None,
        term_end=term_end,
        taper=taper_of(taper),
        survey=survey,
        policy_digest=policy_digest,
    )
