"""Seeing what is masked: for a reason, noted, and in nobody's way."""

from __future__ import annotations

import pytest

from states.evidence import Wish
from tests.life.people import household, person
from workflow.disclosure import disclose
from workflow.errors import BadInput, LostRace
from workflow.stepping import Taken, preview, take_step


@pytest.fixture
def story(tell):
    return tell("2026-03-02").admits(household(person("head"), income="2400.00", bank_account="6217000010001234567"))


def test_a_disclosure_is_an_event_with_who_and_why_and_changes_nothing_else(story):
    before = story.case
    shown = disclose(story.by("liu"), story.id, " a letter came back ")
    assert shown.id_numbers == {"head": before.household.head.id_no}
    assert shown.bank_account == "6217000010001234567"
    after = story.case
    assert (after.stage, after.evidence, after.history, after.decisions) == (
        before.stage, before.evidence, before.history, before.decisions,
    )  # fmt: skip
    with story.office.reading() as read:
        event = read.events(story.id)[-1]
    assert (event["kind"], event["actor"], event["personal"]) == ("disclosed", "liu", {"note": "a letter came back"})


def test_nothing_is_shown_without_a_reason(story):
    version = story.case.version
    with pytest.raises(BadInput):
        disclose(story.office, story.id, "  ")
    assert story.case.version == version


def test_who_works_on_the_case_loses_no_race_to_somebody_who_looked_but_does_to_somebody_who_wrote(story):
    story.record(Wish(on=story.today, person="head", document="letter"))
    seen = preview(story.by("wang"), story.id, "withdraw").version
    disclose(story.by("liu"), story.id, "asked at the counter")
    story.record(Wish(on=story.today, person="head", document="letter 2"))
    with pytest.raises(LostRace):
        take_step(story.by("wang"), story.id, "withdraw", expected_version=seen)
    seen = preview(story.by("wang"), story.id, "withdraw").version
    disclose(story.by("liu"), story.id, "asked at the counter")
    assert isinstance(take_step(story.by("wang"), story.id, "withdraw", expected_version=seen), Taken)
