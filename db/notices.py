"""Batches of public notices: which cases' notices carry which number."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select, text

from db.beyond import is_server, take_turns
from db.reading import EVIDENCE, Reading
from db.tables.cases import NOTICE_SQL
from db.writing import Writing

BATCH = EVIDENCE.c.body["batch"].as_string()
OF_A_BATCH = (text(NOTICE_SQL), BATCH.is_not(None))
"""Written out, so that the index over notices alone serves."""


def batches_since(read: Reading, since: date, until: date) -> dict[str, tuple[str, ...]]:
    """The cases of each batch that was posted from `since` to `until`, both included; the newest batch first."""
    statement = select(BATCH.label("batch"), EVIDENCE.c.case_id).distinct()
    statement = statement.where(*OF_A_BATCH, EVIDENCE.c.on_date >= since, EVIDENCE.c.on_date <= until)
    found: dict[str, list[str]] = {}
    for row in read.rows(statement.order_by(EVIDENCE.c.case_id)):
        found.setdefault(row["batch"], []).append(row["case_id"])
    return {batch: tuple(found[batch]) for batch in sorted(found, key=_order_of, reverse=True)}


def batch_cases(read: Reading, batch: str) -> Sequence[str]:
    """The cases whose notices were posted in a batch; none where the number is no batch's."""
    posted_on, _ = _order_of(batch)
    statement = select(EVIDENCE.c.case_id).distinct().where(*OF_A_BATCH, EVIDENCE.c.on_date == posted_on)
    statement = statement.where(BATCH == batch)  # noqa: SIM300 - a column
    return read.connection.execute(statement.order_by(EVIDENCE.c.case_id)).scalars().all()


def next_batch(uow: Writing, posted_on: date) -> str:
    """The number of a day's next batch, such as 2026-11-28-2; nobody else gets it before this transaction ends."""
    take_turns(uow.connection, "notices")
    posted = select(func.count(BATCH.distinct())).where(*OF_A_BATCH, EVIDENCE.c.on_date == posted_on)
    if is_server(uow.connection):
        posted = select(func.notice_batches(posted_on))
    return batch_number(posted_on, uow.connection.execute(posted).scalar_one() + 1)


def batch_number(posted_on: date, of_the_day: int) -> str:
    """How a batch is numbered: the day that it was posted on, and the how manieth it was on that day."""
    return f"{posted_on.isoformat()}-{of_the_day}"


def _order_of(batch: str) -> tuple[date, int]:
    """A batch's day and its number on that day; the first of all days where it is no number of a batch."""
    day, _, number = batch.rpartition("-")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return date.min, 0
