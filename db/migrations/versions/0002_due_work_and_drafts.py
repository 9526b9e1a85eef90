"""Due work kept beside its case, marks on it, drafts of forms, the last characters of ID numbers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
CHUNK = 5000


def _due_items() -> None:
    op.create_table(
        "due_items",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("passing", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_due_items_case_id")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_due_items")),
    )
    op.create_index("ix_due_items_day", "due_items", ["due_on", "village", "case_id", "position"])
    op.create_index("ix_due_items_village", "due_items", ["village", "due_on", "kind", "passing", "live", "case_id"])


def _due_marks() -> None:
    op.create_table(
        "due_marks",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.CheckConstraint("(done_on IS NULL) = (done_by = '')", name=op.f("ck_due_marks_done_by_somebody")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_due_marks_case_id")),
        sa.PrimaryKeyConstraint("case_id", "kind", "due_on", name=op.f("pk_due_marks")),
    )


def _derived() -> None:
    op.create_table(
        "derived",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_derived")),
    )


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["login"], ["users.login"], name=op.f("fk_drafts_login")),
        sa.PrimaryKeyConstraint("login", "place", name=op.f("pk_drafts")),
    )


def _id_tails() -> None:
    """The last six characters of every ID number, the last one first."""
    op.add_column("persons", sa.Column("id_tail", sa.String(length=6), nullable=False, server_default=""))
    persons = sa.table(
        "persons", sa.column("id", sa.Integer), sa.column("id_no", sa.String), sa.column("id_tail", sa.String)
    )
    connection = op.get_bind()
    after = 0
    statement = sa.update(persons).where(persons.c.id == sa.bindparam("person")).values(id_tail=sa.bindparam("tail"))
    while rows := connection.execute(
        sa.select(persons.c.id, persons.c.id_no).where(persons.c.id > after).order_by(persons.c.id).limit(CHUNK)
    ).all():
        after = rows[-1].id
        connection.execute(statement, [{"person": row.id, "tail": row.id_no[::-1][:6]} for row in rows])
    op.create_index("ix_persons_id_tail", "persons", ["id_tail"])


def _indexes_of_cases() -> None:
    """Indexes that the lists' orders are (what has nothing due stands last), and that the map is counted from."""
    due = sa.text("coalesce(next_due_on, '9999-12-31')")
    for name in ("ix_cases_due", "ix_cases_stage_due", "ix_cases_village_stage"):
        op.drop_index(name, "cases")
    op.create_index("ix_cases_due", "cases", [due, "id"])
    op.create_index("ix_cases_stage_due", "cases", ["stage", due, "id"])
    op.create_index("ix_cases_village_stage", "cases", ["village", "stage", "next_due_on", "monthly", "id"])
    ended = sa.text("ended_on IS NOT NULL")
    op.create_index("ix_cases_ended", "cases", ["ended_on", "village"], sqlite_where=ended, postgresql_where=ended)


def upgrade() -> None:
    """Make the tables; the program derives what stands in them from the facts at its first look."""
    _due_items()
    _due_marks()
    _derived()
    _drafts()
    _id_tails()
    _indexes_of_cases()
