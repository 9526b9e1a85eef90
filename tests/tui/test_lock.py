"""The desk locks itself when nobody is at it."""

from __future__ import annotations

from tests.tui import county
from tests.tui.driver import desk
from tui.screens.case import Case
from tui.screens.lock import IdleWatch, Lock, Proof
from tui.screens.record import RecordForm
from tui.screens.why import Why
from workflow import access


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


async def test_with_a_password_the_desk_opens_locked_and_asks_again_before_what_needs_proof(own_county):
    now = 0.0
    with county.opened(own_county) as office:
        access.set_password(office, "wang", "right horse 9")
        async with desk(office, (80, 24), is_proved=False) as at:
            at.app.idle = IdleWatch(at.app, clock=lambda: now)
            assert isinstance(at.app.screen, Lock)
            await at.press(*"wang", "enter")
            await at.until(lambda: "not the password" in at.text())
            assert isinstance(at.app.screen, Lock)
            await at.press(*"right", "space", *"horse", "space", "9", "enter")
            await at.until(lambda: not isinstance(at.app.screen, Lock))
            await at.open("C-0000002")
            await at.press("u")
            assert isinstance(at.app.screen, Why)
            await at.press("escape")
            now = 601.0
            await at.press("u")
            assert isinstance(at.app.screen, Proof)
            await at.press("escape")
            assert isinstance(at.app.screen, Case)
            await at.press("u", *"right", "space", *"horse", "space", "9", "enter")
            await at.until(lambda: isinstance(at.app.screen, Why))
            assert isinstance(at.app.screen, Why)
