"""Opening a database: SQLite through sqlcipher3 with settings that lose nothing, or PostgreSQL through psycopg.

Two engines on one database: the reader never writes, the writer takes its lock before it reads what it will change.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from typing import Any

import sqlalchemy
from sqlalchemy import URL, Connection, Engine, RootTransaction, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from db import documents, record_codec
from db.cipher import KEY_FILE, KEY_ID, is_plain, key_file_of, open_file
from db.errors import (
    StoreCutError,
    StoreDamagedError,
    StoreDiskError,
    StoreError,
    StoreForbiddenError,
    StoreGoneError,
    StoreKeyError,
    StoreLockedError,
    StoreMissingError,
    StoreNewerError,
    StoreReadOnlyError,
    StoreTooOldError,
    StoreUnreachableError,
)
from db.gathered import Gathered
from db.reading import Reading
from db.schema import HEAD, REVISIONS
from db.turns import GAP_SECONDS, begin_writing
from db.writing import Writing

BUSY_MILLISECONDS = 5000
_ALWAYS: dict[str, Any] = {
    "json_serializer": documents.written,
    "json_deserializer": documents.read,
    "hide_parameters": True,  # what a statement was given are people's names and numbers: no error says them
}

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
        self._impatient = make_engine(url, writes=True, busy_milliseconds=0)
        self.reads_noted: set[tuple[str, str, date]] = set()
        """Who opened which case on which day, as far as it was put on record from here."""
        self._file = file_of(url)
        self._opened = _identity(self._file)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file."""
        return self.url.startswith("sqlite")

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent look at the data; nothing can be written."""
        self._assert_there()
        with self._explained(), self.reader.begin() as connection:
            yield Reading(connection)

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction; what is not committed is rolled back."""
        with self._transaction(self.writer) as (connection, transaction):
            yield Writing(connection, transaction, self.clock)

    @contextmanager
    def writing_at_once(self) -> Iterator[Writing]:
        """The same for what is not worth waiting for. StoreLockedError: somebody else writes at this moment."""
        with self._transaction(self._impatient) as (connection, transaction):
            if not self.is_sqlite:
                connection.execute(text("SET LOCAL lock_timeout = 100"))
            yield Writing(connection, transaction, self.clock)

    @contextmanager
    def gathering(self) -> Iterator[Gathered]:
        """The same for many cases at once; others may write before the next one begins."""
        with self._transaction(self.writer) as (connection, transaction):
            yield Gathered(connection, transaction, self.clock)
        if self.is_sqlite:
            sleep(GAP_SECONDS)

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[tuple[Connection, RootTransaction]]:
        self._assert_there()
        with self._explained(), engine.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection, transaction
            finally:
                if transaction.is_active:
                    transaction.rollback()

    def close(self) -> None:
        """Let go of every connection."""
        for engine in (self.reader, self.writer, self._impatient):
            engine.dispose()

    def _assert_there(self) -> None:
        """A file that was deleted or replaced goes on taking what is written, and nobody ever sees it again."""
        if self._opened is not None and _identity(self._file) != self._opened:
            raise StoreGoneError(self.url)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (DatabaseError, ValueError, LookupError) as error:
            found = explained(self.url, error)
            if found is None:
                raise
            raise found from error


def open_store(url: str, clock: Clock = utc_now) -> Store:
    """Open a database that is there and of this program's version; a StoreError says what is wrong with it."""
    path = file_of(url)
    if path is not None and _identity(path) is None:
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
    except (DatabaseError, UnicodeError) as error:
        raise explained(url, error) or StoreDamagedError(url, str(error)) from error


def file_of(url: str) -> Path | None:
    """The file of an SQLite URL, or None for a server."""
    parsed = _parsed(url)
    return Path(parsed.database) if parsed.drivername.startswith("sqlite") and parsed.database else None


