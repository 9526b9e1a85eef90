"""Exceptions from the separation of duties, as the county recorded them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, Table, insert, select

from db.tables import DutyExceptionEndRow, DutyExceptionRow
from states.duties import DutyException
from states.stages import Stage

EXCEPTIONS: Table = DutyExceptionRow.__table__  # type: ignore[attr-defined]
ENDS: Table = DutyExceptionEndRow.__table__  # type: ignore[attr-defined]

TOWNSHIP_DIGITS = 9

_ALL = (
    select(EXCEPTIONS, ENDS.c.ended_on, ENDS.c.ended_by)
    .join(ENDS, ENDS.c.number == EXCEPTIONS.c.id, isouter=True)
    .order_by(EXCEPTIONS.c.id.desc())
)


def exception_rows(connection: Connection) -> Sequence[RowMapping]:
    """Every exception, the newest first, with the day that it was ended on before its time, and by whom."""
    return connection.execute(_ALL).mappings().all()


def exceptions_for(connection: Connection, cases: Iterable[RowMapping]) -> dict[str, tuple[DutyException, ...]]:
    """The exceptions of the township of each case that waits to be enrolled, the newest first."""
    waiting = {row["id"]: row["village"][:TOWNSHIP_DIGITS] for row in cases if row["stage"] == Stage.VERIFIED}
    if not waiting:
        return {}
    rows = exception_rows(connection)
    return {
        case: tuple(_exception(row) for row in rows if row["region"].startswith(township))
        for case, township in waiting.items()
    }


def add_exception(connection: Connection, **row: Any) -> int:
    """Keep an exception; gives its number."""
    statement = insert(EXCEPTIONS).values(row).returning(EXCEPTIONS.c.id)
    return int(connection.execute(statement).scalar_one())


def end_exception(connection: Connection, **row: Any) -> None:
    """Keep that an exception holds no more from a day on."""
    connection.execute(insert(ENDS).values(row))


def _exception(row: RowMapping) -> DutyException:
    until = row["until"] if row["ended_on"] is None else min(row["until"], row["ended_on"])
    return DutyException(row["id"], row["made_by"], row["begins_on"], until)
