"""Two decisions of a case beside each other."""

from __future__ import annotations

from itertools import product

import pytest

from tests.life.people import earning, household, person, with_bill, working
from workflow.decided import compare, decided
from workflow.errors import BadInput

TWO_STANDARDS = (("2016-01-01", "4800.00"), ("2027-01-01", "5400.00"))


def grouped(found, group):
    return {row.label: (row.before, row.after) for row in found.differences if row.group == group}


@pytest.fixture
def long_life(tell):
    """Enrolled, supported, adjusted by a new standard, renewed with less income, then tapering."""
    home = household(person("head", "1950-03-02"), person("son"), person("child", "2018-05-05"), income="7200.00")
    story = tell("2026-03-02", standard=TWO_STANDARDS).admits(home).on("2026-04-05").step("grant_key_support")
    story.on("2027-01-02").night()
    story.on("2027-03-10").renewed(with_bill(earning(home, "6000.00"), "100.00", "2027-01-09"))
    return story.on("2028-03-10").renewed(working(home, "24000.00", "2027-10-01"), "begin_taper")


def test_the_parts_of_every_decision_add_up_and_their_differences_to_the_difference(long_life):
    numbers = [decision.seq for decision in long_life.case.decisions]
    assert len(numbers) == 5
    for first, second in product(numbers, repeat=2):
        found = compare(long_life.office, long_life.id, first, second)
        assert sum(part.amount for part in found.before.parts) == found.before.decision.monthly
        assert sum(row.fen for row in found.rows if row.fen is not None) == found.monthly
        back = compare(long_life.office, long_life.id, second, first)
        turned = {(row.group, row.label, row.after, row.before) for row in back.differences}
        assert turned == {(row.group, row.label, row.before, row.after) for row in found.differences}
        if first == second:
            assert found.differences == ()


def test_what_a_renewal_changed_is_told_and_nothing_else(long_life):
    """3 x 5,400 less 7,200 is 750.00, less 6,000 is 850.00; the top-ups, 90.00 and 45.00, stay."""
    _, _, adjusted, renewed, _ = (decision.seq for decision in long_life.case.decisions)
    found = compare(long_life.office, long_life.id, adjusted, renewed)
    head = long_life.case.household.head.name
    assert grouped(found, "amount") == {
        "gap, a month": ("750.00", "850.00"),
        "total, a month": ("885.00", "985.00"),
    }
    assert grouped(found, "income") == {f"{head} Wages a year": ("7200.00", "6000.00")}
    assert grouped(found, "medical") == {f"{head} V-1 2027-01-09 Certified cost": ("", "100.00")}
    assert (grouped(found, "people"), grouped(found, "policy")) == ({}, {})
    assert found.monthly == 10000


def test_a_new_standard_is_the_one_difference_of_an_adjustment(long_life):
    _, supported, adjusted, *_ = (decision.seq for decision in long_life.case.decisions)
    found = compare(long_life.office, long_life.id, supported, adjusted)
    assert grouped(found, "policy") == {"standard_annual": ("4800.00", "5400.00")}
    assert {row.group for row in found.differences} == {"decision", "amount", "policy"}


def test_the_last_two_decisions_are_compared_where_none_are_named(long_life):
    found = compare(long_life.office, long_life.id)
    assert (found.before.decision.step, found.after.decision.step) == ("renew", "begin_taper")
    with pytest.raises(BadInput):
        decided(long_life.office, long_life.id, 1)
