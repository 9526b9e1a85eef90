"""What must be known beyond one's own region, lest somebody is helped twice: on a server by functions that tell it.

Where rows are kept to regions (`dibao db roles`) a person's account sees no other households than its own region's. The
functions of migration 0019 see all, and tell no more than is asked here.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, TextClause, func, select, text

from db.tables import CaseRow, PersonRow

CASES, PERSONS = CaseRow.__table__, PersonRow.__table__  # type: ignore[attr-defined]

COUNTED = text("SELECT * FROM counted_elsewhere(CAST(:households AS integer[]))")
KIN = text("SELECT * FROM kin_elsewhere(CAST(:cases AS text[]))")
NUMBERED = text("SELECT id_no, id FROM persons_numbered(CAST(:numbers AS text[]))")


def is_server(connection: Connection) -> bool:
    """Whether the data is a server's."""
    return connection.dialect.name == "postgresql"


def sees_all(connection: Connection) -> bool:
    """Whether no household is hidden from whoever is connected."""
    return not is_server(connection) or bool(connection.execute(text("SELECT sees_all()")).scalar_one())


def is_whole(connection: Connection) -> bool:
    """Whether nothing at all is hidden from whoever is connected, so that a copy is the whole database."""
    return not is_server(connection) or connection.execute(text("SELECT own_region()")).scalar_one() == ""


def take_turns(connection: Connection, over: str) -> None:
    """Whoever asks for the same waits until this transaction ends; a file has one who writes at a time anyway."""
    if is_server(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:over, 0))"), {"over": over})


def highest_case(connection: Connection) -> str | None:
    """The highest number of a case that there is."""
    highest: Any = func.highest_case() if is_server(connection) else func.max(CASES.c.id)
    found: str | None = connection.execute(select(highest)).scalar()
    return found


def persons_numbered(connection: Connection, numbers: Iterable[str]) -> dict[str, int]:
    """The persons who have some ID numbers, wherever they live."""
    wanted = sorted(set(numbers) - {""})
    if is_server(connection):
        rows = connection.execute(NUMBERED, {"numbers": wanted})
    else:
        rows = connection.execute(select(PERSONS.c.id_no, PERSONS.c.id).where(PERSONS.c.id_no.in_(wanted)))
    return {row.id_no: row.id for row in rows}


def told_elsewhere(households: Iterable[int]) -> TextClause:
    """On a server: who counts in some households and also in another that has a live case, and in which."""
    return COUNTED.bindparams(households=list(households))


def told_of_kin(cases: Iterable[str]) -> TextClause:
    """On a server: the declarations in other cases about people who live in the households of some cases."""
    return KIN.bindparams(cases=list(cases))
