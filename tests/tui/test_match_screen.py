"""A register matched at the desk: unsure pairs side by side, decided with a key, remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import OptionList

from states.identity import check_digit
from tests.tui import county
from tests.tui.driver import desk
from tui.screens.case import Case
from tui.screens.matching import TO_DECIDE, ConfirmFlags, MatchScreen
from workflow.due import due_list, quarter_of
from workflow.matching.answers import Answer, match_register

pytestmark = pytest.mark.usefixtures("undrawn")


def register(office, path):
    """The county's own people, all but the heads with another sound number."""
    with office.reading() as read:
        cases = read.load_cases(read.case_ids(after="", limit=100))
    rows = ["户编号,姓名,身份证号,出生日期,村"]
    for case in cases:
        for member in case.household.members:
            body = member.id_no[:14] + "900"
            other = replace(member, id_no=body + check_digit(body))
            said = member if member.relation == "head" else other
            rows.append(f"P{case.id},{said.name},{said.id_no},{said.born},{case.household.village}")
    path.write_text("\n".join(rows), encoding="gb18030")
    return path


def due(office):
    return due_list(office, quarter_of(office.today)).items


async def test_unsure_pairs_are_decided_one_after_the_other_and_remembered(own_county, tmp_path):
    with county.opened(own_county) as office:
        path = register(office, tmp_path / "register.csv")
        unsure = match_register(office, path).of(*TO_DECIDE)
        assert len(unsure) == 3
        async with desk(office, (80, 24)) as at:
            await at.press("b")
            await at.type(str(path))
            await at.press("enter")
            screen = at.app.screen
            assert isinstance(screen, MatchScreen)
            assert "≠ ID number" in at.text()
            assert screen.left[0].supported.name in at.text()
            assert not any(found.supported.id_no in at.text() for found in unsure)
            await at.press("y")
            assert len(screen.left) == 2
            await at.press("n")
            assert screen.query_one(OptionList).option_count == 1
            await at.press("enter")
            assert isinstance(at.app.screen, Case)
            await at.press("escape", "r")
            assert [found.pair for found in screen.left] == [unsure[2].pair]
            await at.press("f")
            assert isinstance(at.app.screen, ConfirmFlags)
            assert "New notes: 1, on 1 cases; noted already: 0." in at.text()
            assert {item.kind for item in due(office)} & {"match_review"} == set()
            await at.press("escape", "f", "ctrl+s")
            assert "Noted: 1 new" in at.told()[-1]
            assert {item.kind for item in due(office)} & {"match_review"} == {"match_review"}
            await at.press("f")
            assert "New notes: 0, on 0 cases; noted already: 1." in at.text()
            await at.press("escape")
        after = match_register(office, path)
        assert len(after.of(*TO_DECIDE)) == 1
        same, different = (found.supported.key for found in unsure[:2])
        assert same in {found.supported.key for found in after.of(Answer.BOTH)}
        assert different in {found.supported.key for found in after.of(Answer.SUPPORTED_ONLY)}


async def test_a_file_that_is_not_there_is_told_and_the_desk_goes_on(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("b")
            await at.type("nothing.csv")
            await at.press("enter")
            assert "nothing.csv" in at.told()[0]
            assert "reading" not in at.text()
            await at.press("escape")
            assert not isinstance(at.app.screen, MatchScreen)
