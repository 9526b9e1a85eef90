"""The power is cut: images of the files as a disk may hold them then, each opened and looked at.

All calls of a work are recorded once. At a cut, what was synced is there; of the rest each write is there, or not, or
some of its sectors are, in any choice, and so is each cut of a file's length and each removal.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from tests.faults.ground import WORKS, Course, acknowledging, county, folder, placed
from tests.faults.killing import CHECKPOINTS, CHUNKS, course_of
from tests.faults.tally import Harness, Tally, chance
from tests.faults.under import CUT, OK, OPEN, READ, REMOVE, SYNC, WRITE, Call, Watcher, watched

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

SECTOR = 512
FILE = "office.db"
A_COUNTY = 2500
"""Points on one county; the next ones are on another."""
KEPT = {"none": (1, 0, 0), "all": (0, 1, 0), "some": (1, 1, 0), "torn": (1, 1, 1)}
"""How likely each unsynced call is lost, done, or done in part, by the kind of image."""


@dataclass
class Recorder(Watcher):
    """Everything that was done to the files, in order, and after how much of it each commit was acknowledged."""

    calls: list[Call] = field(default_factory=list)
    acknowledged: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    def before(self, call: Call) -> int:
        """Write it down."""
        if call.kind not in {READ, OPEN}:
            self.calls.append(call)
        return OK

    def acknowledge(self, measure: tuple[int, ...]) -> None:
        """Write down that a commit was acknowledged here."""
        self.acknowledged.append((len(self.calls), measure))

    def told_by(self, cut: int) -> tuple[int, ...] | None:
        """What the last commit acknowledged before a cut held."""
        return next((measure for at, measure in reversed(self.acknowledged) if at <= cut), None)


@cache
def recorded(course: tuple[str, int, int, int]) -> Recorder:
    """A course's work as it went on the files."""
    found, recorder = course_of(*course), Recorder()
    with folder() as where, found.going(), watched(recorder), acknowledging(recorder.acknowledge):
        found.run(placed(where / FILE, county(course[-1])))
    return recorder


class Disk:
    """The files as a disk holds them: what was synced, and what is on its way there."""

    def __init__(self, content: bytes) -> None:
        self.files = {FILE: bytearray(content)}
        self._waiting: list[Call] = []

    def take(self, call: Call) -> None:
        """Take a call; a sync brings all calls on its file to their place, a removal with a sync itself."""
        if call.kind == SYNC or (call.kind == REMOVE and call.size):
            for each in [*(each for each in self._waiting if each.name == call.name), call]:
                self._do(each)
            self._waiting = [each for each in self._waiting if each.name != call.name]
        else:
            self._waiting.append(call)

    def lose_power(self, random: Random, kind: str) -> None:
        """Of what is on its way, some arrives."""
        for call in self._waiting:
            fate = random.choices(("lost", "done", "torn"), KEPT[kind])[0]
            if fate == "torn" and call.kind == WRITE:
                starts = range(0, len(call.data), SECTOR)
                for start in random.sample(starts, random.randint(0, len(starts))):
                    part = call.data[start : start + SECTOR]
                    self._do(Call(WRITE, call.name, call.at + start, part))
            elif fate == "done":
                self._do(call)

    def _do(self, call: Call) -> None:
        if call.kind == REMOVE:
            self.files.pop(call.name, None)
            return
        file = self.files.setdefault(call.name, bytearray())
        if call.kind == CUT:
            del file[call.size :]
        elif call.kind == WRITE:
            file.extend(bytes(max(0, call.at - len(file))))
            file[call.at : call.at + len(call.data)] = call.data


def power_cut(seed: int, points: range) -> Tally:
    """Cut the power once a point, somewhere, and look at what the disk holds."""
    tally = Tally("power", seed)
    with folder() as where:
        for point in points:
            random = chance(seed, point)
            office = (seed + point // A_COUNTY) % 100
            key = random.choice(list(WORKS)), random.choice(CHUNKS), random.choice(CHECKPOINTS), office
            kind = random.choice(list(KEPT))
            recorder = recorded(key)
            cut = random.randint(0, len(recorder.calls))
            disk = Disk(county(office))
            for call in recorder.calls[:cut]:
                disk.take(call)
            disk.lose_power(random, kind)
            tally.count(point, kind, _wrong(course_of(*key), disk, where / FILE, recorder.told_by(cut)))
    return tally


def _wrong(course: Course, disk: Disk, path: Path, acknowledged: tuple[int, ...] | None) -> str:
    """What is wrong with an image; from each state that is found for the first time the work is done to its end."""
    placed(path, b"")
    for name, content in disk.files.items():
        path.with_name(name).write_bytes(content)
    known = len(course.sound)
    with course.going():
        wrong = course.found_wrong(path, acknowledged)
        if wrong or len(course.sound) == known:
            return wrong
        course.run(f"sqlite:///{path}")
        return course.found_unlike(path)


HARNESSES = (Harness("power", "images of the files after a power cut, torn writes among them", 20_000, power_cut),)
