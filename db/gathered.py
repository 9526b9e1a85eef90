"""Writing on many cases in one transaction: gathered case by case, written table by table when it is committed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, RootTransaction, RowMapping, Table, bindparam, delete, select, update

from db.bulk import insert_rows
from db.errors import UnknownCaseError
from db.journal import Entry, head_after, moved_by
from db.reading import CASES
from db.writing import (
    DUE_ITEMS,
    GRAMS,
    Writing,
    as_set,
    decision_digest,
    decision_row,
    derived_rows,
)
from states.case import Decision
from states.stages import Outcome, Stage


class Gathered(Writing):
    """The same as writing case by case; cases are loaded first, and what is read of them afterwards is as it was."""

    def __init__(self, connection: Connection, transaction: RootTransaction, clock: Callable[[], datetime]) -> None:
        super().__init__(connection, transaction, clock)
        self._before: dict[str, dict[str, Any]] = {}
        self._after: dict[str, dict[str, Any]] = {}
        self._events: list[dict[str, Any]] = []
        self._decisions: list[dict[str, Any]] = []
        self._derived: dict[str, Mapping[Table, Sequence[Mapping[str, Any]]]] = {}

    def _case_rows(self, ids: Sequence[str]) -> dict[str, RowMapping]:
        """Rows of cases to be changed: nobody else can change them until this transaction ends."""
        found = super()._case_rows(ids)
        self._before |= {case_id: dict(row) for case_id, row in found.items()}
        return found

    def append(self, case_id: str, entry: Entry, *, stage: Stage | None = None, outcome: Outcome | None = None) -> int:
        """Gather an event; gives its number. UnknownCaseError: the case was not loaded. EarlierError as elsewhere."""
        if case_id not in self._before:
            raise UnknownCaseError(case_id)
        now = self._now(case_id)
        event = self.follow(case_id, now, entry)
        now |= moved_by(event, stage, outcome) | head_after(event)
        self._events.append(event)
        self._trace = event
        return int(event["seq"])

    def add_decision(self, case_id: str, decision: Decision, assessment: Mapping[str, Any] | None) -> str:
        """Gather what a step decided; gives the row's digest for its event."""
        row = decision_row(case_id, decision, assessment)
        self._decisions.append(row)
        return decision_digest(row)

    def summarise(
        self, case_id: str, columns: Mapping[str, Any], grams: Sequence[str], due: Sequence[Mapping[str, Any]]
    ) -> None:
        """Gather what lists show of a case; the last word holds."""
        self._now(case_id).update({**columns, "quiet_until": None})
        self._derived[case_id] = derived_rows(case_id, columns, grams, due)

    def rest(self, case_id: str, until: date | None) -> None:
        """Gather until when the machine has nothing to do with a case."""
        if case_id in self._after or self._before[case_id]["quiet_until"] != until:
            self._now(case_id)["quiet_until"] = until

    def commit(self) -> None:
        """Write everything that was gathered, and keep it. LostRaceError: somebody else was first with a case."""
        self._move_cases()
        insert_rows(self, {"decisions": self._decisions, "events": self._events})
        for table in (GRAMS, DUE_ITEMS):
            self._rewrite_all(table, {case_id: rows[table] for case_id, rows in self._derived.items()})
        super().commit()

    def _now(self, case_id: str) -> dict[str, Any]:
        """The row of a case as it will be."""
        return self._after.setdefault(case_id, dict(self._before[case_id]))

    def _move_cases(self) -> None:
        """Compare-and-set of every case, of the columns that are others than before in any."""
        changed = _changed((self._before[case_id], after) for case_id, after in self._after.items())
        if not changed:
            return
        statement = (
            update(CASES)
            .where(CASES.c.id == bindparam("its_id"), CASES.c.version == bindparam("its_version"))
            .values({name: bindparam(f"new_{name}") for name in changed})
        )
        values = [
            {
                "its_id": case_id,
                "its_version": self._before[case_id]["version"],
                **{f"new_{name}": after[name] for name in changed},
            }
            for case_id, after in self._after.items()
        ]
        if self.connection.execute(statement, values).rowcount != len(values):
            raise self._lost_race(self._overtaken())

    def _overtaken(self) -> str:
        """The first case that somebody else has written an event on."""
        now = {row["id"]: row for row in self.rows(select(CASES).where(CASES.c.id.in_(list(self._after))))}
        return next(
            case_id
            for case_id, after in self._after.items()
            if now[case_id]["journal_hash"] not in {after["journal_hash"], self._before[case_id]["journal_hash"]}
        )

    def _rewrite_all(self, of: Table, wanted: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Make the cases' rows of a table the wanted ones; nothing is written of a case where they are so already."""
        here = self._grouped(select(of).where(of.c.case_id.in_(list(wanted))))
        stale = [case_id for case_id, rows in wanted.items() if as_set(of, here[case_id]) != as_set(of, rows)]
        if stale:
            self.connection.execute(delete(of).where(of.c.case_id.in_(stale)))
            insert_rows(self, {of.name: [row for case_id in stale for row in wanted[case_id]]})


def _changed(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> tuple[str, ...]:
    """Names of the columns that differ in some pair, in the table's order."""
    found = {name for before, after in pairs for name, value in after.items() if before[name] != value}
    return tuple(column.name for column in CASES.c if column.name in found)
