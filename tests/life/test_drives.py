"""Verification drives: what is due, what was found by batch and against the ledger, signed once and never changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from states.drive import Difference, Progress
from states.evidence import HomeVisit, Wish
from states.stages import Batch
from tests.life.people import BLIND, earning, household, person, with_bill, working
from tests.life.story import NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE, VILLAGE
from workflow.drive_paper import about_drive, list_listing
from workflow.drives import begin, drive, drives, finish, newest_drive
from workflow.due import quarter_of
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.planner import Wanted, village_items

TOWNSHIP, OTHER_TOWNSHIP = "371602001000", "371602002000"


@pytest.fixture
def village(tell):
    """A couple paid 600.00 a month in the village since the end of 2025, and somebody alone in the next one: 400.00."""
    couple = household(person("head"), person("wife"), income="2400.00")
    story = tell("2025-10-01").admits(couple)
    alone = story.another().on("2025-11-03")
    alone.admits(replace(household(person("alone")), village=NEXT_VILLAGE))
    story.on("2026-03-02")
    return story, couple, alone


def due_visits(office, region=TOWNSHIP):
    found = village_items(office, Wanted(quarter_of(office.today), region=region))
    return [(each.item.case, each.item.due_on) for each in found if each.item.kind == "drive_visit"]


def found_in(story, number=1):
    """The household of a story in a drive."""
    return next(each for each in drive(story.office, number).households if each.listed.case == story.id)


def test_every_live_case_is_due_for_a_visit_until_one_of_the_drive_is_recorded(village):
    story, couple, alone = village
    story.visited()
    begun = begin(story.on("2026-03-03").office, TOWNSHIP, date(2026, 3, 31))
    assert (begun.number, begun.region, begun.due_on, begun.begun_by) == (1, TOWNSHIP, date(2026, 3, 31), "wang")
    assert due_visits(story.office) == [(story.id, date(2026, 3, 31)), (alone.id, date(2026, 3, 31))]
    assert [each.found.progress for each in begun.households] == [Progress.TO_VISIT, Progress.TO_VISIT]
    story.visited()
    assert [case for case, _ in due_visits(story.office)] == [alone.id]
    assert found_in(story).found.progress is Progress.VISITED
    assert found_in(story).difference is None
    assert not any("differs" in line for line in about_drive(drive(story.office, 1)))
    story.surveyed(couple)
    assert found_in(story).difference is Difference.SAME
    assert "Of 1 households surveyed none differs from the ledger" in about_drive(drive(story.office, 1))
    assert list_listing(drives(story.office), {}).rows[0][-2:] == (None, "")
    assert alone.on("2026-04-02").case.drives[0].number == 1
    assert due_visits(alone.office) == [(alone.id, date(2026, 3, 31))]


def test_a_visit_that_turns_out_to_be_of_another_day_is_due_again(village):
    story, _, _ = village
    begin(story.office, VILLAGE, date(2026, 3, 31))
    story.wait(1)
    visit = HomeVisit(on=story.today, visitors=("liu", "sun"), signed_by_visitors=True, signed_by_household=True)
    wrong = story.record(visit)
    assert due_visits(story.office) == []
    story.answer(wrong, on=date(2026, 2, 20))
    assert [case for case, _ in due_visits(story.office)] == [story.id]


def test_what_is_found_is_told_by_batch_and_held_against_the_ledger(village):
    """For two the standard is 9,600.00 a year; a blind member adds 80.00; a bill of 3,000.00 leaves 7,000.00."""
    story, couple, alone = village
    begin(story.on("2026-03-03").office, TOWNSHIP)
    before = found_in(story).listed
    assert (before.batch, before.counted, before.topped_up, before.monthly) == (Batch.ADMISSION, 2, 0, 60000)

    def finds(home):
        story.wait(1).visited().surveyed(home)
        seen = found_in(story)
        return seen.difference, seen.found.batch, seen.found.monthly

    assert finds(couple) == (Difference.SAME, Batch.ADMISSION, 60000)
    assert finds(earning(couple, "3600.00")) == (Difference.OTHER_AMOUNT, Batch.ADMISSION, 50000)
    blind = replace(couple, members=(replace(couple.members[0], disabilities=BLIND), *couple.members[1:]))
    assert finds(blind) == (Difference.OTHER_AMOUNT, Batch.ADMISSION, 68000)
    assert found_in(story).found.topped_up == 1
    ill = with_bill(earning(couple, "10000.00"), "3000.00", "2026-01-10")
    assert finds(ill) == (Difference.OTHER_BATCH, Batch.EXPENDITURE, 21667)
    assert finds(working(couple, "12000.00", "2026-02-01")) == (Difference.OTHER_BATCH, Batch.TAPER, 60000)
    assert finds(earning(couple, "19200.00")) == (Difference.LEAVES, None, 0)
    assert finds(replace(couple, holdings=None))[0] is Difference.UNCLEAR
    assert found_in(alone).difference is None


def test_a_new_standard_or_a_new_taper_year_is_no_finding_of_a_drive(tell):
    home = household(person("head"), income="2400.00")
    story = tell("2025-10-01", standard=(("2016-01-01", "4800.00"), ("2027-01-01", "6000.00"))).admits(home)
    poor = household(person("worker"), income="2400.00")
    grown = working(poor, "6000.00", "2026-03-01", "worker")
    tapers = story.another().on("2025-11-03").admits(poor)
    tapers.on("2026-11-09").renewed(grown, "begin_taper")
    begin(story.on("2026-12-07").office, VILLAGE)
    story.visited().surveyed(home)
    tapers.on("2026-12-07").visited().surveyed(grown)
    for each in (story, tapers):
        assert found_in(each.on("2027-01-11")).difference is Difference.SAME
    story.surveyed(earning(home, "3600.00"))
    assert (found_in(story).difference, found_in(story).found.monthly) == (Difference.OTHER_AMOUNT, 10000)


def test_a_decision_of_the_drive_is_what_it_found_and_an_ending_too(village):
    story, couple, alone = village
    begin(story.on("2026-10-05").office, TOWNSHIP, date(2026, 12, 31))
    story.renewed(earning(couple, "3600.00"))
    seen = found_in(story)
    assert (seen.difference, seen.found.monthly) == (Difference.OTHER_AMOUNT, 50000)
    assert [case for case, _ in due_visits(story.office)] == [alone.id]
    alone.on("2026-10-08")
    alone.record(Wish(on=alone.today, person="alone", document="letter", signed=True))
    alone.step("withdraw")
    gone = found_in(alone)
    assert due_visits(alone.office) == []
    assert (gone.found.progress, gone.difference) == (Progress.ENDED, Difference.LEAVES)


def test_an_application_is_looked_at_too_and_would_enter(village):
    story, _, _ = village
    home = household(person("new"))
    applies = story.another().opens(home)
    begin(story.office, VILLAGE)
    assert found_in(applies).listed.batch is None
    applies.papers().wait(1).looked_at(home)
    seen = found_in(applies)
    assert (seen.difference, seen.found.batch, seen.found.monthly) == (Difference.ENTERS, Batch.ADMISSION, 40000)
    late = applies.another().opens(household(person("late")))
    assert late.id not in {each.listed.case for each in drive(story.office, 1).households}


def test_who_tapers_goes_on_and_is_told_where_it_could_leave_early(tell):
    home = household(person("head"), income="2400.00")
    story = tell("2026-01-05").admits(home).on("2027-01-04")
    story.renewed(working(home, "6000.00", "2026-11-01"), "begin_taper")
    begin(story.on("2027-03-01").office, VILLAGE)
    assert found_in(story).listed.batch is Batch.TAPER
    story.visited().surveyed(working(home, "6000.00", "2026-11-01"))
    assert (found_in(story).difference, found_in(story).found.may_leave_taper) == (Difference.SAME, False)
    story.wait(1).visited().surveyed(home)
    assert (found_in(story).difference, found_in(story).found.may_leave_taper) == (Difference.SAME, True)
    story.wait(1).visited().surveyed(working(home, "9600.00", "2026-11-01"))
    assert found_in(story).difference is Difference.LEAVES


def test_a_finished_drive_is_frozen_and_nobody_is_due_for_it_any_more(village):
    story, couple, alone = village
    begin(story.on("2026-03-03").office, TOWNSHIP, date(2026, 3, 31))
    story.visited().surveyed(earning(couple, "3600.00"))
    assert len(due_visits(story.office)) == 1
    with pytest.raises(Refused, match="1"):
        finish(story.office, 1, "li ming")
    signed = finish(story.office, 1, " li ming ", "away until spring")
    assert (signed.finish.signed_by, signed.finish.by, signed.is_whole) == ("li ming", "wang", True)
    assert [each.listed.case for each in signed.left] == [alone.id]
    assert due_visits(story.office) == []
    assert alone.case.drives == ()
    with pytest.raises(Refused, match="2026-03-03"):
        finish(story.office, 1, "li ming", "again")
    story.wait(1).visited().surveyed(earning(couple, "19200.00"))
    alone.on(story.today.isoformat()).visited()
    assert drive(story.office, 1) == signed
    for table, column in (("drives", "digest"), ("drive_cases", "village"), ("drive_summaries", "digest")):
        for change in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = 'x'"):
            with pytest.raises(DBAPIError, match="append-only"), story.office.store.writing() as uow:
                uow.connection.execute(text(change))


def test_there_is_one_open_drive_over_a_place_and_its_township_or_county_begins_it(village):
    story, _, _ = village
    office = story.office
    for login in ("cun", "cron", "ma"):
        with pytest.raises(NotPermitted):
            begin(office.as_user(login), VILLAGE)
    for wrong in ("371602000000", "999999999999"):
        with pytest.raises(BadInput):
            begin(office.as_user("chen"), wrong)
    with pytest.raises(BadInput):
        begin(office, VILLAGE, date(2026, 3, 1))
    with pytest.raises(Refused):
        begin(office.as_user("ma"), OTHER_TOWNSHIP_VILLAGE)
    with pytest.raises(BadInput):
        newest_drive(office)
    assert begin(office, VILLAGE).due_on == date(2026, 4, 1)
    with pytest.raises(Refused, match="1"):
        begin(office, TOWNSHIP)
    second = begin(office.as_user("chen"), NEXT_VILLAGE[:12])
    assert (second.number, second.begun_by) == (2, "chen")
    assert [each.number for each in drives(office)] == [2, 1]
    assert [each.number for each in drives(office, VILLAGE)] == [1]
    assert newest_drive(office) == 2
    for login in ("cun", "ma"):
        with pytest.raises(NotPermitted):
            finish(office.as_user(login), 1, "li ming", "none")
    with pytest.raises(BadInput):
        finish(office, 1, " ")
    with pytest.raises(BadInput):
        finish(office, 9, "li ming")
    finish(office, 2, "li ming", "bad roads")
    assert newest_drive(office) == 1
