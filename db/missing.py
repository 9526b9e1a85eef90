"""What one database holds that another lacks: events of the journal and payments."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date

from sqlalchemy import select

from db.payroll import PAYMENTS
from db.reading import CASES, EVENTS, Reading

CHUNK = 300


@dataclass(slots=True)
class Missing:
    """How many events by the day on which they were written down; how many payments, and fen, by their month."""

    events: Counter[date] = field(default_factory=Counter)
    payments: Counter[date] = field(default_factory=Counter)
    paid: Counter[date] = field(default_factory=Counter)


def missing_from(other: Reading, here: Reading) -> Missing:
    """What `here` holds and `other` lacks."""
    found = Missing()
    after = ""
    while ids := here.case_ids(after=after, limit=CHUNK):
        after = ids[-1]
        moved = _heads(here, ids).items() - _heads(other, ids).items()
        _compare_events(other, here, [case_id for case_id, _ in moved], found)
    for month in here.connection.execute(select(PAYMENTS.c.month).distinct()).scalars().all():
        _compare_payments(other, here, month, found)
    return found


def _heads(read: Reading, ids: Sequence[str]) -> dict[str, str]:
    statement = select(CASES.c.id, CASES.c.journal_hash).where(CASES.c.id.in_(ids))
    return {row["id"]: row["journal_hash"] for row in read.rows(statement)}


def _compare_events(other: Reading, here: Reading, ids: Sequence[str], found: Missing) -> None:
    statement = select(EVENTS.c.hash, EVENTS.c.at).where(EVENTS.c.case_id.in_(ids))
    known = {row["hash"] for row in other.rows(statement)}
    for row in here.rows(statement):
        if row["hash"] not in known:
            at = row["at"] if row["at"].tzinfo is not None else row["at"].replace(tzinfo=UTC)
            found.events[at.astimezone().date()] += 1


def _compare_payments(other: Reading, here: Reading, month: date, found: Missing) -> None:
    statement = select(PAYMENTS.c.case_id, PAYMENTS.c.attempt, PAYMENTS.c.amount).where(PAYMENTS.c.month == month)
    known = {tuple(row.values()) for row in other.rows(statement)}
    for row in here.rows(statement):
        if tuple(row.values()) not in known:
            found.payments[month] += 1
            found.paid[month] += row["amount"]
