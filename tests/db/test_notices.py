"""Batches of notices on both databases."""

from __future__ import annotations

from datetime import date

from db.notices import next_batch
from workflow.notices import batch_of, batches, post, waiting


def test_batches_of_a_day_are_numbered_and_read_back_by_number(office_at):
    office = office_at(households=200)
    ready = [each for each in waiting(office) if each.may_be_posted]
    village = ready[0].village
    posted = post(office, village, "board").batch
    assert posted.number == f"{office.today}-1"
    assert [line.case for line in posted.lines] == [each.case for each in ready if each.village == village]
    assert batch_of(office, posted.number) == posted
    assert batches(office, office.today) == batches(office, date(2000, 1, 1), village) == (posted,)
    assert not {each.case for each in waiting(office)} & {line.case for line in posted.lines}
    with office.writing() as uow:
        assert next_batch(uow, office.today) == f"{office.today}-2"
