"""Terms end, standards rise, and the machine or the county is away (policy §2.10, §3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from states.evidence import ChangeKind, Withhold
from tests.life.people import earning, household, person, with_bill
from tests.life.story import listed

TWO_STANDARDS = (("2016-01-01", "4800.00"), ("2027-01-01", "5400.00"))


def ill_couple():
    """18,000 less 12,000 for treatment is 6,000: 3,600 a year are missing, 300.00 a month."""
    return with_bill(household(person("head"), person("wife"), income="18000.00"), "12000.00", "2026-01-20")


def ill_again(home, cost="13200.00", on="2026-11-05"):
    """The couple with the bills of the next year: adjusted 4,800, 400.00 a month."""
    return with_bill(replace(home, medical=()), cost, on, voucher="V-2")


def test_a_term_that_ends_with_a_survey_is_followed_by_the_next_without_a_gap(tell):
    home = ill_couple()
    story = tell("2026-03-02").admits(home).nights("2027-03-05").looked_at(ill_again(home)).wait(1)
    report = story.night()
    assert (report.stepped, report.withheld) == ({"reverify": 1}, 0)  # 33 % more is for a person to confirm
    story.on("2027-03-20").step("renew")
    assert str(story.case.decision.term_end) == "2028-04-01"
    story.pays_from("2026-04", "2027-03", "300.00").pays_from("2027-04", "2028-03", "400.00").pays("2028-04", "0.00")


def test_a_term_that_ends_without_a_survey_is_withheld_and_never_continued_nor_terminated(tell):
    story = tell("2026-03-02").admits(ill_couple()).nights("2027-07-20")
    assert (story.stage, listed(story)["withheld"], listed(story)["monthly"]) == ("enrolled", True, 0)
    assert [(w.reason, str(w.from_)) for w in story.case.evidence.of(Withhold)] == [("term_ended", "2027-04-01")]
    assert story.bars("terminate") == {"STEP_NOT_FROM_HERE"}
    story.pays_from("2026-04", "2027-03", "300.00").pays_from("2027-04", "2027-07", "0.00")


def test_a_term_renewed_late_pays_the_withheld_months_and_the_new_term_starts_the_day_after_the_old_one(tell):
    home = ill_couple()
    story = tell("2026-03-02").admits(home).nights("2027-06-08").renewed(ill_again(home))
    assert story.today.isoformat() == "2027-06-10"
    assert (str(story.case.decision.effective_from), str(story.case.decision.term_end)) == ("2027-04-01", "2028-04-01")
    assert not listed(story)["withheld"]
    story.pays_from("2027-04", "2027-05", "0.00")
    story.pays("2027-06", "400.00", {"2027-04": "400.00", "2027-05": "400.00"})
    story.pays_from("2027-07", "2028-03", "400.00").pays("2028-04", "0.00")


def test_a_term_terminated_late_leaves_nothing_due_after_it_and_nothing_to_recover(tell):
    """18,000 less 8,400 is 9,600: equal to the standard."""
    home = ill_couple()
    story = tell("2026-03-02").admits(home).nights("2027-06-08").renewed(ill_again(home, cost="8400.00"), "terminate")
    assert story.stage == "terminated"
    story.pays_from("2026-04", "2027-03", "300.00").pays_from("2027-04", "2027-12", "0.00")


def test_a_term_renewed_late_by_income_starts_the_day_after_the_old_one_too(tell):
    """The head stopped working: 2 x 4,800 less 3,600, 500.00."""
    home = ill_couple()
    story = tell("2026-03-02").admits(home).nights("2027-05-08").renewed(earning(replace(home, medical=()), "3600.00"))
    story.pays("2027-04", "0.00").pays("2027-05", "500.00", {"2027-04": "500.00"})
    story.pays_from("2027-06", "2028-06", "500.00")


def test_a_new_standard_on_the_first_of_january_is_paid_from_that_day(tell):
    """3 x 4,800 less 7,200 is 600.00 and 40.00 for the child; 3 x 5,400 less 7,200 is 750.00 and 45.00."""
    home = household(person("head"), person("wife"), person("child", "2015-05-05"), income="7200.00")
    story = tell("2026-03-02", standard=TWO_STANDARDS).admits(home).nights("2026-12-31")
    assert story.night().stepped == {}
    report = story.on("2027-01-01").night()
    assert (report.stepped, report.amount_changed) == ({"adjust": 1}, 1)
    assert (report.monthly_before, report.monthly_after) == (64000, 79500)
    assert story.night().stepped == {}
    story.pays_from("2026-04", "2026-12", "640.00").pays_from("2027-01", "2027-06", "795.00")


def test_the_machine_was_off_for_two_months_and_what_was_missed_is_paid_with_the_next_roll(tell):
    home = household(person("head"), person("wife"), person("child", "2015-05-05"), income="7200.00")
    story = tell("2026-03-02", standard=TWO_STANDARDS).admits(home).nights("2026-12-30")
    story.on("2027-03-04").night()
    story.pays_from("2026-04", "2027-02", "640.00")
    story.pays("2027-03", "795.00", {"2027-01": "155.00", "2027-02": "155.00"}).pays("2027-04", "795.00")


def test_the_machine_was_off_while_a_child_grew_up_and_what_was_too_much_is_recovered(tell):
    """Born on 10 January 2009: 40.00 until January 2027, whose first day finds the age of 17."""
    home = household(person("head"), person("wife"), person("child", "2009-01-10"), income="7200.00")
    story = tell("2026-03-02").admits(home).nights("2027-01-31")
    story.on("2027-04-02").night()
    assert story.stage == "enrolled"
    story.pays_from("2026-04", "2027-03", "640.00")
    story.pays("2027-04", "600.00", {"2027-02": "-40.00", "2027-03": "-40.00"}).pays("2027-05", "600.00")


def test_the_county_is_away_for_four_months_and_an_applicant_is_paid_from_the_month_after_it_confirmed(tell):
    home = household(person("head"), person("wife"), income="2400.00")
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().nights("2026-07-13").step("enroll")
    story.pays_from("2026-04", "2026-07", "0.00").pays_from("2026-08", "2027-07", "600.00")


def test_the_county_is_away_for_four_months_and_a_household_looked_at_again_is_paid_as_before(tell):
    """The survey of March is stale in July; the new one finds 4,800: 400.00."""
    home = household(person("head"), person("wife"), income="2400.00")
    story = tell("2026-03-02").admits(home).on("2027-03-08").looked_at(earning(home, "7200.00")).wait(1)
    story.step("reverify").nights("2027-07-13")
    assert story.stage == "re_verified"
    assert "SURVEY_TOO_OLD" in story.bars("renew")
    story.looked_at(earning(home, "4800.00")).wait(1).step("renew")
    story.pays_from("2026-04", "2027-07", "600.00").pays_from("2027-08", "2028-07", "400.00")


def test_a_standard_that_rises_while_a_household_is_looked_at_again_is_settled_after_the_renewal(tell):
    """Looked at in December with 12,000, confirmed on 20 January: 600.00, 750.00 in January, 350.00 from February."""
    home = household(person("head"), person("wife"), person("son", "2004-01-09"), income="7200.00")
    story = tell("2026-03-02", standard=TWO_STANDARDS).admits(home).nights("2026-12-07")
    story.changed(ChangeKind.INCOME, "2026-12-01", "head", detail="a better wage").wait(1)
    story.looked_at(earning(home, "12000.00")).wait(1).step("reverify").nights("2027-01-20")
    assert story.stage == "re_verified"
    story.step("renew").nights("2027-02-01")
    story.pays_from("2026-04", "2027-01", "600.00").pays("2027-02", "350.00", {"2027-01": "150.00"})
    story.pays_from("2027-03", "2028-01", "350.00")
    assert story.night().stepped == {}


def test_the_machine_was_off_until_a_term_had_ended_and_the_terms_own_months_are_settled(tell):
    """300.00; from January 2 x 5,400 less 6,000, 400.00, to the term's end in March; nobody came before May."""
    story = tell("2026-03-02", standard=TWO_STANDARDS).admits(ill_couple()).nights("2026-12-30")
    report = story.on("2027-05-04").night()
    assert (report.stepped, report.withheld) == ({"adjust": 1}, 1)
    assert story.night().stepped == {}
    story.pays_from("2026-04", "2027-03", "300.00").pays("2027-04", "0.00")
    story.pays("2027-05", "0.00", {"2027-01": "100.00", "2027-02": "100.00", "2027-03": "100.00"})
    story.pays("2027-06", "0.00")


