"""The program's own nightly run; and its machine, journal and batches alone, under the rule that the others have."""

from __future__ import annotations

from dataclasses import astuple
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text

from benchmarks.batch_speed import NIGHTS, office_at
from benchmarks.many_cases import TODAY
from benchmarks.peer import work
from db.journal import Entry
from states.machine import Token, move
from states.money import fen_of
from states.stages import Role, Stage
from workflow import recheck
from workflow.demo.county import fill
from workflow.demo.founding import founded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import RowMapping

    from db.gathered import Gathered

ADJUSTED = """SELECT d.case_id, c.village, c.head_name, c.stage, d.counted, d.assessment ->> 'adjusted_annual',
                     d.assessment ->> 'standard_annual', d.base,
                     (SELECT base FROM decisions AS e WHERE e.case_id = d.case_id AND e.seq < d.seq
                      ORDER BY e.seq DESC LIMIT 1)
              FROM decisions AS d JOIN cases AS c ON c.id = d.case_id
              WHERE d.on_date = :day AND d.step = 'adjust' ORDER BY d.case_id"""


def county_at(path: Path, households: int) -> None:
    """A demonstration county on the eve of a new standard: what was due before is done."""
    office = founded(f"sqlite:///{path}", TODAY)
    fill(office, households=households)
    office.store.close()
    office = office_at(path)
    for _, day in NIGHTS[:-1]:
        recheck.run(office.on(day))
    office.store.close()


def adjusted(path: Path) -> tuple[list[work.Case], dict[str, int]]:
    """The cases that the run adjusted on the day, as they were before, and the base that each has then."""
    office = office_at(path)
    with office.reading() as read:
        rows = read.connection.execute(text(ADJUSTED), {"day": work.DAY}).all()
    office.store.close()
    cases = [
        work.Case(*row[:5], fen_of(row[5]), fen_of(row[6]), row[8])
        for row in rows
        if row[8] is not None and row[7] != row[8]
    ]
    return cases, {row[0]: row[7] for row in rows}


class NightlyWay:
    """The nightly run as it is: all that the law asks, decided, explained and kept."""

    library, how = "dibao", "its nightly run"

    def prepare(self, path: Path, cases: Sequence[work.Case]) -> None:
        """The county is the file."""

    def night(self, path: Path) -> int:
        """Do what the machine may; how many steps that were, of any kind."""
        office = office_at(path)
        report = recheck.run(office.on(date.fromisoformat(work.DAY)))
        office.store.close()
        return report.stepped.total()

    def bases(self, path: Path) -> dict[str, int]:
        """What is paid on each adjusted case by the file."""
        return adjusted(path)[1]

    def walker(self) -> Callable[[], None]:
        """What walks the life once in memory, saving nothing."""

        def walk() -> None:
            token = Token("applied", qualifies=True)
            for step in work.LIFE:
                assert move(step, token) is not None
            assert token.stage == Stage.TERMINATED

        return walk


class NarrowWay(NightlyWay):
    """The same storage under a rule of one line: nobody's way, to tell what the law costs from what keeping costs."""

    how = "its machine and journal, the others' rule"

    def prepare(self, path: Path, cases: Sequence[work.Case]) -> None:
        """Put what the rule looks at beside the cases of the county."""
        office = office_at(path)
        with office.store.writer.begin() as connection:
            connection.exec_driver_sql(work.CASES.replace("cases", "narrow"))
            connection.exec_driver_sql(work.INSERT.replace("cases", "narrow"), [astuple(case) for case in cases])
        office.store.close()

    def night(self, path: Path) -> int:
        """Adjust every case whose amount differs, each with its event; how many were."""
        office, after, steps = office_at(path), "", 0
        page = text("SELECT * FROM narrow WHERE id > :after ORDER BY id LIMIT :chunk")
        while True:
            with office.gathering() as uow:
                rows = uow.rows(page.bindparams(after=after, chunk=work.CHUNK))
                if not rows:
                    break
                after = rows[-1]["id"]
                uow._case_rows([row["id"] for row in rows])  # noqa: SLF001 - without their facts: nobody else asks for that
                steps += sum(_adjusted(uow, row) for row in rows)
                uow.commit()
        office.store.close()
        return steps

    def bases(self, path: Path) -> dict[str, int]:
        """What is paid on each adjusted case by the journal."""
        office = office_at(path)
        statement = text("SELECT case_id, body ->> 'base' FROM events WHERE on_date = :day AND step = 'adjust'")
        with office.reading() as read:
            found = {row[0]: int(row[1]) for row in read.connection.execute(statement, {"day": work.DAY})}
        office.store.close()
        return found


def _adjusted(uow: Gathered, row: RowMapping) -> bool:
    new, stage = work.base_of(row["counted"], row["income_annual"], row["standard_annual"]), Stage(row["stage"])
    dest = move("adjust", Token(stage.value, barred=new == row["base"]))
    if dest is None:
        return False
    body = {"base_before": row["base"], "base": new}
    entry = Entry(
        kind="step", on=date.fromisoformat(work.DAY), actor="cron", role=Role.CRON, source=stage, dest=dest,
        step="adjust", body=body,
    )  # fmt: skip
    uow.append(row["id"], entry, stage=dest)
    uow._now(row["id"])["monthly"] = new  # noqa: SLF001
    return True
