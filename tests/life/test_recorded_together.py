"""What a form says is recorded whole or not at all, however many pieces it is made of."""

from __future__ import annotations

import pytest

from states.evidence import Change, ChangeKind, InformationCheck
from tests.life.people import household, person
from workflow.errors import BadInput
from workflow.evidence import record_all


def checked(story, member):
    return InformationCheck(on=story.today, source="bank", member=member)


def test_a_failure_in_the_middle_leaves_nothing_and_trying_again_repeats_nothing(tell):
    story = tell("2026-03-02").opens(household(person("head"), person("wife")))
    before = story.case
    left = Change(on=story.today, change=ChangeKind.LEFT, member="wife")
    with pytest.raises(BadInput, match="nobody"):
        record_all(story.office, story.id, [checked(story, "head"), left, checked(story, "nobody")])
    assert story.case == before
    ids = record_all(story.office, story.id, [checked(story, "head"), left])
    assert len(ids) == 2
    assert [row.id for row in story.case.evidence.rows] == [*(row.id for row in before.evidence.rows), *ids]
    assert [member.id for member in story.case.household.members] == ["head"]


def test_a_piece_is_held_against_what_the_pieces_before_it_made_of_the_household(tell):
    story = tell("2026-03-02").opens(household(person("head"), person("wife")))
    left = Change(on=story.today, change=ChangeKind.LEFT, member="wife")
    with pytest.raises(BadInput, match="wife"):
        record_all(story.office, story.id, [left, checked(story, "wife")])
