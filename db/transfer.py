"""Rows of a whole database from a server into a file and back: as text, exactly as they stand, in one look at them.

Nothing is read as a value on the way: a document is the text that it was, and nothing is not a document that says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Boolean, Column, Connection, DateTime, Integer, Table
from sqlmodel import SQLModel

import db.tables  # noqa: F401 - fills the metadata

CHUNK = 1000


def server_to_file(server: Connection, file: Connection) -> None:
    """Copy every row of a server's database into a file's, which has the same schema and no row yet."""
    with _unguarded(file):
        for table in SQLModel.metadata.sorted_tables:
            marks = ", ".join("?" for _ in table.columns)
            statement = f"INSERT INTO {table.name} ({_names(table)}) VALUES ({marks})"  # noqa: S608 - our own names
            for rows in _streamed(server, table):
                file.exec_driver_sql(statement, rows)


def file_to_server(file: Connection, server: Connection) -> None:
    """Copy every row of a file's database into a server's, which has the same schema and no row yet."""
    server.exec_driver_sql("SET LOCAL TimeZone = 'UTC'")
    with _unguarded(server):
        for table in SQLModel.metadata.sorted_tables:
            rows = file.exec_driver_sql(f"SELECT {_names(table)} FROM {table.name}")  # noqa: S608 - our own names
            with _copying(server, f"COPY {table.name} ({_names(table)}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(tuple(row))
            _settle_number(server, table)


@contextmanager
def _copying(server: Connection, statement: str) -> Iterator[Any]:
    cursor = server.connection.cursor()
    try:
        with cursor.copy(statement) as stream:
            yield stream
    finally:
        cursor.close()


def _names(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.columns)


def _streamed(server: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """A table's rows in chunks, each value as a file of SQLite holds it."""
    written = ", ".join(_as_in_a_file(column) for column in table.columns)
    chunk: list[tuple[Any, ...]] = []
    with _copying(server, f"COPY (SELECT {written} FROM {table.name}) TO STDOUT") as stream:  # noqa: S608 - our own names
        for row in stream.rows():
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield chunk
                chunk = []
    if chunk:
        yield chunk


def _as_in_a_file(column: Column[Any]) -> str:
    if isinstance(column.type, Boolean):
        return f'"{column.name}"::int'
    if isinstance(column.type, DateTime):
        return f"to_char(\"{column.name}\" AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
    return f'"{column.name}"'


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Rows go in as they were: what keeps people from changing them afterwards looks away meanwhile."""
    if connection.dialect.name != "sqlite":
        for table in SQLModel.metadata.sorted_tables:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} DISABLE TRIGGER USER")
        yield
        for table in SQLModel.metadata.sorted_tables:
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ENABLE TRIGGER USER")
        return
    guards = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in guards:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, statement in guards:
        connection.exec_driver_sql(statement)


def _settle_number(server: Connection, table: Table) -> None:
    """Let the server count on from the highest number that came in."""
    column = table.autoincrement_column
    if column is not None and isinstance(column.type, Integer):
        server.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), max({column.name})) "  # noqa: S608
            f"FROM {table.name} HAVING max({column.name}) IS NOT NULL"
        )
