"""What was typed and not saved is there again after a kill, offered at the start, and kept through trouble."""

from __future__ import annotations

import signal

import pytest

from states.evidence import EvidenceKind
from tests.tui import county
from tests.tui.driver import desk
from tests.tui.terminal import desk_in_terminal
from tui.screens.record import RecordForm
from tui.screens.unfinished import form_name
from workflow import drafts
from workflow.errors import DatabaseTrouble
from workflow.wording import LANGUAGES, in_language

pytestmark = pytest.mark.usefixtures("undrawn")

ENTER, TAB = "\r", "\t"


@pytest.fixture
def killed(own_county):
    """A county whose desk was killed in the middle of a form; nobody looked up while typing into it."""
    with desk_in_terminal(own_county) as at:
        at.sees("Next for me")
        at.send("/C-0000002" + ENTER + ENTER)
        at.sees("What happened")
        at.rests()
        at.send("ehome-visit" + ENTER + TAB + TAB + "visit 7")
        at.rests()
        at.read(0.6)
        at.signal("SIGKILL")
        assert at.ends() == -signal.SIGKILL
    return own_county


async def test_what_was_typed_is_there_again_after_the_desk_was_killed(killed):
    with county.opened(killed) as office:
        async with desk(office) as at:
            assert at.told() == ["Unfinished forms from before: 1. Ctrl+O lists them."]
            await at.press("ctrl+o")
            assert at.options()[0].split("  ")[:2] == ["C-0000002", "home visit"]
            await at.press("enter")
            assert isinstance(at.app.screen, RecordForm)
            assert at.app.screen.form.draft()["document"] == "visit 7"
            assert "did not save" in at.text()
            await at.press("ctrl+r")
            assert at.app.screen.form.draft()["document"] != "visit 7"
            await at.press("escape", "escape")
            await at.pilot.pause(0.6)
        assert drafts.drafts(office) == {}


async def test_a_draft_is_each_persons_own_and_goes_when_it_is_saved(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.open("C-0000002")
            await at.evidence("doubt")
            await at.field("about", "a new car")
            await at.press("escape")
            await at.become("liu")
            assert at.app.drafts.places == ()
            await at.become("wang")
            await at.pilot.pause(0.2)
            await at.evidence("doubt")
            assert at.app.screen.form.draft()["about"] == "a new car"
            await at.save()
            await at.pilot.pause(0.6)
            await at.settle()
        assert drafts.drafts(office) == {}


async def test_a_database_that_takes_no_draft_is_told_once_and_nothing_typed_is_lost(own_county, monkeypatch):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.open("C-0000002")
            await at.evidence("doubt")
            keeps = at.app.calls.keep_draft

            def refuses(*_):
                raise DatabaseTrouble("stores.locked", url="", detail="")

            at.app.calls.keep_draft = refuses
            monkeypatch.setattr("tui.drafts.AGAIN_AFTER", 0.05)
            await at.field("about", "a")
            await at.pilot.pause(0.6)
            await at.type("b")
            await at.pilot.pause(0.6)
            assert sum("cannot be kept" in told for told in at.told()) == 1
            assert at.app.screen.form.draft()["about"] == "ab"
            at.app.calls.keep_draft = keeps
            await at.type("c")
            await at.pilot.pause(0.6)
            await at.settle()
        assert [draft.values["about"] for draft in drafts.drafts(office).values()] == ["abc"]


async def test_a_draft_that_waits_for_the_database_stays_with_who_typed_it_when_somebody_else_acts(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            keeps = at.app.calls.keep_draft

            def refuses(*_):
                raise DatabaseTrouble("stores.locked", url="", detail="")

            at.app.calls.keep_draft = refuses
            at.app.drafts.keep(("C-0000002", "doubt"), {"about": "a new car"})
            at.app.drafts.flush()
            at.app.calls.act_as("liu")
            at.app.calls.keep_draft = keeps
            await at.pilot.app.run_worker(at.app.drafts.flush, thread=True).wait()
        assert drafts.drafts(office.as_user("liu")) == {}
        assert [draft.login for draft in drafts.drafts(office).values()] == ["wang"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_has_a_name_among_the_unfinished(language):
    with in_language(language):
        named = {form_name(form) for form in ("register", "what-if:1:2", *EvidenceKind, "enroll")}
    assert not {name for name in named if "-" in name and language == "zh"}
    assert len(named) == 3 + len(EvidenceKind)
