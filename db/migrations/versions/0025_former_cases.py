"""A case is found by the case that it came after: each look at a case asks whether another one did."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the index, of the few cases that name a former one."""
    named = sa.text("former_case IS NOT NULL")
    op.create_index("ix_cases_former_case", "cases", ["former_case"], sqlite_where=named, postgresql_where=named)
