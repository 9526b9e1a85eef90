"""Forms say what follows while one types: the rule in words, the sums, the entitlement."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from tests.tui import county
from tests.tui.driver import desk
from tui.forms.form import FormBody, Rows
from workflow import wording

pytestmark = pytest.mark.usefixtures("undrawn")


async def reckoned(at) -> str:
    """The line at the foot of a household's form once the typing has paused."""
    await at.pilot.pause(0.3)
    await at.settle()
    return str(at.app.screen.query_one("#form-line", Static).content)


def foot(at, field: str) -> str:
    return str(at.app.screen.query_one(f".field-{field}.rows", Rows).foot.content)


def remark(at, name: str) -> str:
    return str(at.app.screen.query_one(FormBody).cell(name).remark.content)


@pytest.mark.parametrize(
    ("language", "entitled", "sum_"),
    [
        ("en", "income route 716.67 + top-ups 160.00 = 876.67 a month, from 2027-04",
         "Self-paid 2026-03-01 to 2027-02-28: 李秀英 14,000.00 · household 14,000.00"),
        ("zh", "= 每月876.67，自2027-04起", "自负医疗费：李秀英 14,000.00 · 全户14,000.00"),
    ],
)  # fmt: skip
async def test_a_survey_shows_the_amount_and_the_self_paid_sum_as_one_types(small_county, language, entitled, sum_):
    """Three at 4,800 are 14,400; with 5,800 of income the gap is 8,600, 716.67 a month; top-ups 120.00 and 40.00."""
    wording.use_language(language)
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.open("C-0000001")
            await at.evidence("survey")
            assert "20,000.00" in await reckoned(at)
            form = at.app.screen.form
            form.query_one(".field-medical.rows", Rows).cards[0].cells[1].raw = "2026-05-20"
            form.query_one(".field-income.rows", Rows).cards[0].cells[2].raw = "5800"
            assert entitled in await reckoned(at)
            assert sum_ in foot(at, "medical")
            form.query_one(".field-income.rows", Rows).cards[0].cells[2].raw = "58x"
            assert "716.67" not in await reckoned(at)


async def test_what_an_id_number_says_otherwise_is_doubted_and_a_number_given_twice_is_refused(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.press("n")
            form = at.app.screen.form
            await form.query_one(".field-members.rows", Rows).add()
            await at.settle()
            first, second = form.query_one(".field-members.rows", Rows).cards[:2]
            cells = {cell.field.name: cell for cell in first.cells}
            cells["id_no"].raw = "371602198001011235"
            await at.settle()
            assert cells["born"].raw == "1980-01-01"
            cells["born"].raw = "1981-01-01"
            await at.settle()
            assert "the ID number says 1980-01-01" in str(cells["born"].remark.content)
            assert not cells["born"].has_class("-wrong")
            twin = next(cell for cell in second.cells if cell.field.name == "id_no")
            twin.raw = "371602198001011235"
            await at.settle()
            assert "the same number as person 1" in str(twin.remark.content)
            assert twin.has_class("-wrong")


async def test_a_record_that_would_be_refused_says_so_as_one_types_and_keeps_the_form_open(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.open("C-0000002")
            await at.evidence("appraisal")
            for name, count in (("present", "5"), ("votes_for", "4"), ("votes_against", "2")):
                await at.field(name, count)
            await at.settle()
            form = at.app.screen
            assert "✗" in remark(at, "present")
            await at.press("ctrl+s")
            assert at.app.screen is form
            assert at.app.focused.parent.field.name == "present"


async def test_a_form_in_which_nothing_was_typed_leaves_no_draft(small_county):
    with county.opened(small_county) as office:
        async with desk(office) as at:
            await at.open("C-0000001")
            await at.evidence("survey")
            assert at.app.drafts.places == ()
            await at.field("document", "a")
            assert at.app.drafts.places == (("C-0000001", "survey"),)
            await at.press("backspace")
            assert at.app.drafts.places == ()


async def test_a_member_leaves_to_live_apart_and_the_head_cannot(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.open("C-0000001")
            await at.press("h")
            rows = at.app.screen.form.query_one(Rows)
            await at.mark("leaves")
            await at.settle()
            assert "stays with the case" in str(rows.cards[0].foot.content)
            await at.pilot.press("space")
            await at.mark("leaves")
            await at.settle()
            await at.save()
            assert "left to live apart" in at.told()[-1]
            left = [m.name for m in at.app.screen.shown.view.facts.household.members]
            assert left == ["李秀英", "李小龙"]


async def test_a_member_goes_to_another_case_and_an_unknown_case_is_said_at_its_field(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await at.open("C-0000001")
            await at.press("h")
            await at.field("move")
            await at.type("a")
            await at.settle()
            await at.field("member", "李小龙")
            await at.field("into_case", "C-9999999")
            form = at.app.screen
            await at.press("ctrl+s")
            assert at.app.screen is form
            assert "C-9999999" in remark(at, "into_case")
            form.form.cell("into_case").raw = "C-0000001"
            await at.press("ctrl+s")
            assert "its own people" in remark(at, "into_case")
            form.form.cell("into_case").raw = "C-0000002"
            await at.save()
            assert "李小龙" in at.told()[-1]
            with office.reading() as view:
                assert "李小龙" in [m.name for m in view.load_case("C-0000002").household.members]
