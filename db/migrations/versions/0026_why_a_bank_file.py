"""Why somebody took a bank file, which holds whole accounts: kept with who took it."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of the files that were made before nobody was asked."""
    op.add_column("bank_files", sa.Column("reason", sa.String(length=1000), nullable=False, server_default=""))
