"""Rounds in which several ways do the same in turn: what each takes, and how many times as much as the first one."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of processor time and on the clock for one piece of work."""

    processor: float
    clock: float


def timed(work: Callable[[], int]) -> Taken:
    """What each of the pieces took; `work` does them, and gives their number."""
    begun, began = process_time(), perf_counter()
    pieces = work()
    processor, clock = process_time() - begun, perf_counter() - began
    return Taken(processor / pieces, clock / pieces)


def in_turn(rounds: int, ways: Mapping[str, Callable[[], Taken]]) -> dict[str, list[Taken]]:
    """What each way took in each round; every round begins with another one."""
    found: dict[str, list[Taken]] = {name: [] for name in ways}
    names = list(ways)
    for number in range(rounds):
        at = number % len(names)
        for name in names[at:] + names[:at]:
            found[name].append(ways[name]())
    return found


def ratios_to_first(found: Mapping[str, Sequence[Taken]]) -> dict[str, list[float]]:
    """Each way's processor time in the first one's, round by round, the least first."""
    first = next(iter(found.values()))
    return {
        name: sorted(theirs.processor / ours.processor for theirs, ours in zip(taken, first, strict=True))
        for name, taken in found.items()
    }


def compare(title: str, of: str, found: Mapping[str, Sequence[Taken]], promised: Mapping[str, float]) -> bool:
    """Print each way's microseconds, and its ratio to the first one; whether each is as much as was promised."""
    ratios = ratios_to_first(found)
    middles = {name: statistics.median(each) for name, each in ratios.items()}
    shown(
        title,
        (f"microseconds {of}", "processor", "clock", "x ours", "spread", "promised"),
        [
            (
                name,
                f"{statistics.median(each.processor for each in taken) * 1e6:,.1f}",
                f"{statistics.median(each.clock for each in taken) * 1e6:,.1f}",
                figure(middles[name]),
                f"{figure(ratios[name][0])} to {figure(ratios[name][-1])}",
                told(promised[name], kept=middles[name] >= promised[name]) if name in promised else "",
            )
            for name, taken in found.items()
        ],
    )
    return all(middles[name] >= least for name, least in promised.items())


def told(promise: float | str, *, kept: bool) -> str:
    """A promise, and whether it is kept."""
    return f"{promise if isinstance(promise, str) else figure(promise)}: {'kept' if kept else 'not kept'}"


def figure(ratio: float) -> str:
    """A ratio with two digits that say something."""
    return f"{ratio:.0f}" if ratio >= 10 else f"{ratio:.2g}"


def shown(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: the first column at the left, figures at the right."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    print(f"\n{title}")
    for row in (headings, *rows):
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        print("  ".join([row[0].ljust(widths[0]), *cells[1:]]).rstrip(), flush=True)
