"""Public notices by the day of posting: a batch's cases are found without a look at all evidence."""

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index over the days of notices alone."""
    of_notices = text("kind = 'notice'")
    op.create_index(
        "ix_evidence_notices", "evidence", ["on_date"], sqlite_where=of_notices, postgresql_where=of_notices
    )
