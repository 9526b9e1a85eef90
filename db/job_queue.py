"""The queue that wakes workers up: procrastinate, in a schema of its own on the office's server.

Nothing in it is worth keeping: what is still to be done stands in the office's own tables. So each version of
procrastinate has its own schema, made when it is missing, and none is ever migrated.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.schema import SchemaManager
from psycopg import sql
from sqlalchemy import make_url

from db.errors import StoreUnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = f"procrastinate_{version('procrastinate').replace('.', '_')}"
PATIENCE_SECONDS = 10.0
"""How long the queue waits for a server that has gone away."""

MAKING = 0x71756575
"""The number of the lock under which the schema is made."""


@contextmanager
def job_queue(url: str) -> Iterator[App]:
    """The queue of a database, not opened yet; StoreUnreachableError where the server does not answer, now or later."""
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        _make_schema(address)
        settings = {"options": f"-c search_path={SCHEMA}"}
        yield App(connector=PsycopgConnector(conninfo=address, kwargs=settings, timeout=PATIENCE_SECONDS))
    except (psycopg.OperationalError, ConnectorException) as error:
        raise StoreUnreachableError(url, str(error.__cause__ or error).strip().split("\n", 1)[0]) from error


def _make_schema(address: str) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (MAKING,))
        if connection.execute("SELECT to_regnamespace(%s)", (SCHEMA,)).fetchone() != (None,):
            return
        name = sql.Identifier(SCHEMA)
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
        connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(name))
        connection.execute(SchemaManager.get_schema())
