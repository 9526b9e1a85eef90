"""Acts on the office's lists from the keyboard: offered with their reasons, looked at, confirmed, done."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from textual.widgets import Input

from states.evidence import Objection
from states.facts import Sex
from tests.life.story import VILLAGE, Story
from tests.tui import county
from tests.tui.driver import desk
from tests.tui.test_boards import open_board
from tui.calls import OfficeCalls
from tui.screens.act import ActScreen
from tui.screens.act_menu import ActMenu
from tui.screens.board import BoardScreen
from tui.screens.paper import PaperDialog
from tui.screens.record import RecordForm
from tui.screens.unfinished import form_name, open_unfinished
from tui.widgets.listing_view import ListingView
from workflow import evidence
from workflow.board_acts.act import Aim
from workflow.board_acts.table import act_named, offers
from workflow.drives import drives
from workflow.errors import NotPermitted
from workflow.notices import batches

pytestmark = pytest.mark.usefixtures("undrawn")


async def choose(at, board, act, *, line=""):
    """Open a list, put the cursor on the first line with a text, and take an act from the menu."""
    if not isinstance(at.app.screen, BoardScreen) or at.app.screen.board.name != board:
        await open_board(at, board)
    view = at.app.screen.query_one(ListingView)
    view.chosen = next(n for n, each in enumerate(view.lines) if line in each.text)
    await at.press("a")
    menu = at.app.screen
    assert isinstance(menu, ActMenu), at.told()
    possible = [offer.name for offer in menu.offers if offer.trouble is None]
    assert act in possible, reasons(menu.offers)
    await at.press(*("down",) * possible.index(act), "enter")


async def mark_village(at, line):
    """Mark the village of a line, see what is offered for it alone, and take the mark away."""
    await open_board(at, "waiting")
    view = at.app.screen.query_one(ListingView)
    view.chosen = next(n for n, each in enumerate(view.lines) if line in each.text)
    await at.press("space")
    assert "villages marked: 1" in at.text()
    assert "✓" in next(each for each in at.text().splitlines() if line in each)
    await at.press("a")
    assert at.app.screen.offers[1].what == "Dawan · Qianjin"
    await at.press("escape", "u")
    assert "villages marked" not in at.text()


async def into(at, name, text):
    """Write a text into a field in place of what stands there."""
    await at.field(name)
    at.app.focused.value = text
    await at.pilot.pause()


def reasons(offered):
    return {offer.name: str(offer.trouble) for offer in offered if offer.trouble is not None}


def as_shown(office, name, aim, **said):
    """An act that is offered, looked at and done: what it was to do, and what was done."""
    act = act_named(name)
    act.ask(office, aim)
    will = act.look(office, aim, said, lambda _: None).will
    return will, act.do(office, aim, said, lambda _: None).told


async def test_a_villages_notice_is_looked_at_posted_printed_and_objected_to(own_county, tmp_path):
    home = county.single("吴桂枝", "1957-02-03", Sex.FEMALE)
    with county.opened(own_county, on=date(2027, 3, 1)) as office:
        case = Story(office).opens(home).verified(home).id
    with county.opened(own_county) as office:
        async with desk(office) as at:
            await mark_village(at, case)
            await choose(at, "waiting", "post", line=case)
            assert "to be posted: 1, in villages: 1; held back: 0" in at.text()
            await at.press("ctrl+s")
            assert isinstance(at.app.screen, ActScreen), "no place, no notice"
            await into(at, "place", "gate")
            await into(at, "on", "2027-04-01")
            await at.pause_of_typing()
            await at.press("ctrl+s")
            assert "2027-04-01 lies after today" in at.text()
            await at.press("escape")
            assert offers(office, "waiting", Aim(office.today, "371602001000"))[1].trouble is None
            ((about, form),) = at.app.drafts.places
            assert (about, form_name(form)) == (home.village or VILLAGE, "Post the village's notice")
            open_unfinished(at.app, f"{about}|{form}")
            await at.settle()
            assert "gate" in at.text(), "what was typed stays"
            await into(at, "on", "2027-03-09")
            await at.pause_of_typing()
            await at.press("ctrl+s")
            (batch,) = (each for each in batches(office, date(2027, 3, 9)) if each.place == "gate")
            assert (batch.number, [line.case for line in batch.lines]) == ("2027-03-09-1", [case])
            assert isinstance(at.app.screen, PaperDialog)
            await at.field("print_form", "txt")
            at.app.screen.query(Input).last().value = str(tmp_path / "board")
            await at.press("ctrl+s")
            assert "吴桂枝" in (tmp_path / "board.txt").read_text(encoding="utf-8")
            two = at.app.calls.write_notices((batch.number, batch.number), "txt", tmp_path / "two.txt")
            assert [each.name for each in tmp_path.glob(two.name)] == ["two-2027-03-09-1.txt"]
            await choose(at, "notices", "objection", line=case)
            assert isinstance(at.app.screen, RecordForm)
            assert at.app.screen.shown.view.facts.id == case
        aim = Aim(office.today, "371602001000", batch.number, case)
        assert set(reasons(offers(office, "notices", aim))) == {"answer"}
        record = evidence.record(office, case, Objection(on=office.today, person="neighbour", about="a shop"))
        assert offers(office, "notices", aim)[2].form == f"objection:{record}"
        assert "can be put on a notice now" in reasons(offers(office, "waiting", aim))["post_shown"]
        with pytest.raises(NotPermitted):
            act_named("draw_up").ask(office, aim)


async def test_a_drive_is_begun_visited_and_finished_with_a_reason_for_who_is_left(own_county):
    with county.opened(own_county) as office:
        async with desk(office) as at:
            everywhere = offers(office, "drives", Aim(office.today, "371602000000"))
            assert "over a village or a township" in reasons(everywhere)["begin_drive"]
            await choose(at, "drives", "begin_drive")
            await at.press("ctrl+s")
            assert len(drives(office)) == 1
            await choose(at, "drives", "visit", line="C-0000001")
            assert isinstance(at.app.screen, RecordForm)
            await at.press("escape", "escape")
            await choose(at, "drives", "finish_drive")
            await into(at, "signed_by", "Li Ming")
            await at.press("ctrl+s")
            assert "say why they are left" in at.text()
            await into(at, "explanation", "away until spring")
            await at.press("ctrl+s")
            (drive,) = drives(office)
            assert (drive.finish.signed_by, drive.finish.explanation) == ("Li Ming", "away until spring")


def test_a_roll_is_drawn_up_released_by_a_second_person_and_settled_with_the_bank(own_county, tmp_path):
    with county.opened(own_county, "chen") as office:
        aim = Aim(office.today, "371602001000")
        will, told = as_shown(office, "draw_up", aim)
        assert "drawn up by what is known on 2027-03-10" in will
        assert all(amount in told for amount in re.findall(r"[\d,]+\.\d\d", will))
        assert "another person of the county must" in reasons(offers(office, "payroll", aim))["release"]
        second = office.as_user("zhao")
        assert "drawn up by chen" in as_shown(second, "release", aim)[0]
        assert "No bank file of 2027-03" in reasons(offers(second, "payroll", aim))["returns"]
        OfficeCalls(second).write_bank_file(date(2027, 3, 1), "to pay", "csv", tmp_path / "bank.csv")
        rows = [line.split(",")[1] for line in (tmp_path / "bank.csv").read_text("utf-8-sig").splitlines()[1:]]
        lines = [f"{row},{state}" for row, state in zip(rows, ("failed", *["paid"] * 9), strict=False)]
        (tmp_path / "back.csv").write_text("\n".join(["Reference,Result", *lines]))
        assert f"payments: {len(rows)}," in act_named("returns").look(second, aim, {}, lambda _: None).will
        will, _ = as_shown(second, "returns", aim, path=str(tmp_path / "back.csv"))
        assert f"paid {len(rows) - 1}, failed 1" in will
        possible = {offer.name for offer in offers(second, "payroll", aim) if offer.trouble is None}
        assert possible == {"reissue"}
        assert "issued again: 1" in as_shown(second, "reissue", aim)[1]


def test_a_villages_report_is_submitted_with_its_checks_in_sight_and_then_only_corrected(own_county):
    with county.opened(own_county) as office:
        now, before = (Aim(on, county.XINZHUANG) for on in (office.today, date(2026, 12, 31)))
        assert "is not over" in reasons(offers(office, "reports", now))["submit_report"]
        assert "Put the cursor" in reasons(offers(office, "reports", replace(now, region="")))["submit_report"]
        will, told = as_shown(office, "submit_report", before, signed_by="Li Ming", explanation="no roll")
        assert "Checks" in will
        assert f"Submitted: 2026Q4-{county.XINZHUANG}-1" in told
        assert set(reasons(offers(office, "reports", before))) == {"submit_report"}
        together = replace(before, region="371602001000")
        marked = act_named("submit_reports").ask(office, replace(together, marked=(county.XINZHUANG,)))
        assert marked == "Dawan · Xinzhuang, villages that owe one: 1"
        will, told = as_shown(office, "submit_reports", together, signed_by="Li Ming")
        assert "submitted: 1, each frozen by itself; refused: 0" in will
        assert told == "1 reports; 0 refused"
        _, told = as_shown(office, "correct_report", before, signed_by="Li", explanation="no roll", reason="typing")
        assert f"Submitted: 2026Q4-{county.XINZHUANG}-2" in told
        assert "2027-03-10, 64 days late" in told
