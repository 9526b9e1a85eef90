"""A few points of what `make faults` does in full with bad input, and that each harness can go red."""

from __future__ import annotations

import warnings
from contextlib import closing
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from db.engine import open_store
from states.evidence import Declaration, EvidenceKind
from states.steps import STEP
from tests.faults import bombs, fuzzing
from tests.faults.bombs import BOMBS, exploded
from tests.faults.fuzzing import fuzzed
from tests.faults.histories import _against, _Signatures, lived, unreached
from tests.life.story import settle
from tests.stores import unguard

HISTORIES = 1
CONTROLS = (
    ("confirmer_did_not_survey", "surveyed and took"), ("confirmer_did_not_survey", "visited and took"),
    ("actor_is_no_near_relative", "for their kin"), ("role_may_act", " as "),
    ("confirmer_did_not_review role_may_act", "verified and enrolled"),
    ("another_than_who_ended_it_acts", "ended and set aside"),
)  # fmt: skip
"""Guards of separate duties, and what is said of the histories where one is taken away."""
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


def unguarded(url: str) -> None:
    """A county whose tables refuse nothing: what one person may not do twice the database refuses, too."""
    settle(url)
    with closing(open_store(url)) as store, store.writer.begin() as connection:
        unguard(connection)


@pytest.mark.long
@pytest.mark.parametrize(("guards", "seen"), CONTROLS)
def test_the_histories_go_red_where_a_guard_is_taken_away(guards, seen, monkeypatch):
    monkeypatch.setattr("tests.faults.histories.settle", unguarded)
    for name, step in STEP.items():
        left = tuple(each for each in step.needs if each.__name__ not in guards)
        monkeypatch.setitem(STEP, name, replace(step, needs=left))
    if "role_may_act" in guards:
        monkeypatch.setattr("states.steps.role_may_act", lambda *_: ())
    wrong = (lived(7, range(point, point + 1)).wrong for point in range(60))
    assert any(seen in said for points in wrong for said in points)


@pytest.mark.long
def test_every_step_is_reached():
    assert unreached(lived(7, range(150))) == []


def test_the_reader_of_journals_sees_who_surveyed_and_decided_and_whose_kin_they_are():
    said: list[Any] = [
        SimpleNamespace(id=0, kind=EvidenceKind.SURVEY, surveyors=("liu",)),
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
