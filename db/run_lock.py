"""One nightly run at a time: a lock that a killed process lets go of at once.

On PostgreSQL an advisory lock of a transaction, which ends with its session; beside a file of SQLite a lock on a file,
which ends with its process. Workers share it on PostgreSQL, so that a run of the whole caseload waits for none of them.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text

from db.cipher import OWNER_ONLY
from db.engine import Store, file_of
from db.errors import RunUnderWayError, StoreReadOnlyError
from db.reading import Reading

KEY = 0x64696261
"""The number of the lock; any that nobody else takes in this database."""

WITHIN_SECONDS = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}
"""A machine that has lost its power says nothing: the server asks, and gives up on it after 25 seconds."""

HOLDER = text(
    "SELECT a.xact_start, a.application_name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid "
    "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid::bigint = :key "
    "AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY a.xact_start LIMIT 1"
)


@contextmanager
def alone(store: Store, who: str) -> Iterator[None]:
    """Nobody else's run goes over the caseload meanwhile; RunUnderWayError where somebody's does."""
    path = file_of(store.url)
    if path is not None:
        with _file_held(store, path, who):
            yield
        return
    with store.writing() as uow:
        if not _taken(uow.connection, who, "pg_try_advisory_xact_lock"):
            holder = uow.connection.execute(HOLDER, {"key": KEY}).first()
            raise RunUnderWayError(*(holder if holder is not None else (None, "")))
        yield


def beside_others(read: Reading, who: str) -> bool:
    """Whether a worker may go on until this transaction ends; not while somebody's run goes over the whole caseload."""
    return _taken(read.connection, who, "pg_try_advisory_xact_lock_shared")


def _taken(connection: Connection, who: str, function: str) -> bool:
    """Take the lock for the transaction, which may be idle for as long as the work takes; others see who holds it."""
    settings = {"application_name": who, "idle_in_transaction_session_timeout": "0", **WITHIN_SECONDS}
    for name, value in settings.items():
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
    return bool(connection.execute(text(f"SELECT {function}(:key)"), {"key": KEY}).scalar_one())


@contextmanager
def _file_held(store: Store, path: Path, who: str) -> Iterator[None]:
    lock = path.resolve().with_name(f"{path.resolve().name}.recheck")
    try:
        lock.touch(mode=OWNER_ONLY)
        file = lock.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreReadOnlyError(store.url, str(error)) from error
    with file:
        if not _held(file):
            raise _read_holder(file)
        file.truncate(0)
        file.write(f"{store.clock().isoformat()} {who}")
        file.flush()
        yield
        file.truncate(0)


def _held(file: IO[str]) -> bool:
    """Whether the file is ours until it is closed, or this process ends in whatever way."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(KEY)  # others may read what is written at the beginning
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _read_holder(file: IO[str]) -> RunUnderWayError:
    file.seek(0)
    since, _, who = file.read().partition(" ")
    return RunUnderWayError(datetime.fromisoformat(since) if since else None, who)
