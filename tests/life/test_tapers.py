"""Climbing out, and falling back (policy §2.8, §2.9).

The family of these stories is three with 7,200 a year: 14,400 less 7,200, 600.00 a month from April 2026. In March 2027
the head has found a job and earns 20,000, below 2 x 14,400: 600.00 are frozen, and fall by 150.00 a year until 2030.
"""

from __future__ import annotations

from datetime import date

from states.evidence import EarlyExit, EarlyExitCause, Resolution
from tests.life.people import earning, household, person, with_bill, working

JOB = "2026-10-01"


def climbing(tell):
    """The family in its taper on 12 March 2027, and as it lives then."""
    home = household(person("head"), person("wife"), person("son", "2004-01-09"), income="7200.00")
    rich = working(home, "20000.00", JOB)
    story = tell("2026-03-02").admits(home).on("2027-03-10").renewed(rich, "begin_taper")
    assert (story.stage, story.case.taper.frozen, story.case.taper.ends) == ("tapering", 60000, date(2031, 1, 1))
    return story, rich


def asks_to_leave(story, before, after, cause=EarlyExitCause.ILLNESS_COST_ROSE):
    """The household applies to leave the taper early, with figures of before and after."""
    return story.record(EarlyExit(on=story.today, document="application", cause=cause, before=before, after=after))


def test_income_a_fen_below_the_multiple_goes_on_with_the_taper_and_at_the_multiple_it_ends(tell):
    """2 x 4,800 x 3 is 28,800.00."""
    story, rich = climbing(tell)
    story.nights("2028-03-10").looked_at(working(rich, "28799.99", JOB)).wait(1).step("reverify").wait(1)
    assert story.bars("terminate") == {"OTHER_DOOR_IS_OPEN"}
    story.step("resume_taper")
    story.nights("2029-03-10").looked_at(working(rich, "28800.00", JOB)).wait(1).step("reverify").wait(1)
    assert story.bars("resume_taper") == {"OTHER_DOOR_IS_OPEN"}
    story.step("terminate")
    assert (story.stage, story.case.outcome) == ("terminated", "ended")
    story.pays_from("2026-04", "2027-12", "600.00").pays_from("2028-01", "2028-12", "450.00")
    story.pays_from("2029-01", "2029-03", "300.00").pays_from("2029-04", "2029-12", "0.00")


def test_illness_in_the_taper_with_an_application_pays_the_gap_from_the_month_after_the_review(tell):
    """20,000 less 14,000 for treatment is 6,000: 8,400 a year are missing, 700.00 a month for twelve months."""
    story, rich = climbing(tell)
    ill = with_bill(rich, "14000.00", "2028-03-03")
    story.nights("2028-05-10")
    asks_to_leave(story, before=0, after=1400000)
    assert "SURVEY_BEFORE_APPLICATION" in story.bars("exit_taper_early")
    story.wait(8).looked_at(ill).wait(2).step("exit_taper_early").wait(5).step("renew")
    assert (story.stage, str(story.case.decision.term_end)) == ("enrolled", "2029-06-01")
    story.pays_from("2027-04", "2027-12", "600.00").pays_from("2028-01", "2028-05", "450.00")
    story.pays_from("2028-06", "2029-05", "700.00").pays("2029-06", "0.00")


def test_illness_in_the_taper_without_an_application_leaves_the_taper_as_it_was(tell):
    story, rich = climbing(tell)
    ill = with_bill(rich, "14000.00", "2028-01-03")
    story.nights("2028-03-10").looked_at(ill).wait(1)
    assert "EARLY_EXIT_NOT_APPLIED" in story.bars("exit_taper_early")
    story.step("reverify").wait(1)
    assert story.bars("renew") == {"OTHER_DOOR_IS_OPEN"}
    assert "MAY_APPLY_TO_LEAVE_EARLY" in story.told("resume_taper")
    story.step("resume_taper")
    story.pays_from("2028-01", "2028-12", "450.00").pays_from("2029-01", "2029-12", "300.00")


def test_an_application_that_does_not_meet_the_conditions_is_answered_and_the_taper_goes_on(tell):
    """20,000 less 5,600 is 14,400: equal is not below."""
    story, rich = climbing(tell)
    application = asks_to_leave(story.nights("2028-05-10"), before=0, after=560000)
    story.wait(8).looked_at(with_bill(rich, "5600.00", "2028-03-03")).wait(2)
    assert story.bars("exit_taper_early") == {"INCOME_NOT_BELOW_STANDARD"}
    story.answer(application, outcome=Resolution.DISMISSED)
    assert story.bars("exit_taper_early") == {"EARLY_EXIT_NOT_APPLIED", "INCOME_NOT_BELOW_STANDARD"}
    story.pays_from("2028-01", "2028-12", "450.00").pays_from("2030-01", "2030-12", "150.00").pays("2031-01", "0.00")