def _parsed(url: str) -> URL:
    """A URL's parts. StoreError: it is none, such as one with a port that is no number."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreError(url, str(error)) from error


def _identity(path: Path | None) -> tuple[int, int] | None:
    """What tells one file from another of the same name, or None where there is none."""
    if path is None:
        return None
    try:
        found = path.stat()
    except (OSError, ValueError):  # a name with a NUL in it is no file's
        return None
    return found.st_dev, found.st_ino


def make_engine(url: str, *, writes: bool, busy_milliseconds: int = BUSY_MILLISECONDS) -> Engine:
    """An engine whose every transaction begins as reading or writing needs; so long it waits for a file's lock."""
    parsed = _parsed(url)
    if parsed.drivername.startswith("sqlite"):
        return _sqlite(url, busy_milliseconds, writes=writes)
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, **_ALWAYS)
    if not writes:

        @event.listens_for(engine, "begin")
        def _read_only(connection: Any) -> None:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")

    return engine


def _sqlite(url: str, busy_milliseconds: int, *, writes: bool) -> Engine:
    from sqlcipher3 import dbapi2  # only where the database is a file

    settings = {"isolation_level": None, "timeout": busy_milliseconds / 1000}
    plain = make_url(url).difference_update_query([KEY_FILE, KEY_ID])
    engine = create_engine(plain, module=dbapi2, connect_args=settings, **_ALWAYS)
    if key_file_of(url) is not None:

        @event.listens_for(engine, "do_connect")
        def _open(dialect: Any, _: Any, given: Any, named: Any) -> Any:
            return open_file(url, lambda: dialect.connect(*given, **named))

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _: Any) -> None:
        # A wrong key must not print over the desk; the other settings hold for the connection alone.
        connection.execute("PRAGMA cipher_log_level = NONE")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        if not writes:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if writes:
            begin_writing(connection, busy_milliseconds)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


READS_ROWS = ("sqlalchemy", documents.__name__, record_codec.__name__)
"""Modules that make values of what a row holds: a date, a document, a record."""


def _is_of_a_row(error: Exception) -> bool:
    """Whether a value was refused as a row was read, a date or a code: the database holds what nobody wrote."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return at is not None and str(at.tb_frame.f_globals.get("__name__")).startswith(READS_ROWS)


SAID: tuple[tuple[tuple[str, ...], type[StoreError]], ...] = (
    (("not a database", "malformed", "encrypted"), StoreDamagedError),
    (("locked", "busy"), StoreLockedError),
    (("permission denied", "row-level security"), StoreForbiddenError),
    (("readonly", "read-only"), StoreReadOnlyError),
    (("is full", "disk i/o"), StoreDiskError),
    (("unable to open", "does not exist", "no such table"), StoreMissingError),
    (("connection", "authentication"), StoreUnreachableError),
)
"""What drivers say of a database as a whole, and what it means; the first that fits holds."""


def explained(url: str, error: Exception) -> StoreError | None:
    """What an error of the driver says about the database as a whole, or None where it is about the data."""
    said = str(getattr(error, "orig", error)).lower().partition(" with text ")[0]  # what could not be read is data
    if type(error) is LookupError or (isinstance(error, ValueError) and not isinstance(error, UnicodeError)):
        return StoreDamagedError(url, said) if _is_of_a_row(error) else None
    if isinstance(error, UnicodeError):  # in a file's schema; or in the name of a server, which cannot be one
        return StoreUnreachableError(url, said) if file_of(url) is None else StoreDamagedError(url, said)
    if getattr(error, "connection_invalidated", False):
        return StoreCutError(url, said.split("\n", 1)[0])
    found = next((kind for words, kind in SAID if any(word in said for word in words)), None)
    path = file_of(url)
    if found is StoreDamagedError and path is not None and _identity(path) is not None and not is_plain(path):
        return StoreKeyError(url)
    if found is StoreMissingError and "unable to open" in said and _identity(file_of(url)) is not None:
        found = StoreReadOnlyError  # it is there, in a directory that may not be written
    if found is None:
        return StoreDamagedError(url, said) if isinstance(error, OperationalError) else None
    return found(url, said.split("\n", 1)[0])
