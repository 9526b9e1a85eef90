"""Whose the work is: every case is somebody's, given in bulk, what nobody holds first, and each giving noted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.life.people import household, person
from tests.life.story import NEXT_VILLAGE, VILLAGE
from workflow.due import quarter_of
from workflow.errors import BadInput, NotPermitted
from workflow.intake import open_case
from workflow.planner import Wanted, assign, village_items
from workflow.responsibility import NOBODY, ListFilter, cases_of, give_cases, given, workload


def alone(village: str = VILLAGE):
    return replace(household(person("head")), village=village)


@pytest.fixture
def three(tell):
    """Three applications: two that the township took in, one that the village did, which is nobody's."""
    first = tell("2026-03-02").opens(alone())
    second = first.another().opens(alone(NEXT_VILLAGE))
    third = first.another()
    village = replace(first.office.as_user("cun"), today=first.today)
    third.id = open_case(village, alone()).case
    return first, second, third


def loads(office, region=""):
    return {load.person: load for load in workload(office, quarter_of(office.today), region)}


def test_a_case_is_theirs_who_took_it_in_and_what_nobody_holds_comes_first(three):
    first, second, third = three
    found = workload(first.office, quarter_of(first.today))
    assert [(load.person, load.cases) for load in found] == [("", 1), ("wang", 2)]
    every = village_items(first.office, Wanted(quarter_of(first.today)))
    assert sum(load.items for load in found) == len(every)
    assert cases_of(first.office, ListFilter(responsible=NOBODY)) == (third.id,)
    assert loads(first.office, NEXT_VILLAGE).keys() == {"wang"}
    assert [(g.before, g.person, g.by) for g in given(first.office, second.id)] == [("", "wang", "wang")]


def test_cases_go_from_one_person_to_another_with_their_work_and_a_note(three):
    first, second, third = three
    office = first.office
    moved = give_cases(office, (first.id, second.id, third.id), "liu")
    assert (moved, loads(office).keys()) == (3, {"liu"})
    assert give_cases(office, (first.id, second.id, third.id), "liu") == 0
    assert [g.before for g in given(office, third.id)] == [""]
    item = village_items(office, Wanted(quarter_of(first.today), person="liu"))[0].item
    assign(office, [item], "sun")
    after = loads(office)
    assert (after["sun"].cases, after["sun"].items) == (0, 1)
    assert give_cases(office, (first.id,), NOBODY) == 1
    assert loads(office)[""].cases == 1
    assert [(g.before, g.person) for g in given(office, first.id)] == [("liu", ""), ("wang", "liu"), ("", "wang")]


def test_nobody_gives_or_gets_a_case_where_they_do_not_work(three):
    first, second, _ = three
    office = first.office
    for login in ("cun", "cron"):
        with pytest.raises(NotPermitted):
            give_cases(office.as_user(login), (first.id,), "liu")
    with pytest.raises(NotPermitted):
        give_cases(office.as_user("ma"), (first.id,), "ma")
    for wrong in ("ma", "nobody-known", "shen", "cron"):
        with pytest.raises(BadInput):
            give_cases(office, (second.id, first.id), wrong)
    with pytest.raises(BadInput):
        give_cases(office, (first.id, "C-9999999"), "liu")
    assert loads(office)["wang"].cases == 2
    assert give_cases(office.as_user("chen"), (first.id,), "cun") == 1


def test_a_note_of_a_giving_stays_as_it_was_written(three):
    for statement in ("UPDATE assignments SET person = 'x'", "DELETE FROM assignments"):
        with pytest.raises(DBAPIError), three[0].office.store.writer.begin() as connection:
            connection.execute(text(statement))
