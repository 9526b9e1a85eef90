"""People are born, die, marry, part, move and grow old; the case goes on (policy §2.10, §3)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from db.reading import MEMBERS
from states.evidence import Change, ChangeKind, Resolution
from states.months import month_after
from tests.life.people import earning, earning_of, household, joined_by, person, without, working
from workflow import changes
from workflow.errors import BadInput


def test_a_child_is_born_and_counts_from_the_month_after_the_county_confirmed(tell):
    """Two with 3,600: 6,000 a year, 500.00. Three: 10,800, 900.00, and 40.00 for the child."""
    home = household(person("head"), person("wife"), income="3600.00")
    story = tell("2026-03-02").admits(home).on("2026-08-20")
    child = person("child", "2026-08-14")
    story.changed(ChangeKind.BIRTH, "2026-08-14", joins=child, document="birth certificate 77")
    assert "SURVEY_HAS_OTHER_MEMBERS" in story.bars("reverify")
    story.on("2026-08-25").checked().surveyed(joined_by(home, child))  # the certificate serves for the visit
    story.step("reverify").on("2026-09-02").step("renew")
    assert story.stage == "key_supported"
    assert counted_in_paid_cases(story) == {"head", "wife", "child"}
    story.pays_from("2026-04", "2026-09", "500.00").pays_from("2026-10", "2027-09", "940.00")


def test_the_head_dies_and_the_widow_is_paid_on_as_the_head_from_the_month_after(tell):
    """Three with 2,400 of the widow's: 1,000.00 and 80.00 for the old man; two: 9,600 - 2,400, 600.00."""
    widow, son = person("widow"), person("son", "2004-01-09")
    home = household(person("head", "1950-02-02"), widow, son)
    home = earning_of(home, "widow", "2400.00")
    story = tell("2026-03-02").admits(home)
    story.night()
    assert story.stage == "key_supported"
    story.on("2026-06-20").changed(ChangeKind.DEATH, "2026-06-10", "head", document="death certificate 3")
    story.changed(ChangeKind.HEAD, "2026-06-10", "widow")
    story.nights("2026-07-01")
    assert story.stage == "enrolled"
    assert story.case.household.head.id == "widow"
    story.pays_from("2026-04", "2026-06", "1080.00").pays_from("2026-07", "2026-12", "600.00")


def test_a_death_reported_three_months_late_is_recovered_month_by_month(tell):
    home = household(person("head", "1950-02-02"), person("widow"), person("son", "2004-01-09"))
    home = earning_of(home, "widow", "2400.00")
    story = tell("2026-03-02").admits(home).nights("2026-09-15")
    story.changed(ChangeKind.DEATH, "2026-06-10", "head", document="death certificate 3").night()
    story.pays_from("2026-04", "2026-08", "1080.00")
    story.pays("2026-09", "600.00", {"2026-07": "-480.00", "2026-08": "-480.00"}).pays("2026-10", "600.00")


def test_the_only_member_died_and_four_months_are_recovered_when_somebody_finds_out(tell):
    """An old woman alone without income: 400.00 and 80.00."""
    story = tell("2026-03-02").admits(household(person("head", "1940-02-02"))).nights("2026-10-12")
    story.changed(ChangeKind.DEATH, "2026-06-10", "head", document="crematorium's list")
    assert story.bars("close", reason="last_member_died", effective_from=month_after(story.today)) == {
        "MONTH_NOT_AFTER_DEATH"
    }
    story.step("close", reason="last_member_died", effective_from=month_after(story.case.deaths()["head"]))
    assert (story.stage, story.case.outcome) == ("terminated", "ended")
    story.pays_from("2026-04", "2026-09", "480.00")
    story.pays("2026-10", "0.00", {"2026-07": "-480.00", "2026-08": "-480.00", "2026-09": "-480.00"}).pays(
        "2026-11", "0.00"
    )


