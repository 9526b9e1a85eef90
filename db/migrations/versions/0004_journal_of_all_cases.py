"""The journal of all cases by instant: its newest events are found at once."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index over the instants of events."""
    op.create_index("ix_events_at", "events", ["at", "case_id", "seq"])
