"""Verification drives as they are stored: as they began, and as they were signed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import RowMapping

from db.beyond import take_turns
from db.lists import region_range
from db.reading import CASES, DRIVE_CASES, DRIVE_SUMMARIES, DRIVES, Reading, Rows
from db.writing import Writing
from states.stages import Stage


def drive_row(read: Reading, number: int) -> RowMapping | None:
    """A drive as it began; None where there is none of that number."""
    return read.connection.execute(select(DRIVES).where(DRIVES.c.number == number)).mappings().first()


def drive_rows(read: Reading) -> Rows:
    """All drives, the newest first."""
    return read.rows(select(DRIVES).order_by(DRIVES.c.number.desc()))


def drive_case_rows(read: Reading, number: int) -> Rows:
    """The cases of a drive as the ledger had them, by village and number."""
    statement = select(DRIVE_CASES).where(DRIVE_CASES.c.drive == number)
    return read.rows(statement.order_by(DRIVE_CASES.c.village, DRIVE_CASES.c.case_id))


def drive_summary(read: Reading, number: int) -> RowMapping | None:
    """What was signed when a drive was finished; None while it is open."""
    return read.connection.execute(select(DRIVE_SUMMARIES).where(DRIVE_SUMMARIES.c.drive == number)).mappings().first()


def open_drives(read: Reading) -> Rows:
    """The drives that are not finished, the newest first."""
    finished = select(DRIVE_SUMMARIES.c.drive)
    return read.rows(select(DRIVES).where(DRIVES.c.number.not_in(finished)).order_by(DRIVES.c.number.desc()))


def live_case_ids(read: Reading, region: str) -> Sequence[str]:
    """Numbers of the live cases in a region, in order."""
    statement = select(CASES.c.id).where(CASES.c.stage != Stage.TERMINATED.value, region_range(CASES.c.village, region))
    return read.connection.execute(statement.order_by(CASES.c.id)).scalars().all()


def hold_drives(uow: Writing) -> None:
    """Nobody else begins or finishes a drive before this transaction ends."""
    take_turns(uow.connection, "drives")


def next_drive(read: Reading) -> int:
    """The number of the next drive; the drives are held."""
    return int(read.connection.execute(select(func.coalesce(func.max(DRIVES.c.number), 0))).scalar_one()) + 1


def add_drive(uow: Writing, drive: Mapping[str, Any], cases: Sequence[Mapping[str, Any]]) -> None:
    """Keep a drive as it begins, with the ledger of its day."""
    uow.connection.execute(insert(DRIVES), [dict(drive)])
    uow.connection.execute(insert(DRIVE_CASES), [dict(case) for case in cases])


def add_drive_summary(uow: Writing, **row: Any) -> None:
    """Keep what a drive found as it is signed."""
    uow.connection.execute(insert(DRIVE_SUMMARIES), [row])
