"""The nightly run over many households against its floor: the same statements, replayed on the driver alone.

Three nights are run one after the other: the first, on which every case is looked at; an ordinary one after it, on
which most cases rest; and that of a new standard, on which nearly every amount changes. Of each the processor time, and
the ratio to the floor: every statement of the run with the very values it had, read to the last row, committed where
it committed, by nobody who decides anything. Each size runs in a process of its own, so that its memory is its own;
`--cases N` sets the larger size, the smaller is a fifth of it. The counties are kept in the folder that DIBAO_BENCH
names.
"""

from __future__ import annotations

import argparse
import gc
import math
import multiprocessing
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlcipher3 import dbapi2

from benchmarks.many_cases import whole_county_of
from db.engine import open_store
from db.schema import HEAD
from states.sheets import shipped
from states.stages import Role
from workflow import recheck
from workflow.office import Office, User

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

CASES = 20_000
NIGHTS = (
    ("the first night: everybody is looked at", date(2026, 12, 1)),
    ("an ordinary night: most rest", date(2026, 12, 2)),
    ("a new standard: most amounts change", date(2027, 1, 1)),
)
WANTED_RATIO, PROMISED_MEGABYTES, PROMISED_SLOPE = 2.0, 300, 1.05
KILOBYTES = 1024
"""In a megabyte: the system counts in them."""


@dataclass(frozen=True, slots=True)
class Night:
    """Seconds of processor time of a night and of its floor, and what it did."""

    seconds: float
    floor: float
    wall: float
    looked_at: int
    stepped: int


@dataclass(frozen=True, slots=True)
class Run:
    """All nights of a size, and the most megabytes that they took."""

    nights: tuple[Night, ...]
    megabytes: float


def county_at(folder: Path, cases: int) -> Path:
    """The county of so many cases that is kept in a folder, made where it is not there yet."""
    path = folder / f"dibao-whole-county-{cases}-{HEAD}.db"
    if not path.exists():
        print(f"making {path}, once …", file=sys.stderr, flush=True)
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        whole_county_of(f"sqlite:///{making}", cases).store.close()
        making.rename(path)
    return path


def office_at(path: Path) -> Office:
    """The machine's office over a file."""
    return Office(open_store(f"sqlite:///{path}"), User("cron", "", Role.CRON, ""), NIGHTS[0][1], shipped())


class Tape:
    """Every statement of a run in its order, with its values, as the driver was given it.

    What begins a transaction that writes goes to the driver by itself (`db.turns`), and is told by its event.
    """

    def __init__(self, reader: Engine, writer: Engine | None = None) -> None:
        self.statements: list[tuple[str, Any, bool]] = []
        engines = [engine for engine in (reader, writer) if engine is not None]
        if writer is not None:
            event.listen(writer, "begin", lambda _: self.statements.append(("BEGIN IMMEDIATE", (), False)))
        for engine in engines:
            event.listen(engine, "before_cursor_execute", self._executed)
            event.listen(engine, "commit", lambda _: self.statements.append(("COMMIT", (), False)))
            event.listen(engine, "rollback", lambda _: self.statements.append(("ROLLBACK", (), False)))

    def _executed(self, _c: Any, _cursor: Any, statement: str, values: Any, _context: Any, many: bool) -> None:  # noqa: FBT001
        self.statements.append((statement, values, many))

    def replay(self, path: Path) -> float:
        """Processor time of all of it on another copy, by the driver alone."""
        connection = dbapi2.connect(str(path), isolation_level=None)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        taken = self.replay_on(connection)
        connection.close()
        return taken

    def replay_on(self, connection: Any) -> float:
        """The same on a connection of the driver."""
        cursor = connection.cursor()
        begun = process_time()
        for statement, values, many in self.statements:
            (cursor.executemany if many else cursor.execute)(statement, values)
            if not many:
                cursor.fetchall()
        return process_time() - begun


def nights_of(path: Path, folder: Path, told: Any) -> None:
    """Run every night on one copy of a county; what each did and took goes to the parent."""
    gc.set_threshold(100_000, 20, 50)  # as the program does at its start
    run = folder / "run.db"
    shutil.copy(path, run)
    office = office_at(run)
    for _, day in NIGHTS:
        seconds, wall, report = timed(lambda day=day: recheck.run(replace(office, today=day)))
        told.send((seconds, wall, report.looked_at, report.stepped.total()))
    office.store.close()
    told.send(most_megabytes())


def most_megabytes() -> float:
    """The most memory that this process has held; what the system counts for children begins with their parent's."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / KILOBYTES


def timed(of: Callable[[], recheck.RecheckReport]) -> tuple[float, float, recheck.RecheckReport]:
    """Processor time and seconds of a run, and its report."""
    begun, began = process_time(), perf_counter()
    report = of()
    return process_time() - begun, perf_counter() - began, report


def floors(path: Path, folder: Path) -> Iterator[float]:
    """The floor of each night, from a run that is not timed."""
    recorded, replayed = folder / "recorded.db", folder / "replayed.db"
    for copy in (recorded, replayed):
        shutil.copy(path, copy)
    for _, day in NIGHTS:
        office = replace(office_at(recorded), today=day)
        tape = Tape(office.store.reader, office.store.writer)
        recheck.run(office)
        office.store.close()
        yield tape.replay(replayed)


def run_of(path: Path) -> Run:
    """A size, in a process of its own, and its floors."""
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        here, there = multiprocessing.get_context("spawn").Pipe()
        child = multiprocessing.get_context("spawn").Process(target=nights_of, args=(path, folder, there))
        child.start()
        found = [here.recv() for _ in NIGHTS]
        megabytes = here.recv()
        child.join()
        nights = tuple(
            Night(seconds, floor, wall, looked_at, stepped)
            for (seconds, wall, looked_at, stepped), floor in zip(found, floors(path, folder), strict=True)
        )
    return Run(nights, megabytes)


def main() -> int:
    """Print every night of both sizes; 1 where memory or slope are not as promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    sizes = ((most := parser.parse_args().cases) // 5, most)
    folder = Path(os.environ.get("DIBAO_BENCH", tempfile.gettempdir()))
    runs = {size: run_of(county_at(folder, size)) for size in sizes}
    worse = False
    for number, (name, _) in enumerate(NIGHTS):
        print(name)
        for size, run in runs.items():
            night = run.nights[number]
            each = night.seconds / night.looked_at * 1e6
            print(
                f"  {size:>9,} households, {night.looked_at:,} paid, {night.stepped:,} steps: {night.seconds:.2f} s of "
                f"processor time ({night.wall:.2f} s), {each:.0f} us a case, {night.seconds / night.floor:.1f} x the "
                f"floor ({night.floor:.2f} s; wanted {WANTED_RATIO} x)"
            )
        small, large = (run.nights[number] for run in runs.values())
        slope = math.log(large.seconds / small.seconds) / math.log(large.looked_at / small.looked_at)
        print(f"  slope {slope:.2f}, promised {PROMISED_SLOPE}")
        worse = worse or slope > PROMISED_SLOPE
    for size, run in runs.items():
        print(f"{size:>9,} households: {run.megabytes:.0f} MB at most, promised {PROMISED_MEGABYTES}")
        worse = worse or run.megabytes > PROMISED_MEGABYTES
    return int(worse)


if __name__ == "__main__":
    sys.exit(main())
