"""The plain lives of the four batches: by income, by illness, key support, and the taper (policy §2)."""

from __future__ import annotations

from dataclasses import replace

from states.evidence import Wish
from tests.life.people import BLIND, earning, household, person, with_bill, working
from tests.life.story import listed


def test_three_people_with_half_the_standard_are_paid_the_gap_every_month_until_it_is_renewed(tell):
    """3 x 4,800 less 7,200 is 7,200 a year: 600.00 a month; a year later 8,400 are earned: 6,000 a year, 500.00."""
    home = household(person("head"), person("wife"), person("son", "2004-01-09"), income="7200.00")
    story = tell("2026-03-02").admits(home)
    assert (story.stage, story.today.isoformat()) == ("enrolled", "2026-03-13")
    assert listed(story)["monthly"] == 60000
    story.pays("2026-03", "0.00").pays_from("2026-04", "2027-03", "600.00")
    story.on("2027-03-10").renewed(earning(home, "8400.00"))
    assert story.stage == "enrolled"
    story.pays("2027-03", "600.00").pays_from("2027-04", "2028-03", "500.00")


def test_a_household_that_illness_made_poor_is_paid_for_twelve_months_and_looked_at_again_before_they_end(tell):
    """18,000 is above 2 x 4,800; less 12,000 for treatment it is 6,000: 3,600 a year are missing, 300.00 a month."""
    home = with_bill(household(person("head"), person("wife"), income="18000.00"), "12000.00", "2026-01-20")
    story = tell("2026-03-02").admits(home)
    decision = story.case.decision
    assert decision is not None
    assert (decision.route, str(decision.term_end)) == ("expenditure", "2027-04-01")
    story.pays_from("2026-04", "2027-03", "300.00")
    costlier = with_bill(replace(home, medical=()), "13200.00", "2026-11-05", voucher="V-2")
    story.on("2027-03-09").renewed(costlier)  # adjusted 4,800: 4,800 a year, 400.00
    story.pays("2027-03", "300.00").pays_from("2027-04", "2028-03", "400.00").pays("2028-04", "0.00")


def test_a_blind_wife_and_a_child_bring_key_support_on_top_of_the_gap(tell):
    """Gap 14,400 - 7,200: 600.00; the wife 20 % of 400.00, the child 10 %: 80.00 and 40.00, 720.00 in all."""
    home = household(
        person("head"), person("wife", disabilities=BLIND), person("child", "2015-05-05"), income="7200.00"
    )
    story = tell("2026-03-02").admits(home)
    assert story.night().stepped == {"grant_key_support": 1}
    assert story.stage == "key_supported"
    assert listed(story)["monthly"] == 72000
    story.pays_from("2026-04", "2027-03", "720.00")


def test_a_household_that_climbed_out_is_paid_less_every_year_and_then_leaves(tell):
    """600.00 frozen; entered in 2027: 600.00, 450.00, 300.00, 150.00, and on 1 January 2031 nothing is left."""
    home = household(person("head"), person("wife"), person("son", "2004-01-09"), income="7200.00")
    story = (
        tell("2026-03-02").admits(home).on("2027-03-10").renewed(working(home, "20000.00", "2026-10-01"), "begin_taper")
    )
    assert story.stage == "tapering"
    for year in (2028, 2029, 2030):
        story.nights(f"{year}-03-10").looked_at(working(home, "20000.00", "2026-10-01")).wait(1).night()
        assert story.stage == "tapering"  # re-verified and resumed by the machine
    story.nights("2030-12-31")
    assert story.stage == "tapering"
    story.on("2031-01-01").night()
    assert (story.stage, story.case.outcome) == ("terminated", "ended")
    story.pays_from("2026-04", "2027-12", "600.00").pays_from("2028-01", "2028-12", "450.00")
    story.pays_from("2029-01", "2029-12", "300.00").pays_from("2030-01", "2030-12", "150.00").pays_from(
        "2031-01", "2031-06", "0.00"
    )


def test_a_household_that_earns_exactly_the_standard_is_rejected_and_never_paid(tell):
    home = household(person("head"), income="4800.00")
    story = tell("2026-03-02").opens(home).verified(home).wait(1)
    assert story.bars("enroll") >= {"INCOME_NOT_BELOW_STANDARD", "NOTICE_MISSING"}
    story.step("reject", reason="not_eligible")
    assert (story.stage, story.case.outcome) == ("terminated", "rejected")
    story.pays_from("2026-04", "2026-12", "0.00")


def test_a_household_that_no_longer_wants_help_withdraws_and_is_paid_to_the_end_of_the_month(tell):
    home = household(person("head"), income="0.00")
    story = tell("2026-03-02").admits(home).on("2026-08-20")
    assert story.bars("withdraw") == {"WISH_NOT_SIGNED"}
    story.record(Wish(on=story.today, document="signed letter"))
    story.step("withdraw")
    story.pays_from("2026-04", "2026-08", "400.00").pays("2026-09", "0.00")
