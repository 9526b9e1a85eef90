"""Filling tables with many rows at once, their numbers given; for an empty database."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, insert, select
from sqlmodel import SQLModel

from db.writing import Writing

ORDER = (
    "regions",
    "users",
    "households",
    "persons",
    "members",
    "cases",
    "case_grams",
    "evidence",
    "surveys",
    "decisions",
    "events",
)
"""Tables in an order in which their references hold."""

NUMBERED = ("households", "persons", "members", "evidence")


def insert_rows(uow: Writing, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
    """Insert rows by table, in the order that references need."""
    for name in ORDER:
        rows = [dict(row) for row in tables.get(name, ())]
        if rows:
            uow.connection.execute(insert(SQLModel.metadata.tables[name]), rows)


def settle_numbers(uow: Writing) -> None:
    """Let the database go on counting after the highest number given."""
    if uow.connection.dialect.name != "postgresql":
        return
    for name in NUMBERED:
        column = SQLModel.metadata.tables[name].c.id
        sequence = func.pg_get_serial_sequence(name, "id")
        uow.connection.execute(select(func.setval(sequence, select(func.max(column)).scalar_subquery())))
