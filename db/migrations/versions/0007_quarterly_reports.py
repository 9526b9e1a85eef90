"""Quarterly reports of villages: every version as it was submitted, never changed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TABLE = "quarterly_reports"


def _reports() -> None:
    op.create_table(
        TABLE,
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("quarter", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=60), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("explanation", sa.String(length=1000), nullable=False),
        sa.Column("figures", DOCUMENT, nullable=False),
        sa.Column("checks", DOCUMENT, nullable=False),
        sa.Column("previous_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_quarterly_reports_version_from_one")),
        sa.CheckConstraint("(version = 1) = (reason = '')", name=op.f("ck_quarterly_reports_correction_has_reason")),
        sa.CheckConstraint("signed_by <> ''", name=op.f("ck_quarterly_reports_signed")),
        sa.CheckConstraint("submitted_on > quarter", name=op.f("ck_quarterly_reports_quarter_has_begun")),
        sa.ForeignKeyConstraint(["village"], ["regions.code"], name=op.f("fk_quarterly_reports_village")),
        sa.PrimaryKeyConstraint("village", "quarter", "version", name=op.f("pk_quarterly_reports")),
    )
    op.create_index("ix_quarterly_reports_quarter", TABLE, ["quarter", "village", "version"])


def _append_only_on_sqlite() -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
        )


def _append_only_on_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION {TABLE}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"RAISE EXCEPTION '{TABLE} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_append_only()"
    )


def upgrade() -> None:
    """Create the table, and what keeps its rows as they were written."""
    _reports()
    if op.get_bind().dialect.name == "sqlite":
        _append_only_on_sqlite()
    else:
        _append_only_on_postgresql()
