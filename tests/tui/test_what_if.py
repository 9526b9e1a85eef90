"""The what-if by keys alone: trying, reading both columns and the months, and going on to the real work.

The Zhangs (C-0000002) enter their taper in April 2027 with 600.00, then 450.00 and 300.00 a year; they earn 12,000
where the standard of two is 9,600. The Lis (C-0000001) are three on the expenditure route: 20,000 less 14,000.
"""

from __future__ import annotations

from datetime import date

import pytest
from textual.widgets import Input

from states.evidence import Change, ChangeKind, EarlyExit
from tests.life.people import household, person, with_bill
from tests.tui import county
from tests.tui.driver import desk
from tests.tui.test_life_stories import tapering
from tui.forms.cells import Cell
from tui.screens.case import Case
from tui.screens.record import RecordForm
from tui.screens.survey import SurveyForm
from tui.screens.what_if import WhatIfScreen
from tui.widgets.compared_view import ComparedView, aligned
from tui.widgets.months_view import MonthsView
from workflow import wording

pytestmark = pytest.mark.usefixtures("undrawn")

SMALL = (80, 24)


async def opened(at, case):
    await at.open(case)
    await at.press("w")
    assert isinstance(at.app.screen, WhatIfScreen)


async def tries(at, **typed):
    for name, text in typed.items():
        await at.field(name, text)
    await at.pause_of_typing()


def lines(at, view):
    """What a view would show if there were room for all of it."""
    widget = at.app.screen.query_one(view)
    return [line.plain for line in widget.lines(widget.size.width)]


def row_of(at, view, beginning):
    return next(" ".join(line.split()) for line in lines(at, view) if line.strip("≠ ").startswith(beginning))


@pytest.mark.parametrize(
    ("language", "size", "verdict", "not_met"),
    [
        (
            "en", (140, 40),
            "Leaving is worse from 2027-04 to 2028-12 (-4,500.00); the same from 2029-01 on.",
            "the taper goes on unchanged",
        ),
        ("zh", SMALL, "2027-04 至 2028-12减少（-4,500.00）", "渐退照原定金额继续"),
    ],
)  # fmt: skip
async def test_a_taper_is_left_or_stayed_in_and_what_is_worse_is_said_as_one_types(
    small_county, language, size, verdict, not_met
):
    """With 6,000 the gap is 3,600, 300.00: 9 x -300 and 12 x -150 are -4,500.00, and the last three months are even."""
    wording.use_language(language)
    with county.opened(small_county) as office:
        async with desk(office, size) as at:
            await opened(at, "C-0000002")
            assert not_met in at.text()
            await tries(at, wages="6000")
            assert verdict in at.text().replace("\n", "")
            assert not_met not in at.text()
            assert (
                row_of(at, MonthsView, "2027-04")
                == ("2027-04 600.00 300.00 -300.00 -300.00 " + " ".join(lines(at, MonthsView)[1].split()[5:])).strip()
            )
            assert "-4,500.00" in row_of(at, MonthsView, "2028-12")


async def test_at_80_by_24_every_month_can_be_reached_with_the_keys(small_county):
    with county.opened(small_county) as office:
        async with desk(office, SMALL) as at:
            await opened(at, "C-0000002")
            assert "2029-03" not in at.text()
            await at.press("f6", "f6", "end")
            assert at.app.screen.query_one("#months-panel").has_focus
            assert "2029-03" in at.text()
            assert "total" in at.text()
            await at.press("f6")
            assert at.app.screen.query_one("#what-if-form").has_focus


async def test_differing_rows_are_marked_and_equal_ones_are_not(small_county):
    """Without the son: 9,600 less 6,000, 300.00 a month in place of 700.00, and both top-ups of 120.00 and 40.00."""
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await opened(at, "C-0000001")
            assert not any(line.startswith("≠") for line in lines(at, ComparedView))
            assert "total 20,640.00 20,640.00 0.00" in row_of(at, MonthsView, "total")
            await tries(at, presence="died")
            marked = [line for line in lines(at, ComparedView) if line.startswith("≠")]
            assert any("persons who count" in line and line.split()[-2:] == ["3", "2"] for line in marked)
            assert row_of(at, ComparedView, "gap, a month") == "≠ gap, a month 700.00 300.00 -400.00"
            assert row_of(at, ComparedView, "paid in 2027-04") == "≠ paid in 2027-04 860.00 460.00 -400.00"
            elderly = next(line for line in lines(at, ComparedView) if "elderly 20 %" in line)
            assert elderly.split()[-2:] == ["(80.00)", "(80.00)"]
            assert not elderly.startswith("≠")


