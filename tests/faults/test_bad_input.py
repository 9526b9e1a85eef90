"""A few points of what `make faults` does in full with bad input, and that each harness can go red."""

from __future__ import annotations

import warnings
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from states.evidence import Declaration, EvidenceKind
from tests.faults import bombs, fuzzing
from tests.faults.bombs import BOMBS, exploded
from tests.faults.fuzzing import fuzzed
from tests.faults.histories import _against, _Signatures, lived

HISTORIES = 1
DAY = date(2026, 3, 2)
TOOK = ("liu", "wang", "zhao", "chen")


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a workbook with a part twice
        yield


def test_bad_files_are_taken_in_right_or_refused_by_a_sentence():
    tally = fuzzed(7, range(80))
    assert tally.wrong == []
    assert sum(count for kind, count in tally.kinds.items() if kind.endswith("taken in")) > 3


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


def test_nobody_holds_two_signatures_that_exclude_each_other_nor_acts_for_their_kin():
    assert lived(7, range(HISTORIES)).wrong == []


def test_the_reader_of_journals_sees_who_surveyed_and_decided_and_whose_kin_they_are():
    said: list[Any] = [
        SimpleNamespace(kind=EvidenceKind.SURVEY, surveyors=("liu",)),
        Declaration(id=1, on=DAY, worker="zhao", relative="head"),
    ]
    rows = [(0, "recorded", "wang", ""), (1, "recorded", "cun", ""), *((0, "step", who, "enroll") for who in TOOK)]
    events: list[Any] = [
        {
            "seq": seq, "kind": kind, "actor": who, "step": step, "on_date": DAY, "role": "county", "dest": "enrolled",
            "body": {"record": record},
        }
        for seq, (record, kind, who, step) in enumerate(rows)
    ]  # fmt: skip
    assert list(_against("C", _Signatures(dict(enumerate(said))), events)) == [
        "C 2: liu surveyed and took enroll",
        "C 3: wang surveyed and took enroll",
        "C 4: zhao took enroll for their kin",
    ]
