"""Colours that can be told apart, keys of one's own, and choices that are found again."""

from __future__ import annotations

from itertools import product

import pytest
from textual.color import Color

from tests.tui import county
from tests.tui.driver import desk
from tui.app import DeskApp
from tui.calls import OfficeCalls
from tui.commands.keymap import commands_with
from tui.screens.due import Due
from tui.screens.record import RecordForm
from tui.theme import CONTRAST, THEMES
from workflow.choices import Choices
from workflow.errors import BadInput

TEXTS = ("foreground", "accent", "warning", "error", "success", "muted")
SURFACES = ("background", "surface")
CURSORS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("footer-key-foreground", "footer-background"),
    ("footer-description-foreground", "footer-background"),
    ("foreground", "field"),
    ("foreground", "field-focus"),
    ("foreground", "panel"),
    ("muted", "panel"),
)


def colour(theme, name):
    return Color.parse(theme.variables.get(name) or getattr(theme, name))


def luminance(of: Color) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [part / 255 for part in of.rgb]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two colours, WCAG 2.2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_text_stands_out_from_what_it_stands_on(theme):
    least = 7.0 if theme is CONTRAST else 4.5
    pairs = [*product(TEXTS, SURFACES), *CURSORS]
    weak = {pair: ratio for pair in pairs if (ratio := round(contrast(*(colour(theme, n) for n in pair)), 2)) < least}
    assert weak == {}
    assert contrast(colour(theme, "accent"), colour(theme, "background")) >= 3  # the frame that has the focus


def test_black_on_white_is_21_to_1():
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"dew": "f2"}, "dew"),
        ({"due": "hyper+f2"}, "hyper"),
        ({"due": "f13"}, "f13"),
        ({"due": ""}, "due"),
        ({"step": "x"}, "step"),
        ({"due": "c"}, "cases"),
        ({"due": "f1"}, "help"),
        ({"what_if": "5"}, "step"),
    ],
)
def test_keys_that_cannot_be_are_refused_by_name(keys, told):
    with pytest.raises(BadInput) as refused:
        commands_with(keys)
    assert told in str(refused.value)


def test_a_key_that_another_command_gave_up_may_be_taken():
    named = {command.name: command.keys for command in commands_with({"due": "c", "cases": "d"})}
    assert (named["due"], named["cases"], named["search"]) == ("c", "d", "slash")


async def test_a_key_of_ones_own_acts_and_is_shown_in_footer_and_help(small_county):
    with county.opened(small_county) as office:
        app = DeskApp(OfficeCalls(office), keys={"due": "f2,z"})
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.pause()
            footer = "".join(strip.text for strip in app.screen._compositor.render_strips()[-1:])
            assert "f2 due" in footer.lower()
            await pilot.press("d")
            assert not isinstance(app.screen, Due)
            await pilot.press("f1")
            await pilot.pause()
            text = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
            assert "F2 z" in text
            await pilot.press("escape", "f2")
            await pilot.pause()
            assert isinstance(app.screen, Due)


async def test_look_and_language_change_over_a_form_keep_what_is_typed_and_are_found_again(own_county, tmp_path):
    kept = Choices(tmp_path / "state" / "desk.json")
    with county.opened(own_county) as office:
        async with desk(office, (100, 30)) as at:
            at.app.choices = kept
            await at.open("C-0000002")
            await at.evidence("doubt")
            await at.field("about", "a new car")
            seen = []
            for _ in THEMES:
                await at.press("ctrl+t")
                seen.append(at.app.theme)
            await at.press("ctrl+t", "ctrl+l")
            assert isinstance(at.app.screen, RecordForm)
            assert at.app.screen.form.draft()["about"] == "a new car"
            assert "疑义" in at.text() or "疑点" in at.text()
    assert len(set(seen)) == len(THEMES)
    assert (kept.theme, kept.lang) == (seen[0], "zh")
    again = Choices(kept.path)
    assert again.path.read_text() == f'{{"theme": "{seen[0]}", "lang": "zh"}}'
