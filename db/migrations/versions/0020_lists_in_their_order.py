"""Parts of names and due work lie in the order of the lists that show them, so that a page is read and no more."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

LONGEST = 8
"""Characters of a part of a name; more than two are initials."""

BEGINNINGS = sa.text(
    "INSERT INTO case_grams (gram, case_id, due_on) SELECT DISTINCT substr(gram, 1, :length), case_id, due_on "
    "FROM case_grams WHERE length(gram) > :length ON CONFLICT DO NOTHING"
)
TOO_LONG = sa.text("DELETE FROM case_grams WHERE length(gram) > :length")


def upgrade() -> None:
    """Give each part what is due next on its case, and each beginning of initials a row of its own."""
    op.add_column("case_grams", sa.Column("due_on", sa.Date(), nullable=False, server_default="9999-12-31"))
    op.execute(
        "UPDATE case_grams SET due_on = cases.next_due_on FROM cases "
        "WHERE cases.id = case_grams.case_id AND cases.next_due_on IS NOT NULL"
    )
    for length in range(1, LONGEST + 1):
        op.execute(BEGINNINGS.bindparams(length=length))
    op.execute(TOO_LONG.bindparams(length=LONGEST))
    op.create_index("ix_case_grams_due", "case_grams", ["gram", "due_on", "case_id"])
    op.drop_index("ix_due_items_day", "due_items")
    op.create_index("ix_due_items_order", "due_items", ["passing", "due_on", "village", "case_id", "position", "live"])
