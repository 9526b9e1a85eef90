"""The events of all cases, the newest first, a page at a time by key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.engine import RowMapping

from db.lists import region_range
from db.reading import CASES, EVENTS, Reading

NEWEST_FIRST = (EVENTS.c.at, EVENTS.c.case_id, EVENTS.c.seq)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events a list holds; what is left empty does not narrow it. `since` and `until` are days, both included."""

    region: str = ""
    actor: str = ""
    kind: str = ""
    step: str = ""
    since: date | None = None
    until: date | None = None


def event_page(
    read: Reading, wanted: EventFilter, after: Sequence[Any] | None, size: int, *, backwards: bool = False
) -> list[RowMapping]:
    """Up to `size` events behind a key, the newest first (or before it, `backwards`); keys are `event_key` of a row."""
    statement = select(EVENTS, CASES.c.village, CASES.c.head_name).join(CASES, CASES.c.id == EVENTS.c.case_id)
    statement = statement.where(*_conditions(wanted))
    if after is not None:
        place, here = tuple_(*NEWEST_FIRST), tuple_(*after)
        statement = statement.where(place > here if backwards else place < here)
    order = NEWEST_FIRST if backwards else tuple(column.desc() for column in NEWEST_FIRST)
    rows = list(read.rows(statement.order_by(*order).limit(size)))
    return rows[::-1] if backwards else rows


def event_key(row: RowMapping) -> tuple[Any, ...]:
    """Where an event stands among all."""
    return (row["at"], row["case_id"], row["seq"])


def event_total(read: Reading, wanted: EventFilter) -> int:
    """How many events a list holds."""
    statement = select(func.count()).select_from(EVENTS)
    if wanted.region:
        statement = statement.join(CASES, CASES.c.id == EVENTS.c.case_id)
    return int(read.connection.execute(statement.where(*_conditions(wanted))).scalar_one())


def case_total(read: Reading) -> int:
    """How many cases have a journal."""
    return int(read.connection.execute(select(func.count()).select_from(CASES)).scalar_one())


def newest_event(read: Reading) -> tuple[Any, ...] | None:
    """The key of the newest event of all; None where nothing has happened."""
    statement = select(*NEWEST_FIRST).order_by(*(column.desc() for column in NEWEST_FIRST)).limit(1)
    row = next(iter(read.rows(statement)), None)
    return event_key(row) if row is not None else None


def _conditions(wanted: EventFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.region:
        conditions.append(region_range(CASES.c.village, wanted.region))
    if wanted.actor:
        conditions.append(EVENTS.c.actor == wanted.actor)
    if wanted.kind:
        conditions.append(EVENTS.c.kind == wanted.kind)
    if wanted.step:
        conditions.append(EVENTS.c.step == wanted.step)
    if wanted.since is not None:
        conditions.append(EVENTS.c.at >= _midnight(wanted.since))
    if wanted.until is not None:
        conditions.append(EVENTS.c.at < _midnight(wanted.until + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    """The instant at which a day begins where the program runs."""
    return datetime.combine(day, time()).astimezone(UTC)
