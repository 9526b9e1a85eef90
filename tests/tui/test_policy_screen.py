"""The policy sheet on its screen: another region, another day."""

from __future__ import annotations

from datetime import date

from tests.tui.driver import desk
from workflow.office import Office


async def test_a_sheet_is_shown_on_the_days_on_which_it_changes_and_for_another_region(small_county):
    office = Office.open(f"sqlite:///{small_county}", "wang", date(2026, 11, 24))
    async with desk(office, (120, 36)) as at:
        await at.press("y")
        first = at.app.screen.shown
        assert first.region == office.book.sheet_for_code("371602001000")
        assert "standard_annual" in at.text()
        assert first.later == tuple(d for d in sorted(set(office.book.changes(first.region))) if d > first.on)
        await at.press("left_square_bracket")
        assert at.app.screen.shown.on == first.earlier[-1]
        await at.press("g")
        await at.type("cn-44")
        await at.settle()
        chosen = at.options()[0]
        await at.press("enter")
        assert at.app.screen.shown.region in chosen
        assert at.app.screen.shown.region.startswith("cn-44")
        await at.press("r")
        assert at.app.screen.shown.on == office.today
    office.store.close()
