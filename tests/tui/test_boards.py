"""The office's lists at the desk: each as the command line prints it, of other periods and regions, and on paper."""

from __future__ import annotations

import io
import threading
from datetime import date

import openpyxl
import pypdf
import pytest
from textual.widgets import Input

from tests.tui import county
from tests.tui.driver import desk
from tui.screens.board import BoardScreen
from tui.screens.case import Case
from tui.widgets.listing_view import ListingView, Role
from workflow import boards
from workflow.boards import BOARDS, Period, board_named
from workflow.wording import use_language

pytestmark = pytest.mark.usefixtures("undrawn")


async def open_board(at, name):
    await at.press("l")
    await at.type(name)
    await at.press("enter")
    assert isinstance(at.app.screen, BoardScreen)
    assert at.app.screen.board.name == name


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.long)])
async def test_every_list_shows_its_tables_whole(small_county, lang):
    use_language(lang)
    with county.opened(small_county) as office:
        async with desk(office, (80, 24)) as at:
            for board in BOARDS:
                await open_board(at, board.name)
                wanted = board.make(office, office.today, office.user.region, lambda _: None)
                assert at.app.screen.tables == wanted
                lines = at.app.screen.query_one(ListingView).lines
                assert [line.text for line in lines if line.role is Role.TITLE] == [table.heading for table in wanted]
                rows = [line for line in lines if line.role in {Role.ROW, Role.TOTAL}]
                assert len(rows) == sum(len(table.all_rows) for table in wanted)
                cells = [cell for table in wanted for row in table.shown() for cell in row if len(cell) < 30]
                text = "\n".join(line.text for line in lines)
                assert all(cell in text for cell in cells)


async def test_another_period_another_region_and_the_case_behind_a_line(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await open_board(at, "ledger")
            await at.press("left_square_bracket")
            assert at.app.screen.day == date(2027, 2, 28)
            assert "2027-02-28" in at.text()
            await at.press("right_square_bracket")
            assert at.app.screen.day == office.today
            await at.press("g")
            await at.type(county.XINZHUANG)
            await at.press("enter")
            households = at.app.screen.tables[0].rows
            assert [row[1] for row in households] == ["C-0000002", "C-0000003"]
            await at.press("down", "down", "enter")
            assert isinstance(at.app.screen, Case)
            assert at.app.screen.case == "C-0000002"
            await at.press("escape", "l")
            await at.type("payroll")
            await at.press("enter", "left_square_bracket")
            assert at.app.screen.day == date(2027, 2, 1)
            assert "2027-02" in at.text()


async def test_what_is_shown_is_written_to_a_file(small_county, tmp_path):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await open_board(at, "movement")
            await at.press("p")
            await at.field("print_form", "xlsx")
            at.app.screen.query(Input).last().value = str(tmp_path / "movement")
            await at.press("ctrl+s")
            book = openpyxl.load_workbook(tmp_path / "movement.xlsx")
            assert len(book.sheetnames) == len(at.app.screen.tables)


def test_a_roll_and_a_ledger_are_printed_as_they_are_signed(small_county):
    use_language("en")
    with county.opened(small_county) as office:
        for name, signed in (("payroll", ("Drawn up by", "Released by")), ("ledger", ("Drawn up by",))):
            board = board_named(name)
            tables = board.make(office, office.today, office.user.region, lambda _: None)
            paper = board.paper(office, office.today, office.user.region, tables)
            text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
            assert all(who in text for who in signed), text[-300:]


async def test_escape_stops_a_list_that_takes_long_and_what_was_shown_stays(small_county, monkeypatch):
    goes_on = threading.Event()
    size = boards.size

    def waiting(*asked):
        goes_on.wait(5)
        return size(*asked)

    with county.opened(small_county) as office:
        async with desk(office) as at:
            await open_board(at, "ledger")
            screen, before = at.app.screen, at.app.screen.tables
            monkeypatch.setattr(boards, "size", waiting)
            screen.action_reload()
            await at.pilot.press("escape")
            goes_on.set()
            await at.settle()
            assert at.app.screen is screen
            assert at.told() == ["Stopped; what was shown before stays."]
            assert screen.tables == before
            await at.press("escape")
            assert at.app.screen is not screen


@pytest.mark.parametrize(
    ("period", "day", "before", "after"),
    [
        (Period.DAY, date(2027, 3, 10), date(2027, 2, 28), date(2027, 3, 10)),
        (Period.DAY, date(2027, 2, 28), date(2027, 1, 31), date(2027, 3, 10)),
        (Period.DAY, date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 31)),
        (Period.MONTH, date(2027, 3, 10), date(2027, 2, 1), date(2027, 4, 1)),
        (Period.QUARTER, date(2027, 3, 10), date(2026, 10, 1), date(2027, 3, 10)),
    ],
)
def test_the_periods_before_and_after(period, day, before, after):
    today = date(2027, 3, 10)
    assert (period.shifted(day, -1, today), period.shifted(day, 1, today)) == (before, after)


def test_every_list_has_a_name_of_its_own():
    assert len({board.name for board in BOARDS}) == len(BOARDS)
    assert all(board_named(board.name) is board for board in BOARDS)
