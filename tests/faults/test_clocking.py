"""A few points of what `make faults` does in full with a clock that is set back, and that the harness can go red."""

from __future__ import annotations

from db.journal import event_row
from tests.faults.clocking import NIGHTS, wild_clock
from workflow import recheck


def test_nothing_is_paid_twice_nor_told_backwards_whatever_the_clock_shows():
    tally = wild_clock(7, range(4))
    assert (tally.tried, tally.wrong) == (4, [])


def test_the_harness_goes_red_where_an_event_may_precede_another_or_the_machine_forgets_a_night(monkeypatch):
    def follow(uow, case_id, head, entry):
        said = uow.tell_register(case_id, entry)
        return event_row(case_id, head["version"] + 1, said, uow.now(), head["journal_hash"])

    monkeypatch.setattr("db.writing.Writing.follow", follow)
    assert wild_clock(7, range(2)).wrong
    run = recheck.run
    monkeypatch.setattr(recheck, "run", lambda office: run(office) if office.today < NIGHTS[1] else None)
    assert wild_clock(7, range(7, 8)).wrong
