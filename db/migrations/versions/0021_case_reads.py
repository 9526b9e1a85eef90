"""Who opened which case on which day: kept as it was written."""

import sqlalchemy as sa
from alembic import op

from db.migrations.guards import append_only

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and what keeps it append-only."""
    op.create_table(
        "case_reads",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_reads_case_id")),
        sa.PrimaryKeyConstraint("case_id", "on_date", "login", name=op.f("pk_case_reads")),
    )
    append_only("case_reads")
