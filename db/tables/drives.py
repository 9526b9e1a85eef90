"""Verification drives: what began, the ledger as it was then, and what was found; all append-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from db.tables.base import Document, SQLModel, codes, instant, money, within
from states.stages import Batch, Stage


class DriveRow(SQLModel, table=True):
    """A drive over a region, as it began."""

    __tablename__ = "drives"
    __table_args__ = (CheckConstraint("due_on >= begun_on", name="ends_after_it_begins"),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    region: str = Field(foreign_key="regions.code", max_length=12)
    begun_on: date
    due_on: date
    begun_at: datetime = instant()
    begun_by: str = Field(max_length=60)
    digest: str = Field(max_length=64)


class DriveCaseRow(SQLModel, table=True):
    """A case of a drive, as the ledger had it when the drive began."""

    __tablename__ = "drive_cases"
    __table_args__ = within("monthly")

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    drive: int = Field(primary_key=True, foreign_key="drives.number", index=True)
    village: str = Field(max_length=12)
    head_name: str = Field(max_length=1000)
    stage: Stage = Field(sa_type=codes(Stage, "stage"))
    batch: Batch | None = Field(default=None, sa_type=codes(Batch, "batch"), nullable=True)
    counted: int = Field(default=0)
    topped_up: int = Field(default=0)
    monthly: int = money()


class DriveSummaryRow(SQLModel, table=True):
    """What a drive found, as it was signed when it was finished."""

    __tablename__ = "drive_summaries"
    __table_args__ = (CheckConstraint("signed_by <> ''", name="signed"),)

    drive: int = Field(primary_key=True, foreign_key="drives.number", sa_column_kwargs={"autoincrement": False})
    finished_on: date
    finished_at: datetime = instant()
    finished_by: str = Field(max_length=60)
    signed_by: str = Field(max_length=200)
    explanation: str = Field(default="", max_length=1000)
    found: list[Any] = Field(default_factory=list, sa_type=Document)
    digest: str = Field(max_length=64)
