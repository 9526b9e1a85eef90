# ruff: noqa: S608 - statements of our own names
"""Exceptions from the separation of duties: the county's to record; under one, who verified may enroll."""

import sqlalchemy as sa
from alembic import op

from db.migrations.guards import allow_again, append_only, refuse

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

VERIFIED = (
    "NEW.actor = (SELECT b.actor FROM events b WHERE b.case_id = NEW.case_id AND b.kind = 'step' "
    "AND b.step = 'verify' ORDER BY b.seq DESC LIMIT 1)"
)
BY_COUNTY = "EXISTS (SELECT 1 FROM users u WHERE u.login = {who} AND u.role = 'county' AND u.active)"


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _tables() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "duty_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", instant, nullable=False),
        sa.CheckConstraint("begins_on < until", name=op.f("ck_duty_exceptions_ends_after_it_begins")),
        sa.CheckConstraint("substr(region, 10) = '000'", name=op.f("ck_duty_exceptions_of_a_township")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_duty_exceptions_has_reason")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_duty_exceptions_region")),
        sa.ForeignKeyConstraint(["made_by"], ["users.login"], name=op.f("fk_duty_exceptions_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_exceptions")),
    )
    op.create_table(
        "duty_exception_ends",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("ended_by", sa.String(length=60), nullable=False),
        sa.Column("ended_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["number"], ["duty_exceptions.id"], name=op.f("fk_duty_exception_ends_number")),
        sa.ForeignKeyConstraint(["ended_by"], ["users.login"], name=op.f("fk_duty_exception_ends_ended_by")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_duty_exception_ends")),
    )


def _countys_alone() -> None:
    """The county records and ends them, for a year at most."""
    sentence = "the county alone makes exceptions, for a year at most"
    day_after_a_year = "date(NEW.begins_on, '+1 year')" if _is_sqlite() else "NEW.begins_on + interval '1 year'"
    refused = f"(NOT {BY_COUNTY.format(who='NEW.made_by')} OR NEW.until > {day_after_a_year})"
    refuse("duty_exceptions_by_county", "INSERT ON duty_exceptions", "true", refused, sentence)
    refused = f"NOT {BY_COUNTY.format(who='NEW.ended_by')}"
    refuse("duty_exception_ends_by_county", "INSERT ON duty_exception_ends", "true", refused, sentence)


def _let_through() -> None:
    """An enrolment by who verified passes where its event names an exception of its township that holds that day."""
    number = "json_extract(NEW.body, '$.exception')" if _is_sqlite() else "(NEW.body ->> 'exception')::integer"
    excepted = (
        "(NEW.role = 'township' AND EXISTS (SELECT 1 FROM duty_exceptions x JOIN cases c ON c.id = NEW.case_id "
        f"WHERE x.id = {number} AND x.made_by <> NEW.actor AND substr(x.region, 1, 9) = substr(c.village, 1, 9) "
        "AND x.begins_on <= NEW.on_date AND NEW.on_date < x.until AND NOT EXISTS (SELECT 1 FROM "
        "duty_exception_ends e WHERE e.number = x.id AND e.ended_on <= NEW.on_date)))"
    )
    allow_again("events_not_by_reviewer", "events")
    when = "NEW.kind = 'step' AND NEW.role <> 'cron' AND NEW.step = 'enroll'"
    refused = f"{VERIFIED} AND NOT {excepted}"
    refuse("events_not_by_reviewer", "INSERT ON events", when, refused, "whoever verified does not enroll")


def upgrade() -> None:
    """Create the tables, keep them append-only and the county's, and let what they except through."""
    _tables()
    for table in ("duty_exceptions", "duty_exception_ends"):
        append_only(table)
    _countys_alone()
    _let_through()
