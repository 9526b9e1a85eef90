"""How people prove who they are, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from db.tables.base import SQLModel, codes, instant
from states.stages import AccessKind


class PasswordRow(SQLModel, table=True):
    """A person's password as Argon2id keeps it; whoever has no row has none."""

    __tablename__ = "passwords"
    __table_args__ = (CheckConstraint("hash LIKE '$argon2id$%'", name="argon2id"),)

    login: str = Field(primary_key=True, foreign_key="users.login", max_length=60)
    hash: str = Field(max_length=200)
    set_at: datetime = instant()


class LoginPauseRow(SQLModel, table=True):
    """Failures to prove oneself a person since the last success; `login` need be nobody's."""

    __tablename__ = "login_pauses"
    __table_args__ = (CheckConstraint("failures >= 1", name="failed"),)

    login: str = Field(primary_key=True, max_length=60)
    failures: int
    last_at: datetime = instant()


class SessionRow(SQLModel, table=True):
    """Somebody logged in on the command line: the SHA-256 of the token that their account holds."""

    __tablename__ = "sessions"

    token: str = Field(primary_key=True, max_length=64)
    login: str = Field(foreign_key="users.login", index=True, max_length=60)
    started_at: datetime = instant()
    used_at: datetime = instant()


class AccessLogRow(SQLModel, table=True):
    """Something that happened to a person's access, append-only; never a password.

    `by` did it ("" nobody who is registered), at `terminal`: the account of the system, its machine and terminal.
    """

    __tablename__ = "access_log"
    __table_args__ = (
        CheckConstraint("kind <> 'right_changed' OR login <> \"by\"", name="nobodys_own_rights"),
        Index("ix_access_log_login", "login", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant()
    kind: AccessKind = Field(sa_type=codes(AccessKind, "kind"))
    login: str = Field(max_length=60)
    by: str = Field(default="", max_length=60)
    terminal: str = Field(default="", max_length=200)
    detail: str = Field(default="", max_length=200)
