"""Quarterly reports as they were submitted: append-only, a correction is another version."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from db.tables.base import Document, SQLModel, instant


class QuarterlyReportRow(SQLModel, table=True):
    """One version of a village's report for a quarter, which is named by its first day."""

    __tablename__ = "quarterly_reports"
    __table_args__ = (
        CheckConstraint("version >= 1", name="version_from_one"),
        CheckConstraint("(version = 1) = (reason = '')", name="correction_has_reason"),
        CheckConstraint("signed_by <> ''", name="signed"),
        CheckConstraint("submitted_on > quarter", name="quarter_has_begun"),
        Index("ix_quarterly_reports_quarter", "quarter", "village", "version"),
    )

    village: str = Field(primary_key=True, foreign_key="regions.code", max_length=12)
    quarter: date = Field(primary_key=True)
    version: int = Field(primary_key=True)
    due_on: date
    submitted_on: date
    submitted_at: datetime = instant()
    submitted_by: str = Field(max_length=60)
    signed_by: str = Field(max_length=200)
    reason: str = Field(default="", max_length=1000)
    explanation: str = Field(default="", max_length=1000)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    checks: list[Any] = Field(default_factory=list, sa_type=Document)
    previous_digest: str = Field(default="", max_length=64)
    digest: str = Field(max_length=64)
