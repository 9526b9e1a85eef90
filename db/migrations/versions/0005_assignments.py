"""Who was given which case, when and by whom: kept as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and what keeps it append-only."""
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("before", sa.String(length=60), nullable=False),
        sa.Column("given_by", sa.String(length=60), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_assignments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_case_id"), "assignments", ["case_id"])
    op.create_index("ix_cases_responsible", "cases", ["responsible", "village"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER assignments_no_{verb.lower()} BEFORE {verb} ON assignments "
                "BEGIN SELECT RAISE(ABORT, 'assignments is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION assignments_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'assignments is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER assignments_append_only BEFORE UPDATE OR DELETE ON assignments "
        "FOR EACH ROW EXECUTE FUNCTION assignments_append_only()"
    )
