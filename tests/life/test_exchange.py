"""Households from and to tables: what is written reads back as itself; ledgers as offices keep them; bad rows back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlmodel import SQLModel

from states.facts import PLAN_A_ILLNESSES, IncomeKind
from states.household_file import parse_household
from states.stages import Stage
from tests.life.people import household, person
from tests.life.story import NEXT_VILLAGE, VILLAGE
from tests.random_households import cases as random_cases
from tests.workflow.test_demo_county import cases_of as every_case
from tests.workflow.test_demo_county import filled
from workflow.evidence import record
from workflow.exchange.cells import digits_left, is_spoilt
from workflow.exchange.columns import TABLES
from workflow.exchange.export import Exchanged, exchanged, exported, listings_of
from workflow.exchange.importing import import_tables
from workflow.exchange.reading import read_tables
from workflow.exchange.rejected import rejected_listings
from workflow.exchange.template import template
from workflow.intake import open_case
from workflow.journal import check
from workflow.listing import csv_of, xlsx_of
from workflow.wording import in_language

LEDGER = (
    "序号",
    "户主姓名",
    "姓名",
    "与户主关系",
    "身份证号",
    "行政村",
    "工资性收入（元）",
    "残疾类别及等级",
    "联系电话",
    "备注",
)

ILLNESSES = frozenset({*PLAN_A_ILLNESSES, "uncommon_fever"})


def written(path, listings):
    path.write_bytes(xlsx_of(listings))
    return path


def workbook(path, rows):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 9, "大湾镇2026年低保申请台账", book.add_format())
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return path


def read_back(path):
    """Each household that a file says, by its number."""
    found = {}
    for draft in read_tables(path).drafts:
        assert draft.problems == []
        document = json.dumps(draft.document, ensure_ascii=False)
        found[draft.key] = parse_household(document, "json", on=date(2100, 1, 1), illnesses=ILLNESSES)
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(case=random_cases())
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_any_household_that_is_written_reads_back_as_itself(tmp_path, lang, case):
    home = parse_household(case.household_text, "json", on=case.on, illnesses=ILLNESSES)
    home = replace(home, id="", previous=None)
    if home.registered_poor is not None and not (home.registered_poor.card or home.registered_poor.lifted_on):
        home = replace(home, registered_poor=None)
    with in_language(lang):
        path = written(tmp_path / "t.xlsx", listings_of([Exchanged("H-1", home)]))
        assert read_back(path) == {"H-1": home}


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    office = filled(tmp_path_factory.mktemp("county") / "county.db", households=120)
    yield office
    office.store.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_county_goes_into_another_office_and_comes_out_the_same(county, tell, tmp_path, lang):
    """Into an office that knows nobody: every household again, its survey too, and a second time changes nothing."""
    with in_language(lang):
        source = [replace(case, household=replace(case.household, village=VILLAGE)) for case in every_case(county)]
        source = [each for each in map(exchanged, source) if each.household.head.id_no]
        path = written(tmp_path / "county.xlsx", listings_of(source))
        office = tell("2026-11-24").office
        found = import_tables(office, read_tables(path))
        assert [each.reasons for each in found.rejected] == []
        with office.reading() as read:
            taken = [exchanged(case) for case in read.load_cases(found.opened)]
        assert [replace(each, key="") for each in taken] == [replace(each, key="") for each in source]
        again = import_tables(office, read_tables(path))
        assert (again.opened, again.unchanged, again.rejected) == ([], len(source), [])
        elsewhere = import_tables(
            office, read_tables(written(tmp_path / "out.xlsx", exported(office, found.opened, "a test")))
        )
        assert (elsewhere.opened, elsewhere.unchanged, elsewhere.rejected) == ([], len(source), [])
        with office.reading() as read:
            looked = [event for case in found.opened for event in read.events(case) if event["kind"] == "disclosed"]
        assert {event["case_id"] for event in looked} == set(found.opened)
        assert len(looked) == len(found.opened)
        assert check(office).problems == ()


ITS_OWN = {"salt", "at", "given_at", "hash", "previous_hash", "journal_hash", "personal_digest"}
"""What is another each time: the instant, and hashes over a salt."""
WRITTEN = ("households", "persons", "members", "cases", "case_grams", "due_items", "evidence", "surveys", "events")


def tables_of(office):
    """Every row that opening a case writes."""
    with office.reading() as read:
        return {
            name: sorted(
                repr([(column, value) for column, value in row.items() if column not in ITS_OWN])
                for row in read.rows(select(SQLModel.metadata.tables[name]))
            )
            for name in (*WRITTEN, "assignments")
        }


def test_households_taken_in_at_once_are_written_as_one_by_one(county, tell, tmp_path):
    """With and without a survey, people without a number, a person in two households, a head who is known already."""
    source = [
        exchanged(replace(case, household=replace(case.household, village=VILLAGE))) for case in every_case(county)
    ]
    lent, applied = source[3].household.members[-1], {"applied_on": date(2026, 11, 24)}
    homes = [
        *source,
        Exchanged("X", household(replace(person("a"), id_no=""), replace(lent, id="b"), village=VILLAGE, **applied)),
        replace(source[5], key="Y", household=replace(source[5].household, phone="13900000000")),
    ]
    at_once, singly = tell("2026-11-24").office, tell("2026-11-24").office
    found = import_tables(at_once, read_tables(written(tmp_path / "t.xlsx", listings_of(homes))))
    with at_once.reading() as read:
        taken = read.load_cases(found.opened)
    for case in taken:
        opened = open_case(singly, replace(case.household, applied_on=case.opened_on))
        assert opened.case == case.id
        if case.survey is not None:
            record(singly, case.id, replace(case.survey, id=0))
    assert (len(taken), [each.draft.key for each in found.rejected]) == (len(source) + 1, ["Y"])
    assert tables_of(at_once) == tables_of(singly)


def ledger_rows(head, wife):
    return (
        LEDGER,
        (1, head.name, head.name, "户主", head.id_no, VILLAGE, 2400, "视力1级", "13900001111", ""),
        (2, head.name, wife.name, "配偶", wife.id_no, "", "", "", "", "x"),
        (3, "独居", "独居", "本人", person("x", "1950-01-01").id_no, NEXT_VILLAGE, "1,200.50", "", "", ""),
        ("制表人：王玉梅",),
    )


@pytest.mark.parametrize("form", ["xlsx", "gb18030"])
def test_a_ledger_as_offices_keep_it_is_taken_in(tell, tmp_path, form):
    office = tell("2026-11-24").office
    head, wife = person("h", "1960-05-05"), person("w", "1962-06-06")
    rows = ledger_rows(head, wife)
    path = tmp_path / f"ledger.{form}"
    if form == "xlsx":
        workbook(path, rows)
    else:
        path.write_text("\n".join("\t".join(map(str, row)) for row in rows), encoding="gb18030")
    found = import_tables(office, read_tables(path))
    assert found.rejected == []
    with office.reading() as read:
        first, second = (case.household for case in read.load_cases(found.opened))
    assert [member.name for member in first.members] == [head.name, wife.name]
    assert (first.head.born, first.head.disabilities[0].level, first.phone) == (date(1960, 5, 5), 1, "13900001111")
    assert (second.village, len(second.members)) == (NEXT_VILLAGE, 1)
    income = [draft.document["income"] for draft in read_tables(path).drafts]
    assert income[1] == [{"member": "m1", "kind": IncomeKind.WAGES.value, "annual": "1200.50"}]
    assert all(case.stage is Stage.APPLIED for case in every_case(office))


def test_a_bad_household_comes_back_with_its_reasons_and_is_taken_in_once_it_is_mended(tell, tmp_path):
    office = tell("2026-11-24").office
    good, bad = (
        replace(household(person("head"), person("wife"), income="1200.00"), village=VILLAGE) for _ in range(2)
    )
    people, income, vouchers = listings_of([Exchanged("G", good), Exchanged("B", bad)])
    named = [column.heading for column in people.columns]
    born = named.index("Born")
    spoilt = [
        tuple("no day" if row[0] == "B" and n == born and i == 3 else cell for n, cell in enumerate(row))
        for i, row in enumerate(people.rows)
    ]
    path = written(tmp_path / "t.xlsx", (replace(people, rows=tuple(spoilt)), income, vouchers))
    tables = read_tables(path)
    found = import_tables(office, tables)
    assert len(found.opened) == 1
    assert [(each.draft.key, each.reasons) for each in found.rejected] == [
        ("B", ("People, row 5, Born: no day is no day",))
    ]
    back = rejected_listings(tables, found.rejected)
    assert [len(listing.rows) for listing in back] == [2, 2, 0]
    assert back[0].rows[0][0] == found.rejected[0].reasons[0]
    mended = [
        tuple(member.born.isoformat() if cell == "no day" else cell for cell in row)
        for row, member in zip(back[0].rows, bad.members, strict=True)
    ]
    again = written(tmp_path / "t.rejected.xlsx", (replace(back[0], rows=tuple(mended)), *back[1:]))
    assert len(import_tables(office, read_tables(again)).opened) == 1
    whole = written(tmp_path / "all.xlsx", listings_of([Exchanged("G", good), Exchanged("B", bad)]))
    assert import_tables(office, read_tables(whole)).unchanged == 2


def test_a_number_that_a_spreadsheet_spoilt_is_refused_with_whom_it_fits(tell, tmp_path):
    office = tell("2026-11-24").office
    known = replace(household(person("head", "1951-02-03")), village=VILLAGE)
    first = import_tables(office, read_tables(written(tmp_path / "a.xlsx", listings_of([Exchanged("A", known)]))))
    name, number = known.head.name, known.head.id_no
    rows = (
        LEDGER,
        (1, name, name, "户主", float(number[:17] + "0"), VILLAGE),
        (2, "别人", "别人", "户主", "3.71602E+17", VILLAGE),
    )
    found = import_tables(office, read_tables(workbook(tmp_path / "b.xlsx", rows)))
    assert len(found.rejected) == 2
    assert f"{name} 3****************{number[-1]} of {first.opened[0]}" in found.rejected[0].reasons[0]
    assert "nobody who fits" in found.rejected[1].reasons[0]
    assert number not in str([each.reasons for each in found.rejected])


@pytest.mark.parametrize(
    ("text", "spoilt"),
    [
        ("3.71602E+17", True),
        ("3.71602195003021e+17", True),
        ("371602195003021000", True),
        ("37160219500302101X", False),
    ],
)
def test_what_a_spreadsheet_makes_of_a_number_is_known(text, spoilt):
    assert is_spoilt(text) is spoilt
    if spoilt:
        assert "371602195003021".startswith(digits_left(text))


def test_a_try_changes_nothing_and_one_that_lies_about_its_village_sinks_nobody(tell, tmp_path):
    office = tell("2026-11-24").office
    homes = [replace(household(person("head")), village=village) for village in (VILLAGE, "371602009999", VILLAGE)]
    path = written(tmp_path / "t.xlsx", listings_of(Exchanged(f"H{n}", home) for n, home in enumerate(homes)))
    tried = import_tables(office, read_tables(path), dry_run=True)
    assert (len(tried.opened), len(tried.rejected), every_case(office)) == (2, 1, [])
    assert len(import_tables(office, read_tables(path)).opened) == 2
    assert len(every_case(office)) == 2


def test_no_cell_is_a_formula_and_reads_back_as_it_was(tmp_path):
    home = household(replace(person("head"), name="=1+1"), income="0.00")
    home = replace(home, village=VILLAGE, address="'=cmd", phone="+8613900001111", income=())
    people = listings_of([Exchanged("=x", home)])[0]
    path = tmp_path / "t.csv"
    path.write_bytes(csv_of(people))
    assert b",=1+1" not in path.read_bytes()
    (back,) = read_back(path).values()
    assert (back.head.name, back.address, back.phone) == ("=1+1", "'=cmd", "+8613900001111")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_empty_workbook_says_how_each_column_is_filled_in_and_holds_nobody(tmp_path, lang):
    with in_language(lang):
        path = tmp_path / "empty.xlsx"
        path.write_bytes(template())
        assert read_tables(path).households == ()
        book = CalamineWorkbook.from_path(str(path))
        assert len(book.sheet_names) == len(TABLES)
        headings = book.get_sheet_by_index(0).to_python()[0]
        assert len(set(headings)) == len(headings)


def test_two_rows_that_say_two_things_are_told_without_a_number_of_anybody(tell, tmp_path):
    office = tell("2026-11-24").office
    head, wife = person("h", "1960-05-05"), person("w", "1962-06-06")
    headings = ("户主身份证号", "姓名", "身份证号", "村", "住房面积", "银行账号")
    rows = (
        headings,
        (head.id_no, head.name, head.id_no, VILLAGE, "90", "6217000010001234567"),
        (head.id_no, wife.name, wife.id_no, VILLAGE, "80", "6217000010007654321"),
    )
    (rejected,) = import_tables(office, read_tables(workbook(tmp_path / "t.xlsx", rows))).rejected
    told = f"{rejected.draft.told_key} {rejected.reasons}"
    assert "Home area, m2" in told
    assert "80" in told
    assert "Bank account" in told
    assert not any(number in told for number in (head.id_no, wife.id_no, "6217000010007654321"))
