"""Until when the machine has nothing to do with a case: derived, and gone with every event."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; every case is to be looked at."""
    op.add_column("cases", sa.Column("quiet_until", sa.Date(), nullable=True))
