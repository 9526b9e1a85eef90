"""Putting a database in the place of another, which is set apart under a dated name and never deleted.

A file is put in place in one step of the file system, with nothing beside it that SQLite would replay into it; on a
server the old schema is renamed and the new one filled in one transaction.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from db.cipher import open_file
from db.engine import explained, file_of, make_engine, version_of
from db.errors import StoreDamagedError, StoreInUseError, StoreLockedError, StoreReadOnlyError
from db.migrate import make_schema
from db.reading import Reading
from db.transfer import file_to_server

SIDE_FILES = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database, by the ends of the names."""

OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


def side_files(path: Path) -> tuple[Path, ...]:
    """The files beside a database that belong to it."""
    beside = (path.with_name(f"{path.name}{end}") for end in SIDE_FILES)
    return tuple(file for file in beside if file.exists())


def link_beside(url: str, folder: Path) -> tuple[Path, ...]:
    """The files beside a database under a second name in a folder: looking at a damaged one may do away with them."""
    path = file_of(url)
    found = side_files(path.resolve()) if path is not None else ()
    for file in found:
        os.link(file, folder / file.name)
    return tuple(folder / file.name for file in found)


def place_file(new: Path, url: str, apart: str, beside: Sequence[Path]) -> Path | None:
    """Put a database that nobody has open where a URL says; gives the old one's file, `<name>.<apart>`, if there was.

    `beside` are the old one's side files, which stay with it. StoreInUseError, with nothing done: somebody has the old
    one open.
    """
    path = file_of(url)
    if path is None or side_files(new):
        raise StoreDamagedError(url, new.name)
    path = path.resolve()
    assert_unused(url)
    kept = path.with_name(f"{path.name}.{apart}")
    try:
        _set_files_apart(path, kept, beside)
        sync(new)
        new.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreReadOnlyError(url, str(error)) from error
    return kept if kept.exists() else None


def _set_files_apart(path: Path, kept: Path, beside: Sequence[Path]) -> None:
    """Give the old files their new names; the place itself is never empty, and what SQLite would replay is gone."""
    if path.exists():
        os.link(path, kept)
    for file in beside:
        file.replace(kept.with_name(f"{kept.name}{file.name.removeprefix(path.name)}"))
    sync_folder(path.parent)
    for file in side_files(path):
        file.unlink()


def assert_unused(url: str) -> None:
    """StoreInUseError where anybody has a database open; a file that is none, or not there, is in nobody's use."""
    engine = make_engine(url, writes=True)
    try:
        if file_of(url) is None:
            with engine.connect() as connection:
                _assert_alone(connection, url)
        elif (path := file_of(url)) is not None and path.exists():
            _assert_nobody_has(url)
    finally:
        engine.dispose()


def _assert_nobody_has(url: str) -> None:
    """Whoever has a file of SQLite open holds a lock on it: exclusive is only who is alone."""
    from sqlcipher3 import dbapi2  # only where the database is a file

    try:
        with closing(open_file(url)) as connection:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except (dbapi2.DatabaseError, UnicodeDecodeError) as error:
        if isinstance(explained(url, error), StoreLockedError):
            raise StoreInUseError(url) from error


def _assert_alone(connection: Connection, url: str) -> None:
    if connection.execute(OTHERS).scalar_one():
        raise StoreInUseError(url)


@contextmanager
def placed_on_server(file_url: str, url: str, apart: str) -> Iterator[tuple[Reading, str]]:
    """Fill a server's database from a file; gives a look at the new rows before they are kept.

    The old schema is renamed to `<name>_<apart>`, its name from then on, where it holds anything; "" where not.
    StoreInUseError, with nothing done: somebody else is connected. Whatever is raised meanwhile leaves all as it was.
    """
    file, server = make_engine(file_url, writes=False), make_engine(url, writes=True)
    try:
        old = version_of(server, url)
        server.dispose()
        with _explained(url), file.begin() as source, server.begin() as target:
            _assert_alone(target, url)
            kept = _set_apart(target, apart) if old is not None else ""
            make_schema(target)
            file_to_server(source, target)
            yield Reading(target), kept
    finally:
        file.dispose()
        server.dispose()


def _set_apart(target: Connection, apart: str) -> str:
    schema = str(target.exec_driver_sql("SELECT current_schema()").scalar_one())
    target.exec_driver_sql(f'ALTER SCHEMA "{schema}" RENAME TO "{schema}_{apart}"')
    target.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
    return f"{schema}_{apart}"


@contextmanager
def _explained(url: str) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        raise explained(url, error) or StoreReadOnlyError(url, str(error.orig)) from error


def sync(path: Path) -> None:
    """Have a file on the disk before anything else is said of it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk; where a system knows no such thing, it does so by itself."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return  # folders cannot be opened on Windows
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
