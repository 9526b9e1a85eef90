# ruff: noqa: S608 - statements of our own names
"""Passwords, sessions and what became of access; administrators; separation of duties said of rows."""

import sqlalchemy as sa
from alembic import op

from db.migrations.guards import append_only, refuse

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ROLES = ("village", "township", "county", "auditor", "cron", "administrator")
KINDS = ("login", "failure", "logout", "lock", "unlock", "password_set", "right_changed")
CONFIRMED = "'enroll', 'grant_key_support', 'end_key_support', 'adjust', 'renew', 'begin_taper', 'resume_taper'"
CONFIRMED_ENDINGS = "'terminate', 'complete_taper'"
NOT_BY_KIN = f"{CONFIRMED}, 'verify', 'reverify', 'exit_taper_early', 'terminate', 'close'"
STEP = "NEW.kind = 'step' AND NEW.role <> 'cron'"
ANSWERED = "NEW.amends IS NOT NULL"
LAST_STEP = "FROM events b WHERE b.case_id = NEW.case_id AND b.kind = 'step'"


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _said(column: str, key: str) -> str:
    """A text of a document."""
    return f"json_extract({column}, '$.{key}')" if _is_sqlite() else f"({column} ->> '{key}')"


def _number(column: str, key: str) -> str:
    return _said(column, key) if _is_sqlite() else f"{_said(column, key)}::integer"


def _lists(column: str, text: str) -> str:
    """Whether a list of a document has a text."""
    if _is_sqlite():
        return f"EXISTS (SELECT 1 FROM json_each({column}) j WHERE j.value = {text})"
    return f"{column} @> to_jsonb({text}::text)"


def _day(text: str) -> str:
    return text if _is_sqlite() else f"{text}::date"


