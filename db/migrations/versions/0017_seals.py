"""Seals over the journal: what was written up to each, signed, never changed."""

import sqlalchemy as sa
from alembic import op

from db.migrations.guards import append_only

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KINDS = ("batch", "day")
TABLES = ("seal_keys", "seals", "seal_leaves")


def _keys() -> None:
    op.create_table(
        "seal_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("public", sa.String(length=64), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("endorsed_by", sa.String(length=16), nullable=False),
        sa.Column("endorsement", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_keys")),
    )


def _seals() -> None:
    kind = sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "seals",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("algorithm", sa.String(length=40), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_seals_number_from_one")),
        sa.CheckConstraint("(\"key\" = '') = (signature = '')", name=op.f("ck_seals_signed_by_a_key")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_seals")),
        sa.UniqueConstraint("hash", name=op.f("uq_seals_hash")),
    )
    op.create_table(
        "seal_leaves",
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["seal"], ["seals.number"], name=op.f("fk_seal_leaves_seal")),
        sa.PrimaryKeyConstraint("seal", "kind", "name", name=op.f("pk_seal_leaves")),
    )
    op.create_index("ix_seal_leaves_name", "seal_leaves", ["kind", "name", "version"])


def upgrade() -> None:
    """Create the tables, and what keeps their rows as they were written."""
    _keys()
    _seals()
    for table in TABLES:
        append_only(table)
