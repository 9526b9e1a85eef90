"""Appeals: with their last day, decided by the county, and never by whoever took the decision (policy §3, §4)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from states.due import due_items
from states.evidence import Appeal, Declaration, RecognitionOf, Resolution
from tests.life.people import earning, household, person, working
from tests.life.story import NEXT_VILLAGE, VILLAGE
from workflow.appeal_paper import appeal_document, appeal_listing
from workflow.appeals import appeals
from workflow.errors import BadInput, Refused


def couple():
    return household(person("head"), person("wife"), income="2400.00")


@pytest.fixture
def appealed(tell):
    """Enrolled by chen in March with 600.00 a month; the household thinks it too little, and says so on 7 April."""
    story = tell("2026-03-02").admits(couple()).on("2026-04-07")
    story.appeal = story.record(Appeal(on=story.today, person="head", about="enroll"))
    return story


def test_an_open_appeal_shows_its_last_day_whose_decision_it_is_against_and_who_may_decide(appealed):
    """Thirty working days from 8 April: 17 in April, four around the holiday with 9 May worked, nine to 21 May."""
    (entry,) = appeals(appealed.office, VILLAGE)
    assert entry.is_open
    assert (entry.taken.step, entry.taken.actor, entry.last.day) == ("enroll", "chen", date(2026, 5, 21))
    assert (entry.may_decide, entry.days_late_on(date(2026, 5, 21))) == (("zhao",), 0)
    assert appeals(appealed.office, NEXT_VILLAGE) == ()
    appealed.on("2026-05-23")
    said = appeal_document(*appeals(appealed.office), appealed.today)
    assert (said["outcome"], said["days_late"], said["decided_by"]) == ("open", 2, None)
    listing = appeal_listing(appeals(appealed.office), {}, appealed.today)
    assert listing.title == "Appeals: 1, of them 1 open, 1 overdue"


@pytest.mark.parametrize(
    ("login", "named", "why"),
    [
        ("chen", "", "chen took the decision of 2026-03-13"),
        ("chen", "zhao", "chen took the decision of 2026-03-13"),
        ("zhao", "chen", "chen took the decision of 2026-03-13"),
        ("wang", "zhao", "not for the township to decide"),
        ("zhao", "wang", "not for the township to decide"),
    ],
)
def test_neither_who_took_the_decision_nor_the_township_decides_the_appeal_against_it(appealed, login, named, why):
    with pytest.raises(Refused) as refused:
        appealed.answer(appealed.appeal, login, outcome=Resolution.DISMISSED, decided_by=named)
    assert why in str(refused.value)
    assert "§3 set_aside" in str(refused.value)
    row = Appeal(on=appealed.today, about="enroll", outcome=Resolution.DISMISSED, decided_by=named)
    with pytest.raises(Refused):
        appealed.record(row, login)
    assert appeals(appealed.office)[0].is_open


def test_nobody_decides_the_appeal_of_a_near_relative(appealed):
    appealed.record(Declaration(on=appealed.today, person="zhao", worker="zhao", relative="wife"), "chen")
    assert appeals(appealed.office)[0].may_decide == ()
    assert appeal_listing(appeals(appealed.office), {}, appealed.today).rows[0][-1] == "nobody: another office"
    with pytest.raises(Refused, match="near relative"):
        appealed.answer(appealed.appeal, "zhao", outcome=Resolution.UPHELD)


def test_a_decided_appeal_names_who_decided_and_stands_below_the_open_ones(appealed):
    appealed.on("2026-05-25").answer(appealed.appeal, "zhao", outcome=Resolution.DISMISSED)
    appealed.on("2026-06-01").record(Appeal(on=appealed.today, person="head", about="enroll"))
    still_open, decided = appeals(appealed.office)
    assert still_open.is_open
    said = appeal_document(decided, appealed.today)
    assert said | {"case": "", "village": "", "head": "", "record": 0} == {
        "case": "", "village": "", "head": "", "record": 0, "on": "2026-04-07", "person": "head", "document": "",
        "about": "enroll", "decision": {"step": "enroll", "seq": 17, "by": "chen", "on": "2026-03-13"},
        "last_day": "2026-05-21", "provisional": False, "outcome": "dismissed", "days_late": 4, "may_decide": [],
        "decided_by": "zhao", "decided_on": "2026-05-25", "wrong": None, "to_set_aside": False, "to_correct": False,
    }  # fmt: skip


def test_an_upheld_appeal_against_an_ending_waits_until_the_ending_is_set_aside(appealed):
    story = appealed.another().admits(couple()).on("2027-05-03")
    story.renewed(earning(couple(), "30000.00"), "terminate")
    appeal = story.wait(3).record(Appeal(on=story.today, person="head", about="terminate"))
    with pytest.raises(Refused):
        story.answer(appeal, "chen", outcome=Resolution.UPHELD)
    upheld = story.answer(appeal, "zhao", outcome=Resolution.UPHELD)
    for login in ("zhao", "chen"):
        with pytest.raises(Refused):
            story.answer(upheld, login, outcome=Resolution.DISMISSED, reason="as before")
    entry = appeals(story.office)[1]
    assert dict(due_kinds(story))["set_aside"] == date(2027, 5, 21)
    assert (entry.case.id, entry.waits_for_setting_aside, entry.last.provisional) == (story.id, True, True)
    assert "upheld: ending to be set aside" in appeal_listing([entry], {}, story.today).rows[0]
    story.step("set_aside", login="zhao", reason="appeal_upheld")
    assert not appeals(story.office)[1].waits_for_setting_aside
    assert "set_aside" not in dict(due_kinds(story))


def test_an_appeal_that_names_no_step_is_about_the_last_decision_before_it(appealed):
    appealed.record(Appeal(on=appealed.today, person="head", about="the amount"))
    assert [entry.taken.step for entry in appeals(appealed.office)] == ["enroll", "enroll"]


def uphold(story, appeal, wrong="the wages are a neighbour's"):
    story.answer(appeal, "zhao", outcome=Resolution.UPHELD, wrong=wrong)
    return story


def due_kinds(story):
    rules = story.office.rules_for(VILLAGE)
    return [(item.kind, item.due_on) for item in due_items(story.case, rules, date.max, story.today)]


def test_an_upheld_appeal_is_followed_by_a_corrected_decision_and_what_was_underpaid_is_arrears(appealed):
    """They earn nothing: 800.00 a month since April, not 600.00; the term of the look stays as it was."""
    story = appealed.on("2026-05-25")
    with pytest.raises(BadInput, match="says what was wrong"):
        story.answer(story.appeal, "zhao", outcome=Resolution.UPHELD)
    assert "RECHECK_NOT_DUE" in story.told("reverify")
    uphold(story, story.appeal)
    assert dict(due_kinds(story))["appeal"] == date(2026, 6, 8)
    (entry,) = appeals(story.office)
    assert (entry.waits_for_correction, appeal_document(entry, story.today)["to_correct"]) == (True, True)
    assert "upheld: to be corrected: the wages are a neighbour's" in appeal_listing([entry], {}, story.today).rows[0]
    assert "APPEAL_UPHELD" in story.told("reverify", "cron")
    assert {"RECHECK_NOT_DUE", "APPEAL_UPHELD"} & story.told("reverify") == {"APPEAL_UPHELD"}
    story.wait(1).renewed(earning(couple(), "0.00"))
    assert "appeal" not in dict(due_kinds(story))
    assert dict(due_kinds(story))["recheck"] == date(2027, 4, 1)
    assert not appeals(story.office)[0].waits_for_correction
    story.pays("2026-05", "800.00", {"2026-04": "200.00"}).pays_from("2026-06", "2027-03", "800.00")


def test_an_upheld_appeal_about_a_recognition_is_followed_by_an_adjustment_from_its_own_day(appealed):
    story = uphold(appealed.on("2026-05-25"), appealed.appeal, "the wife's difficulty was not recognised")
    special = RecognitionOf(on=story.today, person="zhao", member="wife", rate=Fraction(1, 5), from_=date(2026, 4, 1))
    story.record(special, "zhao")
    assert "appeal" in dict(due_kinds(story))
    story.step("grant_key_support")
    assert "appeal" not in dict(due_kinds(story))
    story.pays("2026-05", "680.00", {"2026-04": "80.00"}).pays("2026-06", "680.00")


@pytest.fixture
def climbing(tell):
    """In March 2027 the head is found to earn 12,000 a year: 600.00 are frozen, and 450.00 paid from January 2028."""
    story = tell("2026-03-02").admits(couple()).on("2027-03-08")
    story.renewed(working(couple(), "12000.00", "2026-10-01"), "begin_taper").on("2028-01-10")
    story.appeal = story.record(Appeal(on=story.today, person="head", about="begin_taper"))
    return uphold(story.on("2028-02-14"), story.appeal)


def test_a_taper_that_should_never_have_begun_is_undone_from_its_first_month(climbing):
    climbing.looked_at(couple()).wait(1).step("reverify")
    assert climbing.bars("resume_taper") == {"OTHER_DOOR_IS_OPEN"}
    climbing.wait(1).step("renew")
    assert (climbing.stage, climbing.case.decision.taper) == ("enrolled", None)
    assert dict(due_kinds(climbing))["recheck"] == date(2028, 4, 1)
    climbing.pays("2028-02", "600.00", {"2028-01": "150.00"}).pays_from("2028-03", "2028-12", "600.00")


def test_a_household_that_the_correction_finds_in_the_band_too_goes_on_in_its_taper(climbing):
    climbing.renewed(working(couple(), "11000.00", "2026-10-01"), "resume_taper")
    assert (climbing.stage, "appeal" in dict(due_kinds(climbing))) == ("tapering", False)
    climbing.pays_from("2028-02", "2028-12", "450.00")
