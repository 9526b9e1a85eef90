"""Which cases a ledger of some days has to look at."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from db.reading import CASES, Reading


def ledger_case_ids(read: Reading, since: date, until: date, *, after: str, limit: int) -> Sequence[str]:
    """Numbers of cases after one, in order, that were live at some time from `since` to `until`, both included."""
    statement = select(CASES.c.id).where(*_alive(since, until), CASES.c.id > after).order_by(CASES.c.id).limit(limit)
    return read.connection.execute(statement).scalars().all()


def ledger_case_count(read: Reading, since: date, until: date) -> int:
    """How many they are."""
    statement = select(func.count()).select_from(CASES).where(*_alive(since, until))
    return int(read.connection.execute(statement).scalar_one())


def _alive(since: date, until: date) -> tuple[Any, ...]:
    return (CASES.c.opened_on <= until, or_(CASES.c.ended_on.is_(None), CASES.c.ended_on >= since))
