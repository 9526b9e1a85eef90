"""Names, notes and papers that try to be more than text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Input

from states.evidence import Aid, Doubt, HomeVisit, Notice, Objection, Pause, Referral
from tests.life.people import household, person
from tests.tui.driver import desk
from tui.safe import masked_account, masked_id, plain, safe
from workflow.errors import LostRace

pytestmark = pytest.mark.usefixtures("undrawn")

MARKUP = ("[/]", "[bold", "[@click=app.quit]x[/]", "[link=file:///x]y[/link]", "$error", "\\[", "{name}")


@pytest.mark.parametrize("text", MARKUP)
def test_markup_is_shown_as_it_is_written(text):
    shown = safe(text)
    assert shown.plain == text
    assert not shown.spans


@pytest.mark.parametrize("text", ["\x1b[31mred", "a\x00b", "a\u202eb", "a\x9b31m", "a\nb", "a\u2066b", "\x07"])
def test_control_bytes_and_direction_overrides_never_reach_the_screen(text):
    shown = plain(text)
    assert shown.isprintable()
    assert not set(shown) & set("\u202e\u2066")


def test_numbers_are_masked():
    assert masked_id("371602195003074521") == "3****************1"
    assert (masked_id(""), masked_id("1")) == ("", "*")
    assert masked_account("6217000010001234567") == "***************4567"
    assert masked_account("123") == "***"


def hostile(tell, text):
    """A case in which every free text is hostile."""
    home = household(replace(person("head"), name=text), person("wife"), income="2400.00")
    home = replace(home, address=text, phone=text, bank_account=f"1234{text}", cause=text)
    story = tell("2026-03-02").opens(home).verified(home)
    for row in (
        Doubt(on=story.today, person=text, document=text, about=text),
        Objection(on=story.today, person=text, about=text),
        Notice(on=story.today, place=text, monthly=100, persons=2),
        HomeVisit(on=story.today, visitors=(text,)),
        Referral(on=story.today, aid=Aid.MEDICAL, person=text),
        Pause(on=story.today, reason=text),
    ):
        story.record(row)
    story.bars("enroll" if story.stage == "verified" else "verify", note=text)
    return story


@pytest.mark.parametrize(
    "text", ["[@click=app.quit]x[/]{limit}[/b]", pytest.param("[/]李[bold]四", marks=pytest.mark.long)]
)
async def test_hostile_text_is_harmless_on_every_screen(tell, text):
    story = hostile(tell, text)
    async with desk(story.by("wang")) as at:
        await at.press("c")
        assert text[:9] in at.text()
        await at.press("enter")
        assert text in at.text()
        await at.press("e")
        assert text in "\n".join(at.options())
        for keys in (("escape",), ("1",), ("escape", "w"), ("escape", "d"), ("escape", "ctrl+l"), ("ctrl+p",)):
            await at.press(*keys)
            assert at.app.is_running
        await at.press("escape")
        for kind in ("survey", "change", "information-check"):
            await at.evidence(kind)
            assert text in at.text()
            await at.press("escape")
        at.app.screen.action_step(1)
        await at.settle()
        at.app.screen.lost = LostRace(text, text, text)
        at.app.screen._tell()
        await at.settle()
        assert text in at.text()


async def test_what_is_pasted_into_a_field_is_stripped_of_control_bytes(tell):
    story = tell("2026-03-02").opens(household(person("head"), income="0.00"))
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        await at.evidence("doubt")
        await at.field("about")
        field = at.app.focused
        assert isinstance(field, Input)
        field.value = "a car\x1b[2J\u202e of [/] his"
        await at.save()
        assert next(story.case.evidence.of(Doubt)).about == "a car[2J of [/] his"
        assert at.app.screen.query_one("#timeline") is not None
