"""Proving who one is: passwords, pauses after failures, sessions of the command line, and what is written down of it.

Whoever has no password proves nothing: an office begins without. Failures are slowed by login, in the database, so that
no other process gets round the pause; it grows to a minute and no further, and nobody is locked out for ever.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from db import access as stored
from db.engine import open_store
from states.characters import is_clean
from states.stages import AccessKind, Role
from workflow import clock
from workflow.errors import BadInput, NotPermitted
from workflow.stores import database_trouble, despite_a_cut
from workflow.this_process import who

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.engine import Store
    from db.writing import Writing
    from workflow.office import Office

FREE_FAILURES = 1
"""A slip of the finger is not slowed."""
LONGEST_PAUSE_SECONDS = 60
IDLE = timedelta(minutes=10)
"""After this time unused a session is over, and a proof at the desk is old."""
LEAST_CHARACTERS = 8
MOST_BYTES = 1024


def has_password(office: Office) -> bool:
    """Whether the acting person has a password to prove themselves with."""
    with database_trouble(), office.store.reading() as read:
        return bool(stored.password_hash(read, office.user.login))


def prove(office: Office, password: str, kind: AccessKind = AccessKind.LOGIN) -> None:
    """Prove that one is the acting person, and write it down as `kind`.

    NotPermitted: it is not the password, or a pause after earlier failures is not over. Each try counts as a failure
    before it is looked at, so that no two are looked at side by side.
    """
    from argon2 import PasswordHasher  # slow to import, and needed only where there is a password
    from argon2.exceptions import VerificationError

    store, login = office.store, office.user.login
    hasher = PasswordHasher()
    with database_trouble(), store.writing() as uow:
        failures = _begin_try(uow, login)
        hashed = stored.password_hash(uow, login)
        uow.commit()
    try:
        hasher.verify(hashed, password[:MOST_BYTES])
    except VerificationError:
        _write_down(store, AccessKind.FAILURE, login)
        seconds = _pause_seconds(failures)
        raise NotPermitted("access.wrong_pause" if seconds else "access.wrong", seconds=seconds) from None
    with database_trouble(), store.writing() as uow:
        stored.keep_failures(uow, login, 0)
        if hasher.check_needs_rehash(hashed):
            stored.keep_password(uow, login, hasher.hash(password))
        stored.log(uow, kind=kind, login=login, by=login, terminal=terminal())
        uow.commit()


def note(office: Office, kind: AccessKind) -> None:
    """Write down that the acting person locked or unlocked the desk, came or left, without a proof."""
    _write_down(office.store, kind, office.user.login)


@despite_a_cut
def set_password(office: Office, login: str, password: str) -> None:
    """Give somebody a password; their sessions end.

    NotPermitted: another's is set by an administrator, once there is one, and so is the first. BadInput: it is too
    short or cannot be typed, or nobody has that login.
    """
    from argon2 import PasswordHasher

    if len(password) < LEAST_CHARACTERS or len(password.encode()) > MOST_BYTES or not is_clean(password):
        raise BadInput("access.bad_password", least=LEAST_CHARACTERS)
    hashed = PasswordHasher().hash(password)
    with office.administering() as uow:
        if stored.user_row(uow, login) is None:
            raise BadInput("users.unknown", login=login)
        own = login == office.user.login
        first = not stored.password_hash(uow, login)
        ruled = bool(stored.administrators(uow))
        if ruled and office.user.role is not Role.ADMINISTRATOR and (first or not own):
            raise NotPermitted("access.administrator_sets")
        if not ruled and not own and not first:
            raise NotPermitted("access.own_password")
        stored.keep_password(uow, login, hashed)
        stored.keep_failures(uow, login, 0)
        stored.end_sessions(uow, login=login)
        stored.log(uow, kind=AccessKind.PASSWORD_SET, login=login, by=office.user.login, terminal=terminal())
        uow.commit()


# Sessions of the command line


def begin_session(office: Office) -> str:
    """Begin a session of the acting person, who has proved themselves; gives the token that their account keeps."""
    token = secrets.token_urlsafe(32)
    with database_trouble(), office.store.writing() as uow:
        stored.end_sessions(uow, unused_since=uow.now() - IDLE)
        stored.begin_session(uow, _hash_of(token), office.user.login)
        uow.commit()
    return token


def in_session(office: Office, token: str) -> bool:
    """Whether a token's session is the acting person's and was used in the last ten minutes; it is used now."""
    with database_trouble(), office.store.writing() as uow:
        row = stored.session_of(uow, _hash_of(token))
        if row is None or row["login"] != office.user.login or uow.now() - _utc(row["used_at"], uow) > IDLE:
            return False
        stored.use_session(uow, _hash_of(token))
        uow.commit()
    return True


def end_session(url: str, token: str) -> str:
    """End a session of a database; gives whose it was, "" where there was none."""
    with database_trouble(), open_store(url, clock.now).writing() as uow:
        row = stored.session_of(uow, _hash_of(token))
        if row is None:
            return ""
        stored.end_sessions(uow, token=_hash_of(token))
        stored.log(uow, kind=AccessKind.LOGOUT, login=row["login"], by=row["login"], terminal=terminal())
        uow.commit()
    return str(row["login"])


def terminal() -> str:
    """The account of the system, its machine, and the terminal where there is one: "li@office-pc (4711) /dev/pts/3"."""
    return " ".join((who(), *_terminals()))[:200]


def _terminals() -> Iterator[str]:
    with suppress(OSError, ValueError, AttributeError):
        yield os.ttyname(sys.__stdin__.fileno())  # type: ignore[union-attr] # none: AttributeError


def _begin_try(uow: Writing, login: str) -> int:
    """Count a try as a failure; gives how many there are with it. NotPermitted: the pause is not over."""
    row = stored.pause_of(uow, login)
    failures = row["failures"] if row is not None else 0
    if row is not None:
        waited = uow.now() - _utc(row["last_at"], uow)
        left = _pause_seconds(failures) - waited.total_seconds()
        if left > 0:
            raise NotPermitted("access.wait", seconds=max(1, round(left)))
    stored.keep_failures(uow, login, failures + 1)
    return int(failures) + 1


def _pause_seconds(failures: int) -> int:
    """How long nobody may try again after so many failures: none, then 2, 4, 8 … seconds, a minute at most."""
    return 0 if failures <= FREE_FAILURES else min(LONGEST_PAUSE_SECONDS, 2 ** min(failures - FREE_FAILURES, 10))


def _write_down(store: Store, kind: AccessKind, login: str) -> None:
    with database_trouble(), store.writing() as uow:
        stored.log(uow, kind=kind, login=login, by=login, terminal=terminal())
        uow.commit()


def _hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _utc(instant: datetime, uow: Writing) -> datetime:
    """An instant that was kept; SQLite keeps no zone with it."""
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=uow.now().tzinfo)
