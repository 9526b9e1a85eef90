"""Every screen as it looks, in the smallest size and a roomy one; a small county on a fixed day."""

from __future__ import annotations

import pytest

from tests.tui import county
from tests.tui.screens import SCREENS, go
from tui.app import DeskApp
from tui.calls import OfficeCalls
from workflow.wording import use_language

SIZES = {"80x24": (80, 24), "140x40": (140, 40)}
EVERY = [("en", "80x24"), ("en", "140x40"), ("zh", "80x24"), ("zh", "140x40")]
LOOKED_AT_ALL_DAY = {"desk", "cases", "case-key-supported", "case-tapering", "due"}
"""Screens that are kept in each language and each size; every other one in English small and in Chinese roomy."""
LOOKS = [
    (screen, language, size)
    for screen in SCREENS
    for language, size in (EVERY if screen in LOOKED_AT_ALL_DAY else (EVERY[0], EVERY[3]))
]


@pytest.mark.parametrize(("screen", "language", "size"), LOOKS)
def test_a_screen_looks_as_it_did(screen, language, size, small_county, snap_compare):
    use_language(language)
    with county.opened(small_county) as office:
        app = DeskApp(OfficeCalls(office))
        assert snap_compare(app, terminal_size=SIZES[size], run_before=lambda pilot: go(pilot, SCREENS[screen]))
