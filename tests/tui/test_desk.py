"""The desk as a program: keys, palette, language, drafts, lists, lost races, how it ends."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import threading
from dataclasses import replace
from datetime import date
from time import monotonic

import pytest
from textual.command import CommandPalette
from textual.widgets import Footer, Input, Tree
from textual.worker import WorkerFailed

from states.evidence import Wish
from states.stages import Stage
from tests.life.people import household, person
from tests.repo.tree import ROOT
from tests.tui import county
from tests.tui.driver import desk
from tui import typing_ahead
from tui.app import DeskApp
from tui.calls import OfficeCalls
from tui.commands.table import COMMANDS, Place, commands_of
from tui.forms.evidence_fields import ANSWERS, FIELDS
from tui.screens.case import Case
from tui.screens.cases import Cases
from tui.screens.desk import Desk
from tui.screens.step import StepDialog
from tui.widgets.case_table import CaseTable
from tui.widgets.life_map import LifeMap
from tui.widgets.step_card import StepCard
from workflow.errors import BadInput
from workflow.wording import LANGUAGES, has_wording, in_language, say

pytestmark = pytest.mark.usefixtures("undrawn")


def couple():
    return household(person("head"), person("wife"), income="2400.00")


# Commands and words


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_and_field_has_its_words(language):
    fields = [field for fields in (*FIELDS.values(), *ANSWERS.values()) for field in fields]
    fields += [column for field in fields for column in field.columns]
    keys = [f"{part}.{c.name}" for c in COMMANDS for part in ("command", "key", "help")]
    keys += [f"field.{field.label or field.name}" for field in fields] + [f"place.{place.value}" for place in Place]
    with in_language(language):
        assert [key for key in keys if not has_wording(f"desk.{key}")] == []


def test_no_key_means_two_things_in_one_place():
    for place in Place:
        keys = [
            key for command in (*commands_of(place), *commands_of(Place.EVERYWHERE)) for key in command.keys.split(",")
        ]
        assert len(keys) == len(set(keys)) or place is Place.EVERYWHERE, place


def test_no_key_and_no_command_leads_to_a_shell():
    """The desk neither suspends nor starts anything; only the browser's window runs a process, a desk of its own."""
    actions = {command.action for command in COMMANDS} | {binding.action for _, binding in DeskApp._merged_bindings}
    assert not {each for each in actions if "suspend" in each or "shell" in each}
    started = re.compile(r"subprocess|os\.system|os\.exec|pty\.|suspend_process|\.suspend\(")
    pages = (ROOT / "tui").rglob("*.py")
    assert {page.name for page in pages if started.search(page.read_text(encoding="utf-8"))} <= {"web.py"}


