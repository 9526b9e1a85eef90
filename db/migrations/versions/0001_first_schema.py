"""The first schema: regions and users, households and people, cases with evidence, decisions and events."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _calendar_days() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.CheckConstraint("kind IN ('holiday', 'workday')", name=op.f("ck_calendar_days_kind")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )


def _calendar_years() -> None:
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )


def _persons() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("id_no", sa.String(length=60), nullable=False),
        sa.Column("born", sa.Date(), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.CheckConstraint("died_on IS NULL OR died_on >= born", name=op.f("ck_persons_dies_after_birth")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_index(
        "uq_persons_id_no",
        "persons",
        ["id_no"],
        unique=True,
        sqlite_where=sa.text("id_no <> ''"),
        postgresql_where=sa.text("id_no <> ''"),
    )


def _regions() -> None:
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=100), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("parent", sa.String(length=12), nullable=True),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'county', 'township', 'village')", name=op.f("ck_regions_level")
        ),
        sa.CheckConstraint("length(code) = 12", name=op.f("ck_regions_code_has_12_digits")),
        sa.ForeignKeyConstraint(["parent"], ["regions.code"], name=op.f("fk_regions_parent")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "village",
                "township",
                "county",
                "auditor",
                "cron",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(login) > 0", name=op.f("ck_users_login_not_empty")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_users")),
    )


def _households() -> None:
    op.create_table(
        "households",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("bank_account", sa.String(length=60), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["village"], ["regions.code"], name=op.f("fk_households_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_households")),
    )
    op.create_index(op.f("ix_households_village"), "households", ["village"], unique=False)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("former_case", sa.String(length=24), nullable=True),
        sa.Column(
            "stage",
            sa.Enum(
                "applied",
                "verified",
                "enrolled",
                "key_supported",
                "tapering",
                "re_verified",
                "terminated",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "rejected", "withdrawn", "ended", name="outcome", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("village", sa.String(length=12), nullable=False),
        sa.Column("head_name", sa.String(length=1000), nullable=False),
        sa.Column("head_pinyin", sa.String(length=200), nullable=False),
        sa.Column(
            "route",
            sa.Enum("income", "expenditure", name="route", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("monthly", sa.BigInteger(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("next_recheck_on", sa.Date(), nullable=True),
        sa.Column("term_end", sa.Date(), nullable=True),
        sa.Column("taper_ends", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.Column("responsible", sa.String(length=60), nullable=False),
        sa.Column("journal_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("(stage = 'terminated') = (outcome IS NOT NULL)", name=op.f("ck_cases_ended_has_outcome")),
        sa.CheckConstraint(
            "monthly IS NULL OR (monthly >= 0 AND monthly < 100000000000000)", name=op.f("ck_cases_monthly_bounds")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_cases_version_from_one")),
        sa.ForeignKeyConstraint(["former_case"], ["cases.id"], name=op.f("fk_cases_former_case")),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_cases_household_id")),
        sa.ForeignKeyConstraint(["village"], ["regions.code"], name=op.f("fk_cases_village")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
    )
    op.create_index("ix_cases_due", "cases", ["next_due_on", "id"], unique=False)
    op.create_index(op.f("ix_cases_household_id"), "cases", ["household_id"], unique=False)
    op.create_index("ix_cases_monthly", "cases", ["monthly", "id"], unique=False)
    op.create_index("ix_cases_pinyin", "cases", ["head_pinyin", "id"], unique=False)
    op.create_index("ix_cases_stage_due", "cases", ["stage", "next_due_on", "id"], unique=False)
    op.create_index("ix_cases_village_stage", "cases", ["village", "stage", "id"], unique=False)
    op.create_index(
        "uq_cases_live_household",
        "cases",
        ["household_id"],
        unique=True,
        sqlite_where=sa.text("stage <> 'terminated'"),
        postgresql_where=sa.text("stage <> 'terminated'"),
    )


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("member_key", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("counted_in_paid", sa.Boolean(), nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.CheckConstraint("NOT counted_in_paid OR left_on IS NULL", name=op.f("ck_members_who_left_does_not_count")),
        sa.CheckConstraint(
            "left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on", name=op.f("ck_members_leaves_after_joining")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["households.id"], name=op.f("fk_members_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_members_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_person_id"), "members", ["person_id"], unique=False)
    op.create_index(
        "uq_members_counted_in_paid",
        "members",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("counted_in_paid"),
        postgresql_where=sa.text("counted_in_paid"),
    )
    op.create_index("uq_members_household_key", "members", ["household_id", "member_key"], unique=True)


def _case_grams() -> None:
    op.create_table(
        "case_grams",
        sa.Column("gram", sa.String(length=8), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_grams_case_id")),
        sa.PrimaryKeyConstraint("gram", "case_id", name=op.f("pk_case_grams")),
    )
    op.create_index(op.f("ix_case_grams_case_id"), "case_grams", ["case_id"], unique=False)


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "village",
                "township",
                "county",
                "auditor",
                "cron",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "applied",
                "verified",
                "enrolled",
                "key_supported",
                "tapering",
                "re_verified",
                "terminated",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "dest",
            sa.Enum(
                "applied",
                "verified",
                "enrolled",
                "key_supported",
                "tapering",
                "re_verified",
                "terminated",
                name="dest",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("personal", DOCUMENT, nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("personal_digest", sa.String(length=64), nullable=False),
        sa.Column("algorithm", sa.String(length=24), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_events_seq_from_one")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_events_case_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_events")),
    )


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "application",
                "paper",
                "declaration",
                "delegation",
                "information-check",
                "home-visit",
                "survey",
                "appraisal",
                "doubt",
                "notice",
                "objection",
                "county-visit",
                "order",
                "change",
                "early-exit",
                "recognition",
                "referral",
                "refusal",
                "letter",
                "appeal",
                "wish",
                "pause",
                "withhold",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("person", sa.String(length=1000), nullable=False),
        sa.Column("document", sa.String(length=1000), nullable=False),
        sa.Column("body", DOCUMENT, nullable=False),
        sa.Column("recorded_by", sa.String(length=60), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("amends", sa.Integer(), nullable=True),
        sa.Column("voided_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("on_date <= recorded_on", name=op.f("ck_evidence_not_from_the_future")),
        sa.ForeignKeyConstraint(["amends"], ["evidence.id"], name=op.f("fk_evidence_amends")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_evidence_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index("ix_evidence_case_id_id", "evidence", ["case_id", "id"], unique=False)


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_requests_case_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_requests")),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("monthly", sa.BigInteger(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column(
            "route",
            sa.Enum("income", "expenditure", name="route", native_enum=False, create_constraint=True, length=24),
            nullable=True,
        ),
        sa.Column("term_end", sa.Date(), nullable=True),
        sa.Column("survey_id", sa.Integer(), nullable=True),
        sa.Column("policy_digest", sa.String(length=64), nullable=False),
        sa.Column("spans", DOCUMENT, nullable=False),
        sa.Column("taper", DOCUMENT, nullable=True),
        sa.Column("assessment", DOCUMENT, nullable=True),
        sa.CheckConstraint(
            "base IS NULL OR (base >= 0 AND base < 100000000000000)", name=op.f("ck_decisions_base_bounds")
        ),
        sa.CheckConstraint("counted >= 0", name=op.f("ck_decisions_counted")),
        sa.CheckConstraint(
            "monthly IS NULL OR (monthly >= 0 AND monthly < 100000000000000)", name=op.f("ck_decisions_monthly_bounds")
        ),
        sa.CheckConstraint(
            "term_end IS NULL OR term_end >= effective_from", name=op.f("ck_decisions_term_after_start")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_decisions_case_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["evidence.id"], name=op.f("fk_decisions_survey_id")),
        sa.PrimaryKeyConstraint("case_id", "seq", name=op.f("pk_decisions")),
    )


def _surveys() -> None:
    op.create_table(
        "surveys",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(length=24), nullable=False),
        sa.Column("window_end", sa.Date(), nullable=False),
        sa.Column("surveyors", DOCUMENT, nullable=False),
        sa.Column("household", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_surveys_case_id")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_surveys_evidence_id")),
        sa.PrimaryKeyConstraint("evidence_id", name=op.f("pk_surveys")),
    )
    op.create_index(op.f("ix_surveys_case_id"), "surveys", ["case_id"], unique=False)


APPEND_ONLY = ("events", "decisions", "surveys", "evidence")
"""Tables whose rows stay as they were written."""

MAY_CHANGE = {"events": "personal", "evidence": "voided_by"}
"""The one column of a table that may be set later: a note reduced at the end of its term, a notice made void."""


def _sqlite_triggers(table: str) -> None:
    columns = [row[1] for row in op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})")]
    kept = ", ".join(column for column in columns if column != MAY_CHANGE.get(table))
    op.execute(
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {kept} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _postgresql_triggers(table: str) -> None:
    change = MAY_CHANGE.get(table)
    kept = (
        f"IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{change}' = to_jsonb(OLD) - '{change}' THEN RETURN NEW; END IF;"
        if change
        else ""
    )
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {kept} "
        f"RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )


def upgrade() -> None:
    """Create every table, then the triggers that keep the journal append-only."""
    _calendar_days()
    _calendar_years()
    _persons()
    _regions()
    _runs()
    _users()
    _households()
    _cases()
    _members()
    _case_grams()
    _events()
    _evidence()
    _requests()
    _decisions()
    _surveys()
    triggers = _sqlite_triggers if op.get_bind().dialect.name == "sqlite" else _postgresql_triggers
    for table in APPEND_ONLY:
        triggers(table)
