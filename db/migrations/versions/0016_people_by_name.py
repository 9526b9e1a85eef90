"""People by name and birthday: whoever has no ID number is looked for by them."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index."""
    op.create_index("ix_persons_name", "persons", ["name", "born"])
