"""Every screen as it looks, in both languages and two sizes; a small county on a fixed day."""

from __future__ import annotations

import pytest

from tests.tui import county
from tests.tui.screens import SCREENS, go
from tui.app import DeskApp
from tui.calls import OfficeCalls
from workflow.wording import use_language

SIZES = {"80x24": (80, 24), "140x40": (140, 40)}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_looks_as_it_did(screen, language, size, small_county, snap_compare):
    use_language(language)
    with county.opened(small_county) as office:
        app = DeskApp(OfficeCalls(office))
        assert snap_compare(app, terminal_size=SIZES[size], run_before=lambda pilot: go(pilot, SCREENS[screen]))
