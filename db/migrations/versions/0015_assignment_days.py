"""On which day of the office a case was given: of what was given before, the instant alone is known."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what is written stays as it is."""
    op.add_column("assignments", sa.Column("given_on", sa.Date(), nullable=True))
