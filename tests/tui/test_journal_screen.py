"""The journal of all cases at the desk: found by keys, checked, and true while others write."""

from __future__ import annotations

import threading
from contextlib import closing
from datetime import date

import pytest
from sqlcipher3 import dbapi2
from textual.widgets import Input

from states.evidence import Wish
from tests.tui import county
from tests.tui.driver import desk
from tui.news import News
from tui.screens import paged
from tui.screens.case import Case
from tui.screens.desk import Desk
from tui.screens.journal import JournalScreen
from tui.widgets import paged_table
from tui.widgets.event_table import EventTable
from workflow import journal
from workflow.evidence import record
from workflow.journal import EventFilter, journal_page, journal_size, rows_to_check
from workflow.reports import Signature, last_quarter, submit

pytestmark = pytest.mark.usefixtures("undrawn")


def wishing(office, case, letter="letter"):
    """A household asks in writing to leave."""
    record(office, case, Wish(on=office.today, person="head", document=letter))


async def test_pages_of_the_journal_hold_every_event_once_the_newest_first(small_county, monkeypatch):
    monkeypatch.setattr(paged, "PAGE", 25)
    monkeypatch.setattr(paged_table, "PAGE", 25)
    with county.opened(small_county) as office:
        every = journal_page(office, EventFilter(), size=1000).lines
        assert len(every) == journal_size(office, EventFilter()) == len({(line.case, line.seq) for line in every})
        assert [line.at for line in every] == sorted((line.at for line in every), reverse=True)
        last = journal_page(office, EventFilter(), before=(), size=10)
        assert last.lines == every[-10:]
        assert journal_page(office, EventFilter(), before=last.first, size=10).lines == every[-20:-10]
        async with desk(office, (80, 24)) as at:
            await at.press("j")
            table = at.app.screen.query_one(EventTable)
            for place in range(0, len(every), 12):
                assert table.row == every[place]
                await at.press(*("down",) * 12)
            assert table.row == every[-1]
            assert set(table.rows) <= set(every)
            await at.press("home")
            assert table.row == every[0]
            await at.press("end")
            assert table.row == every[-1]


async def test_filters_narrow_the_journal_and_a_chip_is_dropped(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("j", "f")
            await at.field("actor", "liu")
            await at.field("since", "2026-03-20")
            await at.press("ctrl+s")
            screen = at.app.screen
            assert isinstance(screen, JournalScreen)
            narrowed = screen.filters
            assert (narrowed.actor, narrowed.since) == ("liu", date(2026, 3, 20))
            assert screen.rows.rows
            assert {line.actor for line in screen.rows.rows} == {"liu"}
            assert screen.rows.total == journal_size(office, narrowed)
            await at.press("backspace")
            assert (screen.filters.actor, screen.filters.since) == ("liu", None)
            await at.press("x")
            assert screen.rows.total == journal_size(office, EventFilter(region=office.user.region))
            await at.press("enter")
            assert isinstance(at.app.screen, Case)
            assert at.app.screen.case == screen.rows.rows[0].case


async def test_what_was_changed_behind_the_programs_back_is_found_and_leads_to_its_case(own_county, monkeypatch):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            village = min(office.village_names())
            submit(office, last_quarter(office), village, Signature("li ming"))
            await at.press("j", "v")
            assert "Nothing was changed" in at.text()
            assert "frozen papers 1" in at.text()
            with closing(dbapi2.connect(own_county)) as connection:
                connection.execute("DROP TRIGGER events_no_update")
                connection.execute("UPDATE events SET actor = 'zhao' WHERE case_id = 'C-0000002' AND seq = 3")
                connection.commit()
            await at.press("v")
            assert "✗" in at.text()
            await at.press("tab", "enter")
            assert at.app.screen.case == "C-0000002"
            await at.press("escape")
            with closing(dbapi2.connect(own_county)) as connection:
                connection.execute("DROP TRIGGER quarterly_reports_no_update")
                connection.execute("UPDATE quarterly_reports SET signed_by = 'x'")
                connection.commit()
            await at.press("v", "tab", "down", "enter")
            assert (at.app.screen.board.name, at.app.screen.day) == ("reports", last_quarter(office).start)
            await at.press("escape")
            screen = at.app.screen
            goes_on = threading.Event()

            def waiting(office):
                goes_on.wait(5)
                return rows_to_check(office)

            monkeypatch.setattr(journal, "rows_to_check", waiting)
            screen.action_verify()
            await at.pilot.press("escape")
            goes_on.set()
            await at.settle()
            assert at.app.screen is screen
            assert at.told() == ["The check was stopped; nothing is said about the journal."]
            assert "✗" in at.text()


async def test_what_others_write_comes_by_itself_and_nothing_that_is_being_done_is_disturbed(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:

            async def look():
                at.app.get_screen_stack()[1].query_one(News).look()
                await at.settle()

            await look()
            await at.press("j", "down", "down")
            chosen = at.app.screen.rows.row
            total = at.app.screen.rows.total
            wishing(office.as_user("liu"), "C-0000003")
            await look()
            rows = at.app.screen.rows
            assert (rows.rows[0].case, rows.rows[0].actor) == ("C-0000003", "liu")
            assert (rows.row, rows.chosen, rows.total) == (chosen, 3, total + 1)
            await at.press("escape", "slash", *"zft")
            assert at.app.screen.query_one("#search", Input).value == "zft"
            wishing(office.as_user("liu"), "C-0000002")
            await look()
            assert at.app.screen.query_one("#search", Input).value == "zft"
            assert at.app.focused is at.app.screen.query_one("#search", Input)
            await at.press("escape", "escape")
            assert isinstance(at.app.screen, Desk)
            seen = at.app.writes
            await look()
            assert at.app.writes == seen
