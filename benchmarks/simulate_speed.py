"""Another policy over a demonstration county against the nightly run's dry run on the same: medians, and a ratio.

The dry run is what an office already waits for: it reads the same cases, and judges their steps.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from workflow import recheck
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.other_policy import OtherPolicy
from workflow.simulate import simulate, size

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 24)
HOUSEHOLDS = 600
ROUNDS = 5
PROMISED = 1.5


def seconds(of: Callable[[], object]) -> float:
    """Processor time of one run."""
    begun = process_time()
    of()
    return process_time() - begun


def main() -> int:
    """Print the ratio; 1 where it is worse than promised."""
    with tempfile.TemporaryDirectory() as folder:
        office = founded(f"sqlite:///{Path(folder) / 'county.db'}", TODAY)
        fill(office, households=HOUSEHOLDS)
        other = OtherPolicy.of(office, ("standard_annual=9000",))
        pairs = [
            (seconds(lambda: simulate(office, other)), seconds(lambda: recheck.run(office, dry_run=True)))
            for _ in range(ROUNDS)
        ]
        cases = size(office)
        office.store.close()
    ratios = sorted(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(column) * 1e3 for column in zip(*pairs, strict=True))
    ratio = statistics.median(ratios)
    print(
        f"a simulation of {cases} cases: {ours:.0f} ms of processor time, {ratio:.2f} x the dry run of the recheck "
        f"({theirs:.0f} ms; {ratios[0]:.2f} to {ratios[-1]:.2f}), promised {PROMISED} x"
    )
    return 0 if ratio <= PROMISED else 1


if __name__ == "__main__":
    sys.exit(main())
