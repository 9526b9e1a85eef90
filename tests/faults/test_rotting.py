"""A few points of what `make faults` does in full with bits that rot, and that the harness can go red."""

from __future__ import annotations

from tests.faults import rotting
from tests.faults.rotting import rotten_pages, rotten_values


def test_a_bit_that_turns_is_seen_or_turns_in_nothing():
    values, pages = rotten_values(7, range(40)), rotten_pages(7, range(12))
    assert (values.wrong, pages.wrong) == ([], [])
    assert values.kinds["seen by the journal"] > 20


def test_the_harness_goes_red_where_nobody_looks_at_households_or_payments(monkeypatch):
    monkeypatch.setattr("db.verify.is_as_told", lambda *_: True)
    monkeypatch.setattr("workflow.frozen.is_payment_whole", lambda *_: True)
    columns = {"households": ("bank_account",), "payments": ("bank_account",)}
    good, every = rotting.rotting_county(7)
    monkeypatch.setattr(rotting, "rotting_county", lambda _: (good, columns))
    assert len(rotten_values(7, range(3)).wrong) == 3
    monkeypatch.setattr(rotting, "seen_by", lambda _: ("", ""))
    monkeypatch.setattr(rotting, "rotting_county", lambda _: (good, every))
    assert rotten_pages(7, range(12)).wrong
