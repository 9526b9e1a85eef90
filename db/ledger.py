"""Which cases a ledger of some days has to look at."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from db.lists import region_range
from db.reading import CASES, EVIDENCE, Reading
from states.evidence import EvidenceKind

FORMER = EVIDENCE.c.body["former"].as_string()


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


def alive(since: date, until: date) -> tuple[Any, ...]:
    """Conditions on cases: open at some time from one day to another, both included."""
    return (CASES.c.opened_on <= until, or_(CASES.c.ended_on.is_(None), CASES.c.ended_on >= since))


def _there(region: str, moved: Sequence[str]) -> tuple[Any, ...]:
    return (or_(region_range(CASES.c.village, region), CASES.c.id.in_(moved)),) if region else ()
