"""Many cases at once: marked, sorted, filtered, looked at, stepped; each by itself."""

from __future__ import annotations

from itertools import pairwise

import pytest

from states.evidence import Wish
from states.stages import Role, Stage
from tests.tui import county
from tests.tui.driver import desk
from tui.screens.many_steps import ManySteps
from tui.widgets.case_table import CaseTable
from tui.widgets.chips import Chips
from workflow.cases import ListFilter, case_page
from workflow.evidence import record
from workflow.many import ids_of, look_at_many, steps_for, take_on_many
from workflow.responsibility import NOBODY, cases_of
from workflow.stepping import take_step

pytestmark = pytest.mark.usefixtures("undrawn")


def wishing(office, cases):
    """These households ask in writing to leave."""
    for case in cases:
        record(office, case, Wish(on=office.today, person="head", document="letter"))


def stages(office):
    with office.reading() as read:
        return {case.id: case.stage for case in read.load_cases(read.case_ids(after="", limit=100))}


def test_a_step_on_many_is_taken_on_those_that_qualify_each_with_its_own_event(own_county):
    with county.opened(own_county) as office:
        every = ids_of(office, ListFilter())
        paid = [case for case, stage in stages(office).items() if stage in {Stage.ENROLLED, Stage.KEY_SUPPORTED}]
        wishing(office, paid[:2])
        looked = look_at_many(office, every, "withdraw", {}, lambda _: True)
        assert [each.case for each in looked.ready] == paid[:2]
        assert len(looked.ready) + len(looked.refused) == len(every)
        assert all(any(f.bars for f in each.preview.findings) for each in looked.refused)
        assert sum(times for _, times in looked.reasons) >= len(looked.refused)
        taken = take_on_many(office, looked, {}, "key", lambda _: True)
        assert [each.case for each in taken.taken] == paid[:2]
        assert all(stages(office)[case] is Stage.TERMINATED for case in paid[:2])
        with office.reading() as read:
            assert all([e["step"] for e in read.events(case)].count("withdraw") == 1 for case in paid[:2])
        again = take_on_many(office, looked, {}, "key", lambda _: True)
        assert len(again.taken) == 2
        with office.reading() as read:
            assert all([e["step"] for e in read.events(case)].count("withdraw") == 1 for case in paid[:2])


def test_what_somebody_else_stepped_meanwhile_is_told_and_the_rest_goes_on(own_county):
    with county.opened(own_county) as office:
        paid = [case for case, stage in stages(office).items() if stage in {Stage.ENROLLED, Stage.KEY_SUPPORTED}][:2]
        wishing(office, paid)
        looked = look_at_many(office, paid, "withdraw", {}, lambda _: True)
        take_step(office.as_user("liu"), paid[0], "withdraw")
        taken = take_on_many(office, looked, {}, "key", lambda _: True)
        assert [each.case for each in taken.taken] == paid[1:]
        assert [(missed.case, missed.lost.who) for missed in taken.missed] == [(paid[0], "liu")]


def test_stopped_in_between_the_rest_is_left_as_it_is(own_county):
    with county.opened(own_county) as office:
        paid = [case for case, stage in stages(office).items() if stage in {Stage.ENROLLED, Stage.KEY_SUPPORTED}][:2]
        wishing(office, paid)
        looked = look_at_many(office, paid, "withdraw", {}, lambda _: True)
        taken = take_on_many(office, looked, {}, "key", lambda done: done < 1)
        assert (len(taken.taken), len(taken.missed), taken.left) == (1, 0, 1)
        assert stages(office)[paid[1]] is not Stage.TERMINATED


def test_the_steps_of_many_are_counted_by_their_stages(own_county):
    with county.opened(own_county) as office:
        found = steps_for(office, ids_of(office, ListFilter()))
        verified = sum(stage is Stage.VERIFIED for stage in stages(office).values())
        assert found["enroll"] == verified > 0


