"""What a database says of itself when it is examined: settings in force, whole pages, roles, people counted twice."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select, text
from sqlalchemy.exc import DBAPIError

from db.engine import Store
from db.errors import StoreDamagedError, StoreError
from db.payroll import PAYMENTS
from db.reading import CASES, EVENTS, MEMBERS, PAID_STAGES, USERS, Reading, Rows, table
from db.snapshot import assert_whole
from db.tables import DraftRow, SealRow

DRAFTS, SEALS = table(DraftRow), table(SealRow)

FILE_SETTINGS = {"synchronous": "2", "foreign_keys": "1", "trusted_schema": "0"}
"""What must be in force on every connection to a file, so that nothing acknowledged is lost and no reference hangs."""

SERVER_SETTINGS = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
"""What must be in force on a server."""

OWNED = text(
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = current_schema() AND c.relkind = 'r' AND c.relname IN ('events', 'decisions', 'evidence') "
    "AND pg_has_role(current_user, c.relowner, 'MEMBER')"
)


@contextmanager
def any_trouble(url: str) -> Iterator[None]:
    """StoreError for whatever a driver says, that something is not permitted among it."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(url, str(error.orig).split("\n", 1)[0]) from error


def server_version(store: Store) -> str:
    """The version of the library or server that holds the data."""
    with store.reading() as read:
        said = "SELECT sqlite_version()" if store.is_sqlite else "SHOW server_version"
        return str(read.connection.exec_driver_sql(said).scalar_one())


def journal_mode(store: Store) -> str:
    """How a file's changes reach the disk."""
    with store.reading() as read:
        return str(read.connection.exec_driver_sql("PRAGMA journal_mode").scalar_one())


def settings_in_force(store: Store) -> dict[str, tuple[str, str]]:
    """Settings that are not as they must be, asked of connections as the program opens them: found and wanted."""
    wrong = {}
    for engine in (store.reader, store.writer):
        with engine.connect() as connection:
            for name, wanted in (FILE_SETTINGS if store.is_sqlite else SERVER_SETTINGS).items():
                found = _setting(connection, name)
                if found != wanted:
                    wrong[name] = (found, wanted)
    return wrong


def _setting(connection: Connection, name: str) -> str:
    said = f"PRAGMA {name}" if connection.dialect.name == "sqlite" else f"SHOW {name}"
    return str(connection.exec_driver_sql(said).scalar_one())


def broken_parts(store: Store) -> str:
    """What is broken in a file's pages and references, or which indexes of a server do not serve; "": nothing."""
    with store.reading() as read:
        if not store.is_sqlite:
            invalid = "SELECT string_agg(indexrelid::regclass::text, ' ') FROM pg_index WHERE NOT indisvalid"
            return str(read.connection.exec_driver_sql(invalid).scalar() or "")
        try:
            assert_whole(read.connection, store.url)
        except StoreDamagedError as error:
            return error.detail
        return ""


def is_superuser(read: Reading) -> bool:
    """Whether a server lets us do anything at all."""
    said = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    return bool(read.connection.exec_driver_sql(said).scalar_one())


def owned_tables(read: Reading) -> tuple[str, ...]:
    """Tables of the journal whose guards we could take away on a server, for they are ours."""
    return tuple(read.connection.execute(OWNED).scalars())


def counted_twice(read: Reading) -> dict[int, dict[str, str]]:
    """People who count in the households of two paid cases: by their number, how they are called in which case."""
    paid = and_(CASES.c.household_id == MEMBERS.c.household_id, CASES.c.stage.in_(PAID_STAGES))
    here = (MEMBERS.c.counts.is_(True), MEMBERS.c.left_on.is_(None))
    people = select(MEMBERS.c.person_id).join(CASES, paid).where(*here).group_by(MEMBERS.c.person_id)
    twice = people.having(func.count(func.distinct(CASES.c.id)) > 1)
    statement = select(MEMBERS.c.person_id, CASES.c.id, MEMBERS.c.member_key).join(CASES, paid)
    found: dict[int, dict[str, str]] = {}
    for row in read.rows(statement.where(*here, MEMBERS.c.person_id.in_(twice)).order_by(CASES.c.id)):
        found.setdefault(row["person_id"], {})[row["id"]] = row["member_key"]
    return found


def paid_twice(read: Reading) -> Rows:
    """Cases with two payments of one month that stand: the month and the case."""
    statement = select(PAYMENTS.c.month, PAYMENTS.c.case_id).where(PAYMENTS.c.state != "failed")
    return read.rows(statement.group_by(PAYMENTS.c.month, PAYMENTS.c.case_id).having(func.count() > 1))


def strangers(read: Reading) -> tuple[str, ...]:
    """Logins that cases are given to and nobody has who may act."""
    known = select(USERS.c.login).where(USERS.c.active.is_(True))
    statement = select(CASES.c.responsible).where(CASES.c.responsible != "", CASES.c.responsible.not_in(known))
    return tuple(read.connection.execute(statement.distinct().order_by(CASES.c.responsible)).scalars())


def newest_instant(read: Reading) -> datetime | None:
    """The instant of the newest event; None where nothing has happened."""
    return _in_utc(read, func.max(EVENTS.c.at))


def unsealed_since(read: Reading) -> datetime | None:
    """The last seal's instant, or the first event's where there is none; None where nothing was written since."""
    sealed = _in_utc(read, func.max(SEALS.c.at))
    newest = newest_instant(read)
    if newest is None or (sealed is not None and newest <= sealed):
        return None
    return sealed or _in_utc(read, func.min(EVENTS.c.at))


def oldest_draft(read: Reading) -> datetime | None:
    """The instant at which the oldest draft was saved; None where there is none."""
    return _in_utc(read, func.min(DRAFTS.c.saved_at))


def _in_utc(read: Reading, instant: Any) -> datetime | None:
    found = read.connection.execute(select(instant)).scalar()
    return found.replace(tzinfo=found.tzinfo or UTC) if isinstance(found, datetime) else None
