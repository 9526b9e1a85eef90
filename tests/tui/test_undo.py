"""Undo and redo of what is typed into a form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui import county
from tests.tui.driver import desk
from tui.forms.history import History

pytestmark = pytest.mark.usefixtures("undrawn")

TEXTS = st.sampled_from(["", "a", "ab"])
STATES = st.fixed_dictionaries({"name": TEXTS, "note": TEXTS, "rows": st.lists(st.fixed_dictionaries({"x": TEXTS}))})


@given(STATES, st.lists(STATES))
def test_everything_undone_is_the_beginning_and_everything_redone_the_end(first, states):
    history = History(first)
    for state in states:
        history.note(state)
    steps = 0
    seen = states[-1] if states else first
    while (before := history.undo()) is not None:
        assert before != seen
        seen, steps = before, steps + 1
    assert seen == first
    for _ in range(steps):
        seen = history.redo()
    assert seen == (states[-1] if states else first)
    assert history.redo() is None


def test_letters_of_one_field_are_one_change_and_a_new_change_ends_what_was_undone():
    history = History({"name": "", "note": ""})
    for name in ("L", "Li"):
        history.note({"name": name, "note": ""})
    history.note({"name": "Li", "note": "x"})
    assert history.undo() == {"name": "Li", "note": ""}
    assert history.undo() == {"name": "", "note": ""}
    history.note({"name": "", "note": "y"})
    assert history.redo() is None


async def test_ctrl_z_takes_back_a_field_and_a_row_and_ctrl_y_brings_them_again(own_county):
    with county.opened(own_county) as office:
        async with desk(office, (100, 30)) as at:
            await at.open("C-0000002")
            await at.evidence("home-visit")
            form = at.app.screen.form
            first = form.draft()
            await at.field("document", "visit 7")
            assert at.app.screen.form.draft()["document"] == "visit 7"
            await at.press("ctrl+z")
            assert at.app.screen.form.draft() == first
            await at.press("ctrl+y")
            assert at.app.screen.form.draft()["document"] == "visit 7"
            assert at.app.focused.parent.field.name == "document"


async def test_a_form_with_rows_begins_anew_with_its_rows_and_what_was_typed_comes_back(own_county):
    with county.opened(own_county) as office:
        async with desk(office, (120, 36)) as at:
            await at.open("C-0000002")
            await at.press("e")
            await at.type("survey")
            await at.settle()
            await at.press("enter")
            first = at.app.screen.form.draft()
            assert len(first["income"]) == 2
            await at.field("annual", "77.00")
            await at.press("ctrl+n")
            typed = at.app.screen.form.draft()
            assert len(typed["income"]) == 3
            await at.press("ctrl+r")
            assert at.app.screen.form.draft() == first
            await at.press("ctrl+z")
            assert at.app.screen.form.draft() == typed


async def test_an_irregular_id_number_is_doubted_as_one_types_and_a_regular_one_fills_in_birthday_and_sex(small_county):
    with county.opened(small_county) as office:
        async with desk(office, (120, 36)) as at:
            await at.press("n")
            await at.field("id_no", "371602195003074528")
            cell = at.app.focused.parent
            assert cell.has_class("-doubtful")
            assert not cell.has_class("-wrong")
            assert "check digit" in at.text()
            await at.press("backspace")
            await at.type("7")
            assert not cell.has_class("-doubtful")
            row = at.app.screen.form.draft()["members"][0]
            assert (row["born"], row["sex"]) == ("1950-03-07", "F")
            await at.press("ctrl+z", "ctrl+y")
            assert len(at.app.screen.form.cell("village").editor.codes) > 2
