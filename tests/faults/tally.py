"""What a harness tried, and what was lost: a row of the table that `make faults` prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SHOWN = 5


@dataclass(slots=True)
class Tally:
    """A harness's count: points tried from a seed, and of each that went wrong its number and why."""

    name: str
    seed: int
    tried: int = 0
    wrong: list[str] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    def count(self, point: int, kind: str, wrong: str = "") -> None:
        """Count a point; `wrong` says what was lost, or found where nothing was."""
        self.tried += 1
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if wrong:
            self.wrong.append(f"{self.name} --seed {self.seed} --point {point}: {wrong}")


@dataclass(frozen=True, slots=True)
class Harness:
    """A harness by its name: what it does, how many points the long run takes, and the run of points from a seed."""

    name: str
    does: str
    points: int
    run: Callable[[int, range], Tally]


def chance(seed: int, point: int) -> Random:
    """The chance of one point, which no other point has a part in."""
    return Random(f"{seed}:{point}")


def table(tallies: list[Tally]) -> Iterator[str]:
    """The lines of the table: points tried and lost, the seed, and of what is lost the first ones."""
    yield "| harness | points | lost | seed | kinds |"
    yield "|---|---|---|---|---|"
    for tally in tallies:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(tally.kinds.items()))
        yield f"| {tally.name} | {tally.tried:,} | {len(tally.wrong):,} | {tally.seed} | {kinds} |"
    for tally in tallies:
        yield from (f"lost: {each}" for each in tally.wrong[:SHOWN])
