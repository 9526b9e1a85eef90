"""Whether something was kept whose answer never came: a request is known by its key, a transaction by its event."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, RootTransaction, func, select
from sqlalchemy.exc import DBAPIError

from db.errors import KeptOrNotError
from db.reading import CASES, EVENTS, table
from db.tables import RequestRow

REQUESTS = table(RequestRow)


def answered(connection: Connection, key: str) -> tuple[str, int] | None:
    """The case and event number that a request with this key made before.

    On a server it waits for the end of one that is still under way there, though who sent it has lost the link.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    row = connection.execute(select(REQUESTS).where(REQUESTS.c.key == key)).mappings().first()
    return (row["case_id"], row["seq"]) if row is not None else None


def kept_despite_a_cut(transaction: RootTransaction, trace: str | Mapping[str, Any] | None) -> None:
    """Commit what answered a request of a key, or wrote an event.

    Where the link to a server is cut before the answer has come, another one tells whether it was kept; if not, it ends
    as every statement that is cut off. KeptOrNotError: it left no trace, or the server does not answer.
    """
    try:
        transaction.commit()
    except DBAPIError as error:
        if not error.connection_invalidated or not was_kept(transaction.connection.engine, trace):
            raise


def was_kept(engine: Engine, trace: str | Mapping[str, Any] | None) -> bool:
    """Whether the trace of a transaction is there; KeptOrNotError as above."""
    if trace is None:
        raise KeptOrNotError
    try:
        with engine.begin() as connection:
            if isinstance(trace, str):
                return answered(connection, trace) is not None
            return _stands(connection, trace)
    except DBAPIError as error:
        raise KeptOrNotError from error


def _stands(connection: Connection, event: Mapping[str, Any]) -> bool:
    """Whether this very event is in the journal; it waits for the end of whoever is at its case."""
    connection.execute(select(CASES.c.id).where(CASES.c.id == event["case_id"]).with_for_update())
    same = select(EVENTS.c.hash).where(EVENTS.c.case_id == event["case_id"], EVENTS.c.seq == event["seq"])
    return bool(connection.execute(same).scalar() == event["hash"])
