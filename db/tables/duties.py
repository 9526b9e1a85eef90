"""Exceptions from the separation of duties, which the county records for a township of two, and their ends."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from db.tables.base import SQLModel, instant


class DutyExceptionRow(SQLModel, table=True):
    """Whoever verified may enroll in a township, from a day up to, not including, another; append-only."""

    __tablename__ = "duty_exceptions"
    __table_args__ = (
        CheckConstraint("begins_on < until", name="ends_after_it_begins"),
        CheckConstraint("substr(region, 10) = '000'", name="of_a_township"),
        CheckConstraint("length(trim(reason)) > 0", name="has_reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    region: str = Field(foreign_key="regions.code", max_length=12)
    reason: str = Field(max_length=1000)
    begins_on: date
    until: date
    made_by: str = Field(foreign_key="users.login", max_length=60)
    made_at: datetime = instant()


class DutyExceptionEndRow(SQLModel, table=True):
    """An exception that was ended before its time, and holds no more from a day on; append-only."""

    __tablename__ = "duty_exception_ends"

    number: int = Field(primary_key=True, foreign_key="duty_exceptions.id")
    ended_on: date
    ended_by: str = Field(foreign_key="users.login", max_length=60)
    ended_at: datetime = instant()
