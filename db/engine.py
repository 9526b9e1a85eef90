"""Opening a database: SQLite through sqlcipher3 with settings that lose nothing, or PostgreSQL through psycopg.

Two engines on one database: the reader never writes, the writer takes its lock before it reads what it will change.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError, OperationalError

from db.errors import (
    StoreDamagedError,
    StoreError,
    StoreLockedError,
    StoreMissingError,
    StoreNewerError,
    StoreReadOnlyError,
    StoreTooOldError,
    StoreUnreachableError,
)
from db.reading import Reading
from db.schema import HEAD, REVISIONS
from db.writing import Writing

BUSY_MILLISECONDS = 5000
OWNER_ONLY = 0o600

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """This instant, for whoever gives no clock."""
    return datetime.now(UTC)


class Store:
    """A database that is open: `reading()` and `writing()` give units of work."""

    def __init__(self, url: str, clock: Clock = utc_now) -> None:
        self.url = url
        self.clock = clock
        self.reader = make_engine(url, writes=False)
        self.writer = make_engine(url, writes=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.url.startswith("sqlite")

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent look at the data; nothing can be written."""
        with self._explained(), self.reader.begin() as connection:
            yield Reading(connection)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction; what is not committed is rolled back."""
        with self._explained(), self.writer.connect() as connection:
            transaction = connection.begin()
            try:
                yield Writing(connection, transaction, self.clock)
            finally:
                if transaction.is_active:
                    transaction.rollback()

    def close(self) -> None:
        """Let go of every connection."""
        self.reader.dispose()
        self.writer.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, UnicodeDecodeError) as error:
            found = explained(self.url, error)
            if found is None:
                raise
            raise found from error


def open_store(url: str, clock: Clock = utc_now) -> Store:
    """Open a database that is there and of this program's version; a StoreError says what is wrong with it."""
    path = file_of(url)
    if path is not None and not path.exists():
        raise StoreMissingError(url)
    store = Store(url, clock)
    version = version_of(store.reader, url)
    if version is None:
        store.close()
        raise StoreMissingError(url, "no schema")
    if version != HEAD:
        store.close()
        raise (StoreTooOldError if version in REVISIONS else StoreNewerError)(url, version)
    return store


def version_of(engine: Engine, url: str) -> str | None:
    """The schema's version, or None where there is no schema."""
    try:
        with engine.connect() as connection:
            if not sqlalchemy.inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except (DatabaseError, UnicodeDecodeError) as error:
        raise explained(url, error) or StoreDamagedError(url, str(error)) from error


def file_of(url: str) -> Path | None:
    """The file of an SQLite URL, or None for a server."""
    parsed = make_url(url)
    return Path(parsed.database) if parsed.drivername.startswith("sqlite") and parsed.database else None


def make_engine(url: str, *, writes: bool) -> Engine:
    """An engine whose every transaction begins as reading or writing needs."""
    parsed = make_url(url)
    if parsed.drivername.startswith("sqlite"):
        return _sqlite(url, writes=writes)
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if not writes:

        @event.listens_for(engine, "begin")
        def _read_only(connection: Any) -> None:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    return engine


def _sqlite(url: str, *, writes: bool) -> Engine:
    from sqlcipher3 import dbapi2  # only where the database is a file

    engine = create_engine(
        url, module=dbapi2, connect_args={"isolation_level": None, "timeout": BUSY_MILLISECONDS / 1000}
    )

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _: Any) -> None:
        # A wrong key must not print over the desk; the other settings hold for the connection alone.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        if not writes:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def explained(url: str, error: Exception) -> StoreError | None:
    """What an error of the driver says about the database as a whole, or None where it is about the data."""
    said = str(getattr(error, "orig", error)).lower()
    if isinstance(error, UnicodeDecodeError) or "not a database" in said or "malformed" in said or "encrypted" in said:
        return StoreDamagedError(url, said)
    if "locked" in said or "busy" in said:
        return StoreLockedError(url, said)
    if "readonly" in said or "read-only" in said:
        return StoreReadOnlyError(url, said)
    if "unable to open" in said or "does not exist" in said or "no such table" in said:
        return StoreMissingError(url, said)
    if "connection" in said or "authentication" in said:
        return StoreUnreachableError(url, said.split("\n", 1)[0])
    return StoreDamagedError(url, said) if isinstance(error, OperationalError) else None
