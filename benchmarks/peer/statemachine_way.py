"""python-statemachine over plain rows, each saved with its row of audit in a transaction of its own."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from statemachine import State, StateMachine
from statemachine.exceptions import TransitionNotAllowed

from benchmarks.peer import work

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def _members() -> dict[str, Any]:
    """The stages and steps of the table as the library's classes are written."""
    stages = {name: State(value=name, initial=name == "applied", final=name == "terminated") for name in work.STAGES}
    steps: dict[str, Any] = {}
    for name, source, dest in work.table():
        way = stages[source].to(stages[dest], cond="amount_differs" if name == "adjust" else None)
        steps[name] = steps[name] | way if name in steps else way
    return {**stages, **steps, "amount_differs": lambda self: self.model.new_base != self.model.base}


Life: Any = type(StateMachine)("Life", (StateMachine,), _members())


class StateMachineWay:
    """Rows of a file, a machine for each."""

    library, how = "python-statemachine", "saved row by row"

    def prepare(self, path: Path, cases: Sequence[work.Case]) -> None:
        """Put the cases into a new file."""
        connection = sqlite3.connect(path)
        work.fill(connection, cases)
        connection.close()

    def night(self, path: Path) -> int:
        """Adjust every case whose amount differs, each with a row of audit; how many were."""
        connection, after, steps = sqlite3.connect(path), "", 0
        work.settle(connection)
        page = f"SELECT {', '.join(work.COLUMNS)} FROM cases WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 - our own names
        while rows := connection.execute(page, (after, work.CHUNK)).fetchall():
            after = rows[-1][0]
            steps += sum(_adjusted(connection, work.Case(*row)) for row in rows)
        connection.close()
        return steps

    def bases(self, path: Path) -> dict[str, int]:
        """What is paid on each case by the file."""
        connection = sqlite3.connect(path)
        found = dict(connection.execute("SELECT id, base FROM cases").fetchall())
        connection.close()
        return found

    def walker(self) -> Callable[[], None]:
        """What walks the life once in memory, saving nothing."""

        def walk() -> None:
            life = Life(work.Case("", "", "", "applied", 1, 0, 0, 0), state_field="stage")
            for step in work.LIFE:
                life.send(step)
            assert life.model.stage == "terminated"

        return walk


def _adjusted(connection: sqlite3.Connection, case: work.Case) -> bool:
    life, source, before = Life(case, state_field="stage"), case.stage, case.base
    try:
        life.adjust()
    except TransitionNotAllowed:
        return False
    case.base = case.new_base
    with connection:
        connection.execute("UPDATE cases SET stage = ?, base = ? WHERE id = ?", (case.stage, case.base, case.id))
        at = datetime.now(UTC).isoformat()
        values = (case.id, at, work.DAY, "cron", "adjust", source, case.stage, before, case.base)
        connection.execute(work.NOTE, values)
    return True
