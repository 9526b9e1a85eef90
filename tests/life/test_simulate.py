"""Another policy on lives that somebody reckoned by hand; the county of the stories pays 4,800.00 a year and person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from states.evidence import Wish
from states.facts import Property, RegisteredPoor
from states.money import yuan
from tests.life.people import BLIND, household, person, with_bill
from tests.life.test_tapers import climbing
from workflow.errors import BadInput
from workflow.journal import check
from workflow.other_policy import OtherPolicy
from workflow.simulate import simulate
from workflow.wording import in_language

PAGE = (Path(__file__).parents[2] / "docs" / "simulate.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")][1:4]
    for line in PAGE.splitlines()
    if re.match(r"\| (one|two) person", line)
]


def effects(story, *settings, region=""):
    """The simulation, and its cases as (before, after, class) by number."""
    found = simulate(story.office, OtherPolicy.of(story.office, settings), region)
    return found, {
        each.case: [yuan(each.before.monthly), yuan(each.after.monthly), each.effect.value] for each in found.cases
    }


def single(income, **facts):
    return household(person("head", **facts), income=income)


def homeless(home):
    return replace(home, holdings=Property(homes=0))


def test_the_example_of_the_page_is_what_the_program_says(tell):
    more = tell("2026-03-02").admits(homeless(single("1200.00")))
    rich = homeless(household(person("head"), person("wife"), income="9700.00"))
    enters = more.another().opens(rich).papers().wait(1).looked_at(rich)
    enters.wait(1).step("reject", reason="not_eligible")
    leaves = enters.another().admits(single("600.00"))
    found, cases = effects(leaves, "standard_annual=5500", "homes_max=0")
    assert len(ROWS) == 3
    assert [cases[story.id] for story in (more, enters, leaves)] == ROWS
    told = re.search(r"before ([\d.]+), after ([\d.]+), difference (-?[\d.]+[\d])", PAGE)
    assert told is not None
    assert list(told.groups()) == [yuan(n) for n in (found.totals.before, found.totals.after, found.totals.difference)]


def test_the_same_policy_changes_nobody_and_nothing_is_ever_written(tell):
    story, _ = climbing(tell)
    other = story.another().admits(household(person("head", disabilities=BLIND), income="2400.00"))
    before = check(other.office)
    found, cases = effects(other, "standard_annual=4800")
    assert {each[2] for each in cases.values()} == {"unchanged"}
    assert found.totals.before == found.totals.after
    assert found.changes == {"cn-371602": ()}
    effects(other, "standard_annual=1")
    assert check(other.office) == before


def test_a_top_up_that_is_another_share_of_the_standard_is_rounded_by_itself(tell):
    """Blind, level 1: 20 % of 400.00 is 80.00, 33.333 % is 133.332, so 133.33; with 2,400 a year the base is 200.00."""
    story = tell("2026-03-02").admits(single("2400.00", disabilities=BLIND)).wait(1).step("grant_key_support")
    found, cases = effects(story, "top_ups.severe_disability.rate=0.33333")
    assert cases == {story.id: ["280.00", "333.33", "more"]}
    found, cases = effects(story, "top_ups=[]")
    assert cases == {story.id: ["280.00", "200.00", "less"]}
    assert (found.key_support_gained, found.key_support_lost) == (0, 1)


def test_a_taper_keeps_its_frozen_amount_and_ends_at_the_multiple_exactly(tell):
    """20,000.00 is below 1.389 x 14,400 = 20,001.60 and not below 1.3888 x 14,400 = 19,998.72."""
    story, _ = climbing(tell)
    for multiple, effect, after in (("1.389", "unchanged", "600.00"), ("1.3888", "leaves", "0.00")):
        _, cases = effects(story, f"taper_unregistered.income_multiple={multiple}")
        assert cases == {story.id: ["600.00", after, effect]}
    found, cases = effects(story, "standard_annual=7000", "taper_unregistered.decrement=0.5")
    assert cases == {story.id: ["600.00", "600.00", "unchanged"]}
    assert found.may_leave_taper == 1


def test_a_registered_household_above_a_lower_standard_tapers_and_another_leaves(tell):
    """4,000.00 a year: not below 3,600.00, and below twice that."""
    card = RegisteredPoor("37-1", date(2020, 11, 3))
    first = tell("2026-03-02").admits(replace(single("4000.00"), registered_poor=card))
    second = first.another().admits(single("4000.00"))
    found, cases = effects(second, "standard_annual=3600")
    assert cases == {first.id: ["66.67", "66.67", "tapers"], second.id: ["66.67", "0.00", "leaves"]}
    assert found.totals.households_after == 1


def test_a_higher_standard_can_move_a_household_off_the_expenditure_route_and_pay_it_less(tell):
    """5,000 less 4,000 for treatment: (4,800 - 1,000) / 12; by income alone (5,400 - 5,000) / 12."""
    ill = with_bill(single("5000.00"), "4000.00", "2026-01-20")
    story = tell("2026-03-02").admits(ill)
    found, cases = effects(story, "standard_annual=5400")
    assert cases == {story.id: ["316.67", "33.33", "less"]}
    routes = {batch.value: (sums.before, sums.after) for batch, sums in found.by_batch().items()}
    assert routes == {"1": (0, 1), "2": (1, 0), "3": (0, 0), "4": (0, 0)}


def test_who_ended_by_a_wish_is_not_looked_at_and_who_applies_unsurveyed_is_counted(tell):
    gone = tell("2026-03-02").admits(single("1200.00"))
    gone.record(Wish(on=gone.today, person="head", document="letter"))
    gone.step("withdraw")
    gone.another().opens(single("0.00"))
    found, cases = effects(gone, "standard_annual=9000")
    assert (cases, found.not_surveyed, found.totals.cases) == ({}, 1, 0)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("standard=1", "“standard_annual” is meant"),
        ("standard_annual", "NAME=VALUE"),
        ("standard_annual=-1", 'standard_annual: “-1” is below zero. It says "4800.00" now'),
        ("rounding=up", "half_up_fen, half_up_yuan, ceil_yuan"),
        ("top_ups.old.rate=1", "elderly, severe_disability"),
        ("top_ups.elderly.rate=x", 'top_ups.elderly.rate: a plain decimal is expected, not “x”. It says "0.20" now'),
        ("homes_max.x=1", "write homes_max=VALUE"),
        ("taper_registered.speed=1", "no such key: “speed”"),
    ],
)  # fmt: skip
def test_what_cannot_be_set_is_refused_with_the_parameter_and_what_it_takes(tell, written, said):
    story = tell("2026-03-02").admits(single("0.00"))
    with in_language("en"), pytest.raises(BadInput, match=re.escape(said)):
        effects(story, written)
