"""The desk locks itself when nobody is at it."""

from __future__ import annotations

from tests.tui import county
from tests.tui.driver import desk
from tui.screens.lock import IdleWatch, Lock
from tui.screens.record import RecordForm


async def test_after_ten_idle_minutes_everything_is_covered_until_the_same_person_is_back(own_county):
    now = 0.0
    with county.opened(own_county) as office:
        async with desk(office, (100, 30)) as at:
            at.app.idle = IdleWatch(at.app, clock=lambda: now)
            await at.open("C-0000002")
            await at.evidence("doubt")
            await at.field("about", "a new car")
            now = 599.0
            at.app.idle.look()
            await at.settle()
            assert isinstance(at.app.screen, RecordForm)
            await at.press("x")  # somebody is there: the ten minutes begin anew
            now = 1198.0
            at.app.idle.look()
            await at.settle()
            assert isinstance(at.app.screen, RecordForm)
            now = 1199.0
            at.app.idle.look()
            await at.settle()
            assert isinstance(at.app.screen, Lock)
            for secret in ("C-0000002", "张福田", "a new car"):
                assert secret not in at.text()
            await at.press("escape", "ctrl+p", "ctrl+u", "f12", *"liu", "enter")
            assert isinstance(at.app.screen, Lock)
            assert "somebody else" in at.text()
            await at.press(*"wang", "enter")
            assert isinstance(at.app.screen, RecordForm)
            assert at.app.screen.form.draft()["about"] == "a new carx"
