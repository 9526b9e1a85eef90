"""The screen of a case: open steps first, what happened opens, decisions side by side, clauses in words."""

from __future__ import annotations

import pypdf
import pytest
from textual.widgets import Input

from tests.tui import county
from tests.tui.driver import desk
from tui.screens.case import Case
from tui.screens.compared import ComparedDecisions
from tui.screens.event import Event
from tui.widgets.step_card import OF_OTHERS, StepCard
from tui.widgets.timeline_view import Timeline
from workflow.cases import case_view

pytestmark = pytest.mark.usefixtures("undrawn")


def folded(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


async def test_an_event_opens_into_what_was_decided_on_and_two_decisions_are_compared(small_county):
    with county.opened(small_county) as office:
        async with desk(office, (80, 24)) as at:
            await at.open("C-0000002")
            await at.press("t", "enter")
            assert isinstance(at.app.screen, Event)
            said = folded(at.text())
            for part in ("begin taper", "by chen · county", "taper 600.00", "Household, survey of 2027-03-03"):
                assert part in said, part
            await at.press("escape")
            await at.press("down", "down")
            await at.press("enter")
            assert "by liu · township" in folded(at.text())
            assert "Household, survey of 2027-03-03" in folded(at.text())
            await at.press("escape")
            timeline = at.app.screen.query_one(Timeline)
            entries = timeline.view.timeline
            decided = [place for place, entry in enumerate(entries) if entry.monthly is not None]
            assert len(decided) == 2
            for place in decided:
                timeline.highlighted = place
                await at.press("space")
            assert sorted(timeline.marked) == sorted(entries[place].seq for place in decided)
            await at.press("m")
            assert "≠ taper 0.00 600.00 +600.00" in folded(at.text())
            rows = at.app.screen.query_one(ComparedDecisions)
            fewer = len(list(rows.lines(70)))
            await at.press("a")
            assert len(list(rows.lines(70))) > fewer


async def test_who_opened_the_case_is_shown(small_county):
    with county.opened(small_county, "chen") as office:
        case_view(office.as_user("liu"), "C-0000002")
        async with desk(office, (80, 24)) as at:
            await at.open("C-0000002")
            await at.press("R")
            await at.until(lambda: "chen · " in at.text())
            assert "Who opened this case" in at.text()
            assert "liu · " in at.text()


async def test_the_steps_that_are_open_stand_first_and_those_of_others_say_whose_they_are(small_county):
    with county.opened(small_county, "chen") as office:
        async with desk(office, (80, 24)) as at:
            await at.open("C-0000006")  # verified, the notice under way
            cards = list(at.app.screen.query(StepCard))
            ranks = [
                0 if c.preview.allowed else 2 if OF_OTHERS in {f.code for f in c.preview.findings} else 1 for c in cards
            ]
            assert ranks == sorted(ranks)
            assert len(set(ranks)) > 1
            others = next(card for card, rank in zip(cards, ranks, strict=True) if rank == 2)
            lines = [line.plain for line in others.lines(60)]
            assert "for: township" in lines[0]
            assert not any("not for the" in line for line in lines)


async def test_the_clauses_are_shown_in_words_with_what_rests_on_them(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.open("C-0000001")
            await at.press("k")
            said = folded(at.text())
            assert "§2.3 Self-paid medical cost, per person over the income year" in said
            assert "§2.4 By income where" in said
            assert "standard 4,800.00 × 3" in said


async def test_what_is_masked_is_shown_for_a_reason_and_masked_again_when_the_screen_is_left(own_county):
    with county.opened(own_county) as office:
        async with desk(office, (80, 24)) as at:
            await at.open("C-0000001")
            await at.press("t")  # the household is off the screen
            number = at.app.screen.shown.view.facts.household.head.id_no
            assert number not in at.text()
            await at.press("u", "enter")
            assert number not in at.text()
            await at.type("a letter came back")
            await at.press("enter")
            assert number in at.text()
            assert "6217000010001234567" in at.text()
            assert "seen unmasked" in str(at.app.screen.query_one(Timeline).get_option_at_index(0).prompt)
            await at.press("f1", "escape")
            assert number not in at.text()


async def test_the_letter_about_a_decision_is_written_to_a_file(small_county, tmp_path):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.open("C-0000001")
            await at.press("p")
            path = at.app.screen.query(Input).last()
            path.value = str(tmp_path / "letter")
            await at.press("ctrl+s")
            assert isinstance(at.app.screen, Case)
            pages = pypdf.PdfReader(tmp_path / "letter.pdf").pages
            assert "receives key support" in " ".join(pages[0].extract_text().split())
            await at.press("t", "down", "p")
            await at.field("print_form", "t")
            at.app.screen.query(Input).last().value = str(tmp_path / "enrolled")
            await at.press("ctrl+s")
            text = (tmp_path / "enrolled.txt").read_text()
            assert "admitted to rural Dibao" in text
