"""Quarterly reports: drawn from the ledger, submitted once, never changed; a correction is a version of its own."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text, true, update
from sqlalchemy.exc import DBAPIError

from db.reports import REPORTS
from states.due import REPORT
from states.evidence import ChangeKind
from tests.life.people import household, person
from tests.life.story import NEXT_VILLAGE, VILLAGE
from tests.life.test_payroll import Months
from tests.stores import unguard
from workflow.cases import overview
from workflow.due import due_list, quarter_named, quarter_of
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.figure_paper import figure_listings
from workflow.figures import added_up, doubts_about, figures_of, in_yuan
from workflow.ledger import movement
from workflow.many_reports import look_at_reports, submit_reports, villages_meant
from workflow.planner import Wanted, quarter_work, village_items
from workflow.report_paper import (
    about_report,
    about_roll_up,
    paper,
    report_document,
    report_listings,
    roll_up_document,
    roll_up_listings,
)
from workflow.reports import Signature, correct, draft, due_on, last_quarter, roll_up, standings, submit, versions

Q1, Q2 = quarter_named("2026Q1"), quarter_named("2026Q2")
TOWNSHIP = "371602001000"


@pytest.fixture
def village(tell):
    """A couple with 600.00 a month in the village since the end of 2025, a second household from 2026."""
    story = tell("2025-10-01").admits(household(person("head"), person("wife"), income="2400.00"))
    assert story.today < date(2026, 1, 1)
    story.another().on("2026-02-02").admits(household(person("alone")))
    return story


def owed(office, quarter=None):
    """The reports that are due, as the list, the planner and the overview have them alike."""
    found = [item for item in due_list(office, quarter).items if item.kind == REPORT]
    planned = village_items(office, Wanted(quarter or quarter_of(office.today), kind=REPORT))
    assert [each.item for each in planned] == found
    work = quarter_work(office, Wanted(quarter or quarter_of(office.today), kind=REPORT))
    late = sum(item.overdue_on(office.today) for item in found)
    assert (work.items, sum(village.overdue for village in work.villages)) == (len(found), late)
    assert (work.due, work.overdue) == (0, 0), "a report is no case"
    if quarter is None:
        shown = overview(office)
        assert shown.due_by_kind.get(REPORT, 0) == len(found)
        assert sum(shown.due_by_kind.values()) == sum(shown.due_by_week.values())
    return [(item.village, item.due_on) for item in found]


def test_a_report_is_owed_by_each_village_with_a_caseload_until_it_is_submitted(village):
    """Of the first quarter by 5 April; a household enrolled in April makes no caseload of the quarter before."""
    village.on("2026-03-31")
    assert owed(village.office) == [(VILLAGE, date(2026, 1, 5))], "of the last quarter of 2025, overdue"
    assert owed(village.office, Q2) == [(VILLAGE, date(2026, 4, 5))], "in the list of the quarter to come"
    there = village.another().admits(household(person("there"), village=NEXT_VILLAGE))
    assert there.today > date(2026, 4, 5)
    assert owed(there.office) == [(VILLAGE, date(2026, 4, 5))]
    assert owed(there.office, Q2.shifted(1)) == [(VILLAGE, date(2026, 7, 5)), (NEXT_VILLAGE, date(2026, 7, 5))]


def test_a_report_is_submitted_when_its_quarter_is_over_and_late_after_the_sheets_day(village):
    village.on("2026-03-31")
    with pytest.raises(Refused, match="2026-04-01"):
        submit(village.office, Q1, VILLAGE, Signature("li ming"))
    village.on("2026-04-05")
    assert last_quarter(village.office) == Q1
    assert due_on(village.office, Q1, VILLAGE) == date(2026, 4, 5)
    assert standings(village.office, Q1, VILLAGE)[0].days_late == 0
    assert owed(village.office) == [(VILLAGE, date(2026, 4, 5))]
    assert draft(village.office, Q1, VILLAGE).figures == figures_of(movement(village.office, Q1, VILLAGE))
    report = submit(village.by("cun"), Q1, VILLAGE, Signature(" li ming "))
    assert (report.number, report.signed_by, report.submitted_by) == (f"2026Q1-{VILLAGE}-1", "li ming", "cun")
    assert owed(village.office) == []
    flows = {flow: count for flow, count in report.figures["households"]["1"].items() if count}
    assert flows == {"opening": 1, "added": 1, "closing": 2}
    assert report.figures["caseload"] == {
        "households": 2, "persons": 3, "monthly": 100000, "ending_soon": 0,
    }  # fmt: skip
    assert report.figures["register"] == {"not_matched": 2, "runs": {}}
    assert report_document(report)["doubts"] == ["never_matched"]
    assert "No match with the poverty register" in " ".join(about_report(report))
    shown = [row for listing in report_listings(report, "") for row in listing.rows]
    assert ("no match was run", 2, None, None, None) in shown
    village.on("2026-04-06")
    late = submit(village.office, Q1, NEXT_VILLAGE, Signature("wu gang"))
    assert [(each.village, each.days_late) for each in standings(village.office, Q1, TOWNSHIP)] == [
        (VILLAGE, 0), (NEXT_VILLAGE, 1),
    ]  # fmt: skip
    assert "1 days late" in " ".join(about_report(late))
    mended = correct(village.on("2026-04-20").office, Q1, NEXT_VILLAGE, Signature("wu gang"), "a roll was late")
    assert (mended.days_late, report_document(mended)["submitted"]["first_on"]) == (1, "2026-04-06")
    assert "first version was submitted on 2026-04-06, 1 days late" in " ".join(about_report(mended))


def test_what_was_submitted_stays_and_a_correction_is_another_version_with_its_reason(village):
    village.on("2026-04-03")
    first = submit(village.office, Q1, VILLAGE, Signature("li ming"))
    with pytest.raises(Refused):
        submit(village.office, Q1, VILLAGE, Signature("li ming"))
    with pytest.raises(BadInput):
        correct(village.office, Q1, VILLAGE, Signature("li ming"), " ")
    with pytest.raises(Refused):
        correct(village.office, Q1, NEXT_VILLAGE, Signature("li ming"), "a reason")
    village.on("2026-04-20")
    second = correct(village.office, Q1, VILLAGE, Signature("li ming"), "a roll was released late")
    assert versions(village.office, Q1, VILLAGE) == (first, second)
    assert (second.version, second.is_whole, first.digest == second.digest) == (2, True, False)
    (standing,) = standings(village.office, Q1, VILLAGE)
    assert (standing.report, standing.first_submitted_on, standing.days_late) == (second, date(2026, 4, 3), 0)
    assert "on 2026-04-03, in time" in " ".join(about_report(second))
    for change in ("UPDATE quarterly_reports SET signed_by = 'x'", "DELETE FROM quarterly_reports"):
        with pytest.raises(DBAPIError, match="append-only"), village.office.store.writing() as uow:
            uow.connection.execute(text(change))


def test_a_quarter_opens_with_what_the_last_report_closed_with_or_is_not_submitted(village):
    village.on("2026-04-03")
    submit(village.office, Q1, VILLAGE, Signature("li ming"))
    Months(village).roll("2026-05")
    village.wait(1).changed(ChangeKind.MOVED, "2026-05-05", detail=NEXT_VILLAGE)
    village.on("2026-07-02")
    report = draft(village.office, Q2, VILLAGE)
    assert [rule for rule in report.checks if not rule.holds] == []
    assert {"previous_households", "previous_persons", "roll"} <= {rule.code for rule in report.checks}
    assert report.figures["households"]["1"]["moved_out"] == 1
    assert report.figures["paid"] == {"2026-05": 100000}
    (before,) = versions(village.office, Q1, VILLAGE)
    _closed_with(village, 7)
    assert "CHANGED" in " ".join(about_report(*versions(village.office, Q1, VILLAGE)))
    with pytest.raises(Refused, match="opening is the last report's closing"):
        submit(village.office, Q2, VILLAGE, Signature("li ming"))
    report = submit(village.office, Q2, VILLAGE, Signature("li ming", "the last report had a typing error"))
    assert not all(rule.holds for rule in report.checks)
    assert "a typing error" in " ".join(about_report(report))
    _closed_with(village, before.figures["households"]["1"]["closing"], Q1)


def test_a_village_submits_its_own_report_alone_and_somebody_signs(village):
    village.on("2026-04-03")
    for login, where in (("cun", NEXT_VILLAGE), ("cron", VILLAGE)):
        with pytest.raises(NotPermitted):
            submit(village.by(login), Q1, where, Signature("li ming"))
    with pytest.raises(BadInput):
        submit(village.office, Q1, VILLAGE, Signature(" "))
    with pytest.raises(BadInput):
        submit(village.office, Q1, TOWNSHIP, Signature("li ming"))


def test_a_townships_report_is_the_sum_of_its_villages_and_agrees_with_the_ledger(village):
    village.another().on("2026-03-01").admits(household(person("there"), village=NEXT_VILLAGE))
    village.on("2026-04-03")
    assert roll_up(village.office, Q1, TOWNSHIP).figures == {}
    first = submit(village.office, Q1, VILLAGE, Signature("li ming"))
    found = roll_up(village.office, Q1, TOWNSHIP)
    assert found.figures == first.figures
    assert all(rule.holds for rule in found.checks)
    second = submit(village.office, Q1, NEXT_VILLAGE, Signature("wu gang"))
    found = roll_up(village.office, Q1, TOWNSHIP)
    assert found.figures == added_up((second.figures, first.figures))
    assert found.figures == figures_of(movement(village.office, Q1, TOWNSHIP))
    assert all(rule.holds for rule in found.checks)
    said = roll_up_document(found)
    assert said["hold"]
    assert said["figures"]["caseload"]["monthly"] == "1400.00"
    read = pypdf.PdfReader(io.BytesIO(paper(roll_up_listings(found, "town", {}), about_roll_up(found), ("signed",))))
    assert "2 of 2 villages submitted" in "\n".join(page.extract_text() for page in read.pages)


def test_a_townships_reports_are_submitted_in_one_go_and_what_one_is_refused_for_holds_nobody_up(village):
    village.another().on("2026-03-01").admits(household(person("there"), village=NEXT_VILLAGE))
    village.on("2026-03-31")
    office = village.office
    assert villages_meant(office, Q1, [TOWNSHIP]) == (VILLAGE, NEXT_VILLAGE)
    with pytest.raises(Refused, match="2026-04-01"):
        look_at_reports(office, Q1, (VILLAGE,))
    village.on("2026-04-03")
    submit(village.office, Q1.shifted(-1), VILLAGE, Signature("li ming"))
    _closed_with(village, 7)
    looked = look_at_reports(village.office, Q1, villages_meant(village.office, Q1, [TOWNSHIP]))
    assert [report.village for report in looked.reports] == [NEXT_VILLAGE]
    assert [(each.village, "opening" in str(each.why)) for each in looked.refused] == [(VILLAGE, True)]
    assert versions(village.office, Q1, NEXT_VILLAGE) == ()
    for signed in (Signature(" "), Signature("wu gang", "a typing error")):
        with pytest.raises(BadInput):
            submit_reports(village.office, looked, signed)
    (at_once,) = submit_reports(village.office, looked, Signature("wu gang")).reports
    assert versions(village.office, Q1, NEXT_VILLAGE) == (at_once,)
    _closed_with(village, 1, Q1.shifted(-1))
    again = submit_reports(village.office, looked, Signature("wu gang"))
    assert [each.village for each in again.refused] == [VILLAGE, NEXT_VILLAGE]
    assert villages_meant(village.office, Q1, [TOWNSHIP, NEXT_VILLAGE]) == (VILLAGE, NEXT_VILLAGE)
    submit(village.office, Q1, VILLAGE, Signature("li ming"))
    with pytest.raises(Refused):
        villages_meant(village.office, Q1, [TOWNSHIP])
    with pytest.raises(BadInput):
        villages_meant(village.office, Q1, ["371602009000"])


def test_a_report_on_paper_is_the_same_each_time_and_says_its_number_and_signature(village):
    village.on("2026-04-03")
    report = submit(village.office, Q1, VILLAGE, Signature("li ming"))
    listings, about = report_listings(report, "east"), about_report(report)
    pdf = paper(listings, about, ("signed",))
    assert pdf == paper(listings, about, ("signed",))
    said = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    for shown in (report.number, "li ming", "1,000.00", report.digest):
        assert shown in said
    document = report_document(report)
    assert document["submitted"]["digest"] == report.digest
    assert document["figures"]["paid"] == {}


def test_a_report_of_before_matches_were_kept_tells_its_households_by_their_card():
    earlier = {"caseload": {"households": 2, "persons": 3, "monthly": 100, "registered": 1, "unregistered": 1}}
    shown = [(listing.name, row) for listing in figure_listings(earlier, "then") for row in listing.rows]
    assert ("figures", ("households with a card of the poverty register", 1)) in shown
    assert doubts_about(earlier) == ()
    now = {"register": {"not_matched": 0, "runs": {"2026-03-13": {"matched": 1, "unmatched": 1, "undecided": 0}}}}
    both = [row for listing in figure_listings(added_up((earlier, now)), "both") for row in listing.rows]
    assert (date(2026, 3, 13), 2, 1, 1, 0) in both
    assert ("households without one", 1) in both


FIGURES = st.fixed_dictionaries(
    {"monthly": st.integers(0, 10**9), "of": st.dictionaries(st.sampled_from("abc"), st.integers(0, 99))}
)


@given(st.lists(FIGURES, max_size=5))
def test_adding_up_figures_does_not_care_for_their_order_nor_touches_them(many):
    before = repr(many)
    assert added_up(many) == added_up(reversed(many))
    assert repr(many) == before
    total = added_up(many)
    assert total.get("monthly", 0) == sum(each["monthly"] for each in many)
    assert in_yuan({"monthly": 1, "of": {"paid": {"x": 250}, "n": 2}}) == {
        "monthly": "0.01", "of": {"paid": {"x": "2.50"}, "n": 2},
    }  # fmt: skip


def _closed_with(village, count, quarter=None):
    """The report of a quarter, or of every one, closes with so many households by income: behind the program's back."""
    of = REPORTS.c.quarter == quarter.start if quarter else true()
    with village.office.store.writing() as uow:
        unguard(uow.connection)
        for row in uow.rows(select(REPORTS).where(of)):
            by_batch = row["figures"]["households"]
            figures = {**row["figures"], "households": {**by_batch, "1": {**by_batch["1"], "closing": count}}}
            this = (REPORTS.c.quarter == row["quarter"], REPORTS.c.version == row["version"])
            uow.connection.execute(update(REPORTS).where(*this).values(figures=figures))
        uow.commit()
