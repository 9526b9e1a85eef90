"""Cases, and all that was recorded, decided and done on them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from db.tables.base import Document, SQLModel, codes, instant, money, within
from states.evidence import EvidenceKind
from states.stages import Outcome, Role, Route, Stage

LIVE_SQL = "stage <> 'terminated'"
NOTICE_SQL = "kind = 'notice'"
DECLARATION_SQL = "kind = 'declaration'"
FAR = date(9999, 12, 31)
DUE_ORDER_SQL = f"coalesce(next_due_on, '{FAR}')"
"""By what is due next; a case with nothing due stands last."""


class CaseRow(SQLModel, table=True):
    """A case: its stage and version, and what lists show of it, kept in step by every write."""

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "uq_cases_live_household",
            "household_id",
            unique=True,
            sqlite_where=text(LIVE_SQL),
            postgresql_where=text(LIVE_SQL),
        ),
        Index(
            "ix_cases_former_case",
            "former_case",
            sqlite_where=text("former_case IS NOT NULL"),
            postgresql_where=text("former_case IS NOT NULL"),
        ),
        Index("ix_cases_stage_due", "stage", text(DUE_ORDER_SQL), "id"),
        Index("ix_cases_due", text(DUE_ORDER_SQL), "id"),
        Index("ix_cases_village_stage", "village", "stage", "next_due_on", "monthly", "id"),
        Index(
            "ix_cases_ended",
            "ended_on",
            "village",
            sqlite_where=text("ended_on IS NOT NULL"),
            postgresql_where=text("ended_on IS NOT NULL"),
        ),
        Index("ix_cases_monthly", "monthly", "id"),
        Index("ix_cases_pinyin", "head_pinyin", "id"),
        Index("ix_cases_responsible", "responsible", "village"),
        CheckConstraint("(stage = 'terminated') = (outcome IS NOT NULL)", name="ended_has_outcome"),
        CheckConstraint("version >= 1", name="version_from_one"),
        *within("monthly"),
    )

    id: str = Field(primary_key=True, max_length=24)
    household_id: int = Field(foreign_key="households.id", index=True)
    former_case: str | None = Field(default=None, foreign_key="cases.id", max_length=24)
    stage: Stage = Field(sa_type=codes(Stage, "stage"))
    outcome: Outcome | None = Field(default=None, sa_type=codes(Outcome, "outcome"), nullable=True)
    opened_on: date
    version: int
    village: str = Field(foreign_key="regions.code", max_length=12)
    head_name: str = Field(default="", max_length=1000)
    head_pinyin: str = Field(default="", max_length=200)
    route: Route | None = Field(default=None, sa_type=codes(Route, "route"), nullable=True)
    counted: int = Field(default=0)
    monthly: int = money()
    next_due_on: date | None = None
    next_recheck_on: date | None = None
    term_end: date | None = None
    taper_ends: date | None = None
    ended_on: date | None = None
    paused: bool = Field(default=False)
    withheld: bool = Field(default=False)
    quiet_until: date | None = None
    """The first day on which the machine has something to do with it; None: it is to be looked at."""
    responsible: str = Field(default="", max_length=60)
    journal_hash: str = Field(default="", max_length=64)
    """The newest event's hash."""


LONGEST_GRAM = 8
"""Characters of a gram: of so many initials a name is known."""


class CaseGramRow(SQLModel, table=True):
    """Single characters and pairs of each member's name, and with how many pinyin initials it begins.

    A part of a name is one of them, or some together. They lie in the order of lists: `due_on` is what is due next.
    """

    __tablename__ = "case_grams"
    __table_args__ = (Index("ix_case_grams_due", "gram", "due_on", "case_id"),)

    gram: str = Field(primary_key=True, max_length=LONGEST_GRAM)
    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24, index=True)
    due_on: date


