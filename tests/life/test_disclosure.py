"""Seeing what is masked: for a reason, noted, and in nobody's way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from db.lists import ListFilter
from states.evidence import Wish
from tests.life.people import household, person
from tests.life.story import NEXT_VILLAGE
from workflow.disclosure import disclose
from workflow.errors import BadInput, LostRace, NotPermitted
from workflow.exchange.export import cases_of, exported, write_workbook
from workflow.exchange.importing import import_parts
from workflow.exchange.reading import read_tables
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
    with pytest.raises(NotPermitted):
        disclose(story.by("ma"), story.id, "curious")
    assert story.case.version == version


def test_households_leave_for_whom_they_are_there_and_everybody_says_why(story, tmp_path):
    """A village's own, the county's for its auditor in words of their own; who may not apply takes nothing in."""
    away = replace(household(person("head")), village=NEXT_VILLAGE)
    story.another().opens(away)
    cun, shen = story.by("cun"), story.by("shen")
    assert cases_of(cun, ListFilter()) == (story.id,)
    with pytest.raises(NotPermitted):
        cases_of(cun, ListFilter(village=NEXT_VILLAGE))
    assert len(cases_of(shen, ListFilter())) == 2
    path = tmp_path / "t.xlsx"
    for office in (cun, shen):
        with pytest.raises(BadInput, match="Say why"):
            next(exported(office, (story.id,), " "))
    write_workbook(path, exported(shen, (story.id,), "sample of 2026"))
    with story.office.reading() as read:
        event = read.events(story.id)[-1]
    assert (event["kind"], event["actor"], event["personal"]) == ("disclosed", "shen", {"note": "sample of 2026"})
    with pytest.raises(NotPermitted):
        next(import_parts(shen, read_tables(path)))


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