def _administrators() -> None:
    """One more role: SQLite writes the table anew, for it changes no CHECK."""
    if not _is_sqlite():
        allowed = ", ".join(f"'{role}'" for role in ROLES)
        op.execute("ALTER TABLE users DROP CONSTRAINT role")
        op.execute(f"ALTER TABLE users ADD CONSTRAINT role CHECK (role IN ({allowed}))")
        return
    role = sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "users_anew",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("role", role, nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("length(login) > 0", name=op.f("ck_users_login_not_empty")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_users")),
    )
    op.execute("INSERT INTO users_anew SELECT login, name, role, region, active FROM users")
    op.drop_table("users")
    op.rename_table("users_anew", "users")


def _proofs() -> None:
    instant = sa.DateTime(timezone=True)
    op.create_table(
        "passwords",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("hash", sa.String(length=200), nullable=False),
        sa.Column("set_at", instant, nullable=False),
        sa.CheckConstraint("hash LIKE '$argon2id$%'", name=op.f("ck_passwords_argon2id")),
        sa.ForeignKeyConstraint(["login"], ["users.login"], name=op.f("fk_passwords_login")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_passwords")),
    )
    op.create_table(
        "login_pauses",
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", instant, nullable=False),
        sa.CheckConstraint("failures >= 1", name=op.f("ck_login_pauses_failed")),
        sa.PrimaryKeyConstraint("login", name=op.f("pk_login_pauses")),
    )
    op.create_table(
        "sessions",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("started_at", instant, nullable=False),
        sa.Column("used_at", instant, nullable=False),
        sa.ForeignKeyConstraint(["login"], ["users.login"], name=op.f("fk_sessions_login")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_login", "sessions", ["login"])


def _records() -> None:
    instant = sa.DateTime(timezone=True)
    kind = sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=24)
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", instant, nullable=False),
        sa.Column("kind", kind, nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("terminal", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind <> 'right_changed' OR login <> \"by\"", name=op.f("ck_access_log_nobodys_own_rights")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_login", "access_log", ["login", "id"])


def _keep_an_administrator() -> None:
    """The last one who may change users stays."""
    gone = "NOT EXISTS (SELECT 1 FROM users u WHERE u.role = 'administrator' AND u.active AND u.login <> OLD.login)"
    was = "OLD.role = 'administrator' AND OLD.active"
    changed = f"{was} AND NOT (NEW.role = 'administrator' AND NEW.active)"
    sentence = "the last administrator stays"
    refuse("users_last_administrator_changed", "UPDATE OF role, active ON users", changed, gone, sentence)
    refuse("users_last_administrator_deleted", "DELETE ON users", was, gone, sentence)


def _separate_steps() -> None:
    """Who surveyed confirms nothing, who verified does not enroll, who ended sets nothing aside, kin do nothing."""
    surveyed = (
        "(NEW.{who} = (SELECT e.recorded_by FROM evidence e WHERE e.id = {survey}) OR EXISTS "
        "(SELECT 1 FROM surveys s WHERE s.evidence_id = {survey} AND {listed}))"
    )
    decided = surveyed.format(who="decided_by", survey="NEW.survey_id", listed=_lists("s.surveyors", "NEW.decided_by"))
    when = f"NEW.decided_by <> 'cron' AND NEW.step IN ({CONFIRMED})"
    refuse("decisions_not_by_surveyor", "INSERT ON decisions", when, decided, "whoever surveyed does not confirm")
    ended = surveyed.format(
        who="actor", survey=_number("NEW.body", "survey"), listed=_lists("s.surveyors", "NEW.actor")
    )
    when = f"{STEP} AND NEW.step IN ({CONFIRMED_ENDINGS})"
    refuse("events_not_by_surveyor", "INSERT ON events", when, ended, "whoever surveyed does not confirm")
    verified = f"NEW.actor = (SELECT b.actor {LAST_STEP} AND b.step = 'verify' ORDER BY b.seq DESC LIMIT 1)"
    when = f"{STEP} AND NEW.step = 'enroll'"
    refuse("events_not_by_reviewer", "INSERT ON events", when, verified, "whoever verified does not enroll")
    last = f"NEW.actor = (SELECT b.actor {LAST_STEP} ORDER BY b.seq DESC LIMIT 1)"
    when = f"{STEP} AND NEW.step = 'set_aside'"
    refuse("events_not_by_who_ended", "INSERT ON events", when, last, "whoever ended it does not set it aside")
    from_, until = _day(_said("e.body", "from_")), _day(_said("e.body", "until"))
    kin = (
        "EXISTS (SELECT 1 FROM evidence e WHERE e.case_id = NEW.case_id AND e.kind = 'declaration' "
        f"AND {_said('e.body', 'worker')} = NEW.actor AND e.recorded_on < NEW.on_date "
        f"AND ({from_} IS NULL OR {from_} <= NEW.on_date) AND ({until} IS NULL OR NEW.on_date < {until}) "
        "AND NOT EXISTS (SELECT 1 FROM evidence a WHERE a.case_id = e.case_id AND a.amends = e.id))"
    )
    when = f"{STEP} AND NEW.step IN ({NOT_BY_KIN})"
    refuse("events_not_by_kin", "INSERT ON events", when, kin, "no near relative of a household acts on its case")


def _separate_answers() -> None:
    """Another decides an appeal than who took the decision, and anew than who decided; nobody unsays their own kin."""
    outcome, decider = _said("NEW.body", "outcome"), _said("NEW.body", "decided_by")
    about = f"(b.step = coalesce({_said('NEW.body', 'about')}, ''))"
    taker = f"(SELECT b.actor {LAST_STEP} AND b.on_date <= NEW.on_date ORDER BY {about} DESC, b.seq DESC LIMIT 1)"
    when = "NEW.kind = 'appeal'"
    own = f"coalesce({outcome}, 'open') <> 'open' AND {taker} IN (NEW.recorded_by, coalesce({decider}, ''))"
    refuse("evidence_appeal_by_another", "INSERT ON evidence", when, own, "whoever decided does not decide the appeal")
    when = f"NEW.kind IN ('appeal', 'objection') AND {ANSWERED}"
    before = f"coalesce(nullif({_said('e.body', 'decided_by')}, ''), e.recorded_by)"
    anew = (
        f"EXISTS (SELECT 1 FROM evidence e WHERE e.id = NEW.amends AND coalesce({_said('e.body', 'outcome')}, 'open') "
        f"<> 'open' AND {before} IN (NEW.recorded_by, coalesce({decider}, '')))"
    )
    refuse("evidence_anew_by_another", "INSERT ON evidence", when, anew, "another decides anew than who decided")
    when = f"NEW.kind = 'declaration' AND {ANSWERED}"
    own_kin = (
        f"EXISTS (SELECT 1 FROM evidence e WHERE e.id = NEW.amends AND {_said('e.body', 'worker')} = NEW.recorded_by)"
    )
    refuse(
        "evidence_kin_by_another", "INSERT ON evidence", when, own_kin, "nobody answers a declaration of their own kin"
    )


def upgrade() -> None:
    """Create the tables, let there be administrators, and refuse rows that one person may not write alone."""
    _administrators()
    _proofs()
    _records()
    append_only("access_log")
    _keep_an_administrator()
    _separate_steps()
    _separate_answers()
