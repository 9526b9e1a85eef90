"""Payment rolls: their lines, what they gave for which month and person, payments and repayments; frozen on release."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FROZEN = ("payrolls", "payroll_lines", "payroll_amounts")
"""Tables that a release freezes."""


def _bank_files() -> None:
    op.create_table(
        "bank_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_files")),
    )


def _payrolls() -> None:
    op.create_table(
        "payrolls",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("known_on", sa.Date(), nullable=False),
        sa.Column("drawn_by", sa.String(length=60), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by", sa.String(length=60), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("to_pay", sa.BigInteger(), nullable=False),
        sa.Column("previous_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(state = 'released') = (released_by <> '')", name=op.f("ck_payrolls_released_by_somebody")),
        sa.CheckConstraint("state IN ('drawing', 'drawn', 'released')", name=op.f("ck_payrolls_state")),
        sa.CheckConstraint("released_by <> drawn_by", name=op.f("ck_payrolls_two_people")),
        sa.CheckConstraint(
            "to_pay IS NULL OR (to_pay >= 0 AND to_pay < 100000000000000)", name=op.f("ck_payrolls_to_pay_bounds")
        ),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_payrolls")),
    )


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(length=1000), nullable=False),
        sa.Column("bank_account", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('issued', 'paid', 'failed')", name=op.f("ck_payments_state")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payments_something")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_payments_case_id")),
        sa.PrimaryKeyConstraint("month", "case_id", "attempt", name=op.f("pk_payments")),
    )
    op.create_index("ix_payments_state", "payments", ["month", "attempt", "state", "case_id"])
    op.create_index(
        "uq_payments_standing",
        "payments",
        ["month", "case_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'failed'"),
        postgresql_where=sa.text("state <> 'failed'"),
    )


def _payroll_amounts() -> None:
    op.create_table(
        "payroll_amounts",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("for_month", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_payroll_amounts_case_id")),
        sa.ForeignKeyConstraint(["month"], ["payrolls.month"], name=op.f("fk_payroll_amounts_month")),
        sa.PrimaryKeyConstraint("month", "case_id", "for_month", name=op.f("pk_payroll_amounts")),
    )


def _payroll_lines() -> None:
    op.create_table(
        "payroll_lines",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("head_name", sa.String(length=1000), nullable=False),
        sa.Column("bank_account", sa.String(length=60), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("withheld", sa.BigInteger(), nullable=False),
        sa.Column("arrears", sa.BigInteger(), nullable=False),
        sa.Column("recovery", sa.BigInteger(), nullable=False),
        sa.Column("owed_before", sa.BigInteger(), nullable=False),
        sa.Column("repaid", sa.BigInteger(), nullable=False),
        sa.Column("to_pay", sa.BigInteger(), nullable=False),
        sa.Column("owed_after", sa.BigInteger(), nullable=False),
        sa.Column("unpaid", sa.String(length=24), nullable=False),
        sa.Column("parts", DOCUMENT, nullable=False),
        sa.Column("rests_on", DOCUMENT, nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "arrears IS NULL OR (arrears >= 0 AND arrears < 100000000000000)",
            name=op.f("ck_payroll_lines_arrears_bounds"),
        ),
        sa.CheckConstraint(
            "due - withheld + arrears - recovery - owed_before + repaid = to_pay - owed_after",
            name=op.f("ck_payroll_lines_adds_up"),
        ),
        sa.CheckConstraint(
            "due IS NULL OR (due >= 0 AND due < 100000000000000)", name=op.f("ck_payroll_lines_due_bounds")
        ),
        sa.CheckConstraint(
            "owed_after IS NULL OR (owed_after >= 0 AND owed_after < 100000000000000)",
            name=op.f("ck_payroll_lines_owed_after_bounds"),
        ),
        sa.CheckConstraint(
            "owed_before IS NULL OR (owed_before >= 0 AND owed_before < 100000000000000)",
            name=op.f("ck_payroll_lines_owed_before_bounds"),
        ),
        sa.CheckConstraint(
            "recovery IS NULL OR (recovery >= 0 AND recovery < 100000000000000)",
            name=op.f("ck_payroll_lines_recovery_bounds"),
        ),
        sa.CheckConstraint(
            "repaid IS NULL OR (repaid >= 0 AND repaid < 100000000000000)", name=op.f("ck_payroll_lines_repaid_bounds")
        ),
        sa.CheckConstraint("to_pay = 0 OR owed_after = 0", name=op.f("ck_payroll_lines_paid_or_owes")),
        sa.CheckConstraint(
            "to_pay IS NULL OR (to_pay >= 0 AND to_pay < 100000000000000)", name=op.f("ck_payroll_lines_to_pay_bounds")
        ),
        sa.CheckConstraint(
            "withheld IS NULL OR (withheld >= 0 AND withheld < 100000000000000)",
            name=op.f("ck_payroll_lines_withheld_bounds"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_payroll_lines_case_id")),
        sa.ForeignKeyConstraint(["month"], ["payrolls.month"], name=op.f("fk_payroll_lines_month")),
        sa.PrimaryKeyConstraint("month", "case_id", name=op.f("pk_payroll_lines")),
    )
    op.create_index("ix_payroll_lines_case", "payroll_lines", ["case_id", "month"])
    op.create_index("ix_payroll_lines_village", "payroll_lines", ["month", "village", "case_id"])


def _payroll_persons() -> None:
    op.create_table(
        "payroll_persons",
        sa.Column("for_month", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_payroll_persons_case_id")),
        sa.ForeignKeyConstraint(["month"], ["payrolls.month"], name=op.f("fk_payroll_persons_month")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_payroll_persons_person_id")),
        sa.PrimaryKeyConstraint("for_month", "person_id", name=op.f("pk_payroll_persons")),
    )
    op.create_index("ix_payroll_persons_case", "payroll_persons", ["case_id", "for_month"])
    op.create_index("ix_payroll_persons_roll", "payroll_persons", ["month"])


def _payroll_standings() -> None:
    op.create_table(
        "payroll_standings",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owes", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "owes IS NULL OR (owes >= 0 AND owes < 100000000000000)", name=op.f("ck_payroll_standings_owes_bounds")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_payroll_standings_case_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_payroll_standings")),
    )


def _repayments() -> None:
    op.create_table(
        "repayments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.String(length=1000), nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_repayments_something")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_repayments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repayments")),
    )
    op.create_index(op.f("ix_repayments_case_id"), "repayments", ["case_id"])


def _frozen_on_sqlite(table: str) -> None:
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        if table == "payrolls" and verb == "INSERT":
            continue
        state = f"(SELECT state FROM payrolls WHERE month = {row}.month)"  # noqa: S608 - our own names
        op.execute(
            f"CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table} "
            f"WHEN {state} = 'released' BEGIN SELECT RAISE(ABORT, '{table}: the roll is released'); END"
        )


def _frozen_on_postgresql(table: str) -> None:
    verbs = "UPDATE OR DELETE" if table == "payrolls" else "INSERT OR UPDATE OR DELETE"
    state = "(SELECT state FROM payrolls WHERE month = the_month)"
    op.execute(
        f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE the_month date; BEGIN "
        "IF TG_OP = 'INSERT' THEN the_month := NEW.month; ELSE the_month := OLD.month; END IF; "
        f"IF {state} = 'released' THEN RAISE EXCEPTION '{table}: the roll is released'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_frozen BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()"
    )


def upgrade() -> None:
    """Create the tables, then the triggers that freeze a released roll."""
    _payrolls()
    _bank_files()
    _payments()
    _payroll_amounts()
    _payroll_lines()
    _payroll_persons()
    _payroll_standings()
    _repayments()
    freeze = _frozen_on_sqlite if op.get_bind().dialect.name == "sqlite" else _frozen_on_postgresql
    for table in FROZEN:
        freeze(table)
