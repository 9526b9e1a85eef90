"""What happens to a household that is paid, by keys alone: re-check, taper, the ways out, and back in."""

from __future__ import annotations

from datetime import date

import pytest

from tests.life.people import household, person, working
from tests.tui import acts
from tests.tui.driver import desk

pytestmark = pytest.mark.usefixtures("undrawn")

JOB = "2026-10-01"


def couple(income="2400.00"):
    """Two with 2,400 a year: 9,600 - 2,400, 600.00 a month."""
    return household(person("head"), person("wife"), income=income)


def admitted(tell):
    return tell("2026-03-02").admits(couple())


@pytest.mark.long
async def test_a_household_is_looked_at_again_and_renewed(tell):
    story = admitted(tell).on("2027-03-10")
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        assert at.findings("reverify") == {"SURVEY_BEFORE_LAST_DECISION", "NOT_VISITED"}
        await acts.looks_again(at, "3600")
        await at.take("reverify")
        assert at.stage == "re_verified"
        dialog = await at.step("renew")
        assert "ROLE_MAY_NOT" in {f.code for f in dialog.preview.findings}
        await at.press("escape")
        await at.become("chen")
        dialog = await at.step("renew")
        assert "600.00  →  500.00" in at.text()
        assert "From the month  2027-04" in at.text()
        await at.confirm(dialog)
        assert at.stage == "enrolled"
    story.pays("2027-03", "600.00").pays_from("2027-04", "2028-03", "500.00")


async def test_a_household_that_found_work_begins_the_taper(tell):
    story = admitted(tell).on("2027-03-10")
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        await acts.looks_again(at, "12000", job=JOB)
        await at.take("reverify")
        await at.become("chen")
        assert at.findings("renew") >= {"OTHER_DOOR_IS_OPEN"}
        await at.take("begin_taper")
        assert at.stage == "tapering"
        assert "2028" in at.text()
        assert "450.00" in at.text()
    story.pays_from("2027-04", "2027-12", "600.00").pays_from("2028-01", "2028-12", "450.00")


def tapering(tell):
    return admitted(tell).on("2027-03-10").renewed(working(couple(), "12000.00", JOB), "begin_taper")


@pytest.mark.long
async def test_a_household_whose_earnings_fell_leaves_the_taper_early(tell):
    story = tapering(tell).on("2027-09-10")
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        assert "EARLY_EXIT_NOT_APPLIED" in at.findings("exit_taper_early")
        await at.evidence("early-exit")
        await at.field("cause", "earnings")
        await at.field("before", "12000")
        await at.field("after", "2400")
        await at.save()
        assert at.findings("exit_taper_early") == {"SURVEY_BEFORE_APPLICATION", "INCOME_NOT_BELOW_STANDARD"}
        await acts.looks_again(at, "2400")
        await at.take("exit_taper_early")
        assert at.stage == "re_verified"
        await at.take("renew", by="chen")
        assert at.stage == "enrolled"
    story.pays_from("2027-04", "2027-09", "600.00").pays_from("2027-10", "2028-09", "600.00")


async def test_a_taper_is_completed_when_its_last_month_is_over(tell):
    story = tapering(tell)
    for year in (2028, 2029, 2030):
        story.nights(f"{year}-03-10").looked_at(working(couple(), "12000.00", JOB)).wait(1).night()
    story.on("2030-12-30")
    async with desk(story.by("chen")) as at:
        await at.open(story.id)
        assert at.findings("complete_taper") == {"TAPER_STILL_PAYS"}
        await at.on(date(2031, 1, 1))
        await at.take("complete_taper")
        assert at.stage == "terminated"
    assert story.case.outcome == "ended"
    story.pays_from("2030-01", "2030-12", "150.00").pays("2031-01", "0.00")


@pytest.mark.long
async def test_a_household_that_is_no_longer_poor_is_terminated_and_on_appeal_the_ending_is_set_aside(tell):
    story = admitted(tell).on("2027-03-08")
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        await acts.looks_again(at, "30000")
        await at.take("reverify")
        await at.take("terminate", by="chen")
        assert at.stage == "terminated"
        assert at.findings("set_aside") >= {"ENDED_IT_THEMSELVES"}
        await at.become("wang")
        await at.evidence("appeal")
        await at.field("about", "terminate")
        await at.save()
        await at.on(date(2027, 6, 10))
        await at.become("zhao")
        await at.press("e")
        await at.type("answer")
        await at.press("enter")
        await at.field("outcome", "upheld")
        await at.field("decided_by", "zhao")
        await at.save()
        dialog = await at.step("set_aside")
        await at.field("reason", "appeal")
        await at.pause_of_typing()
        assert "Arrears" in at.text()
        await at.confirm(dialog)
        assert at.stage == "re_verified"
    story.pays_from("2027-04", "2027-05", "0.00").on("2027-06-10")
    story.pays("2027-06", "600.00", {"2027-04": "600.00", "2027-05": "600.00"})


async def test_a_case_of_fraud_is_closed_from_the_month_given_and_what_was_paid_is_to_be_recovered(tell):
    story = admitted(tell).nights("2026-11-16")
    async with desk(story.by("chen")) as at:
        await at.open(story.id)
        dialog = await at.step("close")
        await at.field("reason", "fraud")
        await at.pause_of_typing()
        assert {f.code for f in dialog.preview.findings if f.bars} == {"EFFECTIVE_MONTH_MISSING", "DOCUMENT_MISSING"}
        await at.field("effective_from", "2026-08")
        await at.field("document", "record 8")
        await at.pause_of_typing()
        assert "Recovery  1,800.00, for 2026-08 to 2026-10" in at.text()
        await at.confirm(dialog)
        assert at.stage == "terminated"
    story.pays("2026-11", "0.00", {"2026-08": "-600.00", "2026-09": "-600.00", "2026-10": "-600.00"})


async def test_a_household_that_wishes_to_withdraw_signs_and_leaves(tell):
    story = admitted(tell).on("2026-08-20")
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        assert at.findings("withdraw") == {"WISH_NOT_SIGNED"}
        await at.evidence("wish")
        await at.field("document", "letter 3")
        await at.save()
        await at.take("withdraw")
        assert at.stage == "terminated"
    assert story.case.outcome == "withdrawn"


async def test_an_application_is_sent_back_with_what_is_to_be_mended_and_rejected_in_the_end(tell):
    story = tell("2026-03-02").opens(couple("30000.00")).verified(couple("30000.00"))
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        dialog = await at.step("send_back")
        assert {f.code for f in dialog.preview.findings} == {"NOTE_MISSING"}
        await at.field("note", "the survey lacks the son")
        await at.confirm(dialog)
        assert at.stage == "applied"
        dialog = await at.step("reject")
        await at.field("reason", "not_eligible")
        await at.confirm(dialog)
        assert at.stage == "terminated"
    assert story.case.outcome == "rejected"


@pytest.mark.long
async def test_a_death_is_reported_and_a_member_joins(tell):
    story = admitted(tell).on("2026-08-20")
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        await at.evidence("change")
        await at.field("change", "birth")
        await at.press("tab")
        await at.press("ctrl+n")
        await at.field("name", "李小")
        await at.field("born", "2026-08-11")
        await at.save()
        assert [m.name for m in story.case.household.members][-1] == "李小"
        await at.evidence("change")
        await at.field("change", "death")
        await at.field("member", "wife")
        await at.field("document", "certificate 2")
        await at.save()
    assert set(story.case.deaths()) == {"wife"}
