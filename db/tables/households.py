"""Households and their people as registered today; what they earned and owned on a day stands in the surveys."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from db.tables.base import Document, SQLModel


class HouseholdRow(SQLModel, table=True):
    """A household: where it lives, how it is reached and paid."""

    __tablename__ = "households"

    id: int | None = Field(default=None, primary_key=True)
    village: str = Field(foreign_key="regions.code", max_length=12, index=True)
    phone: str = Field(default="", max_length=60)
    address: str = Field(default="", max_length=1000)
    bank_account: str = Field(default="", max_length=60)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    """The household file's other facts about the whole: register card, class, cause, needs."""


class PersonRow(SQLModel, table=True):
    """A person, once, whichever household they live in."""

    __tablename__ = "persons"
    __table_args__ = (
        Index(
            "uq_persons_id_no",
            "id_no",
            unique=True,
            sqlite_where=text("id_no <> ''"),
            postgresql_where=text("id_no <> ''"),
        ),
        Index("ix_persons_id_tail", "id_tail"),
        Index("ix_persons_name", "name", "born"),
        CheckConstraint("died_on IS NULL OR died_on >= born", name="dies_after_birth"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="", max_length=1000)
    id_no: str = Field(default="", max_length=60)
    id_tail: str = Field(default="", max_length=6)
    """The number's last six characters from the last on, so that last digits are found at once."""
    born: date
    died_on: date | None = None


class MemberRow(SQLModel, table=True):
    """A person's place in a household from one day until another; `facts` is the household file's member."""

    __tablename__ = "members"
    __table_args__ = (
        Index("uq_members_household_key", "household_id", "member_key", unique=True),
        Index(
            "uq_members_counted_in_paid",
            "person_id",
            unique=True,
            sqlite_where=text("counted_in_paid"),
            postgresql_where=text("counted_in_paid"),
        ),
        CheckConstraint("left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on", name="leaves_after_joining"),
        CheckConstraint("NOT counted_in_paid OR left_on IS NULL", name="who_left_does_not_count"),
    )

    id: int | None = Field(default=None, primary_key=True)
    household_id: int = Field(foreign_key="households.id")
    person_id: int = Field(foreign_key="persons.id", index=True)
    member_key: str = Field(max_length=1000)
    position: int = Field(default=0)
    joined_on: date | None = None
    left_on: date | None = None
    counts: bool = Field(default=True)
    counted_in_paid: bool = Field(default=False)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
