"""The event loop belongs to the keyboard: our code on it is short and waits for nothing."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

import pytest
from textual.widget import Widget

from tests.tui import county
from tests.tui.driver import desk
from tests.tui.loop_watch import watch_class, watched
from tests.tui.screens import SCREENS
from tui.screens.desk import Desk
from tui.screens.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.tui.driver import Driver

WANDERING = {
    "cases": ("end", "home", "pagedown", "o", "O", "space", "a", "s", "escape", "u"),
    "due": ("enter", "down", "enter", "right_square_bracket", "left_square_bracket", "k", "m"),
    "survey": ("tab", "ctrl+n", "ctrl+d"),
}
"""What is pressed on a screen once it is there."""
SEEN = {
    "Cases",
    "PagedTable",
    "Case",
    "Due",
    "DueTree",
    "LifeMap",
    "WhatIfScreen",
    "FormScreen",
    "StepDialog",
    "Cell",
    "Who",
}


@pytest.fixture(autouse=True)
def no_collection() -> Iterator[None]:
    """Rubbish is collected whenever it pleases: not on somebody's account."""
    gc.disable()
    yield
    gc.enable()


async def back_to_the_desk(at: Driver) -> None:
    for _ in range(12):
        if isinstance(at.app.screen, Desk):
            return
        await at.press(*((*at.app.calls.user.login, "enter") if isinstance(at.app.screen, Lock) else ("escape",)))
    raise AssertionError(at.app.screen)


async def walk(at: Driver, keys: tuple[str, ...]) -> None:
    """Press keys, those of a search and those of a choice in one go."""
    search = keys[: keys.index("enter") + 2] if keys[:1] == ("slash",) else ()
    rest = keys[len(search) :]
    for together in (search, rest[:1], rest[1:]):
        await at.press(*together)


async def test_no_code_of_ours_holds_the_loop_on_any_screen(own_county, monkeypatch):
    with county.opened(own_county) as office, watched(monkeypatch) as watch:
        async with desk(office, (120, 36)) as at:
            for name, keys in SCREENS.items():
                await walk(at, keys)
                await at.press(*WANDERING.get(name, ()), "ctrl+l")
                await back_to_the_desk(at)
    assert {name.partition(".")[0] for name in watch.longest} >= SEEN
    assert watch.waited == set()
    assert watch.slow == {}


async def test_the_watch_sees_a_handler_that_computes_too_long_or_waits(small_county, monkeypatch):
    class Bad(Widget):
        def render(self) -> str:
            end = time.thread_time() + 0.04
            while time.thread_time() < end:
                pass
            return ""

        async def on_mount(self) -> None:
            self.call_later(self.look)

        def look(self) -> None:
            self.app.calls.office.users()
            time.sleep(0)
            open(__file__).close()  # noqa: PTH123

    with watched(monkeypatch) as watch, county.opened(small_county) as office:
        watch_class(watch, Bad, monkeypatch)
        async with desk(office) as at:
            watch.longest.clear()
            watch.waited.clear()
            await at.app.screen.mount(Bad())
            await at.settle()
    assert [name.rpartition(".")[2] for name in watch.slow] == ["render"]
    assert {name for _, name in watch.waited} == {"reading", "sleep", "open"}
