"""The list over any number of cases: it holds a window, whatever way one goes through it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import date

from textual.app import App

from states.stages import Stage
from tui.widgets.case_table import CaseTable
from tui.widgets.paged_table import PAGE, WINDOW_PAGES
from workflow.cases import CaseLine, CasePage

MANY = 5000


def line(number):
    return CaseLine(
        case=f"C-{number:07}",
        head="李",
        village="371602001203",
        village_name="村",
        village_name_en="",
        stage=Stage.ENROLLED,
        route=None,
        counted=1,
        monthly=100,
        next_due_on=date(2027, 1, 1),
        overdue=False,
        paused=False,
        withheld=False,
        responsible="",
    )


class Listed(App[None]):
    """A list of invented cases, paged by number."""

    def __init__(self) -> None:
        super().__init__()
        self.opened, self.asked, self.counts = [], 0, True

    def compose(self):
        yield CaseTable(str)

    def on_mount(self):
        self.on_paged_table_need_page(CaseTable.NeedPage("first", None))
        self.query_one(CaseTable).focus()

    def on_paged_table_need_page(self, message):
        self.asked += 1
        start = {
            "first": 0,
            "last": MANY - PAGE,
            "after": message.key[0] + 1 if message.key else 0,
            "before": max(0, message.key[0] - PAGE) if message.key else 0,
        }[message.which]
        end = min(MANY, message.key[0] if message.which == "before" else start + PAGE)
        lines = tuple(line(n) for n in range(start, end))
        page = CasePage(lines, (start,) if lines else None, (end - 1,) if lines else None)
        self.query_one(CaseTable).show_page(page, message.which)
        if message.which == "first" and self.counts:
            self.query_one(CaseTable).show_total(MANY)

    def on_case_chosen(self, message):
        self.opened.append(message.case)


@asynccontextmanager
async def listed():
    app = Listed()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield app, pilot, app.query_one(CaseTable)


def assert_whole(table):
    """What the window holds is in order, at its place, and no more than it may be."""
    assert [row.case for row in table.rows] == [f"C-{n:07}" for n in range(table.base, table.end)]
    assert len(table.rows) <= WINDOW_PAGES * PAGE
    assert table.row is not None
    assert table.row.case == f"C-{table.chosen:07}"


async def test_going_down_page_by_page_leads_through_every_row_and_holds_few():
    async with listed() as (app, pilot, table):
        for _ in range(60):
            await pilot.press("pagedown")
        assert table.chosen == 60 * (table.size.height - 1)
        assert_whole(table)
        assert app.asked < 20
        await pilot.press("down", "enter")
        assert app.opened == [f"C-{table.chosen:07}"]


async def test_the_end_is_reached_at_once_and_from_there_the_way_back_up():
    async with listed() as (app, pilot, table):
        await pilot.press("end")
        assert (table.chosen, app.asked) == (MANY - 1, 2)
        for _ in range(40):
            await pilot.press("pageup")
        assert table.chosen == MANY - 1 - 40 * (table.size.height - 1)
        assert_whole(table)
        await pilot.press("home")
        assert table.chosen == 0
        assert_whole(table)


async def test_the_chosen_row_stays_in_view():
    async with listed() as (_, pilot, table):
        for key in ("pagedown", "down", "pagedown", "up", "end", "pageup", "home", "down"):
            await pilot.press(key)
            await pilot.pause()
            top = table.scroll_offset.y
            assert top <= table.chosen < top + table.size.height, key


async def test_while_the_rows_are_being_counted_one_can_go_on_and_the_end_comes_when_it_is_known():
    async with listed() as (app, pilot, table):
        app.counts = False
        table.to_top()
        app.on_paged_table_need_page(CaseTable.NeedPage("first", None))
        for _ in range(20):
            await pilot.press("pagedown")
        assert_whole(table)
        assert table.chosen == 20 * (table.size.height - 1)
        await pilot.press("end")
        assert table.chosen == 20 * (table.size.height - 1)
        table.show_total(MANY)
        await pilot.pause()
        assert table.chosen == MANY - 1
        assert_whole(table)
