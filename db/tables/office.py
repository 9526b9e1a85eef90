"""The office's own records: its calendar, the machine's runs, answered requests, matches with other lists."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field

from db.tables.base import Document, SQLModel, codes, instant
from states.match_flag import MatchOutcome


class CalendarYearRow(SQLModel, table=True):
    """A year whose holidays and make-up workdays the office has loaded."""

    __tablename__ = "calendar_years"

    year: int = Field(primary_key=True)


class CalendarDayRow(SQLModel, table=True):
    """A holiday or a make-up workday of a loaded year."""

    __tablename__ = "calendar_days"
    __table_args__ = (CheckConstraint("kind IN ('holiday', 'workday')", name="kind"),)

    day: date = Field(primary_key=True)
    kind: str = Field(max_length=10)


class RunRow(SQLModel, table=True):
    """A finished nightly run with its figures."""

    __tablename__ = "runs"

    id: int | None = Field(default=None, primary_key=True)
    on_date: date
    finished_at: datetime = instant()
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=Document)


class RecheckPartitionRow(SQLModel, table=True):
    """A township's part of a night that many machines share; whose transaction holds this row locked works on it.

    `region` is the township's nine digits, `cases` how many were paid when it was queued, `sheets` the digest of the
    rules that it was queued under.
    """

    __tablename__ = "recheck_partitions"

    on_date: date = Field(primary_key=True)
    region: str = Field(primary_key=True, max_length=12)
    cases: int
    sheets: str = Field(max_length=64)
    queued_at: datetime = instant()


class RecheckProgressRow(SQLModel, table=True):
    """How far a partition is: the last case that was looked at and the figures up to it, written with every chunk.

    `worker` is who wrote last; `failed` names what keeps a partition from being finished.
    """

    __tablename__ = "recheck_progress"
    __table_args__ = (
        ForeignKeyConstraint(
            ["on_date", "region"], ["recheck_partitions.on_date", "recheck_partitions.region"], ondelete="CASCADE"
        ),
        CheckConstraint("done_at IS NULL OR failed = ''", name="done_or_failed"),
    )

    on_date: date = Field(primary_key=True)
    region: str = Field(primary_key=True, max_length=12)
    upto: str = Field(default="", max_length=24)
    worker: str = Field(default="", max_length=60)
    told_at: datetime | None = instant(nullable=True)
    done_at: datetime | None = instant(nullable=True)
    failed: str = Field(default="", max_length=60)
    figures: dict[str, Any] = Field(default_factory=dict, sa_type=Document)


class MatchDecisionRow(SQLModel, table=True):
    """What somebody decided about a registered person and an entry of another list; append-only, the last counts."""

    __tablename__ = "match_decisions"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="persons.id", index=True)
    entry: str = Field(max_length=64)
    same: bool
    decided_by: str = Field(max_length=60)
    decided_at: datetime = instant()


class MatchFlagRow(SQLModel, table=True):
    """What matching left to be settled about somebody, or that it is settled; append-only, the last counts."""

    __tablename__ = "match_flags"

    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="cases.id", index=True, max_length=24)
    member: str = Field(max_length=60)
    kind: str = Field(max_length=24)
    entry: str = Field(max_length=64)
    is_open: bool
    noted_on: date
    noted_by: str = Field(max_length=60)
    noted_at: datetime = instant()
    note: str = Field(default="", max_length=1000)


class MatchRunRow(SQLModel, table=True):
    """A match of a region's caseload ("": the office's) with a register of so many entries; append-only."""

    __tablename__ = "match_runs"

    id: int | None = Field(default=None, primary_key=True)
    region: str = Field(default="", max_length=12)
    entries: int
    run_on: date
    run_by: str = Field(max_length=60)
    run_at: datetime = instant()


class MatchOutcomeRow(SQLModel, table=True):
    """What a match said of a case's household; append-only."""

    __tablename__ = "match_outcomes"

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    run: int = Field(primary_key=True, foreign_key="match_runs.id")
    outcome: MatchOutcome = Field(sa_type=codes(MatchOutcome, "outcome"))


class RequestRow(SQLModel, table=True):
    """A request that was answered: asked again with the same key, it does nothing."""

    __tablename__ = "requests"

    key: str = Field(primary_key=True, max_length=100)
    case_id: str = Field(foreign_key="cases.id", max_length=24)
    seq: int
