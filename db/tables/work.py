"""The desk's own records: due work, who does it and what is ticked off, whose the cases are, and drafts of forms."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from db.tables.base import Document, SQLModel, instant


class DueItemRow(SQLModel, table=True):
    """A piece of a case's due work, derived from its facts and written with them, so that it is found by day.

    `passing` work is over by itself once its day is over; `live` is the case.
    """

    __tablename__ = "due_items"
    __table_args__ = (
        Index("ix_due_items_order", "passing", "due_on", "village", "case_id", "position", "live"),
        Index("ix_due_items_village", "village", "due_on", "kind", "passing", "live", "case_id"),
    )

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    position: int = Field(primary_key=True)
    village: str = Field(max_length=12)
    kind: str = Field(max_length=40)
    due_on: date
    role: str = Field(max_length=24)
    provisional: bool = Field(default=False)
    passing: bool = Field(default=False)
    live: bool = Field(default=True)


class DueMarkRow(SQLModel, table=True):
    """What people noted on a piece of due work: who is to do it, and that somebody ticked it off."""

    __tablename__ = "due_marks"
    __table_args__ = (CheckConstraint("(done_on IS NULL) = (done_by = '')", name="done_by_somebody"),)

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    kind: str = Field(primary_key=True, max_length=40)
    due_on: date = Field(primary_key=True)
    person: str = Field(default="", max_length=60)
    done_on: date | None = None
    done_by: str = Field(default="", max_length=60)


class AssignmentRow(SQLModel, table=True):
    """A case was given to a person ("" gives it to nobody), who had it before, and who gave it; append-only.

    `given_on` is the office's day; what was given before days were kept has none.
    """

    __tablename__ = "assignments"

    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="cases.id", index=True, max_length=24)
    person: str = Field(max_length=60)
    before: str = Field(max_length=60)
    given_by: str = Field(max_length=60)
    given_on: date | None = None
    given_at: datetime = instant()


class DerivedRow(SQLModel, table=True):
    """What derived rows rest on beside the facts; where that has changed, they are derived anew."""

    __tablename__ = "derived"

    name: str = Field(primary_key=True, max_length=40)
    basis: str = Field(max_length=64)


class DraftRow(SQLModel, table=True):
    """What somebody typed into a form and has not saved yet."""

    __tablename__ = "drafts"

    login: str = Field(primary_key=True, foreign_key="users.login", max_length=60)
    place: str = Field(primary_key=True, max_length=200)
    saved_at: datetime = instant()
    body: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