def test_where_the_sheet_withholds_an_overdue_recheck_the_months_are_paid_once_it_has_been_renewed(tell):
    """Due on 1 April 2027 and forgotten: paid for April, withheld from May, renewed in July."""
    home = household(person("head"), person("wife"), income="2400.00")
    withholding = '[[overdue_payment]]\nin_force = 2016-01-01\nvalue = "withhold"'
    story = tell("2026-03-02", withholding).admits(home).nights("2027-07-06")
    assert story.stage == "enrolled"
    story.renewed(home)
    story.pays_from("2026-04", "2027-04", "600.00").pays_from("2027-05", "2027-06", "0.00")
    story.pays("2027-07", "600.00", {"2027-05": "600.00", "2027-06": "600.00"})
    story.pays_from("2027-08", "2028-07", "600.00")


def test_money_that_a_person_held_back_is_paid_when_that_person_lets_it_go(tell):
    story = tell("2026-03-02").admits(household(person("head"), person("wife"), income="2400.00")).nights("2026-06-20")
    held = story.record(Withhold(on=story.today, document="note 4", reason="account closed", from_=date(2026, 7, 1)))
    story.nights("2026-09-14").answer(held, ended=True, document="new account")
    story.pays_from("2026-04", "2026-06", "600.00").pays_from("2026-07", "2026-08", "0.00")
    story.pays("2026-09", "600.00", {"2026-07": "600.00", "2026-08": "600.00"}).pays("2026-10", "600.00")


def test_the_county_is_away_while_the_standard_rises_and_the_notice_shows_the_new_amount(tell):
    """2 x 4,800 less 2,400 is 600.00; with 5,400 it is 700.00."""
    home = household(person("head"), person("wife"), income="2400.00")
    story = tell("2026-11-02", standard=TWO_STANDARDS).opens(home).verified(home).wait(1).published()
    story.on("2027-03-03")
    assert story.bars("enroll") == {"NOTICE_SHOWS_OTHER_AMOUNT"}
    story.published().wait(8).step("enroll")
    story.pays_from("2026-12", "2027-03", "0.00").pays_from("2027-04", "2028-03", "700.00")