def test_reviewed_in_may_2019_and_confirmed_in_july_the_gap_is_paid_from_june_with_arrears_in_july(tell):
    """Admitted in 2017 with 600.00; tapered from April 2018, 450.00 in 2019; the gap is 700.00 from June."""
    home = household(person("head"), person("wife"), person("son", "1999-01-09"), income="7200.00")
    rich = working(home, "20000.00", "2017-10-01")
    story = tell("2017-03-02").admits(home).on("2018-03-10").renewed(rich, "begin_taper")
    story.nights("2019-03-08").looked_at(rich).wait(1).night()
    asks_to_leave(story.nights("2019-05-06"), before=0, after=1400000)
    story.on("2019-05-16").looked_at(with_bill(rich, "14000.00", "2019-02-03"))
    story.on("2019-05-20").step("exit_taper_early").nights("2019-07-09").on("2019-07-10").step("renew")
    story.pays_from("2018-04", "2018-12", "600.00").pays_from("2019-01", "2019-06", "450.00")
    story.pays("2019-07", "700.00", {"2019-06": "250.00"}).pays_from("2019-08", "2020-05", "700.00")
    story.pays("2020-06", "0.00")


def test_an_application_on_20_december_of_the_last_year_keeps_the_case_open_until_it_is_answered(tell):
    """Earnings fell to 8,400: 6,000 a year are missing, 500.00; reviewed in January, so paid from February."""
    story, rich = climbing(tell)
    for year in (2028, 2029, 2030):
        story.nights(f"{year}-03-10").looked_at(rich).wait(1).night()
    asks_to_leave(story.on("2030-12-20"), before=2000000, after=840000, cause=EarlyExitCause.EARNINGS_FELL)
    story.nights("2031-01-05")
    assert story.stage == "tapering"
    assert "EARLY_EXIT_OPEN" in story.bars("complete_taper")
    poor = earning(rich, "8400.00")
    story.on("2031-01-08").looked_at(poor).wait(1).step("exit_taper_early").wait(1).step("renew")
    story.pays_from("2030-01", "2030-12", "150.00").pays("2031-01", "0.00").pays_from("2031-02", "2032-01", "500.00")


def test_reviewed_before_the_last_year_ends_the_gap_follows_the_taper_without_a_month_between(tell):
    story, rich = climbing(tell)
    for year in (2028, 2029, 2030):
        story.nights(f"{year}-03-10").looked_at(rich).wait(1).night()
    asks_to_leave(story.on("2030-12-20"), before=2000000, after=840000, cause=EarlyExitCause.EARNINGS_FELL)
    story.wait(4).looked_at(earning(rich, "8400.00")).wait(2).step("exit_taper_early")
    story.nights("2031-01-14").step("renew")
    story.pays("2030-12", "150.00").pays_from("2031-01", "2031-12", "500.00")


def test_a_second_taper_ends_with_the_end_year_of_the_first(tell):
    """From June 2028 the gap with 6,000: 700.00; at work again in 2029: 700.00, and 525.00 in 2030, the last year."""
    story, rich = climbing(tell)
    asks_to_leave(story.nights("2028-05-10"), before=2000000, after=600000, cause=EarlyExitCause.EARNINGS_FELL)
    story.wait(8).looked_at(earning(rich, "6000.00")).wait(2).step("exit_taper_early").wait(5).step("renew")
    story.nights("2029-05-10").renewed(working(rich, "20000.00", "2029-02-01"), "begin_taper")
    assert (story.case.taper.ends, story.case.taper.first_end_year) == (date(2031, 1, 1), 2030)
    story.nights("2030-05-10").looked_at(working(rich, "20000.00", "2029-02-01")).wait(1).night()
    story.nights("2031-01-01")
    assert (story.stage, story.case.outcome) == ("terminated", "ended")
    story.pays_from("2028-01", "2028-05", "450.00").pays_from("2028-06", "2029-05", "700.00")
    story.pays_from("2029-06", "2029-12", "700.00").pays_from("2030-01", "2030-12", "525.00").pays("2031-01", "0.00")