async def test_all_of_a_list_are_marked_looked_at_and_stepped_from_the_keyboard(own_county):
    with county.opened(own_county) as office:
        paid = [case for case, stage in stages(office).items() if stage in {Stage.ENROLLED, Stage.KEY_SUPPORTED}]
        wishing(office, paid[:1])
        async with desk(office) as at:
            await at.press("c", "a")
            table = at.app.screen.query_one(CaseTable)
            assert table.picked == set(ids_of(office, ListFilter()))
            await at.press("s")
            await at.type("withdraw")
            await at.press("enter")
            assert isinstance(at.app.screen, ManySteps)
            assert "1 will step" in at.text()
            assert f"{len(table.picked) - 1} are refused" in at.text()
            await at.press("ctrl+s")
            assert "1 stepped" in at.text()
            assert stages(office)[paid[0]] is Stage.TERMINATED
            await at.press("escape")
            assert paid[0] not in table.picked
            await at.press("u")
            assert not table.picked


async def test_a_case_is_marked_and_unmarked_and_nothing_is_stepped_without_a_mark(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("c", "s")
            assert "Nothing is marked" in at.told()[-1]
            await at.press("space", "space")
            table = at.app.screen.query_one(CaseTable)
            assert table.picked == {line.case for line in table.rows[:2]}
            assert "2 marked" in at.text()
            await at.press("home", "space")
            assert table.picked == {table.rows[1].case}


async def test_the_list_is_sorted_and_turned_round_from_one_end_to_the_other(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("c", "o")
            table = at.app.screen.query_one(CaseTable)
            money = [line.monthly for line in table.rows]
            assert money == sorted(money, reverse=True)
            assert "▼" in at.text()
            await at.press("O")
            assert [line.monthly for line in table.rows] == money[::-1]
            await at.press("o", "o")
            assert [line.case for line in table.rows] == sorted(line.case for line in table.rows)


async def test_filters_stand_as_chips_and_are_dropped_one_by_one(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("c", "f")
            await at.field("batch", "3")
            await at.press("ctrl+s")
            await at.press("slash", *"zyf", "enter")
            await at.pilot.pause(0.2)
            await at.settle()
            assert [name for name, _ in at.app.screen.query_one(Chips).chips] == ["text", "batch"]
            assert [line.head for line in at.app.screen.query_one(CaseTable).rows] == ["赵有福"]
            await at.press("backspace")
            assert [name for name, _ in at.app.screen.query_one(Chips).chips] == ["text"]
            await at.pilot.click("#chips", offset=(2, 0))
            await at.settle()
            assert at.app.screen.query_one(Chips).chips == ()


def test_pages_visit_each_case_once_in_descending_order_too(own_county):
    with county.opened(own_county) as office:
        for order in ("due", "monthly", "stage", "case"):
            seen, page = [], case_page(office, ListFilter(), order=order, size=3, descending=True)
            while page.lines:
                seen += page.lines
                page = case_page(office, ListFilter(), order=order, size=3, descending=True, after=page.last)
            up = case_page(office, ListFilter(), order=order, size=100)
            assert [line.case for line in seen] == [line.case for line in up.lines][::-1]
            last = case_page(office, ListFilter(), order=order, size=3, before=())
            assert [line.case for line in last.lines] == [line.case for line in up.lines][-3:]
            assert all(a.case != b.case for a, b in pairwise(seen))


async def test_marked_cases_are_given_to_somebody_and_listed_as_theirs(own_county):
    with county.opened(own_county) as office:
        with office.writing() as uow:
            uow.add_user(login="shen", name="沈素珍", role=Role.AUDITOR, region="371602000000")
            uow.add_user(login="he", name="何建国", role=Role.TOWNSHIP, region="371602002000")
            uow.commit()
        async with desk(office) as at:
            await at.press("c", "space", "space", "g")
            offered = [code for code, _ in at.app.screen.options]
            assert offered == ["chen", "liu", "sun", "wang", "zhao", ""], "who may hold cases here, and nobody else"
            await at.type("sun")
            await at.press("enter")
            held = cases_of(office, ListFilter(responsible="sun"))
            assert len(held) == 2
            assert at.app.screen.table.picked == set(held)
            await at.press("f")
            await at.field("holder", "sun")
            await at.press("ctrl+s")
            assert {line.case for line in at.app.screen.table.rows} == set(held)
            assert at.app.screen.query_one(Chips).chips == (("responsible", "sun"),)
            await at.press("g")
            await at.type("nobody")
            await at.press("enter")
            assert at.app.screen.table.rows == []
            assert set(cases_of(office, ListFilter(responsible=NOBODY))) == set(held)
