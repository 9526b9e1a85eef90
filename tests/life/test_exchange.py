"""Households from and to tables: what is written reads back as itself; ledgers as offices keep them; bad rows back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select
from sqlmodel import SQLModel

from states.evidence import Wish
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
from workflow.exchange.export import Exchanged, exchanged, exported, write_table, write_workbook
from workflow.exchange.importing import Imported, import_parts
from workflow.exchange.reading import read_tables
from workflow.exchange.rejected import RejectedFile
from workflow.exchange.template import template
from workflow.intake import open_case
from workflow.journal import check
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


def written(path, households):
    write_workbook(path, households)
    return path


def import_tables(office, tables, *, dry_run=False):
    """All that became of a file."""
    whole = Imported()
    for part in import_parts(office, tables, dry_run=dry_run):
        whole.opened += part.opened
        whole.unchanged += part.unchanged
        whole.rejected += part.rejected
    return whole


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
        path = written(tmp_path / "t.xlsx", [Exchanged("H-1", home)])
        assert read_back(path) == {"H-1": home}


@pytest.fixture(scope="module")
def county(databases):
    office = filled(databases.new(), households=120)
    yield office
    office.store.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_county_goes_into_another_office_and_comes_out_the_same(county, tell, tmp_path, lang):
    """Into an office that knows nobody: every household again, its survey too, and a second time changes nothing."""
    with in_language(lang):
        source = [replace(case, household=replace(case.household, village=VILLAGE)) for case in every_case(county)]
        source = [each for each in map(exchanged, source) if each.household.head.id_no]
        path = written(tmp_path / "county.xlsx", source)
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
    found = import_tables(at_once, read_tables(written(tmp_path / "t.xlsx", homes)))
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
        ("合 计", "", "2户", "", "", "", 3600.5),
        ("填报人：王玉梅", "", "审核人："),
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


def mend(path, cell, by, row=None):
    """Write something else into the cells of the first sheet that say something; how many they are."""
    book = openpyxl.load_workbook(path)
    found = [each for line in book.worksheets[0].iter_rows(row, row) for each in line if each.value == cell]
    for each in found:
        each.value = by
    book.save(path)
    return len(found)


def test_a_bad_household_comes_back_with_its_reasons_and_is_taken_in_once_it_is_mended(tell, tmp_path):
    office = tell("2026-11-24").office
    good, bad = (
        replace(household(person("head"), person("wife"), income="1200.00"), village=VILLAGE) for _ in range(2)
    )
    path = written(tmp_path / "t.xlsx", [Exchanged("G", good), Exchanged("B", bad)])
    assert mend(path, bad.members[1].born.isoformat(), "no day", row=5) == 1
    tables = read_tables(path)
    found = import_tables(office, tables)
    assert len(found.opened) == 1
    assert [(each.draft.key, each.reasons) for each in found.rejected] == [
        ("B", ("People, row 5, Born: no day is no day",))
    ]
    again = tmp_path / "t.rejected.xlsx"
    with RejectedFile(again, tables) as back:
        back.add(found.rejected[0])
    assert [sheet.max_row - 1 for sheet in openpyxl.load_workbook(again)] == [2, 2, 0]
    assert openpyxl.load_workbook(again).worksheets[0]["A2"].value == found.rejected[0].reasons[0]
    assert mend(again, "no day", bad.members[1].born.isoformat()) == 1
    assert len(import_tables(office, read_tables(again)).opened) == 1
    whole = written(tmp_path / "all.xlsx", [Exchanged("G", good), Exchanged("B", bad)])
    assert import_tables(office, read_tables(whole)).unchanged == 2


def test_a_head_without_a_number_who_is_a_namesake_is_told_and_taken_in_once_somebody_decided(
    tell, tmp_path, monkeypatch
):
    """A changed row is no second case, nor is one with the number that was missing; two may be called the same."""
    monkeypatch.setattr("workflow.exchange.importing.PART", 3)
    office = tell("2026-11-24").office
    nameless = replace(household(replace(person("head", "1951-02-03"), name="王秀英", id_no="")), village=VILLAGE)
    nameless = replace(nameless, income=(), holdings=None)
    numbered = replace(nameless, members=(replace(nameless.head, id_no=person("x", "1951-02-03").id_no),))
    other = replace(nameless, phone="2", applied_on=date(2026, 11, 20))
    homes = [nameless, other, replace(nameless, village="371602001204"), nameless, numbered, replace(other, phone="3")]
    path = written(tmp_path / "t.xlsx", (Exchanged(f"H{n}", home) for n, home in enumerate(homes)))
    tried = import_tables(office, read_tables(path), dry_run=True)
    taken = import_tables(office, read_tables(path))
    for found in (tried, taken):
        assert (len(found.opened), found.unchanged) == (2, 1)
        assert [each.draft.key for each in found.rejected] == ["H1", "H4", "H5"]
    assert f"perhaps known as {taken.opened[0]}" in taken.rejected[0].reasons[0]
    assert "in: Phone;" in taken.rejected[0].reasons[0]
    assert "in: ID number;" in taken.rejected[1].reasons[0]
    back = tmp_path / "t.rejected.xlsx"
    with RejectedFile(back, read_tables(path)) as file:
        file.add(taken.rejected[0])
    book = openpyxl.load_workbook(back)
    assert book.worksheets[0].cell(1, book.worksheets[0].max_column).value == "Another person"
    book.worksheets[0].cell(2, book.worksheets[0].max_column).value = "1"
    book.save(back)
    assert len(import_tables(office, read_tables(back), dry_run=True).opened) == 1
    assert len(import_tables(office, read_tables(back)).opened) == 1
    assert import_tables(office, read_tables(back)).unchanged == 1


def test_a_number_that_a_spreadsheet_spoilt_is_refused_with_whom_it_fits(tell, tmp_path):
    office = tell("2026-11-24").office
    known = replace(household(person("head", "1951-02-03")), village=VILLAGE)
    first = import_tables(office, read_tables(written(tmp_path / "a.xlsx", [Exchanged("A", known)])))
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


def test_a_try_changes_nothing_and_one_that_lies_about_its_village_sinks_nobody(tell, tmp_path, monkeypatch):
    """In parts of two: what a try tells is what becomes of the file, of heads too who stand in more than one part."""
    monkeypatch.setattr("workflow.exchange.importing.PART", 2)
    office = tell("2026-11-24").office
    homes = [replace(household(person("head")), village=village) for village in (VILLAGE, "371602009999", VILLAGE)]
    homes += [homes[0], replace(homes[2], phone="13900000000")]
    path = written(tmp_path / "t.xlsx", (Exchanged(f"H{n}", home) for n, home in enumerate(homes)))
    tried = import_tables(office, read_tables(path), dry_run=True)
    assert every_case(office) == []
    taken = import_tables(office, read_tables(path))
    for found in (tried, taken):
        assert (len(found.opened), found.unchanged) == (2, 1)
        assert [each.draft.key for each in found.rejected] == ["H1", "H4"]
        assert "row 3" in found.rejected[0].reasons[0]
    assert tried.opened == taken.opened == [case.id for case in every_case(office)]
    assert "H2" in tried.rejected[1].reasons[0]


def test_households_are_put_together_from_rows_in_any_order(tmp_path):
    homes = [replace(household(person("a"), person("b"), income="1200.00"), village=VILLAGE) for _ in range(3)]
    path = written(tmp_path / "t.xlsx", [Exchanged(f"H{n}", home) for n, home in enumerate(homes)])
    book = openpyxl.load_workbook(path)
    for sheet in book:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(2)]
        sheet.delete_rows(2, len(rows))
        for row in [*rows[::2], *rows[1::2]] if sheet.title == "People" else rows[::-1]:
            sheet.append(row)
    book["Income"].append(["H9", "m1", "Wages", "1"])
    book.save(path)
    *drafts, lost = read_tables(path).drafts
    assert [draft.key for draft in drafts] == ["H0", "H1", "H2"]
    assert [[row["member"] for row in draft.rows["people"]] for draft in drafts] == [["a", "b"]] * 3
    assert [row["member"] for draft in drafts for row in draft.rows["income"]] == ["b", "a"] * 3
    assert [(problem.code, problem.text) for problem in lost.problems] == [("NO_SUCH_HOUSEHOLD", "H9")]


def test_no_cell_is_a_formula_and_reads_back_as_it_was(tmp_path):
    home = household(replace(person("head"), name="=1+1"), income="0.00")
    home = replace(home, village=VILLAGE, address="'=cmd", phone="+8613900001111", income=())
    path = tmp_path / "t.csv"
    assert write_table(path, "people", [Exchanged("=x", home)]) == 1
    assert b",=1+1" not in path.read_bytes()
    (back,) = read_back(path).values()
    assert (back.head.name, back.address, back.phone) == ("=1+1", "'=cmd", "+8613900001111")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_empty_workbook_says_how_each_column_is_filled_in_and_holds_nobody(tmp_path, lang):
    with in_language(lang):
        path = tmp_path / "empty.xlsx"
        path.write_bytes(template())
        assert read_tables(path).households == 0
        book = openpyxl.load_workbook(path)
        assert len(book.sheetnames) == len(TABLES)
        headings = [cell.value for cell in book.worksheets[0][1]]
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


def test_what_was_exported_says_nothing_new_of_a_case_that_ended_and_of_people_alone_neither(tell, tmp_path):
    """As a workbook, and as a table of people that says nothing of incomes; what a file says otherwise is named."""
    story = tell("2026-03-02").opens(household(person("head"), income="2400.00", phone="13900000000"))
    ended = story.another().opens(household(person("head"), income="1200.00"))
    ended.record(Wish(on=ended.today, person="head", document="letter"))
    ended.step("withdraw")
    whole, people = tmp_path / "t.xlsx", tmp_path / "t.csv"
    write_workbook(whole, exported(story.office, (story.id, ended.id), "a test"))
    write_table(people, "people", exported(story.office, (story.id, ended.id), "a test"))
    for path in (whole, people):
        again = import_tables(story.office, read_tables(path))
        assert (again.opened, again.unchanged, again.rejected) == ([], 2, [])
    mend(whole, "13900000000", "13911111111")
    (rejected,) = import_tables(story.office, read_tables(whole)).rejected
    assert rejected.reasons == (
        f"known as {story.id}, which says otherwise of: Phone; change it there, or leave it out",
    )
    anew = written(tmp_path / "anew.xlsx", [Exchanged("A", replace(ended.case.household, applied_on=story.today))])
    mend(anew, "2026-03-02", "2026-03-01")
    assert len(import_tables(story.office, read_tables(anew)).opened) == 1
