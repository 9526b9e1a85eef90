"""Cases opened at once on both databases: numbered in their households' order, whole, with journals that hold."""

from __future__ import annotations

from dataclasses import replace

from db.openings import cases_meant, known_heads
from states.stages import Stage
from tests.life.people import household, person
from workflow.demo.places import places
from workflow.intake import opening_of, take_in_new
from workflow.journal import check


def homes_of(number: int):
    village = next(place.code for place in places(60) if place.level == "village")
    for place in range(number):
        without_number = replace(person("child"), id_no="", name=f"小{place}")
        yield household(person("head"), without_number, person("wife"), village=village, income="1200.00")


def test_cases_opened_at_once_stand_in_the_order_of_their_households(office_at):
    office, homes = office_at(60), list(homes_of(40))
    with office.writing() as uow:
        opened = take_in_new(office, uow, [opening_of(office, home, home.head.id_no) for home in homes])
        assert take_in_new(office, uow, []) == []
        uow.commit()
    with office.reading() as read:
        cases = read.load_cases(opened)
        assert opened == sorted(opened)
        assert [case.household.members for case in cases] == [home.members for home in homes]
        assert {(case.stage, case.version) for case in cases} == {(Stage.APPLIED, 2)}
        rows = [read.case_row(case) for case in opened]
        heads = [home.head.id_no for home in homes]
        meant = cases_meant(read, dict.fromkeys([*heads, "", "nobody"]))
        assert meant == dict(zip(heads, opened, strict=True))
        assert known_heads(read, [*heads, "", "nobody"]) == set(heads)
    assert [row["head_name"] for row in rows] == [home.head.name for home in homes]
    assert all(row["next_due_on"] and row["responsible"] == "wang" for row in rows)
    assert check(office).problems == ()
