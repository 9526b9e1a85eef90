"""A consistent copy of a database as a file of SQLite, taken while others go on writing; and how sound a file is."""

from pathlib import Path

from sqlalchemy import Connection, Engine

from db.beyond import is_whole
from db.cipher import OWNER_ONLY, key_file_of, opening_key_id, with_key
from db.engine import file_of, make_engine
from db.errors import StoreDamagedError, StoreForbiddenError
from db.migrate import create
from db.transfer import server_to_file

PAGES = 256
"""Pages copied in one step; between two steps others may write."""


def snapshot(url: str, path: Path) -> str:
    """Copy a database as it is at this instant into a new file that only its owner may read; gives the copy's URL.

    An encrypted one's copy is encrypted with the same key. A server's must have this program's schema; a file's may
    have an older one. StoreForbiddenError: whoever is connected does not see all of it.
    """
    copy = copy_url(url, path)
    if file_of(url) is None:
        create(copy)
    else:
        path.touch(mode=OWNER_ONLY)
    source, target = make_engine(url, writes=False), make_engine(copy, writes=True)
    try:
        with source.connect() as read, read.begin():
            if file_of(url) is None:
                if not is_whole(read):
                    raise StoreForbiddenError(url, "own_region()")
                _rows(read, target)
            else:
                _pages(read, target)
    finally:
        source.dispose()
        target.dispose()
    return copy


def copy_url(url: str, path: Path) -> str:
    """The URL of a copy of a database's file: the same key opens it, and no other."""
    return with_key(f"sqlite:///{path}", key_file_of(url), opening_key_id(url))


def _pages(read: Connection, target: Engine) -> None:
    """Copy page by page; the transaction that is open keeps the look at them one and the same."""
    read.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()  # only now it sees the data of one instant
    copy = target.raw_connection()
    try:
        read.connection.driver_connection.backup(copy.driver_connection, pages=PAGES, sleep=0)  # type: ignore[union-attr]
    finally:
        copy.close()


def _rows(read: Connection, target: Engine) -> None:
    with target.connect() as file:
        # References hold once all rows are there; within a transaction this setting would do nothing.
        file.connection.driver_connection.execute("PRAGMA foreign_keys = OFF")  # type: ignore[union-attr]
        with file.begin():
            server_to_file(read, file)


def table_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table of a file has, whichever program made it."""
    names = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).scalars()
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())  # noqa: S608 - its own
        for name in names.all()
    }


def assert_whole(connection: Connection, url: str) -> None:
    """StoreDamagedError where a file's pages, indexes or constraints are broken, or a row refers to nothing."""
    for check in ("integrity_check", "foreign_key_check"):
        found = connection.exec_driver_sql(f"PRAGMA {check}").first()
        if found is not None and found[0] != "ok":
            raise StoreDamagedError(url, f"{check}: {found[0]}")
