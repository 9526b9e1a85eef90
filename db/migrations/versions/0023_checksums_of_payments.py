"""Checksums of payments and repayments, of which no event tells: bits that rot in them are found."""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

SUMMED = {
    "payments": (
        ("month", "case_id", "attempt"),
        ("month", "case_id", "attempt", "amount", "holder", "bank_account", "state", "reason", "told_on"),
    ),
    "repayments": (("id",), ("case_id", "on_date", "amount", "document", "recorded_by")),
}
"""By table: the key, and the columns in the order in which they are summed."""


def _checksum(values: tuple[Any, ...]) -> str:
    written = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
    return hashlib.sha256(json.dumps(written, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def upgrade() -> None:
    """Add the columns, and sum what stands there."""
    connection = op.get_bind()
    for table, (key, summed) in SUMMED.items():
        op.add_column(table, sa.Column("checksum", sa.String(length=64), nullable=False, server_default=""))
        here = " AND ".join(f"{name} = :{name}" for name in key)
        names = ", ".join((*key, *summed))
        rows = connection.execute(sa.text(f"SELECT {names} FROM {table}")).all()  # noqa: S608 - our own names
        values = [
            {**dict(zip(key, row[: len(key)], strict=True)), "checksum": _checksum(row[len(key) :])} for row in rows
        ]
        if values:
            connection.execute(sa.text(f"UPDATE {table} SET checksum = :checksum WHERE {here}"), values)  # noqa: S608
