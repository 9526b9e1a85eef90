"""What matching left to be settled about people of cases: kept as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and what keeps it append-only."""
    op.create_table(
        "match_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("member", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("noted_by", sa.String(length=60), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_match_flags_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_flags")),
    )
    op.create_index(op.f("ix_match_flags_case_id"), "match_flags", ["case_id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER match_flags_no_{verb.lower()} BEFORE {verb} ON match_flags "
                "BEGIN SELECT RAISE(ABORT, 'match_flags is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION match_flags_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'match_flags is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER match_flags_append_only BEFORE UPDATE OR DELETE ON match_flags "
        "FOR EACH ROW EXECUTE FUNCTION match_flags_append_only()"
    )
