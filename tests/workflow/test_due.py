"""The due list: derived, complete, overdue first."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import openpyxl
import pypdf
import pytest

from states.due import KINDS, REPORT, due_items
from states.months import add_months, days_late, days_left
from states.stages import Stage
from tests.workflow.test_demo_county import TODAY, cases_of, county, filled  # noqa: F401  the county is a fixture
from workflow import due_paper
from workflow.calendars import CalendarYear, load_calendar
from workflow.cases import overview
from workflow.due import LETTER_MONTHS, Quarter, due_document, due_list, quarter_named, quarter_of
from workflow.errors import BadInput
from workflow.listing import csv_of, xlsx_of
from workflow.office import Office
from workflow.wording import in_language, word


@pytest.fixture(scope="module")
def found(county):  # noqa: F811
    return due_list(county)


def test_the_list_proves_its_own_completeness(county, found):  # noqa: F811
    live = [case for case in cases_of(county) if case.stage is not Stage.TERMINATED]
    with_work = {item.case for item in of_cases(found)} & {case.id for case in live}
    assert found.live == len(live)
    assert found.due == len(with_work)
    assert found.live == found.due + found.not_due
    assert overview(county).days_left == days_left(TODAY, found.quarter.last_day)


@pytest.fixture
def fresh_county(databases):
    office = filled(databases.new())
    yield office
    office.store.close()


def of_cases(found):
    """The list without the reports that villages owe."""
    return [item for item in found.items if item.kind != REPORT]


def derived_from_facts(office, quarter, today):
    """The list as the facts of every case give it."""
    found = []
    for case in cases_of(office):
        items = due_items(case, office.rules_for(case.household.village), quarter.until, today)
        if case.stage is Stage.TERMINATED:
            items = [item for item in items if item.due_on >= add_months(today, -LETTER_MONTHS)]
        overdue = quarter.holds(today)
        found += [i for i in items if quarter.holds(i.due_on) or (overdue and i.overdue_on(today))]
    return sorted(found, key=lambda item: item.order)


@pytest.mark.parametrize("quarters", [-1, 0, 1, 5])
@pytest.mark.parametrize("days", [0, 40, 400])
def test_what_is_written_beside_the_cases_is_what_their_facts_say(county, quarters, days):  # noqa: F811
    later = county.on(TODAY + timedelta(days=days))
    quarter = quarter_of(later.today).shifted(quarters)
    listed = due_list(later, quarter)
    assert of_cases(listed) == derived_from_facts(county, quarter, later.today)
    live = [item for item in of_cases(listed) if item.stage is not Stage.TERMINATED]
    assert listed.due == len({item.case for item in live})
    assert listed.overdue == len({item.case for item in live if item.overdue_on(later.today)})


def test_a_calendar_that_is_loaded_moves_what_was_provisional(fresh_county):
    before = due_list(fresh_county, quarter_named("2027Q1"))
    holidays = tuple(date(2027, 1, day) for day in range(4, 9))
    load_calendar(fresh_county.as_user("chen"), CalendarYear(2027, holidays, ()))
    office = Office.open(fresh_county.store.url, fresh_county.user.login, fresh_county.today)
    found = due_list(office, quarter_named("2027Q1"))
    assert any(item.provisional for item in before.items)
    assert not any(item.provisional for item in found.items)
    assert of_cases(found) == derived_from_facts(office, quarter_named("2027Q1"), office.today)


def test_what_is_overdue_stands_first_then_by_day_village_and_case(found):
    order = [(not i.overdue_on(TODAY), i.due_on, i.village, i.case) for i in found.items]
    assert order == sorted(order)
    assert any(item.overdue_on(TODAY) for item in found.items)


def test_the_present_quarter_holds_all_that_is_overdue_and_a_coming_one_only_its_own(county, found):  # noqa: F811
    coming = due_list(county, quarter_of(TODAY).shifted(1))
    assert all(coming.quarter.holds(item.due_on) for item in coming.items)
    assert all(item.due_on < found.quarter.until for item in found.items)
    assert any(item.due_on < found.quarter.start for item in found.items)


def test_a_townships_lists_together_are_the_countys(county, found):  # noqa: F811
    with county.reading() as read:
        townships = [row["code"] for row in read.regions("township")]
    parts = [due_list(county, village=code) for code in townships]
    assert sum(part.live for part in parts) == found.live
    assert sum(part.due for part in parts) == found.due
    assert sorted((i.case, i.kind, i.due_on) for p in parts for i in p.items) == sorted(
        (i.case, i.kind, i.due_on) for i in found.items
    )


def test_every_kind_of_the_list_has_words_in_both_languages(found):
    assert {item.kind for item in found.items} <= set(KINDS)
    for language in ("en", "zh"):
        with in_language(language):
            assert not any("_" in row[4] for row in due_paper.due_rows(found, {}))


def test_the_document_is_the_contracts(found):
    document = json.loads(json.dumps(due_document(found)))
    assert list(document) == ["quarter", "from", "to", "live", "due", "not_due", "overdue", "items"]
    report = next(item for item in document["items"] if item["kind"] == REPORT)
    assert (report["case"], report["head"], report["stage"], report["due_on"]) == ("", "", None, "2026-10-05")
    assert (report["responsible"], report["overdue"]) == ("village", True)
    assert list(document["items"][0]) == [
        "village", "case", "head", "stage", "kind", "due_on", "overdue", "responsible", "provisional",
    ]  # fmt: skip
    assert (document["quarter"], document["from"], document["to"]) == ("2026Q4", "2026-10-01", "2026-12-31")


def test_a_deadline_that_runs_into_a_year_not_announced_is_provisional(found):
    assert any(item.provisional for item in found.items if item.due_on.year > 2026) or all(
        item.due_on.year == 2026 for item in found.items
    )


@pytest.mark.parametrize(
    ("name", "start", "until"),
    [("2026Q1", date(2026, 1, 1), date(2026, 4, 1)), ("2026q4", date(2026, 10, 1), date(2027, 1, 1))],
)
def test_a_quarter_is_named_as_the_office_writes_it(name, start, until):
    quarter = quarter_named(name)
    assert (quarter.start, quarter.until, quarter.name) == (start, until, name.upper())


@pytest.mark.parametrize("name", ["2026", "2026Q5", "Q4", "２０２６Q1", "0000Q1", "2026Q0", ""])
def test_what_is_no_quarter_is_refused(name):
    with pytest.raises(BadInput):
        quarter_named(name)


@pytest.mark.parametrize(
    ("day", "left"),
    [(date(2026, 1, 1), 89), (date(2026, 3, 31), 0), (date(2026, 12, 31), 0), (date(2028, 2, 29), 31)],
)
def test_every_day_lies_in_its_quarter(day, left):
    assert quarter_of(day).holds(day)
    assert not Quarter(quarter_of(day).until).holds(day)
    assert (days_left(day, quarter_of(day).last_day), days_late(quarter_of(day).last_day, day)) == (left, 0)


def test_the_csv_opens_in_a_spreadsheet_and_holds_every_item(county, found):  # noqa: F811
    data = csv_of(due_paper.due_listing(found, county.village_names()))
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == len(found.items) + 1


def test_the_workbook_holds_every_item_and_prints_with_its_header_repeated(county, found):  # noqa: F811
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of((due_paper.due_listing(found, county.village_names()),))))
    sheet = book.active
    assert sheet["B2"].value == found.items[0].case
    assert sheet.max_row == len(found.items) + 3
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert "&P" in sheet.oddFooter.right.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pdf_holds_every_case_village_by_village_with_pages_counted(county, found, language):  # noqa: F811
    with in_language(language):
        pdf = due_paper.due_pdf(found, county.village_names(), "Dawan")
        again = due_paper.due_pdf(found, county.village_names(), "Dawan")
        line = due_paper.completeness(found)
        say_report = word("due", REPORT)
    assert pdf == again
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    text = "\n".join(pages)
    assert {item.case for item in of_cases(found)} <= set(text.split())
    assert text.count(say_report) == sum(item.kind == REPORT for item in found.items) > 0
    assert all("2026Q4" in page for page in pages)
    assert text.count(line) >= len(pages)


def test_a_name_is_never_a_formula_nor_markup(found):
    evil = replace(found, items=(replace(found.items[0], head='=HYPERLINK("x") #text[*]'),))
    assert "'=HYPERLINK" in csv_of(due_paper.due_listing(evil, {})).decode("utf-8-sig")
    cell = openpyxl.load_workbook(io.BytesIO(xlsx_of((due_paper.due_listing(evil, {}),)))).active["C2"]
    assert (cell.value, cell.data_type) == ('=HYPERLINK("x") #text[*]', "s")
    text = pypdf.PdfReader(io.BytesIO(due_paper.due_pdf(evil, {}, ""))).pages[0].extract_text()
    assert "#text[*]" in text