def test_a_family_splits_while_tapering_and_the_frozen_amount_stays_with_the_head(tell):
    """Four with 9,600 had 800.00; frozen. Two move out in 2028 (600.00 a month); they apply anew and get 2 x 400.00."""
    home = household(
        person("head"), person("wife"), person("son", "1999-03-03"), person("sons-wife", "2000-04-04"), income="9600.00"
    )
    rich = working(home, "26000.00", "2026-10-01")
    story = tell("2026-03-02").admits(home).on("2027-03-10").renewed(rich, "begin_taper")
    story.nights("2028-03-10").looked_at(rich).wait(1).night()
    with pytest.raises(BadInput):
        changes.split(story.by("wang"), story.id, ("head", "wife"), story.today)
    changes.split(story.by("wang"), story.id, ("son", "sons-wife"), story.today)
    young = household(*(m for m in home.members if m.id.startswith("son")))
    apart = story.another().admits(young)
    assert apart.case.elsewhere == ()
    story.on("2028-04-02").looked_at(working(without(home, "son", "sons-wife"), "16000.00", "2026-10-01"))
    story.wait(1).step("reverify").wait(1).step("resume_taper")
    story.pays_from("2027-04", "2027-12", "800.00").pays_from("2028-01", "2028-12", "600.00").pays("2029-01", "400.00")
    apart.pays("2028-03", "0.00").pays_from("2028-04", "2029-03", "800.00")


def test_two_households_merge_and_the_emptied_case_names_where_its_people_went(tell):
    """Two brothers: 400.00 alone, and 200.00 with 2,400; together 9,600 - 2,400: 600.00."""
    elder, younger = household(person("head")), household(person("head"), income="2400.00")
    story = tell("2026-03-02").admits(elder)
    other = story.another().admits(younger).on("2026-06-15")
    story.on("2026-06-15")
    changes.merge(story.by("zhao"), story.id, other.id, story.today, effective_from=month_after(story.today))
    assert story.stage == "terminated"
    assert [m.id for m in other.case.household.members] == ["head", "head-2"]
    together = joined_by(younger, other.case.household.members[1])
    other.looked_at(together).wait(1).step("reverify").wait(1).step("renew")
    story.pays_from("2026-04", "2026-06", "400.00").pays_from("2026-07", "2026-12", "0.00")
    other.pays("2026-03", "0.00").pays_from("2026-04", "2026-06", "200.00").pays_from("2026-07", "2026-12", "600.00")


def test_a_household_moves_to_the_next_village_and_nothing_else_changes(tell):
    story = tell("2026-03-02").admits(household(person("head"), person("wife"), income="2400.00")).on("2026-06-15")
    story.changed(ChangeKind.MOVED, "2026-06-10", detail="371602001204")
    assert (story.stage, story.case.household.village) == ("enrolled", "371602001204")
    assert story.nights("2026-12-01").stage == "enrolled"
    story.pays_from("2026-04", "2026-12", "600.00")


def test_a_daughter_marries_into_another_supported_household_and_is_never_counted_twice(tell):
    """At home 3 x 400.00, then 2 x 400.00; there 1 x 400.00 less 100.00, then 2 x 400.00 less 100.00."""
    parents = household(person("head"), person("wife"), person("daughter", "2002-02-02"))
    groom = household(person("head", "2000-01-01"), income="1200.00")
    home = tell("2026-03-02").admits(parents)
    there = home.another().admits(groom).on("2026-06-15")
    home.on("2026-06-15")
    with pytest.raises(BadInput):
        changes.move_member(home.by("wang"), "daughter", home.id, "C-9999999", home.today)
    assert len(home.case.household.members) == 3
    changes.move_member(home.by("wang"), "daughter", home.id, there.id, home.today)
    bride = there.case.household.members[1]
    assert (bride.id_no, len(home.case.household.members), there.case.elsewhere) == (parents.members[2].id_no, 2, ())
    home.renewed(without(parents, "daughter"))
    there.renewed(joined_by(groom, bride))
    home.pays_from("2026-04", "2026-06", "1200.00").pays_from("2026-07", "2026-12", "800.00")
    there.pays("2026-03", "0.00").pays_from("2026-04", "2026-06", "300.00").pays_from("2026-07", "2026-12", "700.00")


