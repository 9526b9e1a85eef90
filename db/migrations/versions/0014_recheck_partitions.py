"""The partitions of a night that many machines share, and how far each is."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Create the rows that are claimed, and the rows that are written while others hold them."""
    op.create_table(
        "recheck_partitions",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("sheets", sa.String(length=64), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("on_date", "region", name=op.f("pk_recheck_partitions")),
    )
    op.create_table(
        "recheck_progress",
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("upto", sa.String(length=24), nullable=False),
        sa.Column("worker", sa.String(length=60), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed", sa.String(length=60), nullable=False),
        sa.Column("figures", DOCUMENT, nullable=False),
        sa.CheckConstraint("done_at IS NULL OR failed = ''", name=op.f("ck_recheck_progress_done_or_failed")),
        sa.ForeignKeyConstraint(
            ["on_date", "region"],
            ["recheck_partitions.on_date", "recheck_partitions.region"],
            name=op.f("fk_recheck_progress_on_date_region"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("on_date", "region", name=op.f("pk_recheck_progress")),
    )
