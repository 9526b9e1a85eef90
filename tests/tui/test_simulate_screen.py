"""Another policy tried at the desk with keys alone; the county of the screens pays 4,800.00 a year and person."""

from __future__ import annotations

import threading

import pytest

from tests.tui.county import opened
from tests.tui.driver import desk
from tui import simulate_calls
from tui.screens.case import Case
from tui.screens.desk import Desk
from tui.screens.simulate import SimulateScreen
from tui.screens.simulated_cases import SimulatedCases
from workflow import simulate as use_case
from workflow.journal import check
from workflow.other_policy import OtherPolicy
from workflow.simulate import Effect, simulate

pytestmark = pytest.mark.usefixtures("undrawn")


async def test_a_lever_is_moved_and_the_way_leads_from_a_class_to_its_case_and_back(small_county, monkeypatch):
    monkeypatch.setattr(use_case, "CHUNK", 2)
    with opened(small_county) as office:
        before = check(office)
        async with desk(office, (80, 24)) as at:
            await at.press("i")
            assert isinstance(at.app.screen, SimulateScreen)
            assert "now 4800.00" in at.text()
            await at.type("12o0")
            await at.press("enter")
            assert "an amount in yuan" in at.text()
            assert at.app.screen.found is None
            await at.press("backspace", "backspace", "backspace", "backspace")
            await at.type("4000")
            await at.press("enter")
            found = at.app.screen.found
            assert found == simulate(office, OtherPolicy.of(office, ["standard_annual=4000"]), office.user.region)
            assert "now 4800.00" in at.text()
            lesser = found.of(effect=Effect.LESS)
            assert lesser
            await at.press("f6", "down", "down", "enter")
            assert isinstance(at.app.screen, SimulatedCases)
            assert at.app.screen.cases == lesser
            assert lesser[0].head in at.text()
            await at.press("enter")
            assert isinstance(at.app.screen, Case)
            await at.press("escape", "escape")
            await at.press("f6", "enter")
            assert at.app.screen.village == min(found.by_village)
            await at.press("escape", "escape")
            assert isinstance(at.app.screen, Desk)
            await at.press("i")
            assert at.app.screen.found == found
            await at.press("ctrl+r")
            assert at.app.levers == {}
        assert check(office) == before


async def test_escape_stops_what_is_being_reckoned_and_stays(small_county, monkeypatch):
    goes_on = threading.Event()
    size = simulate_calls.size

    def waiting(*asked):
        goes_on.wait(5)
        return size(*asked)

    monkeypatch.setattr(simulate_calls, "size", waiting)
    monkeypatch.setattr(use_case, "CHUNK", 1)
    with opened(small_county) as office:
        async with desk(office) as at:
            await at.press("i")
            screen = at.app.screen
            await at.type("4000")
            screen.action_reckon()
            await at.pilot.press("escape")
            goes_on.set()
            await at.settle()
            assert at.app.screen is screen
            assert screen.found is None
            assert at.told() == ["The simulation was stopped."]