def test_a_second_member_turns_seventy_and_is_paid_for_from_the_first_month_that_finds_the_age_reached(tell):
    """Two with 2,400: 600.00 and 80.00 for the husband; the wife, born on 14 August 1956, from September."""
    home = household(person("head", "1950-01-01"), person("wife", "1956-08-14"), income="2400.00")
    story = tell("2026-03-02").admits(home).nights("2026-08-31")
    assert story.case.decision.monthly == 68000
    assert story.on("2026-09-01").night().stepped == {"adjust": 1}
    story.pays_from("2026-04", "2026-08", "680.00").pays_from("2026-09", "2027-03", "760.00")


def test_somebody_who_is_paid_elsewhere_joins_and_is_not_paid_twice(tell):
    """The aunt has 400.00 of her own; the renewal waits until her own case has let her go."""
    home, aunt = household(person("head"), income="2400.00"), household(person("head", "1975-05-05"))
    story = tell("2026-03-02").admits(home)
    alone = story.another().admits(aunt).on("2026-06-15")
    known = replace(aunt.members[0], id="aunt", relation="relative")
    story.on("2026-06-15").changed(ChangeKind.JOINED, "2026-06-12", joins=known)
    both = joined_by(home, known)
    story.looked_at(both).wait(1)
    story.step("reverify").wait(1)
    assert story.bars("renew") == {"COUNTED_IN_PAID_CASE"}
    alone.on("2026-06-20").changed(ChangeKind.LEFT, "2026-06-12", "head")
    alone.step("close", reason="left_county", effective_from=month_after(alone.today))
    story.on("2026-06-20").step("renew")
    alone.pays_from("2026-05", "2026-06", "400.00").pays("2026-07", "0.00")
    story.pays_from("2026-04", "2026-06", "200.00").pays_from("2026-07", "2026-12", "600.00")


def counted_in_paid_cases(story):
    """Members that the database keeps from being counted in a second paid case."""
    with story.office.reading() as read:
        rows = read.rows(select(MEMBERS).where(MEMBERS.c.counted_in_paid.is_(True)))
    return {row["member_key"] for row in rows}


def test_somebody_declared_dead_by_mistake_is_paid_again_with_arrears(tell):
    """Two with 2,400: 600.00; one alone: 200.00."""
    home = household(person("head"), person("wife"), income="2400.00")
    story = tell("2026-03-02").admits(home).on("2026-06-20")
    story.changed(ChangeKind.DEATH, "2026-06-10", "wife", document="the crematorium's list").nights("2026-09-05")
    report = next(story.case.evidence.of(Change))
    story.answer(report.id, outcome=Resolution.DISMISSED, document="she came to the office")
    assert story.night().stepped == {"adjust": 1}
    story.pays_from("2026-04", "2026-06", "600.00").pays_from("2026-07", "2026-08", "200.00")
    story.pays("2026-09", "600.00", {"2026-07": "400.00", "2026-08": "400.00"}).pays("2026-10", "600.00")


def test_a_death_that_the_recheck_found_is_recovered_though_the_case_is_terminated(tell):
    """Three: 1,200.00; the old man, who earned nothing, had died in June: 800.00. The son earns 30,000 by now."""
    home = household(person("head"), person("wife"), person("father", "1960-03-03"))
    story = tell("2026-03-02").admits(home).nights("2027-03-08")
    story.changed(ChangeKind.DEATH, "2026-12-10", "father", document="death certificate 3")
    story.renewed(earning(without(home, "father"), "30000.00"), "terminate")
    story.pays_from("2026-04", "2027-02", "1200.00")
    story.pays("2027-03", "800.00", {"2027-01": "-400.00", "2027-02": "-400.00"}).pays("2027-04", "0.00")


def test_somebody_reported_gone_by_mistake_still_lives_there(tell):
    home = household(person("head"), person("wife"), income="2400.00")
    story = tell("2026-03-02").admits(home).on("2026-06-20").changed(ChangeKind.LEFT, "2026-06-10", "wife")
    assert [m.id for m in story.case.household.members] == ["head"]
    report = next(story.case.evidence.of(Change))
    story.answer(report.id, outcome=Resolution.DISMISSED, document="she was at her mother's")
    assert [m.id for m in story.case.household.members] == ["head", "wife"]
    story.nights("2026-12-01").pays_from("2026-04", "2026-12", "600.00")
