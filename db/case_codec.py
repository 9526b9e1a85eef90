"""Rows of a case's evidence, history and decisions as facts."""

from sqlalchemy.engine import RowMapping

from db.decision_codec import spans_of, taper_of
from db.record_codec import record_of
from states.case import Decision, StepTaken
from states.evidence import EvidenceKind, Record
from states.stages import Role, Route, Stage


def record_in(row: RowMapping, survey: RowMapping | None) -> Record:
    """A record from its row; a survey's snapshot stands in a row of its own."""
    common = {
        "id": row["id"],
        "on": row["on_date"],
        "person": row["person"],
        "document": row["document"],
        "recorded_by": row["recorded_by"],
        "recorded_on": row["recorded_on"],
        "amends": row["amends"],
    }
    body = dict(row["body"])
    if survey is not None:
        body |= {
            "household": survey["household"],
            "surveyors": survey["surveyors"],
            "window_end": survey["window_end"].isoformat(),
        }
    return record_of(EvidenceKind(row["kind"]), common, body)


def step_in(row: RowMapping) -> StepTaken:
    """A step from its event."""
    return StepTaken(
        seq=row["seq"],
        step=row["step"],
        on=row["on_date"],
        actor=row["actor"],
        role=Role(row["role"]),
        source=Stage(row["source"]) if row["source"] else None,
        dest=Stage(row["dest"]),
        reason=row["reason"],
        survey=row["body"].get("survey"),
    )


def decision_in(row: RowMapping) -> Decision:
    """A decision about money from its row."""
    return Decision(
        seq=row["seq"],
        step=row["step"],
        on=row["on_date"],
        decided_by=row["decided_by"],
        effective_from=row["effective_from"],
        spans=spans_of(row["spans"]),
        monthly=row["monthly"],
        base=row["base"],
        counted=row["counted"],
        route=Route(row["route"]) if row["route"] else None,
        term_end=row["term_end"],
        taper=taper_of(row["taper"]),
        survey=row["survey_id"],
        policy_digest=row["policy_digest"],
    )
