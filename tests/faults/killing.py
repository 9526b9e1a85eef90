"""The process is killed (SIGKILL) at one call of SQLite on its files: before it, or with part of a write done.

A process that has everything loaded forks one off for each point. It tells of every commit through a pipe, dies at the
point's call, and of every second point the process that begins again dies too. A last one does the rest undisturbed.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import traceback
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from tests.faults.ground import WORKS, Course, acknowledging, county, folder, placed, state_of
from tests.faults.tally import Harness, Tally, chance
from tests.faults.under import OK, OPEN, READ, WRITE, Call, Watcher, watched, write_now

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

KILLED = -signal.SIGKILL
CHUNKS, CHECKPOINTS, SEEDS = (1, 3), (1000, 20), 100


@dataclass
class Killer(Watcher):
    """Counts the calls that change a file, and ends the process at one of them."""

    folder: Path
    last: int | None = None
    share: float = 0.0
    """Of a write that much is done."""
    calls: int = 0

    def before(self, call: Call) -> int:
        """End the process at the last call."""
        if call.kind in {READ, OPEN}:
            return OK
        if self.calls == self.last:
            if call.kind == WRITE and self.share:
                write_now(self.folder / call.name, call, int(len(call.data) * self.share))
            os.kill(os.getpid(), signal.SIGKILL)
        self.calls += 1
        return OK


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, what it had told of its last commit, and how many calls it made if it came to its end."""

    how: int
    acknowledged: tuple[int, ...] | None
    calls: int


def forked(course: Course, url: str, where: Path, last: int | None = None, share: float = 0.0) -> Ended:
    """Do a course's work in a process of its own that is killed at a call."""
    told, tells = os.pipe()
    gc.freeze()  # what is there already is not looked through, and so not copied, in each process
    process = os.fork()
    if process == 0:
        _work(course, url, tells, Killer(where, last, share))
    gc.unfreeze()
    os.close(tells)
    with os.fdopen(told, encoding="ascii") as lines:
        heard = [json.loads(line) for line in lines if line.endswith("\n")]
    _, status = os.waitpid(process, 0)
    commits = [tuple(each) for each in heard if isinstance(each, list)]
    calls = next((each for each in heard if isinstance(each, int)), 0)
    return Ended(os.waitstatus_to_exitcode(status), commits[-1] if commits else None, calls)


def _work(course: Course, url: str, tells: int, killer: Killer) -> None:
    """The life of a forked process, which never returns."""

    def tell(what: object) -> None:
        os.write(tells, f"{json.dumps(what)}\n".encode())

    try:
        with course.going(), watched(killer), acknowledging(tell):
            course.run(url)
        tell(killer.calls)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - whatever it is, it must not run on as a second harness
        traceback.print_exc()
        os._exit(1)


@cache
def course_of(work: str, chunk: int, checkpoint: int, seed: int) -> Course:
    """A work undisturbed: its states in this process, its calls in one of its own."""
    course = Course(work, chunk, checkpoint)
    with folder() as where:
        path = where / "office.db"
        url = placed(path, county(seed))
        course.states.append(state_of(path)[0])
        with course.going(), acknowledging(lambda _: course.states.append(state_of(path)[0])):
            course.run(url)
        course.calls = forked(course, placed(path, county(seed)), where).calls
    return course


def killed(seed: int, points: range) -> Tally:
    """Kill once a point, every second time once more, and look."""
    tally = Tally("kill", seed)
    with folder() as where:
        for point in points:
            random = chance(seed, point)
            course = course_of(
                random.choice(list(WORKS)), random.choice(CHUNKS), random.choice(CHECKPOINTS), seed % SEEDS
            )
            twice = bool(point % 2)
            placed(where / "office.db", county(seed % SEEDS))
            wrong = _killed(course, random, where / "office.db", first=True)
            if twice and not wrong:
                wrong = _killed(course, random, where / "office.db", first=False)
            tally.count(point, f"{course.work} {'twice' if twice else 'once'}", wrong or _ended(course, where))
    return tally


def _killed(course: Course, random: Random, path: Path, *, first: bool) -> str:
    """Kill the work, and say what is wrong afterwards. One that begins anew may have less to do than it lives."""
    share = random.choice((0.0, 0.5, random.random()))
    ended = forked(course, f"sqlite:///{path}", path.parent, random.randrange(course.calls), share)
    if ended.how != KILLED and (first or ended.how):
        return f"ended by itself: {ended.how}"
    copy = path.with_name("looked.db")
    for each in path.parent.glob(f"{path.name}*"):  # looking at it settles it, which the next process is to do
        shutil.copy(each, path.with_name(each.name.replace(path.name, copy.name)))
    with course.going():
        wrong = course.found_wrong(copy, ended.acknowledged, exactly=first)
    for each in path.parent.glob(f"{copy.name}*"):
        each.unlink()
    return wrong


def _ended(course: Course, where: Path) -> str:
    """Do what is left undisturbed, and say what is wrong at the end."""
    ended = forked(course, f"sqlite:///{where / 'office.db'}", where)
    return f"could not go on: {ended.how}" if ended.how else course.found_unlike(where / "office.db")


HARNESSES = (Harness("kill", "kill -9 at a call on a file, and again while it begins anew", 10_000, killed),)
