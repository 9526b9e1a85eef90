"""Matches with other lists: whom they are made with, what each said of a household, what people decided and settled."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import insert, select

from db.lists import region_range
from db.reading import CASES, MATCH_FLAGS, MEMBERS, PERSONS, Reading, Rows, table
from db.tables import MatchDecisionRow, MatchOutcomeRow, MatchRunRow
from db.writing import Writing
from states.match_flag import MatchOutcome
from states.stages import LIVE, PAID, Stage

DECISIONS, RUNS, OUTCOMES = table(MatchDecisionRow), table(MatchRunRow), table(MatchOutcomeRow)
CHUNK = 500


def supported_people(read: Reading, region: str = "") -> Rows:
    """Everybody who lives in a household of the caseload: `person`, name, number, birthday, death, case, village."""
    return _people_in(read, PAID, region)


def applying_people(read: Reading) -> Rows:
    """The same of households whose application is open, wherever they live."""
    return _people_in(read, [stage for stage in LIVE if stage not in PAID], "")


def _people_in(read: Reading, stages: Iterable[Stage], region: str) -> Rows:
    statement = (
        select(
            PERSONS.c.id.label("person"), PERSONS.c.name, PERSONS.c.id_no, PERSONS.c.born, PERSONS.c.died_on,
            MEMBERS.c.member_key, CASES.c.id.label("case"), CASES.c.village, CASES.c.head_name,
        )
        .select_from(
            CASES.join(MEMBERS, MEMBERS.c.household_id == CASES.c.household_id).join(
                PERSONS, PERSONS.c.id == MEMBERS.c.person_id
            )
        )
        .where(CASES.c.stage.in_([stage.value for stage in stages]), MEMBERS.c.left_on.is_(None))
        .order_by(CASES.c.id, MEMBERS.c.position)
    )  # fmt: skip
    return read.rows(statement.where(region_range(CASES.c.village, region)) if region else statement)


def match_decisions(read: Reading) -> dict[tuple[int, str], bool]:
    """Whether a registered person and an entry of a list are one, by person and entry: the last that was said."""
    rows = read.rows(select(DECISIONS).order_by(DECISIONS.c.id))
    return {(row["person_id"], row["entry"]): row["same"] for row in rows}


def keep_match_decision(uow: Writing, person: int, entry: str, *, same: bool, by: str) -> None:
    """Note what somebody decided about a pair."""
    values: Sequence[dict[str, Any]] = [
        {"person_id": person, "entry": entry, "same": same, "decided_by": by, "decided_at": uow.now()}
    ]
    uow.connection.execute(insert(DECISIONS), values)


def add_match_flags(
    uow: Writing, keys: Iterable[tuple[str, str, str, str]], *, is_open: bool, on: date, by: str, note: str
) -> None:
    """Note of things, by case, member, kind and entry, that they are open or settled."""
    common = {"is_open": is_open, "noted_on": on, "noted_by": by, "noted_at": uow.now(), "note": note}
    names = ("case_id", "member", "kind", "entry")
    rows = [{**dict(zip(names, key, strict=True)), **common} for key in keys]
    if rows:
        uow.connection.execute(insert(MATCH_FLAGS), rows)


def add_match_run(
    uow: Writing, outcomes: Mapping[str, MatchOutcome], *, region: str, entries: int, on: date, by: str
) -> None:
    """Note that a region's caseload was matched with a register, and what was said of each case's household."""
    values = {"region": region, "entries": entries, "run_on": on, "run_by": by, "run_at": uow.now()}
    run = uow.connection.execute(insert(RUNS).returning(RUNS.c.id), [values]).scalar_one()
    rows = [{"case_id": case, "run": run, "outcome": outcome} for case, outcome in outcomes.items()]
    if rows:
        uow.connection.execute(insert(OUTCOMES), rows)


def last_outcomes(read: Reading, cases: Sequence[str], until: date) -> dict[str, tuple[date, MatchOutcome]]:
    """What the last match up to a day said of cases' households, and when it was; none where no match looked at one."""
    found: dict[str, tuple[date, MatchOutcome]] = {}
    for start in range(0, len(cases), CHUNK):
        statement = (
            select(OUTCOMES.c.case_id, RUNS.c.run_on, OUTCOMES.c.outcome)
            .join(RUNS, RUNS.c.id == OUTCOMES.c.run)
            .where(OUTCOMES.c.case_id.in_(cases[start : start + CHUNK]), RUNS.c.run_on <= until)
            .order_by(RUNS.c.run_on, RUNS.c.id)
        )
        found |= {row["case_id"]: (row["run_on"], MatchOutcome(row["outcome"])) for row in read.rows(statement)}
    return found
