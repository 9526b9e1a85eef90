"""Two lists of 100,000 people with known truth: how long matching takes, and how many it finds, rightly and wrongly."""

from __future__ import annotations

import sys
import time
from random import Random

from tests.workflow.test_matching import copied, someone
from workflow.matching.pairs import matched

PEOPLE = 100_000
ON_BOTH = 0.8
STRANGERS = 20_000


def main() -> int:
    """Match once and print; 0."""
    rng = Random(3)
    people = [someone(f"s{n}", rng) for n in range(PEOPLE)]
    truth = {person.key: f"r{n}" for n, person in enumerate(people) if rng.random() < ON_BOTH}
    register = [copied(person, truth[person.key], rng) for person in people if person.key in truth]
    register += [someone(f"x{n}", rng) for n in range(STRANGERS)]
    rng.shuffle(register)
    begun = time.perf_counter()
    found = matched(people, register)
    took = time.perf_counter() - begun
    sure = [pair for pair in found.pairs if pair.is_sure]
    right = sum(truth.get(pair.one.key) == pair.other.key for pair in sure)
    told = sum(truth.get(pair.one.key) == pair.other.key for pair in found.pairs)
    sys.stdout.write(
        f"matching {len(people):,} people with {len(register):,}: {took:.1f} s\n"
        f"  sure pairs {len(sure):,}: precision {right / len(sure):.5f}, recall {right / len(truth):.5f}\n"
        f"  to be decided by a person {len(found.pairs) - len(sure):,}: recall with them {told / len(truth):.5f}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
