"""Passwords, pauses after failures, sessions of the command line, and the log of people's access."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.engine import RowMapping

from db.reading import USERS, Reading, Rows, table
from db.tables import AccessLogRow, LoginPauseRow, PasswordRow, SessionRow
from db.writing import Writing
from states.stages import Role

PASSWORDS, PAUSES, SESSIONS = table(PasswordRow), table(LoginPauseRow), table(SessionRow)
LOG = table(AccessLogRow)
KEY = 0x64696263
"""The number of the locks on people's rights; any that nobody else takes in this database."""


def password_hash(read: Reading, login: str) -> str:
    """What is kept of a person's password; "" where they have none."""
    found = read.connection.execute(select(PASSWORDS.c.hash).where(PASSWORDS.c.login == login)).scalar()
    return str(found or "")


def has_passwords(read: Reading) -> frozenset[str]:
    """The logins of all who have a password."""
    return frozenset(read.connection.execute(select(PASSWORDS.c.login)).scalars())


def keep_password(uow: Writing, login: str, hashed: str) -> None:
    """Keep a password's hash in place of the one before."""
    uow.connection.execute(delete(PASSWORDS).where(PASSWORDS.c.login == login))
    uow.connection.execute(insert(PASSWORDS), [{"login": login, "hash": hashed, "set_at": uow.now()}])


def pause_of(uow: Writing, login: str) -> RowMapping | None:
    """A login's failures since its last success, held until the transaction ends."""
    statement = select(PAUSES).where(PAUSES.c.login == login).with_for_update()
    return uow.connection.execute(statement).mappings().first()


def keep_failures(uow: Writing, login: str, failures: int) -> None:
    """Keep how often a login has failed, the last time now; none at 0."""
    uow.connection.execute(delete(PAUSES).where(PAUSES.c.login == login))
    if failures:
        uow.connection.execute(insert(PAUSES), [{"login": login, "failures": failures, "last_at": uow.now()}])


def begin_session(uow: Writing, token: str, login: str) -> None:
    """Begin a session under the hash of its token."""
    at = uow.now()
    uow.connection.execute(insert(SESSIONS), [{"token": token, "login": login, "started_at": at, "used_at": at}])


def session_of(uow: Writing, token: str) -> RowMapping | None:
    """The session under the hash of a token."""
    return uow.connection.execute(select(SESSIONS).where(SESSIONS.c.token == token)).mappings().first()


def use_session(uow: Writing, token: str) -> None:
    """A session was used now."""
    uow.connection.execute(update(SESSIONS).where(SESSIONS.c.token == token).values(used_at=uow.now()))


def end_sessions(uow: Writing, *, token: str = "", login: str = "", unused_since: datetime | None = None) -> None:
    """End a session, all of a person's, or those that nobody has used for long."""
    wanted = [SESSIONS.c.token == token] if token else []
    wanted += [SESSIONS.c.login == login] if login else []
    wanted += [SESSIONS.c.used_at < unused_since] if unused_since is not None else []
    if wanted:
        uow.connection.execute(delete(SESSIONS).where(*wanted))


def log(uow: Writing, **row: Any) -> None:
    """Write down what happened to somebody's access, now."""
    uow.connection.execute(insert(LOG), [{"at": uow.now(), "by": "", "detail": "", **row}])


def log_rows(read: Reading, login: str = "", most: int = 1000) -> Rows:
    """What was written down, the newest first, of one login or of all."""
    statement = select(LOG).order_by(LOG.c.id.desc()).limit(most)
    return read.rows(statement.where(LOG.c.login == login) if login else statement)


# People


def user_row(read: Reading, login: str) -> RowMapping | None:
    """A person as registered, disabled or not."""
    return read.connection.execute(select(USERS).where(USERS.c.login == login)).mappings().first()


def held_user(uow: Writing, login: str) -> RowMapping | None:
    """The same; on a server nobody changes it until the transaction ends, and who works there need not be able to."""
    _hold(uow, login, "pg_advisory_xact_lock_shared")
    return user_row(uow, login)


def _hold(uow: Writing, login: str, how: str) -> None:
    if uow.connection.dialect.name == "postgresql":
        uow.connection.execute(text(f"SELECT {how}({KEY}, hashtext(:login))"), {"login": login})


def all_users(read: Reading) -> Rows:
    """Everybody who was ever registered, by login."""
    return read.rows(select(USERS).order_by(USERS.c.login))


def administrators(read: Reading) -> tuple[str, ...]:
    """The logins of the administrators who may act."""
    wanted = (USERS.c.role == Role.ADMINISTRATOR.value, USERS.c.active.is_(True))
    return tuple(read.connection.execute(select(USERS.c.login).where(*wanted)).scalars())


def change_user(uow: Writing, login: str, **values: Any) -> None:
    """Change what a person may do, once nobody's transaction rests on what they might do before."""
    _hold(uow, login, "pg_advisory_xact_lock")
    uow.connection.execute(update(USERS).where(USERS.c.login == login).values(values))
