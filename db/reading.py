"""Reading: cases as facts, lists as light rows, all inside one consistent look at the data."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, func, or_, select, text
from sqlalchemy.engine import RowMapping

from db.beyond import is_server, told_elsewhere, told_of_kin
from db.case_codec import decision_in, record_in, step_in
from db.errors import UnknownCaseError
from db.tables import (
    CalendarDayRow,
    CalendarYearRow,
    CaseRow,
    DecisionRow,
    DriveCaseRow,
    DriveRow,
    DriveSummaryRow,
    EventRow,
    EvidenceRow,
    HouseholdRow,
    MatchFlagRow,
    MemberRow,
    PersonRow,
    RegionRow,
    SurveyRow,
    UserRow,
)
from db.tables.cases import DECLARATION_SQL
from states.case import CaseFacts, Elsewhere, Kinship
from states.drive import Drive
from states.evidence import Declaration
from states.facts import Household
from states.household_file import stored_household
from states.match_flag import MatchFlag
from states.recorded import Evidence
from states.stages import PAID, Outcome, Stage


def table(row: Any) -> Table:
    """The Core table of a row class."""
    return row.__table__  # type: ignore[no-any-return]


CASES, HOUSEHOLDS, MEMBERS, PERSONS = table(CaseRow), table(HouseholdRow), table(MemberRow), table(PersonRow)
EVIDENCE, SURVEYS, DECISIONS, EVENTS = table(EvidenceRow), table(SurveyRow), table(DecisionRow), table(EventRow)
REGIONS, USERS = table(RegionRow), table(UserRow)
MATCH_FLAGS = table(MatchFlagRow)
DRIVES, DRIVE_CASES, DRIVE_SUMMARIES = table(DriveRow), table(DriveCaseRow), table(DriveSummaryRow)
DECLARED = text(DECLARATION_SQL)
"""Written out, so that the index over declarations alone serves."""
PAID_STAGES = tuple(stage.value for stage in PAID)

STEP_COLUMNS = tuple(
    EVENTS.c[name]
    for name in ("case_id", "seq", "step", "on_date", "actor", "role", "source", "dest", "reason", "body")
)
DECISION_COLUMNS = tuple(column for column in DECISIONS.c if column.name != "assessment")
"""Facts do not hold what a decision was decided on: it is large, and read when somebody asks."""

Rows = Sequence[RowMapping]


class Reading:
    """What can be asked of the data in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, statement: Any) -> Rows:
        """All rows of a statement, by column name."""
        return self.connection.execute(statement).mappings().all()

    def load_case(self, case_id: str) -> CaseFacts:
        """One case with all that was recorded; UnknownCaseError where there is none."""
        found = self.load_cases((case_id,))
        if not found:
            raise UnknownCaseError(case_id)
        return found[0]

    def load_cases(self, ids: Sequence[str]) -> list[CaseFacts]:
        """Cases by their numbers, in their order; a constant number of queries for any number of cases."""
        return [case for case, _ in self.load_cases_with_monthly(ids)]

    def load_cases_with_monthly(self, ids: Sequence[str]) -> list[tuple[CaseFacts, int]]:
        """The same, each with the monthly amount last written down, in fen."""
        cases = {row["id"]: row for row in self.rows(select(CASES).where(CASES.c.id.in_(ids)))}
        if not cases:
            return []
        household_ids = {row["household_id"] for row in cases.values()}
        households = self._households(household_ids)
        evidence = self._evidence(ids)
        history = self._grouped(
            select(*STEP_COLUMNS)
            .where(EVENTS.c.case_id.in_(ids), EVENTS.c.kind == "step")
            .order_by(EVENTS.c.case_id, EVENTS.c.seq)
        )
        decisions = self._grouped(
            select(*DECISION_COLUMNS).where(DECISIONS.c.case_id.in_(ids)).order_by(DECISIONS.c.case_id, DECISIONS.c.seq)
        )
        elsewhere = self._elsewhere(household_ids)
        others = self._other_live(household_ids, ids)
        kin = self._kin_elsewhere(ids)
        drives = self._open_drives(ids)
        flags = self._match_flags(ids)
        return [
            (
                CaseFacts(
                    id=case_id,
                    household=households[row["household_id"]],
                    stage=Stage(row["stage"]),
                    opened_on=row["opened_on"],
                    outcome=Outcome(row["outcome"]) if row["outcome"] else None,
                    evidence=evidence.get(case_id, Evidence()),
                    history=tuple(step_in(event) for event in history[case_id]),
                    decisions=tuple(decision_in(each) for each in decisions[case_id]),
                    elsewhere=elsewhere.get(row["household_id"], ()),
                    kin_elsewhere=kin.get(case_id, ()),
                    other_live_case=next(
                        (o for o in (*others[row["household_id"]], *others[case_id]) if o != case_id), None
                    ),
                    former_case=row["former_case"],
                    match_flags=flags.get(case_id, ()),
                    drives=tuple(Drive(d["number"], d["begun_on"], d["due_on"]) for d in drives[case_id]),
                    version=row["version"],
                ),
                row["monthly"],
            )
            for case_id in ids
            if (row := cases.get(case_id)) is not None
        ]

    def paid_cases(self, *, after: str, limit: int, region: str = "") -> Rows:
        """Paid cases after one, in order: their number, monthly amount in fen, and until when the machine rests.

        `region`: the leading digits of the village codes that are meant, all where none are given.
        """
        statement = (
            select(CASES.c.id, CASES.c.monthly, CASES.c.quiet_until)
            .where(CASES.c.id > after, CASES.c.stage.in_(PAID_STAGES))
            .order_by(CASES.c.id)
            .limit(limit)
        )
        if region:
            statement = statement.where(CASES.c.village.between(region.ljust(12, "0"), region.ljust(12, "9")))
        return self.rows(statement)

    def case_ids(self, *, after: str, limit: int) -> Sequence[str]:
        """Numbers of cases after one, in order."""
        statement = select(CASES.c.id).where(CASES.c.id > after).order_by(CASES.c.id).limit(limit)
        return self.connection.execute(statement).scalars().all()

    def case_row(self, case_id: str) -> RowMapping | None:
        """What lists show of a case."""
        return self.connection.execute(select(CASES).where(CASES.c.id == case_id)).mappings().first()

    def events(self, case_id: str) -> Rows:
        """A case's journal, oldest first."""
        return self.rows(select(EVENTS).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.seq))

    def users(self) -> Rows:
        """Everybody who may act, by login."""
        return self.rows(select(USERS).where(USERS.c.active.is_(True)).order_by(USERS.c.login))

    def regions(self, level: str = "") -> Rows:
        """Regions by code, of one level or of all."""
        statement = select(REGIONS).order_by(REGIONS.c.code)
        return self.rows(statement.where(REGIONS.c.level == level) if level else statement)

    def calendar(self) -> tuple[frozenset[int], frozenset[date], frozenset[date]]:
        """The years that the office has loaded, their holidays and their make-up workdays."""
        years = frozenset(self.connection.execute(select(table(CalendarYearRow).c.year)).scalars())
        days = self.rows(select(table(CalendarDayRow)))
        return (
            years,
            frozenset(row["day"] for row in days if row["kind"] == "holiday"),
            frozenset(row["day"] for row in days if row["kind"] == "workday"),
        )

    def is_empty(self) -> bool:
        """Whether there is no case and no region yet."""
        return not (
            self.connection.execute(select(CASES.c.id).limit(1)).first()
            or self.connection.execute(select(REGIONS.c.code).limit(1)).first()
        )

    def count(self, of: Table) -> int:
        """The number of rows of a table."""
        return int(self.connection.execute(select(func.count()).select_from(of)).scalar_one())

    def _grouped(self, statement: Any) -> dict[str, list[RowMapping]]:
        found: dict[str, list[RowMapping]] = defaultdict(list)
        for row in self.rows(statement):
            found[row["case_id"]].append(row)
        return found

    def _open_drives(self, ids: Iterable[str]) -> dict[str, list[RowMapping]]:
        """The drives of each case that are not finished."""
        statement = select(DRIVE_CASES.c.case_id, DRIVES).join(DRIVES, DRIVES.c.number == DRIVE_CASES.c.drive)
        statement = statement.outerjoin(DRIVE_SUMMARIES, DRIVE_SUMMARIES.c.drive == DRIVES.c.number)
        statement = statement.where(DRIVE_CASES.c.case_id.in_(ids), DRIVE_SUMMARIES.c.drive.is_(None))
        return self._grouped(statement.order_by(DRIVE_CASES.c.case_id, DRIVES.c.number))

    def _match_flags(self, ids: Iterable[str]) -> dict[str, tuple[MatchFlag, ...]]:
        """What matching left open on each case."""
        found: dict[str, tuple[MatchFlag, ...]] = {}
        for row in self.open_match_flags(ids):
            flag = MatchFlag(row["member"], row["kind"], row["noted_on"])
            found[row["case_id"]] = (*found.get(row["case_id"], ()), flag)
        return found

    def open_match_flags(self, ids: Iterable[str]) -> list[RowMapping]:
        """What matching left open on some cases: the last that was noted of each thing counts."""
        last: dict[tuple[str, ...], RowMapping] = {}
        for row in self.rows(select(MATCH_FLAGS).where(MATCH_FLAGS.c.case_id.in_(ids)).order_by(MATCH_FLAGS.c.id)):
            last[row["case_id"], row["member"], row["kind"], row["entry"]] = row
        return [row for row in last.values() if row["is_open"]]

    def _households(self, ids: Iterable[int]) -> dict[int, Household]:
        """Households with who lives there; one that everybody has left, with those who left it last."""
        living: dict[int, list[dict[str, Any]]] = defaultdict(list)
        gone: dict[int, list[RowMapping]] = defaultdict(list)
        known = select(MEMBERS).where(MEMBERS.c.household_id.in_(ids))
        known = known.order_by(MEMBERS.c.household_id, MEMBERS.c.position, MEMBERS.c.id)
        for row in self.rows(known):
            if row["left_on"] is None:
                living[row["household_id"]].append(row["facts"])
            else:
                gone[row["household_id"]].append(row)
        members = {**{household: _left_last(rows) for household, rows in gone.items()}, **living}
        return {
            row["id"]: stored_household(
                {
                    **row["facts"],
                    "village": row["village"],
                    "phone": row["phone"],
                    "address": row["address"],
                    "bank_account": row["bank_account"],
                    "members": members[row["id"]],
                }
            )
            for row in self.rows(select(HOUSEHOLDS).where(HOUSEHOLDS.c.id.in_(ids)))
        }

    def _evidence(self, ids: Sequence[str]) -> dict[str, Evidence]:
        surveys = {row["evidence_id"]: row for row in self.rows(select(SURVEYS).where(SURVEYS.c.case_id.in_(ids)))}
        grouped = self._grouped(
            select(EVIDENCE).where(EVIDENCE.c.case_id.in_(ids)).order_by(EVIDENCE.c.case_id, EVIDENCE.c.id)
        )
        return {
            case_id: Evidence(
                tuple(record_in(row, surveys.get(row["id"])) for row in rows),
                frozenset(row["id"] for row in rows if row["voided_by"] is not None),
            )
            for case_id, rows in grouped.items()
        }

    def _elsewhere(self, household_ids: Iterable[int]) -> dict[int, tuple[Elsewhere, ...]]:
        """Who counts here and also counts in another household that has a live case."""
        here, there = MEMBERS.alias("here"), MEMBERS.alias("there")
        statement = (
            select(here.c.household_id, here.c.member_key, CASES.c.id, CASES.c.stage)
            .join(there, and_(there.c.person_id == here.c.person_id, there.c.household_id != here.c.household_id))
            .join(CASES, and_(CASES.c.household_id == there.c.household_id, CASES.c.stage != Stage.TERMINATED.value))
            .where(
                here.c.household_id.in_(household_ids),
                here.c.left_on.is_(None),
                here.c.counts.is_(True),
                there.c.left_on.is_(None),
                there.c.counts.is_(True),
            )
            .order_by(here.c.household_id, here.c.position, CASES.c.id)
        )
        found: dict[int, list[Elsewhere]] = defaultdict(list)
        for row in self.rows(told_elsewhere(household_ids) if is_server(self.connection) else statement):
            found[row["household_id"]].append(Elsewhere(row["member_key"], row["id"], row["stage"] in PAID_STAGES))
        return {household: tuple(rows) for household, rows in found.items()}

    def _kin_elsewhere(self, ids: Sequence[str]) -> dict[str, tuple[Kinship, ...]]:
        """Declarations in other cases that name somebody who lives here: the last word on each."""
        here, same, own, other = MEMBERS.alias("here"), MEMBERS.alias("same"), CASES.alias("own"), CASES.alias("other")
        statement = (
            select(own.c.id.label("here"), here.c.member_key, same.c.member_key.label("named"), EVIDENCE)
            .select_from(own)
            .join(here, and_(here.c.household_id == own.c.household_id, here.c.left_on.is_(None)))
            .join(same, same.c.person_id == here.c.person_id)
            .join(other, and_(other.c.household_id == same.c.household_id, other.c.id != own.c.id))
            .join(EVIDENCE, and_(EVIDENCE.c.case_id == other.c.id, DECLARED))
            .where(own.c.id.in_(ids))
            .order_by(own.c.id, here.c.position, here.c.id, EVIDENCE.c.id)
        )
        rows = self.rows(told_of_kin(ids) if is_server(self.connection) else statement)
        amended = {row["amends"] for row in rows}
        found: dict[str, list[Kinship]] = defaultdict(list)
        for row in rows:
            said = record_in(row, None)
            if isinstance(said, Declaration) and said.id not in amended and said.relative == row["named"]:
                found[row["here"]].append(Kinship(row["case_id"], row["member_key"], said))
        return {case: tuple(kin) for case, kin in found.items()}

    def _other_live(self, household_ids: Iterable[int], case_ids: Sequence[str]) -> dict[int | str, list[str]]:
        """Live cases by household, and those that name a case as their former one by its number."""
        statement = select(CASES.c.household_id, CASES.c.former_case, CASES.c.id).where(
            or_(CASES.c.household_id.in_(household_ids), CASES.c.former_case.in_(case_ids)),
            CASES.c.stage != Stage.TERMINATED.value,
        )
        found: dict[int | str, list[str]] = defaultdict(list)
        for row in self.rows(statement):
            found[row["household_id"]].append(row["id"])
            if row["former_case"]:
                found[row["former_case"]].append(row["id"])
        return found


def _left_last(rows: Rows) -> list[dict[str, Any]]:
    last = max(row["left_on"] for row in rows)
    return [row["facts"] for row in rows if row["left_on"] == last]
