"""A night that many machines share, on PostgreSQL: queued by township, worked off by workers, told as one run.

A worker holds a partition by a locked row and goes over its cases as the nightly run does, in chunks. With each chunk
it writes how far the partition is and what was counted up to there, so that whoever takes it up after a worker's death
goes on behind the last chunk that is whole, and the sum of all partitions is what one run would have reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any

from db import partitions as stored
from db.errors import PartitionLostError
from db.run_lock import alone
from workflow.derived import keep_derived
from workflow.errors import BadInput, DatabaseTrouble, LostRace, Refused
from workflow.recheck import RecheckReport, assert_may_run, go_over, report_document, report_on
from workflow.stores import database_trouble
from workflow.this_process import who

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import RowMapping

    from db.gathered import Gathered
    from db.partitions import Partition
    from db.writing import Writing
    from workflow.office import Office
    from workflow.recheck import Chunk

PAUSE_SECONDS = 1.0
"""How long a worker waits before it looks again for a partition that somebody let go of."""

TOWNSHIP_CODE = 12
"""Digits of a township's whole code."""


class State(StrEnum):
    """How a partition is."""

    DONE = "done"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Part:
    """A partition as it is told: the township's 12-digit code, paid cases when queued, who was at it last and when."""

    region: str
    state: State
    cases: int
    looked_at: int
    worker: str
    told_at: datetime | None
    failed: str


@dataclass(frozen=True, slots=True)
class Night:
    """How far a queued night is: the figures of all partitions as one report, and each partition."""

    report: RecheckReport
    parts: tuple[Part, ...]

    def count(self, state: State) -> int:
        """How many partitions are in a state."""
        return sum(part.state is state for part in self.parts)

    @property
    def is_over(self) -> bool:
        """Whether every partition is done."""
        return self.count(State.DONE) == len(self.parts)


def night_document(night: Night) -> dict[str, Any]:
    """The figures so far as `recheck --json` has them, and the number of partitions in each state."""
    return {**report_document(night.report), "partitions": {state.value: night.count(state) for state in State}}


def assert_many_may_share(office: Office) -> None:
    """BadInput: the database is a file, which one machine writes."""
    if office.store.is_sqlite:
        raise BadInput("worker.needs_postgresql")


def queue_night(office: Office) -> Night:
    """Queue the office's day by township; where it was queued before and is not over, what is left and what failed.

    A day that is over is queued anew, as a second run on a day looks at everybody again. Refused: a run is under way,
    or a later day was queued. NotPermitted as of `recheck.run`.
    """
    assert_many_may_share(office)
    assert_may_run(office)
    with database_trouble(), alone(office.store, who()):
        keep_derived(office)
        with office.writing() as uow:
            newest = stored.newest_night(uow)
            if newest is not None and newest > office.today:
                raise Refused("recheck.later_night", on=office.today, newest=newest)
            if _night(uow, office).is_over:
                stored.queue(uow, office.today, office.book.digest)
            else:
                stored.try_again(uow, office.today, office.book.digest)
            night = _night(uow, office)
            uow.commit()
    return night


def newest_night(office: Office) -> Night:
    """How far the newest night is. Refused: none was queued yet."""
    assert_many_may_share(office)
    with office.writing() as uow:
        on = stored.newest_night(uow)
        if on is None:
            raise Refused("recheck.no_night")
        return _night(uow, office.on(on))


def is_left(office: Office) -> bool:
    """Whether there is a partition of the newest night that is neither done nor failed, whoever is at it."""
    with office.reading() as read:
        return stored.left_to_do(read) > 0


def work_off(office: Office, worker: str, stopped: Callable[[], bool]) -> Iterator[Partition]:
    """Take partitions of the newest night until none is left to do, whoever else is at it; gives each that was ended.

    It waits while others hold the last ones: they may die. It stops between two chunks. Refused: the night was queued
    by a program with other rules.
    """
    while not stopped() and is_left(office):
        with database_trouble(), stored.claimed(office.store, worker) as partition:
            ended = _ended(office, partition, stopped) if partition is not None else None
        if partition is None:
            pause(PAUSE_SECONDS, stopped)
        elif ended is not None:
            yield ended


def pause(seconds: float, stopped: Callable[[], bool]) -> None:
    """Wait, but not for somebody who is asked to stop."""
    until = monotonic() + seconds
    while not stopped() and monotonic() < until:
        sleep(min(seconds, 0.1))


def _night(uow: Writing, office: Office) -> Night:
    """The night of the office's day; what nobody holds is found by holding it until the transaction ends."""
    report, free = report_on(office), stored.free_regions(uow, office.today)
    rows = stored.partitions(uow, office.today)
    for row in rows:
        report.add_figures(row["figures"])
    return Night(report, tuple(_part(row, free) for row in rows))


def _part(row: RowMapping, free: frozenset[str]) -> Part:
    if row["done_at"] is not None:
        state = State.DONE
    elif row["failed"]:
        state = State.FAILED
    else:
        state = State.WAITING if row["region"] in free else State.UNDER_WAY
    return Part(
        region=row["region"].ljust(TOWNSHIP_CODE, "0"),
        state=state,
        cases=row["cases"],
        looked_at=row["figures"].get("looked_at", 0),
        worker=row["worker"],
        told_at=row["told_at"],
        failed=row["failed"],
    )


def _ended(office: Office, partition: Partition, stopped: Callable[[], bool]) -> Partition | None:
    """Work on a partition; as it is at its end, where it comes to it."""
    if partition.sheets != office.book.digest:
        raise Refused("worker.other_sheets", on=partition.on)
    try:
        return _worked_on(office.on(partition.on), partition, stopped)
    except (PartitionLostError, LostRace):
        return None  # somebody else is at it, or was at one of its cases: it is taken up again where it is now
    except DatabaseTrouble:
        raise
    except Exception as error:  # noqa: BLE001 - what one case does to the program must not hold up the others
        with office.writing() as uow:
            stored.fail(uow, partition, type(error).__name__)
            uow.commit()
        return None


def _worked_on(office: Office, partition: Partition, stopped: Callable[[], bool]) -> Partition | None:
    report = report_on(office)
    report.add_figures(partition.figures)
    known = partition

    def beside(uow: Gathered, chunk: Chunk) -> None:
        nonlocal known
        known = stored.keep(uow, known, chunk.upto, report.figures())

    for _ in go_over(office, report, beside, partition.region, partition.upto):
        if stopped():
            return None
    with office.writing() as uow:
        stored.end(uow, known)
        uow.commit()
    return known
