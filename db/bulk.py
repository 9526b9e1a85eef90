"""Filling tables with many rows at once, their numbers given; for an empty database.

Rows go straight to the driver: what SQLAlchemy would do for each value is decided once for each column.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Column, Date, DateTime, Enum, Table, func, select
from sqlmodel import SQLModel

from db.beyond import is_server
from db.documents import written
from db.writing import Writing

ORDER = (
    "regions",
    "users",
    "households",
    "persons",
    "members",
    "cases",
    "case_grams",
    "due_items",
    "evidence",
    "surveys",
    "decisions",
    "events",
    "requests",
)
"""Tables in an order in which their references hold."""

NUMBERED = ("households", "persons", "members", "evidence")

Rows = Sequence[Mapping[str, Any]]
Encoder = Callable[[Any], Any]


def insert_rows(uow: Writing, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Insert rows by table, in the order that references need; the rows of a table name the same columns."""
    put = _way_in(uow)
    for name in ORDER:
        rows = list(tables.get(name, ()))
        if rows:
            table = SQLModel.metadata.tables[name]
            put(uow, table, [column for column in table.c if column.name in rows[0]], rows)


def _way_in(uow: Writing) -> Callable[..., None]:
    """How rows get in: a server takes no stream into tables whose rows it keeps to regions."""
    if not is_server(uow.connection):
        return _executed
    kept = uow.connection.exec_driver_sql("SELECT row_security_active('cases')").scalar_one()
    return _sent if kept else _copied


def settle_numbers(uow: Writing) -> None:
    """Let the database go on counting after the highest number given."""
    if not is_server(uow.connection):
        return
    for name in NUMBERED:
        column = SQLModel.metadata.tables[name].c.id
        sequence = func.pg_get_serial_sequence(name, "id")
        uow.connection.execute(select(func.setval(sequence, select(func.max(column)).scalar_subquery())))


def _executed(uow: Writing, table: Table, columns: list[Column[Any]], rows: Rows) -> None:
    """Through the file's own driver."""
    names = ", ".join(column.name for column in columns)
    marks = ", ".join("?" for _ in columns)
    values = encoded(columns, rows, _for_file)
    uow.connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", values)  # noqa: S608 - our own names


def _copied(uow: Writing, table: Table, columns: list[Column[Any]], rows: Rows) -> None:
    """As one stream into the server."""
    names = ", ".join(column.name for column in columns)
    cursor = uow.connection.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as stream:
        for row in encoded(columns, rows, _for_server):
            stream.write_row(row)
    cursor.close()


def _sent(uow: Writing, table: Table, columns: list[Column[Any]], rows: Rows) -> None:
    """As statements, many in one go."""
    names = ", ".join(column.name for column in columns)
    marks = ", ".join("%s" for _ in columns)
    values = encoded(columns, rows, _for_server)
    uow.connection.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", values)  # noqa: S608 - our own names


def encoded(
    columns: Sequence[Column[Any]], rows: Rows, encoder: Callable[[Column[Any]], Encoder | None]
) -> list[tuple[Any, ...]]:
    """Rows as the driver takes them, column by column."""
    values = zip(*map(itemgetter(*(column.name for column in columns)), rows), strict=True)
    return list(zip(*map(_encoded, map(encoder, columns), values), strict=True))


def _encoded(encode: Encoder | None, values: Sequence[Any]) -> Sequence[Any]:
    return values if encode is None else [None if value is None else encode(value) for value in values]


def _for_file(column: Column[Any]) -> Encoder | None:
    """A column's values as SQLAlchemy writes them into a file."""
    if isinstance(column.type, DateTime):
        return lambda value: value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(column.type, Date):
        return lambda value: value.isoformat()
    return _for_server(column)


def _for_server(column: Column[Any]) -> Encoder | None:
    """A column's values as a server reads them from a stream."""
    if isinstance(column.type, JSON):
        return written
    return str if isinstance(column.type, Enum) else None
