"""A few points of what `make faults` does in full with bad input, and that each harness can go red."""

from __future__ import annotations

import warnings

import pytest

from tests.faults import bombs, fuzzing
from tests.faults.bombs import BOMBS, exploded
from tests.faults.fuzzing import fuzzed


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a workbook with a part twice
        yield


def test_bad_files_are_taken_in_right_or_refused_by_a_sentence():
    tally = fuzzed(7, range(200))
    assert tally.wrong == []
    assert sum(count for kind, count in tally.kinds.items() if kind.endswith("taken in")) > 9


def test_the_harness_goes_red_where_a_reader_raises_what_nobody_is_told(monkeypatch):
    def torn(random, _):
        raise {0: KeyError, 1: RecursionError}[random.randrange(2)]("x")

    monkeypatch.setattr(fuzzing, "READERS", ((torn, 1),))
    assert len(fuzzed(7, range(4)).wrong) == 4


def test_small_files_that_burst_a_reader_are_refused_at_once(monkeypatch):
    few = [name for name in BOMBS if name.startswith(("entities", "an entity", "a long dotted", "a header", "members"))]
    monkeypatch.setattr(bombs, "BOMBS", {name: BOMBS[name] for name in few})
    assert exploded(7, range(len(few))).wrong == []
    monkeypatch.setattr(bombs, "read", lambda _: bytearray(300_000_000))
    assert "it was taken in after" in exploded(7, range(1)).wrong[0]
