"""The nightly run on a PostgreSQL server against its floor: the same statements, replayed on the driver alone.

The nights are those of `benchmarks/batch_speed.py`. Of each the processor time of the program, told apart that of all
of the server's processes, and both of the floor: every statement of the run with the very values it had, each on the
connection that it had, read to the last row, committed where it committed. `--households N` sets the size.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import psycopg
from sqlalchemy import event, make_url

from benchmarks.batch_speed import NIGHTS
from benchmarks.worker_speed import FILLED_ON, office_at
from tests.stores import Server, postgresql_server
from workflow import recheck
from workflow.demo.county import fill
from workflow.demo.founding import founded

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sqlalchemy import Connection, Engine

    from workflow.recheck import RecheckReport

HOUSEHOLDS = 2_000
WANTED_RATIO = 3.0
OWN, OF_CHILDREN = slice(11, 13), slice(11, 15)
"""Where a process's own ticks stand in what the system says of it after its name; and, too, those of its children."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time, the program's and the server's."""

    here: float
    server: float


def spent_by(server: str, work: Callable[[], object]) -> Spent:
    """What a work takes."""
    here, there = process_time(), server_seconds(server)
    work()
    return Spent(process_time() - here, server_seconds(server) - there)


def server_seconds(server: str) -> float:
    """Processor time of all processes of a server, those that have ended among them."""
    folder = Path(str(make_url(server).query["host"]))
    first = (folder / "postmaster.pid").read_text(encoding="ascii").split()[0]
    children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
    ticks = _ticks(first, OF_CHILDREN) + sum(_ticks(child, OWN) for child in children)
    return ticks / os.sysconf("SC_CLK_TCK")


def _ticks(process: str, which: slice) -> int:
    said = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(int(each) for each in said[which])


@dataclass
class Tape:
    """Every statement of a run in its order, with its values and the connection that it went over."""

    said: list[tuple[int, str, Any, bool]] = field(default_factory=list)
    connections: dict[int, Any] = field(default_factory=dict)
    """The driver's, by what they are called here."""

    def listen(self, engine: Engine) -> None:
        """Write down what goes over an engine."""
        event.listen(engine, "before_cursor_execute", self._executed)
        for end in ("commit", "rollback"):
            event.listen(engine, end, lambda connection, end=end: self._say(connection, end.upper(), None))

    def replay(self, url: str) -> Callable[[], None]:
        """What replays all of it on another copy, by the driver alone; connections are there before."""
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        anew = {name: psycopg.connect(address) for name in self.connections}

        def work() -> None:
            for name, statement, values, many in self.said:
                if statement == "COMMIT":
                    anew[name].commit()
                elif statement == "ROLLBACK":
                    anew[name].rollback()
                else:
                    cursor = anew[name].cursor()
                    (cursor.executemany if many else cursor.execute)(statement, values)
                    if not many and cursor.description is not None:
                        cursor.fetchall()
            for connection in anew.values():
                connection.close()

        return work

    def _executed(
        self,
        connection: Connection,
        _cursor: Any,
        statement: str,
        values: Any,
        _context: Any,
        many: bool,  # noqa: FBT001
    ) -> None:
        self._say(connection, statement, values, many=many)

    def _say(self, connection: Connection, statement: str, values: Any, *, many: bool = False) -> None:
        driver = connection.connection.dbapi_connection
        self.connections[id(driver)] = driver
        self.said.append((id(driver), statement, values, many))


def night(url: str, day: date, tape: Tape | None = None) -> RecheckReport:
    """Run a night."""
    office = replace(office_at(url, day), today=day)
    if tape is not None:
        tape.listen(office.store.reader)
        tape.listen(office.store.writer)
    try:
        return recheck.run(office)
    finally:
        office.store.close()


def main() -> int:
    """Print every night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    households = parser.parse_args().households
    gc.set_threshold(100_000, 20, 50)  # as the program does at its start
    with postgresql_server() as server:
        databases = Server(server)
        ran = databases.new()
        office = founded(ran, FILLED_ON)
        fill(office, households=households)
        office.store.close()
        recorded, replayed = databases.copy_of(ran), databases.copy_of(ran)
        for name, day in NIGHTS:
            reports: list[RecheckReport] = []
            run = spent_by(server, lambda day=day, reports=reports: reports.append(night(ran, day)))  # type: ignore[misc]
            tape = Tape()
            night(recorded, day, tape)
            floor = spent_by(server, tape.replay(replayed))
            print(_row(name, reports[0], run, floor))
    return 0


def _row(name: str, report: RecheckReport, run: Spent, floor: Spent) -> str:
    both, least = run.here + run.server, floor.here + floor.server
    return (
        f"{name}: {report.looked_at:,} paid, {report.stepped.total():,} steps\n"
        f"  {run.here:.2f} s of processor time here, {run.here / floor.here:.1f} x the floor ({floor.here:.2f} s); "
        f"the server {run.server:.2f} s ({floor.server:.2f} s); "
        f"together {both / least:.1f} x (wanted {WANTED_RATIO} x)"
    )


if __name__ == "__main__":
    sys.exit(main())
