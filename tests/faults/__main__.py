"""`python -m tests.faults`: every harness at its full size, as a table; 1 where anything was lost.

`--harness NAME` runs one, `--points N` as many points, `--seed S` from a seed, `--point N` that one alone.
"""

from __future__ import annotations

import argparse
import sys
from time import monotonic

from tests.faults import (
    bombs,
    clocking,
    failing,
    fuzzing,
    histories,
    killing,
    link,
    power,
    races,
    rotting,
    stopping,
    tampering,
)
from tests.faults.tally import table

MODULES = (tampering, rotting, clocking, killing, power, failing, link, stopping, races, fuzzing, bombs, histories)
HARNESSES = tuple(each for module in MODULES for each in module.HARNESSES)
SEED = 20261201


def main() -> int:
    """Run what was asked for, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--harness", choices=[each.name for each in HARNESSES])
    parser.add_argument("--points", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--point", type=int)
    asked = parser.parse_args()
    tallies = []
    for harness in HARNESSES:
        if asked.harness in {None, harness.name}:
            begun = monotonic()
            points = range(asked.points or harness.points)
            tallies.append(
                harness.run(asked.seed, points if asked.point is None else range(asked.point, asked.point + 1))
            )
            print(f"{harness.name}: {harness.does}; {monotonic() - begun:.0f} s", file=sys.stderr)  # noqa: T201
    print("\n".join(table(tallies)))  # noqa: T201
    return int(any(tally.wrong for tally in tallies))


if __name__ == "__main__":
    sys.exit(main())
