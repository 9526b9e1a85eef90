"""Verification drives: as they began, with the ledger of that day, and as they were signed; never changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLES = ("drives", "drive_cases", "drive_summaries")
STAGES = "'applied', 'verified', 'enrolled', 'key_supported', 'tapering', 're_verified', 'terminated'"


def _drives() -> None:
    op.create_table(
        "drives",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("due_on >= begun_on", name=op.f("ck_drives_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["region"], ["regions.code"], name=op.f("fk_drives_region")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_drives")),
    )


def _cases() -> None:
    op.create_table(
        "drive_cases",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("drive", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("head_name", sa.String(length=1000), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("batch", sa.String(length=24), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("topped_up", sa.Integer(), nullable=False),
        sa.Column("monthly", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(f"stage IN ({STAGES})", name=op.f("ck_drive_cases_stage")),
        sa.CheckConstraint("batch IN ('1', '2', '3', '4')", name=op.f("ck_drive_cases_batch")),
        sa.CheckConstraint(
            "monthly IS NULL OR (monthly >= 0 AND monthly < 100000000000000)",
            name=op.f("ck_drive_cases_monthly_bounds"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_drive_cases_case_id")),
        sa.ForeignKeyConstraint(["drive"], ["drives.number"], name=op.f("fk_drive_cases_drive")),
        sa.PrimaryKeyConstraint("case_id", "drive", name=op.f("pk_drive_cases")),
    )
    op.create_index(op.f("ix_drive_cases_drive"), "drive_cases", ["drive"])


def _summaries() -> None:
    op.create_table(
        "drive_summaries",
        sa.Column("drive", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_by", sa.String(length=60), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.String(length=1000), nullable=False),
        sa.Column("found", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("signed_by <> ''", name=op.f("ck_drive_summaries_signed")),
        sa.ForeignKeyConstraint(["drive"], ["drives.number"], name=op.f("fk_drive_summaries_drive")),
        sa.PrimaryKeyConstraint("drive", name=op.f("pk_drive_summaries")),
    )


def _append_only_on_sqlite(table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _append_only_on_postgresql(table: str) -> None:
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def upgrade() -> None:
    """Create the tables, and what keeps their rows as they were written."""
    _drives()
    _cases()
    _summaries()
    keep = _append_only_on_sqlite if op.get_bind().dialect.name == "sqlite" else _append_only_on_postgresql
    for table in TABLES:
        keep(table)
