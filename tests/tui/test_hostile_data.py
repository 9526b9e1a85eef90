"""Names that a database holds, and what is typed into every field, try to be more than text."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlcipher3 import dbapi2
from textual.events import Paste
from textual.widgets import Input

from states.evidence import EvidenceKind
from tests.tui import county
from tests.tui.driver import desk
from tests.tui.screens import SCREENS
from tui.forms.evidence_fields import FIELDS
from tui.screens.cases import Cases
from tui.screens.desk import Desk
from tui.screens.record import RecordForm
from tui.screens.register import Register
from tui.screens.survey import SurveyForm
from tui.screens.what_if import WhatIfScreen

pytestmark = pytest.mark.usefixtures("undrawn")

HOSTILE = "[/]\x1b[31m[@click=app.quit]x[/]\u202e\x9b2J\x07{0}"
HARMLESS = "[/][31m[@click=app.quit]x[/]2J{0}"
"""What is left of it to be read."""
NAMED = (
    "UPDATE regions SET name = :h || name, name_en = :h || name_en",
    "UPDATE users SET name = :h",
    "UPDATE events SET actor = :h",
    "UPDATE persons SET name = :h",
    "UPDATE cases SET head_name = :h, responsible = :h",
    "UPDATE households SET phone = :m, address = :m, bank_account = :m",
    "UPDATE evidence SET person = :h, document = :h",
)


def poisoned(path):
    """Every name of the county is hostile; triggers that forbid it are taken away first."""
    with closing(dbapi2.connect(path)) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        for statement in NAMED:
            connection.execute(statement, {"h": HOSTILE, "m": "[/][@click=app.quit]x[/]"})
        connection.commit()
    return path


def assert_only_text(at):
    """What is drawn is printable, and nothing from outside acts when it is clicked."""
    assert at.app.is_running
    for strip in at.app.screen._compositor.render_strips():
        assert strip.text.isprintable(), strip.text
        for segment in strip:
            assert "@click" not in (segment.style.meta if segment.style else {}), segment


@pytest.mark.long
async def test_hostile_names_of_places_people_and_papers_are_text_on_every_screen(own_county):
    with county.opened(poisoned(own_county)) as office:
        async with desk(office, (120, 36)) as at:
            for number, keys in enumerate(SCREENS.values()):
                case = f"C-{1 + number % 4:07}"
                if keys[:1] == ("slash",):
                    at.app.open_case(case)
                    await at.settle()
                    assert HARMLESS[:20] in at.text()
                    keys = keys[keys.index("enter") + 2 :]  # noqa: PLW2901 - what is left of them
                await at.press(*keys[:1])
                await at.press(*keys[1:])
                assert_only_text(at)
                for _ in range(6):
                    if not isinstance(at.app.screen, Desk):
                        await at.pilot.press("escape")
            await at.press("ctrl+u")
            assert HARMLESS[:10] in at.text()


async def fill_every_field(at, screen):
    """Put the hostile text into every line of a screen, and save it."""
    at.app.push_screen(screen)
    await at.settle()
    if hasattr(screen, "action_add_row"):
        await at.press("ctrl+n")
    lines = list(at.app.screen.query(Input))
    lines[0].focus()
    at.app.post_message(Paste(HOSTILE))
    await at.pilot.pause()
    assert HARMLESS in lines[0].value
    for line in lines[1:]:
        line.value = HARMLESS
    await at.press("ctrl+s")
    assert_only_text(at)
    for told in at.told():
        assert told.replace("\n", "").isprintable(), told
    while at.app.screen is not screen and len(at.app.screen_stack) > 3:
        await at.press("escape")
    if at.app.screen is screen:
        screen.dismiss()
        await at.settle()
    return len(lines)


async def test_hostile_text_in_any_field_of_any_form_is_text(own_county):
    typed = 0
    with county.opened(own_county) as office:
        async with desk(office, (120, 36)) as at:
            at.app.open_case("C-0000001")
            await at.settle()
            shown = at.app.screen.shown
            for kind in FIELDS:
                if kind is not EvidenceKind.SURVEY:
                    typed += await fill_every_field(at, RecordForm(shown, kind))
            for screen in (SurveyForm(shown), Register(), WhatIfScreen(shown)):
                typed += await fill_every_field(at, screen)
    assert typed > 80


async def test_hostile_text_is_searched_for_as_text(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.press("slash")
            assert isinstance(at.app.screen, Cases)
            at.app.post_message(Paste(HOSTILE))
            await at.pause_of_typing()
            await at.press("enter")
            assert_only_text(at)
            assert HARMLESS[:8] in at.text()


async def test_a_hostile_file_name_is_told_as_text(own_county, tmp_path):
    wrong = tmp_path / "[@click=app.quit]x.json"
    wrong.write_text('{"members": [{"id": "[/]\\u001b[2J", "born": "nonsense"}]}', encoding="utf-8")
    with county.opened(own_county) as office:
        async with desk(office) as at:
            at.app.open_case("C-0000001")
            await at.settle()
            form = SurveyForm(at.app.screen.shown)
            at.app.push_screen(form)
            await at.settle()
            cell = form.form.cell("file")
            cell.raw = f"\u202e{wrong.resolve()}\x1b"
            await at.press("ctrl+s")
            assert_only_text(at)
            assert at.app.screen is form
            assert "[@click=app.quit]x" in "".join(remark.text for remark in cell.remarks)
            assert sum("x.json" in told for told in at.told()) == 0


async def test_a_document_that_something_else_wrote_is_told_and_the_desk_goes_on(own_county):
    with closing(dbapi2.connect(own_county)) as connection:
        connection.execute("UPDATE households SET phone = :h", {"h": HOSTILE})
        connection.commit()
    with county.opened(own_county) as office:
        async with desk(office) as at:
            at.app.open_case("C-0000001")
            await at.settle()
            assert "cannot be read" in at.told()[-1]
            assert_only_text(at)
            await at.press("escape", "c")
            assert_only_text(at)
