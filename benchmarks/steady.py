"""Whether the nightly run stays as fast and as small as it goes on: processor time of a case, and memory, step by step.

The three nights of `benchmarks/batch_speed.py`, without their floor, one after the other over a county of `--cases`,
which is used up: it is made in the folder that DIBAO_BENCH names (a million take half an hour and 25 GB), and removed.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

from benchmarks.batch_speed import NIGHTS, PROMISED_MEGABYTES, most_megabytes, office_at
from benchmarks.many_cases import whole_county_of
from workflow import recheck

CASES, STEP = 100_000, 50_000


@dataclass
class Going:
    """How far a night is, and what the cases since the last step took."""

    done: int = 0
    told: int = 0
    since: float = field(default_factory=process_time)

    def __call__(self, cases: int) -> None:
        """Some more cases are done; every so many are told of."""
        self.done += cases
        if self.done - self.told >= STEP:
            now = process_time()
            each = (now - self.since) / (self.done - self.told) * 1e6
            print(f"  {self.done:>9,} cases: {each:,.0f} us each, {most_megabytes():.0f} MB at most", flush=True)
            self.told, self.since = self.done, now


def main() -> int:
    """Print every step of every night; 1 where more memory was held than promised."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    gc.set_threshold(100_000, 20, 50)  # as the program does at its start
    with tempfile.TemporaryDirectory(dir=os.environ.get("DIBAO_BENCH")) as folder:
        path = Path(folder) / "county.db"
        whole_county_of(f"sqlite:///{path}", parser.parse_args().cases).store.close()
        for name, day in NIGHTS:
            print(name, flush=True)
            office, begun = office_at(path).on(day), process_time()
            report = recheck.run(office, progress=Going())
            each = (process_time() - begun) / report.looked_at * 1e6
            print(f"  all {report.looked_at:,} paid: {each:,.0f} us each, {report.stepped.total():,} steps", flush=True)
            office.store.close()
    return int(most_megabytes() > PROMISED_MEGABYTES)


if __name__ == "__main__":
    sys.exit(main())
