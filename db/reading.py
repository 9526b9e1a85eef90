"""Reading: cases as facts, lists as light rows, all inside one consistent look at the data."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select
from sqlalchemy.engine import RowMapping

from db.beyond import is_server, told_elsewhere, told_of_kin
from db.case_codec import KeptRecord, decision_in, record_in, step_in
from db.case_statements import (
    DECISIONS_OF_CASES,
    ELSEWHERE_OF_CASES,
    EVIDENCE_OF_CASES,
    FLAGS_OF_CASES,
    HOUSEHOLDS_OF_CASES,
    IDS,
    KIN_ELSEWHERE_OF_CASES,
    MEMBERS_OF_CASES,
    OPEN_DRIVES_OF_CASES,
    OTHER_LIVE_OF_CASES,
    STEPS_OF_CASES,
    SURVEYS_OF_CASES,
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
    PERSONS,
    REGIONS,
    SURVEYS,
    USERS,
    table,
)
from db.duties import exceptions_for
from db.errors import UnknownCaseError
from db.tables import CalendarDayRow, CalendarYearRow
from states.case import CaseFacts, Elsewhere, Kinship
from states.drive import Drive
from states.evidence import Declaration
from states.facts import Household
from states.household_file import stored_household
from states.match_flag import MatchFlag
from states.recorded import Evidence
from states.stages import PAID, Outcome, Stage

PAID_STAGES = tuple(stage.value for stage in PAID)


Rows = Sequence[RowMapping]


class Reading:
    """What can be asked of the data in one transaction."""

    loaded = select(CASES, EVENTS.c.at.label("newest_at"), EVENTS.c.on_date.label("newest_on"))
    loaded = loaded.outerjoin(EVENTS, and_(EVENTS.c.case_id == CASES.c.id, EVENTS.c.seq == CASES.c.version))
    loaded = loaded.where(CASES.c.id.in_(IDS))
    """The rows of the cases that are loaded, with the instant and the day of the newest event of each."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def rows(self, statement: Any, **values: Any) -> Rows:
        """All rows of a statement, by column name; `values` are those of its parameters."""
        return self.connection.execute(statement, values).mappings().all()

    def load_case(self, case_id: str) -> CaseFacts:
        """One case with all that was recorded; UnknownCaseError where there is none."""
        found = self.load_cases((case_id,))
        if not found:
            raise UnknownCaseError(case_id)
        return found[0]

    def load_cases(self, ids: Sequence[str]) -> list[CaseFacts]:
        """Cases by their numbers, in their order; a constant number of queries for any number of cases."""
        cases = [case for case, _ in self.load_cases_with_monthly(ids)]
        for case in cases:
            _ = case.evidence.rows  # who holds a case after the transaction is not told then that a document is broken
        return cases

    def load_cases_with_monthly(self, ids: Sequence[str]) -> list[tuple[CaseFacts, int]]:
        """The same, each with the amount last written down, in fen a month; records are read when asked for."""
        cases = self._case_rows(ids)
        if not cases:
            return []
        household_ids = list({row["household_id"] for row in cases.values()})
        households = self._households(household_ids)
        evidence = self._evidence(ids)
        history = self._by_case(STEPS_OF_CASES, ids)
        decisions = self._by_case(DECISIONS_OF_CASES, ids)
        elsewhere = self._elsewhere(household_ids)
        others = self._other_live(household_ids, ids)
        kin = self._kin_elsewhere(ids)
        drives = self._grouped(OPEN_DRIVES_OF_CASES, ids=ids)
        flags = self._match_flags(ids)
        exceptions = exceptions_for(self.connection, cases.values())
        return [
            (
                CaseFacts(
                    id=case_id,
                    household=households[row["household_id"]],
                    stage=Stage(row["stage"]),
                    opened_on=row["opened_on"],
                    outcome=Outcome(row["outcome"]) if row["outcome"] else None,
                    evidence=evidence.get(case_id, Evidence()),
                    history=tuple(map(step_in, history[case_id])),
                    decisions=tuple(map(decision_in, decisions[case_id])),
                    elsewhere=elsewhere.get(row["household_id"], ()),
                    kin_elsewhere=kin.get(case_id, ()),
                    other_live_case=next(
                        (o for o in (*others[row["household_id"]], *others[case_id]) if o != case_id), None
                    ),
                    former_case=row["former_case"],
                    match_flags=flags.get(case_id, ()),
                    drives=tuple(Drive(d["number"], d["begun_on"], d["due_on"]) for d in drives[case_id]),
                    exceptions=exceptions.get(case_id, ()),
                    version=row["version"],
                    newest_on=row["newest_on"],
                ),
                row["monthly"],
            )
            for case_id in ids
            if (row := cases.get(case_id)) is not None
        ]

    def _case_rows(self, ids: Sequence[str]) -> dict[str, RowMapping]:
        return {row["id"]: row for row in self.rows(self.loaded, ids=ids)}

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

    def _grouped(self, statement: Any, **values: Any) -> dict[str, list[RowMapping]]:
        found: dict[str, list[RowMapping]] = defaultdict(list)
        for row in self.rows(statement, **values):
            found[row["case_id"]].append(row)
        return found

    def _by_case(self, statement: Any, ids: Sequence[str]) -> dict[str, list[Any]]:
        """Rows of the cases that are loaded, of a statement that names the case first."""
        found: dict[str, list[Any]] = defaultdict(list)
        for row in self.connection.execute(statement, {"ids": ids}).all():
            found[row[0]].append(row)
        return found

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
        for row in self.rows(FLAGS_OF_CASES, ids=list(ids)):
            last[row["case_id"], row["member"], row["kind"], row["entry"]] = row
        return [row for row in last.values() if row["is_open"]]

    def _households(self, ids: Sequence[int]) -> dict[int, Household]:
        """Households with who lives there; one that everybody has left, with those who left it last."""
        living: dict[int, list[dict[str, Any]]] = defaultdict(list)
        gone: dict[int, list[RowMapping]] = defaultdict(list)
        for row in self.rows(MEMBERS_OF_CASES, households=ids):
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
            for row in self.rows(HOUSEHOLDS_OF_CASES, households=ids)
        }

    def _evidence(self, ids: Sequence[str]) -> dict[str, Evidence]:
        surveys = {row[1]: row for rows in self._by_case(SURVEYS_OF_CASES, ids).values() for row in rows}
        return {
            case_id: Evidence(
                tuple(KeptRecord(row, surveys.get(row[1])) for row in rows),
                frozenset(row.id for row in rows if row.voided_by is not None),
            )
            for case_id, rows in self._by_case(EVIDENCE_OF_CASES, ids).items()
        }

    def _elsewhere(self, household_ids: Sequence[int]) -> dict[int, tuple[Elsewhere, ...]]:
        """Who counts here and also counts in another household that has a live case."""
        found: dict[int, list[Elsewhere]] = defaultdict(list)
        if is_server(self.connection):
            told = self.rows(told_elsewhere(household_ids))
        else:
            told = self.rows(ELSEWHERE_OF_CASES, households=household_ids)
        for row in told:
            found[row["household_id"]].append(Elsewhere(row["member_key"], row["id"], row["stage"] in PAID_STAGES))
        return {household: tuple(rows) for household, rows in found.items()}

    def _kin_elsewhere(self, ids: Sequence[str]) -> dict[str, tuple[Kinship, ...]]:
        """Declarations in other cases that name somebody who lives here: the last word on each."""
        server = is_server(self.connection)
        rows = self.rows(told_of_kin(ids)) if server else self.rows(KIN_ELSEWHERE_OF_CASES, ids=ids)
        amended = {row["amends"] for row in rows}
        found: dict[str, list[Kinship]] = defaultdict(list)
        for row in rows:
            said = record_in({**row}, row["body"])
            if isinstance(said, Declaration) and said.id not in amended and said.relative == row["named"]:
                found[row["here"]].append(Kinship(row["case_id"], row["member_key"], said))
        return {case: tuple(kin) for case, kin in found.items()}

    def _other_live(self, household_ids: Sequence[int], case_ids: Sequence[str]) -> dict[int | str, list[str]]:
        """Live cases by household, and those that name a case as their former one by its number."""
        found: dict[int | str, list[str]] = defaultdict(list)
        for row in self.rows(OTHER_LIVE_OF_CASES, households=household_ids, ids=case_ids):
            found[row["household_id"]].append(row["id"])
            if row["former_case"]:
                found[row["former_case"]].append(row["id"])
        return found


def _left_last(rows: Rows) -> list[dict[str, Any]]:
    last = max(row["left_on"] for row in rows)
    return [row["facts"] for row in rows if row["left_on"] == last]


__all__ = [
    "CASES", "DECISIONS", "DRIVES", "DRIVE_CASES", "DRIVE_SUMMARIES", "EVENTS", "EVIDENCE", "HOUSEHOLDS", "IDS",
    "MATCH_FLAGS", "MEMBERS", "PAID_STAGES", "PERSONS", "REGIONS", "SURVEYS", "USERS", "Reading", "Rows", "table",
]  # fmt: skip
