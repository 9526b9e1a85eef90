"""What decisions were decided on: the stored assessments, which are large and read only when somebody asks."""

from typing import Any

from sqlalchemy import select

from db.reading import DECISIONS, Reading


def assessments(read: Reading, case_id: str) -> dict[int, dict[str, Any]]:
    """The assessment that each decision of a case rested on, by the decision's number."""
    statement = select(DECISIONS.c.seq, DECISIONS.c.assessment).where(DECISIONS.c.case_id == case_id)
    return {row["seq"]: row["assessment"] for row in read.rows(statement) if row["assessment"] is not None}
