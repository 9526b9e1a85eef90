"""The statements by which cases are loaded: made once, for making them took longer than the database needs."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    Enum,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    cast,
    or_,
    select,
    text,
    type_coerce,
)

from db.core import (
    CASES,
    DECISIONS,
    DRIVE_CASES,
    DRIVE_SUMMARIES,
    DRIVES,
    EVENTS,
    EVIDENCE,
    HOUSEHOLDS,
    MATCH_FLAGS,
    MEMBERS,
    SURVEYS,
)
from db.tables.cases import DECLARATION_SQL
from states.stages import Stage

STEP_COLUMNS = ("case_id", "seq", "step", "on_date", "actor", "role", "source", "dest", "reason", "body")
EVIDENCE_COLUMNS = (
    "case_id", "id", "kind", "on_date", "amends", "voided_by", "person", "document", "recorded_by", "recorded_on",
    "body",
)  # fmt: skip
SURVEY_COLUMNS = ("case_id", "evidence_id", "surveyors", "window_end", "household")
DECISION_COLUMNS = (
    "case_id", "seq", "step", "on_date", "decided_by", "effective_from", "spans", "monthly", "base", "counted", "route",
    "term_end", "taper", "survey_id", "policy_digest",
)  # fmt: skip
"""Facts do not hold what a decision was decided on: it is large, and read when somebody asks."""
UNREAD = frozenset({EVIDENCE.c.body, SURVEYS.c.household})
"""Large documents that stay text until somebody asks for them."""

IDS: BindParameter[Any] = bindparam("ids", expanding=True)
HOUSEHOLD_IDS: BindParameter[Any] = bindparam("households", expanding=True)
"""Numbers of what is loaded."""


def _of_cases(*columns: Any) -> Select[Any]:
    """Rows of the cases that are loaded, case by case, the columns of a table that has a `case_id`."""
    statement = select(*columns)
    case_id = statement.selected_columns["case_id"]
    return statement.where(case_id.in_(IDS)).order_by(case_id)


def _as_kept(of: Table, names: Iterable[str]) -> Select[Any]:
    """The same of a table, its codes as the text that is kept, and so what is not read yet."""
    return _of_cases(*(_plain(of.c[name]) for name in names))


def _plain(column: Column[Any]) -> Any:
    if column in UNREAD:
        return cast(column, Text).label(column.name)
    return type_coerce(column, Text).label(column.name) if isinstance(column.type, Enum) else column


MEMBERS_OF_CASES = select(MEMBERS).where(MEMBERS.c.household_id.in_(HOUSEHOLD_IDS))
MEMBERS_OF_CASES = MEMBERS_OF_CASES.order_by(MEMBERS.c.household_id, MEMBERS.c.position, MEMBERS.c.id)
HOUSEHOLDS_OF_CASES = select(HOUSEHOLDS).where(HOUSEHOLDS.c.id.in_(HOUSEHOLD_IDS))
SURVEYS_OF_CASES = _as_kept(SURVEYS, SURVEY_COLUMNS)
EVIDENCE_OF_CASES = _as_kept(EVIDENCE, EVIDENCE_COLUMNS).order_by(EVIDENCE.c.id)
STEPS_OF_CASES = _as_kept(EVENTS, STEP_COLUMNS).where(EVENTS.c.kind == "step").order_by(EVENTS.c.seq)
DECISIONS_OF_CASES = _as_kept(DECISIONS, DECISION_COLUMNS).order_by(DECISIONS.c.seq)
FLAGS_OF_CASES = select(MATCH_FLAGS).where(MATCH_FLAGS.c.case_id.in_(IDS)).order_by(MATCH_FLAGS.c.id)
OPEN_DRIVES_OF_CASES = (
    _of_cases(DRIVE_CASES.c.case_id, DRIVES)
    .join(DRIVES, DRIVES.c.number == DRIVE_CASES.c.drive)
    .outerjoin(DRIVE_SUMMARIES, DRIVE_SUMMARIES.c.drive == DRIVES.c.number)
    .where(DRIVE_SUMMARIES.c.drive.is_(None))
    .order_by(DRIVES.c.number)
)
OTHER_LIVE_OF_CASES = select(CASES.c.household_id, CASES.c.former_case, CASES.c.id).where(
    or_(CASES.c.household_id.in_(HOUSEHOLD_IDS), CASES.c.former_case.in_(IDS)),
    CASES.c.stage != Stage.TERMINATED.value,
)


DECLARED = text(DECLARATION_SQL)
"""Written out, so that the index over declarations alone serves."""


def _elsewhere() -> Select[Any]:
    here, there = MEMBERS.alias("here"), MEMBERS.alias("there")
    return (
        select(here.c.household_id, here.c.member_key, CASES.c.id, CASES.c.stage)
        .join(there, and_(there.c.person_id == here.c.person_id, there.c.household_id != here.c.household_id))
        .join(CASES, and_(CASES.c.household_id == there.c.household_id, CASES.c.stage != Stage.TERMINATED.value))
        .where(
            here.c.household_id.in_(HOUSEHOLD_IDS),
            here.c.left_on.is_(None),
            here.c.counts.is_(True),
            there.c.left_on.is_(None),
            there.c.counts.is_(True),
        )
        .order_by(here.c.household_id, here.c.position, CASES.c.id)
    )


def _kin_elsewhere() -> Select[Any]:
    here, same, own, other = MEMBERS.alias("here"), MEMBERS.alias("same"), CASES.alias("own"), CASES.alias("other")
    return (
        select(own.c.id.label("here"), here.c.member_key, same.c.member_key.label("named"), EVIDENCE)
        .select_from(own)
        .join(here, and_(here.c.household_id == own.c.household_id, here.c.left_on.is_(None)))
        .join(same, same.c.person_id == here.c.person_id)
        .join(other, and_(other.c.household_id == same.c.household_id, other.c.id != own.c.id))
        .join(EVIDENCE, and_(EVIDENCE.c.case_id == other.c.id, DECLARED))
        .where(own.c.id.in_(IDS))
        .order_by(own.c.id, here.c.position, here.c.id, EVIDENCE.c.id)
    )


ELSEWHERE_OF_CASES, KIN_ELSEWHERE_OF_CASES = _elsewhere(), _kin_elsewhere()
