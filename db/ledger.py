"""Which cases a ledger of some days has to look at, and what was done under exceptions in them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from db.lists import region_range
from db.reading import CASES, EVENTS, EVIDENCE, Reading
from states.evidence import EvidenceKind

FORMER = EVIDENCE.c.body["former"].as_string()
UNDER = EVENTS.c.body["exception"].as_integer()
"""The number of the exception from the separation of duties that a step was taken under."""


def ledger_case_ids(
    read: Reading, since: date, until: date, *, region: str = "", moved: Sequence[str] = (), after: str, limit: int
) -> Sequence[str]:
    """Numbers of cases after one, in order, that were live at some time from `since` to `until`, both included.

    In a region: the cases that lie in it today, and those of `moved`.
    """
    statement = select(CASES.c.id).where(*alive(since, until), *_there(region, moved), CASES.c.id > after)
    return read.connection.execute(statement.order_by(CASES.c.id).limit(limit)).scalars().all()


def ledger_case_count(read: Reading, since: date, until: date, region: str = "", moved: Sequence[str] = ()) -> int:
    """How many they are."""
    statement = select(func.count()).select_from(CASES).where(*alive(since, until), *_there(region, moved))
    return int(read.connection.execute(statement).scalar_one())


def moved_from(read: Reading, region: str) -> Sequence[str]:
    """Cases that were in a region once: one of their changes replaced a village in it."""
    statement = select(EVIDENCE.c.case_id).distinct().where(EVIDENCE.c.kind == EvidenceKind.CHANGE.value)
    return read.connection.execute(statement.where(region_range(FORMER, region))).scalars().all()


def acts_under_exceptions(read: Reading, since: date, until: date, region: str = "") -> dict[int, int]:
    """How many acts were done under each exception, by its number, from one day to another, both included.

    In a region: on the cases that lie in it today.
    """
    statement = (
        select(UNDER, func.count())
        .select_from(EVENTS.join(CASES, CASES.c.id == EVENTS.c.case_id))
        .where(EVENTS.c.kind == "step", EVENTS.c.step == "enroll", EVENTS.c.on_date.between(since, until))
        .where(UNDER.is_not(None), *_there(region, ()))
        .group_by(UNDER)
    )
    return {int(row[0]): int(row[1]) for row in read.connection.execute(statement)}


def alive(since: date, until: date) -> tuple[Any, ...]:
    """Conditions on cases: open at some time from one day to another, both included."""
    return (CASES.c.opened_on <= until, or_(CASES.c.ended_on.is_(None), CASES.c.ended_on >= since))


def _there(region: str, moved: Sequence[str]) -> tuple[Any, ...]:
    return (or_(region_range(CASES.c.village, region), CASES.c.id.in_(moved)),) if region else ()
