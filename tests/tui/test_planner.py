"""The planner at the keyboard: villages, ticks, names, kinds, weeks, and the round of visits."""

from __future__ import annotations

import io

import pypdf
import pytest

from tests.tui import county
from tests.tui.driver import desk
from tui.screens.board import BoardScreen
from tui.screens.case import Case
from tui.screens.due import Due
from tui.widgets.due_tree import DueTree, HouseholdWork
from workflow.due import quarter_of
from workflow.planner import PlannedItem, Wanted, village_items
from workflow.visit_round import VISITED, round_pdf, visit_round
from workflow.wording import in_language

pytestmark = pytest.mark.usefixtures("undrawn")


def planned(office):
    return village_items(office, Wanted(quarter_of(office.today), region=office.user.region))


async def go_to(at, wanted):
    """Move the cursor down to the first line that is wanted."""
    plan = at.app.screen.query_one(DueTree)
    for _ in range(100):
        if wanted(plan.chosen):
            return plan.chosen
        await at.press("down")
    raise AssertionError("no such line")


async def test_an_item_is_ticked_off_and_the_tick_taken_away(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("d")
            report = await go_to(at, lambda node: isinstance(node, PlannedItem) and not node.item.case)
            await at.press("space")
            assert not any(p.done_on for p in planned(office))
            await at.press("enter")
            assert isinstance(at.app.screen, BoardScreen)
            assert quarter_of(report.item.due_on).shifted(-1).name in at.text()
            await at.press("escape")
            chosen = await go_to(at, lambda node: isinstance(node, PlannedItem) and node.item.case)
            await at.press("space")
            noted = [p for p in planned(office) if p.done_on]
            assert [(p.item, p.done_on, p.done_by) for p in noted] == [(chosen.item, office.today, "wang")]
            assert "[✓]" in at.text()
            assert "1 ticked off" in at.text()
            await at.press("space")
            assert not any(p.done_on for p in planned(office))


async def test_a_village_is_ticked_off_whole_and_its_work_stays_due(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("d")
            before = at.text()
            village = at.app.screen.query_one(DueTree).chosen.village
            await at.press("space")
            assert {p.item.village for p in planned(office) if p.done_on} == {village}
            assert all(p.done_on for p in planned(office) if p.item.village == village and p.item.case)
            line = next(line for line in before.splitlines() if "live =" in line)
            assert line in at.text()


async def test_work_is_given_to_somebody_and_shown_as_theirs(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("d")
            chosen = await go_to(at, lambda node: isinstance(node, HouseholdWork))
            await at.press("g")
            await at.type("sun")
            await at.press("enter")
            assert {p.item.case for p in planned(office) if p.person == "sun"} == {chosen.case}
            await at.become("sun")
            await at.press("m")
            shown = at.app.screen.query_one(DueTree)
            assert at.app.screen.work.items == len(chosen.items)
            assert chosen.items[0].item.head in at.text()
            await at.press("m")
            assert at.app.screen.work.items == 0
            await at.press("m")
            assert at.app.screen.work.items == len(planned(office))
            assert shown.villages


async def test_one_kind_and_one_week_are_shown_alone(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("d", "k")
            await at.type("letter to")
            await at.press("enter")
            assert at.app.screen.kind == "letter"
            assert at.app.screen.work.items == sum(p.item.kind == "letter" for p in planned(office)) > 0
            at.app.go_to(Due(week=office.today.min))
            await at.settle()
            overdue = [p for p in planned(office) if p.item.overdue_on(office.today)]
            assert at.app.screen.work.items == len(overdue) > 0


async def test_left_and_right_close_and_open_and_enter_goes_to_the_case(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("d")
            plan = at.app.screen.query_one(DueTree)
            lines = plan.last_line
            await at.press("left")
            assert plan.last_line < lines
            await at.press("right", "right")
            chosen = plan.chosen
            await at.press("enter")
            assert isinstance(at.app.screen, Case)
            assert at.app.screen.case == chosen.case


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_round_of_a_village_holds_each_household_to_visit_and_no_id_number(own_county, language):
    with county.opened(own_county) as office, in_language(language):
        quarter = quarter_of(office.today).shifted(1)
        wanted = [p for p in village_items(office, Wanted(quarter)) if p.item.kind in VISITED]
        village = wanted[0].item.village
        found = visit_round(office, quarter, village)
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(round_pdf(found, "村"))).pages)
        assert {visit.case.id for visit in found.visits} == {p.item.case for p in wanted if p.item.village == village}
        for visit in found.visits:
            assert visit.case.id in text
            for member in visit.case.household.members:
                assert member.name in text
                assert member.id_no not in text


async def test_the_round_is_written_from_the_planner(own_county, tmp_path):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("d", "right_square_bracket", "v")
            await at.pilot.press("tab")
            at.app.screen.query_one("Cell.field-path Input").value = str(tmp_path / "round")
            await at.press("ctrl+s")
            assert (tmp_path / "round.pdf").read_bytes().startswith(b"%PDF")
