"""Who opened which case on which day: kept as it was written."""

import sqlalchemy as sa
from alembic import op

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
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER case_reads_no_{verb.lower()} BEFORE {verb} ON case_reads "
                "BEGIN SELECT RAISE(ABORT, 'case_reads is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION case_reads_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'case_reads is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER case_reads_append_only BEFORE UPDATE OR DELETE ON case_reads "
        "FOR EACH ROW EXECUTE FUNCTION case_reads_append_only()"
    )
