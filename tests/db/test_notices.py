"""Batches of notices on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

from db.notices import next_batch
from workflow.errors import Refused
from workflow.notices import Posted, batch_of, batches, post, waiting


def test_batches_of_a_day_are_numbered_and_read_back_by_number(office_at):
    office = office_at(households=200)
    ready = [each for each in waiting(office) if each.may_be_posted]
    village = ready[0].village
    posted = post(office, village, "board").batch
    assert posted.number == f"{office.today}-1"
    assert [line.case for line in posted.lines] == [each.case for each in ready if each.village == village]
    assert batch_of(office, posted.number) == posted
    assert batches(office, office.today) == (posted,)
    earlier = batches(office, date(2000, 1, 1), village)
    assert posted in earlier
    assert {batch.village for batch in earlier} == {village}
    assert not {each.case for each in waiting(office)} & {line.case for line in posted.lines}
    with office.writing() as uow:
        assert next_batch(uow, office.today) == f"{office.today}-2"


def test_of_two_who_post_a_villages_list_at_once_one_does(office_at):
    office = office_at(households=200)
    village = next(each.village for each in waiting(office) if each.may_be_posted)
    barrier = Barrier(2)

    def posts(login):
        barrier.wait()
        try:
            return post(office.as_user(login), village, "board")
        except Refused as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(posts, ("wang", "chen")))
    assert {type(answer) for answer in answers} == {Posted, Refused}
    assert [batch.number for batch in batches(office, office.today)] == [f"{office.today}-1"]
