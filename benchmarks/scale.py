"""What a township, a county, a province and the country would need, reckoned from the rates that were measured.

`python benchmarks/scale.py` prints the table of docs/many-machines.md. The rates are those of docs/performance.md, of
two cores and PostgreSQL or SQLite beside the program; a core of a server is taken to be as fast as one of them.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

MICROSECONDS = 1e-6
HOURS = 3600
GIGABYTES = 1e6
"""Kilobytes in a gigabyte."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Processor time of a case on a night in microseconds, of a person's step in milliseconds, kilobytes of a case."""

    ordinary_night: float = 173
    new_standard: float = 1596
    step: float = 6
    events_a_year: float = 11.5
    kilobytes: float = 25.7
    kilobytes_a_year: float = 11.3


@dataclass(frozen=True, slots=True)
class Place:
    """A caseload, and how long a night of it may take in hours."""

    name: str
    households: int
    night_hours: float = 2


PLACES = (
    Place("a township", 600),
    Place("a county", 7_000),
    Place("a large county", 50_000),
    Place("a province", 1_300_000),
    Place("the country", 20_000_000),
)
WORKING_SECONDS = 250 * 8 * HOURS


def row(place: Place, rates: Rates) -> tuple[str, ...]:
    """What a place needs: both nights on one core, workers for the longer one, steps a second, room."""
    ordinary, longest = (
        place.households * each * MICROSECONDS / HOURS for each in (rates.ordinary_night, rates.new_standard)
    )
    workers = max(1, math.ceil(longest / place.night_hours))
    steps = place.households * rates.events_a_year / WORKING_SECONDS
    return (
        place.name,
        f"{place.households:,}",
        _hours(ordinary),
        _hours(longest),
        str(workers),
        _small(steps),
        _small(steps * rates.step / 1000),
        f"{place.households * rates.kilobytes / GIGABYTES:,.2f} GB",
        f"{place.households * rates.kilobytes_a_year / GIGABYTES:,.2f} GB",
    )


def _hours(hours: float) -> str:
    """A time in the unit that suits it."""
    seconds = hours * HOURS
    if seconds < 100:
        return f"{seconds:.2g} s"
    return f"{hours * 60:.0f} min" if hours < 2 else f"{hours:.0f} h"


def _small(number: float) -> str:
    return f"{number:.1f}" if number >= 0.1 else "under 0.1"


HEADS = (
    "caseload", "households", "an ordinary night, one core", "a new standard, one core", "workers for two hours",
    "events a second in office hours", "cores for them", "room", "room a year",
)  # fmt: skip


def main() -> int:
    """Print the table."""
    print("| " + " | ".join(HEADS) + " |")
    print("|" + "---|" * len(HEADS))
    for place in PLACES:
        print("| " + " | ".join(row(place, Rates())) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