class EvidenceRow(SQLModel, table=True):
    """One record; only `voided_by` is ever set later, once."""

    __tablename__ = "evidence"
    __table_args__ = (
        Index("ix_evidence_case_id_id", "case_id", "id"),
        Index(
            "ix_evidence_notices",
            "on_date",
            sqlite_where=text(NOTICE_SQL),
            postgresql_where=text(NOTICE_SQL),
        ),
        Index(
            "ix_evidence_declarations",
            "case_id",
            "id",
            sqlite_where=text(DECLARATION_SQL),
            postgresql_where=text(DECLARATION_SQL),
        ),
        CheckConstraint("on_date <= recorded_on", name="not_from_the_future"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="cases.id", max_length=24)
    kind: EvidenceKind = Field(sa_type=codes(EvidenceKind, "kind"))
    on_date: date
    person: str = Field(default="", max_length=1000)
    document: str = Field(default="", max_length=1000)
    body: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    recorded_by: str = Field(max_length=60)
    recorded_on: date
    amends: int | None = Field(default=None, foreign_key="evidence.id")
    voided_by: int | None = None


class SurveyRow(SQLModel, table=True):
    """A survey's snapshot: the whole household with income, vouchers and property, as on its day."""

    __tablename__ = "surveys"

    evidence_id: int = Field(primary_key=True, foreign_key="evidence.id")
    case_id: str = Field(foreign_key="cases.id", max_length=24, index=True)
    window_end: date
    surveyors: list[str] = Field(default_factory=list, sa_type=Document)
    household: dict[str, Any] = Field(default_factory=dict, sa_type=Document)


class DecisionRow(SQLModel, table=True):
    """What a step decided about money, and what it was decided on; `seq` is its event's."""

    __tablename__ = "decisions"
    __table_args__ = (
        *within("monthly", "base"),
        CheckConstraint("counted >= 0", name="counted"),
        CheckConstraint("term_end IS NULL OR term_end >= effective_from", name="term_after_start"),
    )

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    seq: int = Field(primary_key=True)
    step: str = Field(max_length=24)
    on_date: date
    decided_by: str = Field(max_length=60)
    effective_from: date
    monthly: int = money()
    base: int = money()
    counted: int = Field(default=0)
    route: Route | None = Field(default=None, sa_type=codes(Route, "route"), nullable=True)
    term_end: date | None = None
    survey_id: int | None = Field(default=None, foreign_key="evidence.id")
    policy_digest: str = Field(default="", max_length=64)
    spans: list[Any] = Field(default_factory=list, sa_type=Document)
    taper: dict[str, Any] | None = Field(default=None, sa_type=Document, nullable=True)
    assessment: dict[str, Any] | None = Field(default=None, sa_type=Document, nullable=True)


class EventRow(SQLModel, table=True):
    """One entry of a case's journal; each hash covers the one before, so that nothing can be changed unseen."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("seq >= 1", name="seq_from_one"),
        Index("ix_events_at", "at", "case_id", "seq"),
    )

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    seq: int = Field(primary_key=True)
    at: datetime = instant()
    on_date: date
    actor: str = Field(max_length=60)
    role: Role = Field(sa_type=codes(Role, "role"))
    kind: str = Field(max_length=24)
    step: str = Field(default="", max_length=24)
    source: Stage | None = Field(default=None, sa_type=codes(Stage, "source"), nullable=True)
    dest: Stage = Field(sa_type=codes(Stage, "dest"))
    reason: str = Field(default="", max_length=200)
    body: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    personal: dict[str, Any] | None = Field(default=None, sa_type=Document, nullable=True)
    """What names people: a note. It goes at the end of its term, its salt too; the chain covers only their digest."""
    salt: str = Field(max_length=32)
    personal_digest: str = Field(max_length=64)
    algorithm: str = Field(max_length=24)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class CaseReadRow(SQLModel, table=True):
    """Somebody opened a case on a day, first at an instant; append-only, one row for a person, case and day."""

    __tablename__ = "case_reads"

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    on_date: date = Field(primary_key=True)
    login: str = Field(primary_key=True, max_length=60)
    at: datetime = instant()
