"""The disk is full or fails, the file may not be written, somebody holds it: at one call, or from it on.

The work ends with one sentence and the code for a database, or comes to its end; what was acknowledged is there, and
once the trouble is over the work done again ends as if nothing had been.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlite

from tests.faults import under
from tests.faults.ground import WORKS, acknowledging, county, folder, placed
from tests.faults.killing import CHECKPOINTS, CHUNKS, SEEDS, course_of
from tests.faults.tally import Harness, Tally, chance
from tests.faults.under import CUT, OK, OPEN, READ, REMOVE, SYNC, WRITE, Call, Watcher, watched
from workflow.cli.diagnostics import Exit, exit_code_of, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

    from tests.faults.ground import Course

FILE = "office.db"
FAILURES = {
    "disk full": (WRITE, under.FULL, 0.0),
    "short write": (WRITE, under.FULL, 0.5),
    "write error": (WRITE, under.BROKEN_WRITE, 0.0),
    "torn write error": (WRITE, under.BROKEN_WRITE, 0.5),
    "sync error": (SYNC, under.BROKEN_SYNC, 0.0),
    "cut error": (CUT, under.BROKEN_CUT, 0.0),
    "removal error": (REMOVE, under.BROKEN_REMOVAL, 0.0),
    "read error": (READ, under.BROKEN_READ, 0.0),
    "cannot open": (OPEN, under.CANNOT_OPEN, 0.0),
    "read-only": (OPEN, under.READ_ONLY, 0.0),
}
"""What fails, how SQLite is told, and how much of a write is done all the same."""
LOCKED = "locked"


@dataclass
class Breaker(Watcher):
    """Lets calls of a kind fail from one on, that one alone or for ever."""

    kind: str = ""
    failure: int = OK
    part: float = 0.0
    first: int = 0
    for_ever: bool = False
    seen: Counter[str] = field(default_factory=Counter)

    def before(self, call: Call) -> int:
        """Fail, where it is its turn."""
        number = self.seen[call.kind]
        self.seen[call.kind] += 1
        due = number >= self.first if self.for_ever else number == self.first
        return self.failure if call.kind == self.kind and due else OK

    def share(self, call: Call) -> int:
        """So much of a failing write is done."""
        return int(len(call.data) * self.part)


@cache
def calls_of(key: tuple[str, int, int, int]) -> Counter[str]:
    """How many calls of each kind an undisturbed work makes."""
    course, counting = course_of(*key), Breaker()
    with folder() as where, course.going(), watched(counting):
        course.run(placed(where / FILE, county(key[-1])))
    return counting.seen


def failing(seed: int, points: range) -> Tally:
    """Let something fail once a point, and look."""
    tally = Tally("disk", seed)
    with folder() as where:
        for point in points:
            random = chance(seed, point)
            key = random.choice(list(WORKS)), random.choice(CHUNKS), random.choice(CHECKPOINTS), seed % SEEDS
            kind = random.choice([*FAILURES, LOCKED])
            placed(where / FILE, county(seed % SEEDS))
            with locked(where / FILE) if kind == LOCKED else watched(_breaker(random, kind, key)):
                wrong, acknowledged = told(course_of(*key), f"sqlite:///{where / FILE}")
            tally.count(point, kind, wrong or _afterwards(course_of(*key), where / FILE, acknowledged))
    return tally


def _breaker(random: Random, kind: str, key: tuple[str, int, int, int]) -> Breaker:
    """Lets something of a kind fail somewhere in a work."""
    of, failure, part = FAILURES[kind]
    return Breaker(of, failure, part, random.randrange(calls_of(key)[of]), random.random() < 1 / 2)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Somebody else writes, for longer than anybody waits."""
    with closing(sqlite.connect(path, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        yield


def told(course: Course, url: str) -> tuple[str, tuple[int, ...] | None]:
    """What is wrong with how a work in trouble ended, and what its last acknowledged commit held."""
    acknowledged: list[tuple[int, ...]] = []
    with course.going(), acknowledging(acknowledged.append):
        wrong = sentence_wrong(lambda: course.run(url))
    return wrong, acknowledged[-1] if acknowledged else None


def sentence_wrong(work: Callable[[], object]) -> str:
    """What a work in trouble ended with, where that is no sentence about a database; "" where it is, or nothing."""
    try:
        work()
    except Exception as error:  # noqa: BLE001 - as the command line does it
        sentence, code = explain(error), exit_code_of(error)
        if code != Exit.DATABASE or "\n" in sentence:
            return f"{code!r}: {sentence}"
    return ""


def _afterwards(course: Course, path: Path, acknowledged: tuple[int, ...] | None) -> str:
    """What is wrong once the trouble is over, and after the work was done again."""
    with course.going():
        wrong = course.found_wrong(path, acknowledged)
        if wrong:
            return wrong
        course.run(f"sqlite:///{path}")
        return course.found_unlike(path)


HARNESSES = (Harness("disk", "a full or failing disk, a file that may not be written or is held", 4_000, failing),)