async def test_the_palette_offers_what_the_place_offers_and_nothing_that_writes_the_screen_to_a_file(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("ctrl+p")
            assert isinstance(at.app.screen, CommandPalette)
            offered = "\n".join(at.options())
            assert "List of cases" in offered
            assert "creenshot" not in offered
            await at.type("shot")
            await at.pilot.pause(0.5)
            await at.settle()
            assert "creenshot" not in at.text()
            await at.press("escape")
            assert list(at.app.get_system_commands(at.app.screen)) == []


async def test_the_language_changes_on_every_open_screen_and_in_the_footer(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("slash", *"lxy", "enter")
            await at.press("enter")
            assert "Next steps" in at.text()
            await at.press("ctrl+l")
            seen = at.text()
            assert "下一步" in seen
            assert "Next steps" not in seen
            assert "重点保障" in seen
            assert "材料" in "\n".join(str(key.description) for key in at.app.screen.query_one(Footer).children)
            await at.press("escape")
            assert "户主" in at.text()
            await at.press("escape")
            assert "个案流程" in at.text()


async def test_help_shows_the_keys_of_where_one_is(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("question_mark")
            assert "opens the quarter's due work" in at.text()
            await at.press("escape")
            await at.press("slash")
            await at.press("question_mark")
            assert at.app.screen.query_one("#search", Input).value == "?"
            await at.press("f1")
            assert "narrows the list" in at.text()


# Who works


async def test_a_name_typed_before_the_people_are_there_is_the_one_that_is_taken(small_county, monkeypatch):
    asked = threading.Event()

    def slowly(calls):
        asked.wait(5)
        return every(calls)

    every = OfficeCalls.users
    monkeypatch.setattr(OfficeCalls, "users", slowly)
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.pilot.press("ctrl+u", *"liu", "enter")
            asked.set()
            await at.settle()
            assert at.app.calls.user.login == "liu"


async def test_at_the_start_it_is_chosen_who_works_and_the_machine_is_nobody(small_county):
    with county.opened(small_county) as office:
        async with desk(office, choose_user=True) as at:
            assert len(at.options()) == 5
            assert not any("cron" in line for line in at.options())
            await at.type("county")
            await at.press("down", "enter")
            assert at.app.calls.user.login == "zhao"
            assert "zhao" in at.text() or "赵立平" in at.text()


# The map and the lists


async def test_a_box_of_the_map_opens_the_cases_behind_it(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            assert at.app.screen.query_one(LifeMap).has_focus
            await at.press("right", "right", "right", "enter")
            assert isinstance(at.app.screen, Cases)
            lines = at.app.screen.query_one(CaseTable).rows
            assert [(line.head, line.stage) for line in lines] == [
                ("李秀英", Stage.KEY_SUPPORTED), ("赵有福", Stage.KEY_SUPPORTED),
            ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"), [("lxy", "李秀英"), ("福", "赵有福"), ("C-0000004", "何桂香"), ("0004", "何桂香")]
)
async def test_a_case_is_found_by_initials_name_and_number(small_county, typed, found):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("slash")
            if typed.isascii():
                await at.type(typed)
            else:
                at.app.screen.query_one("#search", Input).value = typed
            await at.pilot.pause(0.2)
            await at.settle()
            assert found in {line.head for line in at.app.screen.query_one(CaseTable).rows}


async def test_filters_narrow_the_list_and_are_shown_as_chips(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("c", "f")
            await at.field("stage", "tapering")
            await at.press("ctrl+s")
            assert [line.head for line in at.app.screen.query_one(CaseTable).rows] == ["张福田"]
            assert ("stage", "tapering") in at.app.screen.query_one("#chips").chips
            await at.press("x")
            assert len(at.app.screen.query_one(CaseTable).rows) == 8 - 1


async def test_the_quarter_is_turned_and_a_household_opened_from_the_due_list(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("d")
            assert "Due work of 2027Q1" in at.text()
            assert "6 live = 6 due + 0 not due" in at.text()
            await at.press("right_square_bracket")
            assert "Due work of 2027Q2" in at.text()
            await at.press("left_square_bracket")
            tree = at.app.screen.query_one(Tree)
            await at.press("down", "enter")
            assert isinstance(at.app.screen, Case)
            assert tree is not None


async def test_the_due_list_is_printed_to_a_file(small_county, tmp_path):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("d", "p")
            await at.field("print_form", "xlsx")
            await at.field("path", str(tmp_path / "due"))
            await at.press("ctrl+s")
            assert (tmp_path / "due.xlsx").stat().st_size > 1000
            await at.press("p")
            await at.field("print_form", "pdf")
            await at.field("path", str(tmp_path / "nowhere" / "due"))
            await at.press("ctrl+s")
            assert "cannot be written" in at.told()[-1]


# Drafts, lost races


async def test_what_was_typed_survives_escape(tell):
    story = tell("2026-03-02").opens(couple())
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        await at.evidence("doubt")
        await at.field("about", "a second house")
        await at.press("escape")
        await at.evidence("doubt")
        assert "This is your draft" in at.text()
        await at.save()
        assert [row.about for row in story.case.evidence.rows if row.kind.value == "doubt"] == ["a second house"]
        await at.evidence("doubt")
        assert "This is your draft" not in at.text()


async def test_who_loses_a_race_is_told_who_was_first_and_keeps_the_text(tell):
    story = tell("2026-03-02").admits(couple()).on("2026-08-20")
    story.record(Wish(on=story.today, document="letter"))
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        dialog = await at.step("withdraw")
        await at.field("note", "moving to the son")
        await at.pause_of_typing()
        story.step("withdraw", "liu")
        await at.press("ctrl+s")
        assert at.app.screen is dialog
        seen = at.text()
        assert "liu was first" in seen
        assert "withdraw" in seen
        assert "moving to the son" in seen
        await at.press("escape")
        assert at.stage == "terminated"
    assert [step.actor for step in story.case.history if step.step == "withdraw"] == ["liu"]


async def test_a_refused_step_cannot_be_taken_and_says_everything_that_is_in_the_way(tell):
    story = tell("2026-03-02").opens(couple())
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        dialog = await at.step("verify")
        assert isinstance(dialog, StepDialog)
        for sentence in ("No survey of the household is recorded", "No home visit is recorded", "→"):
            assert sentence in at.text()
        await at.press("ctrl+s")
        assert at.app.screen is dialog
        await at.press("escape")
        assert at.stage == "applied"
        card = next(card for card in at.app.screen.query(StepCard) if card.preview.step == "verify")
        assert not card.preview.allowed


async def test_what_cannot_be_read_is_said_at_the_field_and_nothing_is_recorded(tell):
    story = tell("2026-03-02").opens(couple())
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        before = len(story.case.evidence.rows)
        await at.evidence("notice")
        await at.field("on", "2026-02-30")
        await at.field("monthly", "1.234")
        assert "there is no such day" in at.text()
        assert "yuan with at most two decimals" in at.text()
        form = at.app.screen
        await at.press("ctrl+s")
        assert at.app.screen is form
        assert "needed" in at.text()
        assert len(story.case.evidence.rows) == before


async def test_a_survey_may_come_from_a_household_file_and_a_wrong_one_is_named(tell, tmp_path):
    story = tell("2026-03-02").opens(couple())
    right, wrong = tmp_path / "right.json", tmp_path / "wrong.json"
    people = [{"id": m.id, "born": m.born.isoformat(), "name": "人"} for m in story.case.household.members]
    lines = [{"member": m["id"], "kind": "wages", "annual": "10.00"} for m in people]
    text = str({"members": people, "income": lines}).replace("'", '"')
    right.write_text(text, encoding="utf-8")
    wrong.write_text(text.replace("wages", "wins"), encoding="utf-8")
    async with desk(story.by("wang")) as at:
        await at.open(story.id)
        await at.evidence("survey")
        await at.field("file", str(wrong))
        form = at.app.screen
        await at.press("ctrl+s")
        assert at.app.screen is form
        assert "wins" in str(form.form.cell("file").remark.content)
        assert form.form.cell("file").editor.has_focus
        form.form.cell("file").raw = str(right)
        await at.save()
    assert [row.annual for row in story.case.survey.household.income] == [1000, 1000]


async def test_a_trouble_of_the_office_is_told_and_the_desk_goes_on(small_county, monkeypatch):
    with county.opened(small_county) as office:
        async with desk(office) as at:

            def fails(case: str) -> None:
                raise BadInput("stores.no_case", case=f"[/]{case}")

            monkeypatch.setattr(at.app.calls, "case", fails)
            await at.press("c", "enter")
            assert "[/]C-" in at.told()[-1]
            await at.press("escape")
            assert at.app.is_running


# The end


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
async def test_a_signal_ends_the_desk_in_order(small_county, name):
    with county.opened(small_county) as office:
        app = DeskApp(OfficeCalls(office))
        async with app.run_test() as pilot:
            await pilot.pause()
            os.kill(os.getpid(), getattr(signal, name))
            await asyncio.sleep(0.1)
            assert app._exit


async def test_a_failure_ends_the_desk_without_showing_anybodys_data(small_county, monkeypatch, capsys):
    with county.opened(small_county) as office:
        calls = OfficeCalls(office)
        monkeypatch.setattr(calls, "overview", lambda: 1 // 0)
        app = DeskApp(calls)
        with pytest.raises(WorkerFailed):
            async with app.run_test() as pilot:
                await pilot.pause(0.2)
        assert capsys.readouterr().err == ""


async def test_the_desk_stays_usable_on_80_by_24_with_everything_in_reach(small_county):
    with county.opened(small_county) as office:
        async with desk(office, (80, 24)) as at:
            for _ in range(3):
                await at.press("tab")
            assert "By week" in at.text()
            assert isinstance(at.app.screen, Desk)
            await at.open("C-0000001")
            await at.press("t")
            assert "What happened" in at.text()


def test_days_and_words_follow_the_language(small_county):
    with county.opened(small_county) as office:
        calls = OfficeCalls(office)
        calls.regions()
        with in_language("zh"):
            assert calls.village_name("371602001203") == "大湾镇前进村"
        with in_language("en"):
            assert calls.village_name("371602001203") == "Dawan · Qianjin"
            assert say("desk.age", years=3) == "3 years"
        assert replace(office, today=date(2027, 1, 1)).today.year == 2027


async def test_a_key_behind_one_that_does_not_end_is_heard_though_nobody_presses_another(small_county, monkeypatch):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            monkeypatch.setattr(typing_ahead, "PATIENCE_SECONDS", 0.2)
            at.app._sent_at = monotonic()  # a key is at work, and stays at it
            await at.press("c")
            await at.until(lambda: isinstance(at.app.screen, Cases))
            assert isinstance(at.app.screen, Cases)
