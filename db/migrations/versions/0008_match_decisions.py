"""What people decided about unsure matches with other lists: kept as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and what keeps it append-only."""
    op.create_table(
        "match_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_match_decisions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_decisions")),
    )
    op.create_index(op.f("ix_match_decisions_person_id"), "match_decisions", ["person_id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER match_decisions_no_{verb.lower()} BEFORE {verb} ON match_decisions "
                "BEGIN SELECT RAISE(ABORT, 'match_decisions is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION match_decisions_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'match_decisions is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER match_decisions_append_only BEFORE UPDATE OR DELETE ON match_decisions "
        "FOR EACH ROW EXECUTE FUNCTION match_decisions_append_only()"
    )
