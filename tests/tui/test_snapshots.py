"""Every screen as it looks, in both languages and two sizes; a small county on a fixed day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input

from tests.tui import county
from tests.tui.screens import SCREENS
from tui.app import DeskApp
from tui.calls import OfficeCalls
from workflow.wording import use_language

if TYPE_CHECKING:
    from textual.pilot import Pilot

SIZES = {"80x24": (80, 24), "140x40": (140, 40)}


async def go(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    """Press keys one after the other, each after what the last one asked for has come."""
    pilot.app.animation_level = "none"
    for key in ("", *keys):
        if key:
            await pilot.press(key)
        for _ in range(3):
            await pilot.app.workers.wait_for_complete()
            await pilot.pause()
        if len(key) == 1 and isinstance(pilot.app.focused, Input):
            await pilot.pause(0.15)
    for field in pilot.app.screen.query(Input):
        field.cursor_blink = False
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_looks_as_it_did(screen, language, size, small_county, snap_compare):
    use_language(language)
    with county.opened(small_county) as office:
        app = DeskApp(OfficeCalls(office))
        assert snap_compare(app, terminal_size=SIZES[size], run_before=lambda pilot: go(pilot, SCREENS[screen]))
