"""Payment rolls: a month's lines with what they rest on, what they gave for whom, and the payments."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field

from db.tables.base import Document, SQLModel, instant, money, within

NOT_FAILED = "state <> 'failed'"


class PayrollRow(SQLModel, table=True):
    """A month's roll: drawn up by one person and released by another; released, it is frozen with all its lines."""

    __tablename__ = "payrolls"
    __table_args__ = (
        CheckConstraint("state IN ('drawing', 'drawn', 'released')", name="state"),
        CheckConstraint("(state = 'released') = (released_by <> '')", name="released_by_somebody"),
        CheckConstraint("released_by <> drawn_by", name="two_people"),
        *within("to_pay"),
    )

    month: date = Field(primary_key=True)
    state: str = Field(max_length=10)
    known_on: date
    drawn_by: str = Field(max_length=60)
    drawn_at: datetime = instant()
    released_by: str = Field(default="", max_length=60)
    released_at: datetime | None = instant(nullable=True)
    households: int = Field(default=0)
    to_pay: int = money()
    previous_digest: str = Field(default="", max_length=64)
    digest: str = Field(default="", max_length=64)


class PayrollLineRow(SQLModel, table=True):
    """One household's line, with the inputs it was made of; the figures add up."""

    __tablename__ = "payroll_lines"
    __table_args__ = (
        CheckConstraint(
            "due - withheld + arrears - recovery - owed_before + repaid = to_pay - owed_after", name="adds_up"
        ),
        CheckConstraint("to_pay = 0 OR owed_after = 0", name="paid_or_owes"),
        *within("due", "withheld", "arrears", "recovery", "owed_before", "repaid", "to_pay", "owed_after"),
        Index("ix_payroll_lines_village", "month", "village", "case_id"),
        Index("ix_payroll_lines_case", "case_id", "month"),
    )

    month: date = Field(primary_key=True, foreign_key="payrolls.month")
    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    village: str = Field(max_length=12)
    head_name: str = Field(default="", max_length=1000)
    bank_account: str = Field(default="", max_length=60)
    stage: str = Field(max_length=24)
    persons: int = Field(default=0)
    due: int = money()
    withheld: int = money()
    arrears: int = money()
    recovery: int = money()
    owed_before: int = money()
    repaid: int = money()
    to_pay: int = money()
    owed_after: int = money()
    unpaid: str = Field(default="", max_length=24)
    parts: list[Any] = Field(default_factory=list, sa_type=Document)
    rests_on: dict[str, Any] = Field(default_factory=dict, sa_type=Document)
    hash: str = Field(max_length=64)


class PayrollAmountRow(SQLModel, table=True):
    """What a roll gave a household for one month: its own, or an earlier one that it settles; below zero: recovered."""

    __tablename__ = "payroll_amounts"

    month: date = Field(primary_key=True, foreign_key="payrolls.month")
    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    for_month: date = Field(primary_key=True)
    amount: int = money()


class PayrollPersonRow(SQLModel, table=True):
    """A person for whom a month is paid, by which roll: nobody twice, whatever households they were counted in."""

    __tablename__ = "payroll_persons"
    __table_args__ = (
        Index("ix_payroll_persons_case", "case_id", "for_month"),
        Index("ix_payroll_persons_roll", "month"),
    )

    for_month: date = Field(primary_key=True)
    person_id: int = Field(primary_key=True, foreign_key="persons.id")
    case_id: str = Field(foreign_key="cases.id", max_length=24)
    month: date = Field(foreign_key="payrolls.month")


class PayrollStandingRow(SQLModel, table=True):
    """How a case stands after the last released roll: the version that was looked at, and what the household owes."""

    __tablename__ = "payroll_standings"
    __table_args__ = (*within("owes"),)

    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    version: int
    owes: int = money()


class PaymentRow(SQLModel, table=True):
    """Money on its way to a household; a failed one is issued again as the next attempt, and only one stands."""

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("state IN ('issued', 'paid', 'failed')", name="state"),
        CheckConstraint("amount > 0", name="something"),
        Index(
            "uq_payments_standing",
            "month",
            "case_id",
            unique=True,
            sqlite_where=text(NOT_FAILED),
            postgresql_where=text(NOT_FAILED),
        ),
        Index("ix_payments_state", "month", "attempt", "state", "case_id"),
    )

    month: date = Field(primary_key=True)
    case_id: str = Field(primary_key=True, foreign_key="cases.id", max_length=24)
    attempt: int = Field(primary_key=True)
    amount: int = money()
    holder: str = Field(default="", max_length=1000)
    bank_account: str = Field(default="", max_length=60)
    state: str = Field(max_length=10)
    reason: str = Field(default="", max_length=200)
    told_on: date | None = None
    checksum: str = Field(default="", max_length=64)
    """Of all that stands in the row: no event tells of what a bank answers."""


class BankFileRow(SQLModel, table=True):
    """A bank file that was made: it holds whole accounts, so it is kept who took it and why."""

    __tablename__ = "bank_files"

    id: int | None = Field(default=None, primary_key=True)
    month: date
    attempt: int
    made_by: str = Field(max_length=60)
    made_at: datetime = instant()
    reason: str = Field(default="", max_length=1000)
    payments: int
    total: int = money()
    sha256: str = Field(max_length=64)


class RepaymentRow(SQLModel, table=True):
    """Money that a household paid back; the next roll takes it in."""

    __tablename__ = "repayments"
    __table_args__ = (CheckConstraint("amount > 0", name="something"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(foreign_key="cases.id", max_length=24, index=True)
    on_date: date
    amount: int = money()
    document: str = Field(default="", max_length=1000)
    recorded_by: str = Field(max_length=60)
    month: date | None = None
    """The roll that took it in."""
    checksum: str = Field(default="", max_length=64)
    """Of all that stands in the row, but for the roll, whose line says it."""
