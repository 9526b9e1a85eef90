"""A night in partitions, a township each: queued, claimed by a locked row, and written on with every chunk.

The claim is a row that a worker's own session holds locked: whoever dies, it is free at once. What makes every case
count once is not the claim but the progress: it moves on in the chunk's own transaction, from where it was known to be.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update

from db.engine import Store
from db.errors import PartitionLostError
from db.reading import CASES, PAID_STAGES, Reading, Rows, table
from db.run_lock import beside_others
from db.tables import RecheckPartitionRow, RecheckProgressRow
from db.writing import Writing

PARTITIONS, PROGRESS = table(RecheckPartitionRow), table(RecheckProgressRow)
OF_A_PARTITION = and_(PROGRESS.c.on_date == PARTITIONS.c.on_date, PROGRESS.c.region == PARTITIONS.c.region)
TO_DO = and_(PROGRESS.c.done_at.is_(None), PROGRESS.c.failed == "")
NEWEST = select(func.max(PARTITIONS.c.on_date)).scalar_subquery()
TOWNSHIP_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Partition:
    """A township's part of a night that is ours: where to go on, and the figures up to there."""

    on: date
    region: str
    sheets: str
    worker: str
    upto: str
    figures: Mapping[str, Any]


def newest_night(read: Reading) -> date | None:
    """The day of the newest night that was queued."""
    found: date | None = read.connection.execute(select(func.max(PARTITIONS.c.on_date))).scalar_one()
    return found


def partitions(read: Reading, on: date) -> Rows:
    """A night's partitions with their progress, by region."""
    statement = select(PARTITIONS.c.cases, PARTITIONS.c.queued_at, PROGRESS).join(PROGRESS, OF_A_PARTITION)
    return read.rows(statement.where(PARTITIONS.c.on_date == on).order_by(PARTITIONS.c.region))


def left_to_do(read: Reading) -> int:
    """How many partitions of the newest night are neither done nor failed, whoever is at them."""
    statement = select(func.count()).select_from(PARTITIONS.join(PROGRESS, OF_A_PARTITION))
    return int(read.connection.execute(statement.where(PARTITIONS.c.on_date == NEWEST, TO_DO)).scalar_one())


def free_regions(uow: Writing, on: date) -> frozenset[str]:
    """The regions of a night that nobody holds; they are held here until this transaction ends."""
    free = select(PARTITIONS.c.region).where(PARTITIONS.c.on_date == on).with_for_update(read=True, skip_locked=True)
    return frozenset(uow.connection.execute(free).scalars())


def queue(uow: Writing, on: date, sheets: str) -> None:
    """Queue a night in place of what was queued for the day: every township that has paid cases."""
    uow.connection.execute(delete(PARTITIONS).where(PARTITIONS.c.on_date == on))
    region = func.substr(CASES.c.village, 1, TOWNSHIP_DIGITS).label("region")
    townships = uow.rows(
        select(region, func.count().label("cases")).where(CASES.c.stage.in_(PAID_STAGES)).group_by(region)
    )
    if townships:
        keys = [{"on_date": on, "region": row["region"]} for row in townships]
        queued = [{"cases": row["cases"], "sheets": sheets, "queued_at": uow.now()} for row in townships]
        uow.connection.execute(insert(PARTITIONS), [key | row for key, row in zip(keys, queued, strict=True)])
        uow.connection.execute(insert(PROGRESS), [{**key, "figures": {}} for key in keys])


def try_again(uow: Writing, on: date, sheets: str) -> None:
    """Let what is left of a night, what failed of it too, go on under sheets that may be others by now."""
    uow.connection.execute(update(PARTITIONS).where(PARTITIONS.c.on_date == on).values(sheets=sheets))
    uow.connection.execute(update(PROGRESS).where(PROGRESS.c.on_date == on).values(failed=""))


@contextmanager
def claimed(store: Store, worker: str) -> Iterator[Partition | None]:
    """A partition of the newest night, the largest that is free; ours until the block ends or this process dies.

    None where none is free now, or somebody's run goes over the whole caseload.
    """
    with store.writing() as uow:
        yield _claimed(uow, worker) if beside_others(uow, worker) else None


def keep(uow: Writing, partition: Partition, upto: str, figures: Mapping[str, Any]) -> Partition:
    """Write with a chunk how far a partition is now; PartitionLostError where it is not where it was."""
    _move(uow, partition, upto=upto, figures=figures)
    return Partition(partition.on, partition.region, partition.sheets, partition.worker, upto, figures)


def end(uow: Writing, partition: Partition) -> None:
    """Note that a partition is done; PartitionLostError as above."""
    _move(uow, partition, done_at=uow.now())


def fail(uow: Writing, partition: Partition, what: str) -> None:
    """Note what keeps a partition from being finished: nobody takes it until the night is queued again."""
    values = {"worker": partition.worker, "told_at": uow.now(), "failed": what}
    uow.connection.execute(update(PROGRESS).where(_it(partition.on, partition.region), TO_DO).values(values))


def _claimed(uow: Writing, worker: str) -> Partition | None:
    free = (
        select(PARTITIONS)
        .join(PROGRESS, OF_A_PARTITION)
        .where(PARTITIONS.c.on_date == NEWEST, TO_DO)
        .order_by(PARTITIONS.c.cases.desc(), PARTITIONS.c.region)
        .limit(1)
        .with_for_update(of=PARTITIONS, skip_locked=True)
    )
    row = uow.connection.execute(free).mappings().first()
    if row is None:
        return None
    # Read once it is ours: whoever held it before may have moved on while it was looked for.
    of_it = select(PROGRESS).where(_it(row["on_date"], row["region"]), TO_DO)
    known = uow.connection.execute(of_it).mappings().first()
    if known is None:
        return None
    return Partition(row["on_date"], row["region"], row["sheets"], worker, known["upto"], known["figures"])


def _move(uow: Writing, partition: Partition, **values: Any) -> None:
    where_it_was = and_(_it(partition.on, partition.region), PROGRESS.c.upto == partition.upto, TO_DO)
    moved = uow.connection.execute(
        update(PROGRESS).where(where_it_was).values(worker=partition.worker, told_at=uow.now(), **values)
    )
    if moved.rowcount != 1:
        raise PartitionLostError(partition.region)


def _it(on: date, region: str) -> Any:
    return and_(PROGRESS.c.on_date == on, PROGRESS.c.region == region)