async def test_the_end_of_a_term_is_told_with_what_is_assumed(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await opened(at, "C-0000001")
            assert row_of(at, MonthsView, "2027-04").startswith("2027-04 ~860.00 860.00")
            assert "The term by expenditure has ended" in lines(at, MonthsView)[2]
            told = " ".join(line.strip() for line in lines(at, ComparedView))
            assert "the term by expenditure ends with 2027-04-01" in told


async def test_somebody_added_counts_and_goes_on_into_a_report_without_a_guessed_birthday(tell):
    """A single person has 400.00; with a child of three 800.00 and 40.00 for the child."""
    story = tell("2026-03-02").admits(household(person("head"))).on("2026-11-24")
    async with desk(story.by("wang")) as at:
        await opened(at, story.id)
        await at.press("ctrl+n")
        await at.type("3")
        await at.pause_of_typing()
        assert "400.00 840.00 +440.00" in row_of(at, MonthsView, "2026-12")
        assert "Person added 1 minor 10 %" in "\n".join(lines(at, ComparedView))
        await at.press("ctrl+g")
        await at.press("enter")
        form = at.app.screen
        assert isinstance(form, RecordForm)
        assert form.form.cell("change").raw == "joined"
        assert [c.raw for c in form.query(Cell) if c.field.name == "born"] == [""]
        assert story.case.evidence.newest(Change) is None


async def test_an_application_to_leave_is_filled_in_and_nothing_is_recorded_before_it_is_saved(tell):
    story = tapering(tell).on("2027-09-10")
    async with desk(story.by("wang")) as at:
        await opened(at, story.id)
        await tries(at, wages="2400")
        await at.press("ctrl+g")
        assert "early" in at.options()[0]
        await at.press("enter")
        form = at.app.screen
        assert isinstance(form, RecordForm)
        assert [form.form.cell(n).raw for n in ("cause", "before", "after")] == ["earnings_fell", "12000.00", "2400.00"]
        await at.press("escape")
        assert isinstance(at.app.screen, WhatIfScreen)
        assert story.case.evidence.newest(EarlyExit) is None
        await at.press("ctrl+g", "enter")
        await at.save()
        assert isinstance(at.app.screen, Case)
        found = story.case.evidence.newest(EarlyExit)
        assert (found.before, found.after) == (1200000, 240000)
        assert "EARLY_EXIT_NOT_APPLIED" not in at.findings("exit_taper_early")


async def test_a_change_of_income_goes_on_into_a_report_and_into_a_survey(tell):
    story = tell("2026-03-02").admits(household(person("head"), person("wife"), income="2400.00")).on("2026-11-24")
    async with desk(story.by("wang")) as at:
        await opened(at, story.id)
        await tries(at, wages="3600", self_paid="500")
        await at.press("ctrl+g")
        options = at.options()
        assert [option for option in options if "income" in option]
        await at.press("enter")
        assert at.app.screen.form.cell("detail").raw == "from 2400.00 to 3600.00 a year"
        await at.save()
        report = story.case.evidence.newest(Change)
        assert (report.change, report.member) == (ChangeKind.INCOME, "head")
        await at.press("w", "ctrl+g")
        await at.press("up")
        await at.press("enter")
        await at.until(lambda: isinstance(at.app.screen, SurveyForm))
        survey = at.app.screen
        assert isinstance(survey, SurveyForm)
        typed = {cell.field.name: cell.raw for cell in survey.query(Cell) if cell.field.name in {"annual", "voucher"}}
        assert typed["voucher"] == ""
        assert "3600.00" in [c.raw for c in survey.query(Cell) if c.field.name == "annual"]


async def test_what_cannot_be_read_keeps_the_last_answer_and_says_so(small_county):
    with county.opened(small_county) as office:
        async with desk(office, SMALL) as at:
            await opened(at, "C-0000002")
            await tries(at, wages="6000")
            before = lines(at, MonthsView)
            await at.type("x")
            await at.pause_of_typing()
            assert "A field cannot be read" in at.text()
            assert at.app.focused.value == "6000x"
            assert lines(at, MonthsView) == before
            await at.press("ctrl+g")
            assert isinstance(at.app.screen, WhatIfScreen)
            await at.press("backspace")
            await at.pause_of_typing()
            assert "A field cannot be read" not in at.text()


async def test_what_was_tried_is_there_again_after_escape_and_is_put_back_by_a_key(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await opened(at, "C-0000002")
            await tries(at, wages="6000")
            await at.press("escape", "w")
            assert at.app.screen.query(Input).first().value == "6000"
            assert "Leaving is worse" in at.text()
            await at.press("ctrl+r")
            assert at.app.screen.query(Input).first().value == "12000.00"
            assert "Each of the 24 months pays the same" in at.text()
            await at.press("ctrl+g")
            assert len(at.options()) == 1


async def test_another_sheet_and_property_above_a_limit_are_tried(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await opened(at, "C-0000001")
            await tries(at, motor_vehicles="1")
            assert "✗ 1" in row_of(at, ComparedView, "Motor vehicles")
            assert "0.00" in row_of(at, MonthsView, "2027-04").split()[2]
            await at.press("ctrl+r")
            await at.field("sheet")
            await at.press("enter")
            await at.type("371602")
            await at.press("enter")
            await at.pause_of_typing()
            assert "standard, a person and year 4,800.00 4,800.00" in row_of(at, ComparedView, "standard, a person")
            await at.press("right")
            await at.pause_of_typing()
            assert at.app.focused.value not in {"", "cn-371602"}
            assert any(line.startswith("≠ standard, a person") for line in lines(at, ComparedView))


async def test_a_day_before_every_sheet_is_told_and_the_desk_goes_on(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await opened(at, "C-0000002")
            await tries(at, sheet_on="1900-01-01")
            assert "no sheet of" in at.told()[-1]
            assert isinstance(at.app.screen, WhatIfScreen)


async def test_the_language_changes_while_a_what_if_is_open(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await opened(at, "C-0000002")
            await at.press("ctrl+l")
            assert "渐退照原定金额继续" in at.text()
            assert "继续渐退" in at.text()


def test_lines_of_one_thing_stand_side_by_side_whatever_else_differs(tell):
    """A top-up that is struck out on one side only is still one row."""
    from workflow.what_if import what_if

    home = household(person("head", "1950-01-01"), person("wife"))
    story = tell("2026-03-02").admits(home).on("2026-11-24")
    bill = with_bill(home, "100.00", "2026-02-01")
    found = what_if(story.case, bill, story.office.rules_for(story.case.household.village), date(2026, 11, 24))
    pairs = aligned(found.now.lines, found.then.lines)
    assert [line for line, _ in pairs if line] == list(found.now.lines)
    assert [line for _, line in pairs if line] == list(found.then.lines)
    assert all(a is None or b is None or a.category == b.category for a, b in pairs)
