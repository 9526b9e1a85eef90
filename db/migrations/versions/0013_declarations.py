"""Near-relative declarations by case: whoever is declared in one case is found where they live at once."""

from alembic import op
from sqlalchemy import text

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An index over declarations alone."""
    declared = text("kind = 'declaration'")
    op.create_index(
        "ix_evidence_declarations", "evidence", ["case_id", "id"], sqlite_where=declared, postgresql_where=declared
    )
