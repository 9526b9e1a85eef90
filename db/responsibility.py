"""Whose the cases are: counted by person, and given to another one with a note of it that stays."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update

from db.lists import region_range
from db.reading import CASES, Reading, Rows, table
from db.tables import AssignmentRow
from db.writing import Writing
from states.stages import Stage

ASSIGNMENTS = table(AssignmentRow)
CHUNK = 500


def live_cases_by_person(read: Reading, region: str = "") -> dict[str, int]:
    """How many live cases each person has ("" for nobody's)."""
    statement = select(CASES.c.responsible, func.count().label("cases")).where(
        CASES.c.stage != Stage.TERMINATED.value, *([region_range(CASES.c.village, region)] if region else [])
    )
    return {row["responsible"]: row["cases"] for row in read.rows(statement.group_by(CASES.c.responsible))}


def places_of(read: Reading, cases: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The village and the person of each of some cases that exist."""
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(cases), CHUNK):
        statement = select(CASES.c.id, CASES.c.village, CASES.c.responsible)
        chunk = read.rows(statement.where(CASES.c.id.in_(cases[start : start + CHUNK])))
        found |= {row["id"]: (row["village"], row["responsible"]) for row in chunk}
    return found


def give(uow: Writing, cases: Sequence[tuple[str, str]], person: str, given_by: str, on: date) -> None:
    """Give cases, each with who had it before, to a person on a day of the office, and note it."""
    at = uow.now()
    for start in range(0, len(cases), CHUNK):
        chunk = cases[start : start + CHUNK]
        ids = [case for case, _ in chunk]
        uow.connection.execute(update(CASES).where(CASES.c.id.in_(ids)).values(responsible=person))
        noted: list[dict[str, Any]] = [
            {
                "case_id": case,
                "person": person,
                "before": before,
                "given_by": given_by,
                "given_on": on,
                "given_at": at,
            }
            for case, before in chunk
        ]
        uow.connection.execute(insert(ASSIGNMENTS), noted)


def assignments(read: Reading, case: str) -> Rows:
    """To whom a case was given, the latest first."""
    return read.rows(select(ASSIGNMENTS).where(ASSIGNMENTS.c.case_id == case).order_by(ASSIGNMENTS.c.id.desc()))
