"""Cases that end before their time, rightly and wrongly (policy §3 close, terminate, set_aside)."""

from __future__ import annotations

from datetime import date

from states.evidence import Appeal, Refusal, Resolution
from tests.life.people import earning, household, person, working


def couple(income="2400.00"):
    """Two with 2,400 a year: 9,600 - 2,400, 600.00 a month."""
    return household(person("head"), person("wife"), income=income)


def test_a_household_that_refuses_the_recheck_is_closed_after_two_written_notices(tell):
    story = tell("2026-03-02").admits(couple()).nights("2027-04-20")
    said = {"reason": "refused_recheck", "effective_from": date(2027, 6, 1)}
    assert story.bars("close", **said) == {"TOO_FEW_WRITTEN_NOTICES"}
    story.record(Refusal(on=story.today, person="head", document="notice 14"))
    story.record(Refusal(on=story.today, person="head", document="notice 14, a copy"))
    assert story.bars("close", **said) == {"TOO_FEW_WRITTEN_NOTICES"}
    story.nights("2027-05-10").record(Refusal(on=story.today, person="head", document="notice 19"))
    story.step("close", **said)
    assert (story.stage, story.case.outcome) == ("terminated", "ended")
    story.pays_from("2026-04", "2027-05", "600.00").pays_from("2027-06", "2027-12", "0.00")


def test_fraud_found_in_november_is_recovered_from_the_month_given(tell):
    story = tell("2026-03-02").admits(couple()).nights("2026-11-16")
    assert story.bars("close", reason="fraud") == {"EFFECTIVE_MONTH_MISSING", "DOCUMENT_MISSING"}
    assert "ROLE_MAY_NOT" in story.bars(
        "close", "wang", reason="fraud", document="record 8", effective_from=date(2026, 8, 1)
    )
    story.step("close", reason="fraud", document="record 8", effective_from=date(2026, 8, 1))
    story.pays_from("2026-04", "2026-10", "600.00")
    recovered = {"2026-08": "-600.00", "2026-09": "-600.00", "2026-10": "-600.00"}
    story.pays("2026-11", "0.00", recovered).pays("2026-12", "0.00")


def test_a_wrong_termination_is_set_aside_by_another_person_and_the_months_between_are_arrears(tell):
    """A neighbour's wages had been written down for the head; on appeal the termination of March is undone in June."""
    home = couple()
    story = tell("2026-03-02").admits(home).on("2027-03-08").renewed(earning(home, "30000.00"), "terminate")
    appeal = story.on("2027-04-20").record(Appeal(on=story.today, person="head", about="terminate"))
    assert story.on("2027-06-10").bars("set_aside", reason="appeal_upheld") == {"APPEAL_NOT_UPHELD"}
    story.answer(appeal, "zhao", outcome=Resolution.UPHELD, decided_by="zhao")
    assert story.bars("set_aside", "chen", reason="appeal_upheld") == {"ENDED_IT_THEMSELVES"}
    story.step("set_aside", reason="appeal_upheld")
    assert (story.stage, story.case.outcome) == ("re_verified", None)
    story.looked_at(home).wait(1).step("renew")
    story.pays_from("2026-04", "2027-03", "600.00").pays_from("2027-04", "2027-05", "0.00")
    story.pays("2027-06", "600.00", {"2027-04": "600.00", "2027-05": "600.00"}).pays_from(
        "2027-07", "2028-06", "600.00"
    )


def test_a_taper_that_was_wrongly_ended_goes_on_where_its_years_have_come_to(tell):
    """600.00 frozen; ended by mistake in November 2027, set aside in February 2028: 450.00 since January."""
    home = couple()
    rich = working(home, "12000.00", "2026-10-01")
    story = tell("2026-03-02").admits(home).on("2027-03-10").renewed(rich, "begin_taper").nights("2027-11-08")
    story.step("close", "chen", reason="fraud", document="record 5", effective_from=date(2027, 12, 1))
    story.on("2028-02-14").step("set_aside", reason="error_proved", document="record 5 was another family's")
    assert story.stage == "tapering"
    story.pays_from("2027-04", "2027-11", "600.00").pays_from("2027-12", "2028-01", "0.00")
    story.pays("2028-02", "450.00", {"2027-12": "600.00", "2028-01": "450.00"}).pays_from(
        "2028-03", "2028-12", "450.00"
    )
    story.pays("2029-01", "300.00")


def test_an_ending_is_not_set_aside_once_the_household_has_been_admitted_anew(tell):
    home = couple()
    story = tell("2026-03-02").admits(home).on("2027-03-08").renewed(earning(home, "30000.00"), "terminate")
    anew = story.another().on("2027-05-10").opens(home)
    assert anew.case.former_case == story.id
    anew.enrolled(home)
    said = {"reason": "error_proved", "document": "record 2"}
    assert story.on("2027-06-10").bars("set_aside", **said) == {"OTHER_LIVE_CASE", "COUNTED_IN_PAID_CASE"}
    story.pays_from("2027-04", "2027-12", "0.00")
    anew.pays("2027-05", "0.00").pays_from("2027-06", "2028-05", "600.00")
