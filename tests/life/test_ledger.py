"""The ledgers: what was true on a past day is told of it ever after, and the figures prove each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.evidence import ChangeKind
from states.stages import Batch
from tests.life.people import household, person, with_bill
from tests.life.story import NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE, VILLAGE
from tests.life.test_payroll import Months
from workflow.due import quarter_named
from workflow.errors import BadInput
from workflow.ledger import Flow, checks, ledger, movement
from workflow.ledger_paper import (
    entry_document,
    household_listing,
    movement_document,
    movement_listings,
    person_listing,
)

TOWNSHIP, OTHER_TOWNSHIP = "371602001000", "371602002000"


@pytest.fixture
def three():
    """3 x 4,800 less 4,800 is 800.00; 80.00 for the head of 76, 40.00 for the child."""
    home = household(person("head", "1950-03-02"), person("son"), person("child", "2018-05-05"), income="4800.00")
    return replace(home, bank_account="6217000000000001")


def told(story, day):
    """Everything that the ledger of a day says, as people and programs get it."""
    found = ledger(story.office, day)
    return (
        [entry_document(entry) for entry in found],
        household_listing(found, {}, day).rows,
        person_listing(found, {}, day).rows,
    )


def test_a_ledger_of_a_past_day_says_what_was_true_then(tell, three):
    story = tell("2026-03-02").admits(three).on("2026-04-05").step("grant_key_support")
    then = {story.today: told(story, story.today)}
    for when, kind, happened, about in (
        ("2026-04-20", ChangeKind.MOVED, "2026-04-18", {"detail": NEXT_VILLAGE}),
        ("2026-05-06", ChangeKind.ACCOUNT, "2026-05-06", {"detail": "6217000000000002"}),
        ("2026-05-20", ChangeKind.HEAD, "2026-05-20", {"member": "son"}),
        ("2026-06-10", ChangeKind.BIRTH, "2026-06-01", {"joins": person("baby", "2026-06-01")}),
        ("2026-07-01", ChangeKind.LEFT, "2026-06-20", {"member": "son"}),
        ("2026-07-15", ChangeKind.DEATH, "2026-07-10", {"member": "child"}),
    ):
        story.on(when)
        before = told(story, story.today)
        story.changed(kind, happened, **about)
        then[story.today] = told(story, story.today)
        assert then[story.today] != before, f"{kind} is not seen"
    for day, said in then.items():
        assert told(story, day) == said, f"the ledger of {day} is another now"
    with pytest.raises(BadInput):
        ledger(story.office, date(2026, 7, 16))


def test_an_entry_is_made_of_what_is_paid_and_on_what_grounds(tell, three):
    story = tell("2026-03-02").admits(three).on("2026-04-05").step("grant_key_support")
    (entry,) = ledger(story.office, story.today, VILLAGE)
    assert (entry.batch, entry.counted, entry.base, entry.monthly) == (Batch.ADMISSION, 3, 80000, 92000)
    assert (entry.income_annual, entry.adjusted_annual, entry.per_head_annual) == (480000, 480000, 160000)
    assert [(part.member, part.amount) for part in entry.top_ups] == [("head", 8000), ("child", 4000)]
    assert ledger(story.office, story.today, NEXT_VILLAGE) == ()
    assert ledger(story.office, date(2026, 3, 2)) == ()


def counted(of):
    return {batch: dict(flows) for batch, flows in of.items() if flows}


def test_a_quarter_tells_who_came_went_and_moved_and_agrees_with_the_rolls(tell, three):
    """One stays and loses a member, one moves to another township, one ends, one comes by the expenditure route."""
    stays = tell("2025-12-01").admits(three)
    moves = stays.another().admits(household(person("a"), person("b"), income="2400.00"))
    ends = moves.another().admits(household(person("c"), income="2400.00"))
    assert ends.today < date(2026, 3, 31)
    for story in (stays, moves, ends):
        story.on("2026-04-05")
    stays.step("grant_key_support")
    months = Months(stays)
    months.roll("2026-04", on="2026-04-06")
    moves.on("2026-04-20").changed(ChangeKind.MOVED, "2026-04-18", detail=OTHER_TOWNSHIP_VILLAGE)
    comes = moves.another().admits(with_bill(household(person("head"), income="6000.00"), "5000.00", "2026-02-02"))
    ends.on("2026-05-20").step("close", reason="fraud", document="record 8", effective_from=date(2026, 6, 1))
    stays.on("2026-05-20").changed(ChangeKind.DEATH, "2026-05-19", "child").on("2026-06-02").step("adjust")
    assert comes.stage == "enrolled"
    stays.on("2026-06-30")
    found = movement(stays.office, quarter_named("2026Q2"), TOWNSHIP)
    assert [rule for rule in checks(found) if not rule.holds] == []
    assert counted(found.households) == {
        Batch.ADMISSION: {Flow.OPENING: 3, Flow.REMOVED: 1, Flow.MOVED_OUT: 1, Flow.CLOSING: 1},
        Batch.EXPENDITURE: {Flow.ADDED: 1, Flow.CLOSING: 1},
    }
    assert counted(found.persons)[Batch.ADMISSION] == {
        Flow.OPENING: 6, Flow.REMOVED: 1, Flow.MOVED_OUT: 2, Flow.SHRUNK: 1, Flow.CLOSING: 2,
    }  # fmt: skip
    there = movement(stays.office, quarter_named("2026Q2"), OTHER_TOWNSHIP)
    assert counted(there.households) == {Batch.ADMISSION: {Flow.MOVED_IN: 1, Flow.CLOSING: 1}}
    assert list(found.paid) == [date(2026, 4, 1)]
    assert len(movement_listings(found)) == 8
    assert movement_document(found)["register"] == {"not_matched": 2, "runs": {}}
    assert movement_document(found)["hold"]


def test_a_roll_that_differs_from_the_ledger_is_found(tell, three):
    story = tell("2026-03-02").admits(three)
    Months(story).roll("2026-04", on="2026-04-06")
    found = movement(story.office, quarter_named("2026Q2"), TOWNSHIP)
    found.roll_due[date(2026, 4, 1)] += 1
    assert [(rule.code, rule.about) for rule in checks(found) if not rule.holds] == [("roll", "2026-04")]
