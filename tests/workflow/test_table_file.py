"""Tables from outside: the headings in use, titles above and notes below, two encodings, files made to do harm."""

from __future__ import annotations

import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from workflow.bank_returns import read_returns
from workflow.errors import BadFile, BadInput
from workflow.listing import Column, Kind, Listing, csv_of, xlsx_of
from workflow.table_file import read_table
from workflow.workbook_file import number_text

WANTED = {"name": ("姓名", "户主姓名"), "amount": ("金额（元）",), "on": ("日期",)}


def workbook(path, rows):
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 3, "大湾县低保金发放表", book.add_format())
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.close()
    return path


def test_headings_are_found_under_a_title_and_notes_below_the_rows_are_left_out(tmp_path):
    rows = [
        ("序号", "户主 姓名", "金额(元)", "备注"),
        (1, "赵有福", 600.5, ""),
        (2, "何桂香", 41, "x"),
        ("制表人：王",),
    ]
    table = read_table(workbook(tmp_path / "t.xlsx", rows), WANTED, required=("name",))
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (3, {"name": "赵有福", "amount": "600.5"}),
        (4, {"name": "何桂香", "amount": "41"}),
    ]
    assert table.unknown == ("序号", "备注")
    assert {row["on"] for row in table.rows} == {""}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_file_is_read_in_the_encodings_of_the_office(tmp_path, encoding):
    path = tmp_path / "t.csv"
    path.write_text("姓名;金额（元）\n赵有福;600.50\n", encoding=encoding)
    assert [dict(row.cells) for row in read_table(path, WANTED).rows] == [{"name": "赵有福", "amount": "600.50"}]


def test_what_was_written_is_read_again_and_no_cell_is_a_formula(tmp_path):
    listing = Listing(
        "t", "t", (Column("姓名"), Column("金额（元）", Kind.MONEY), Column("日期", Kind.DATE)),
        (("=1+1", 60050, date(2026, 11, 24)), ("李四", 0, None)),
    )  # fmt: skip
    assert b"'=1+1,600.50,2026-11-24" in csv_of(listing)
    for name, data in (("t.csv", csv_of(listing)), ("t.xlsx", xlsx_of((listing,)))):
        path = tmp_path / name
        path.write_bytes(data)
        rows = [dict(row.cells) for row in read_table(path, WANTED).rows]
        assert [row["name"] for row in rows] == ["=1+1", "李四"]
        assert [float(row["amount"]) for row in rows] == [600.5, 0]
        assert [row["on"] for row in rows] == ["2026-11-24", ""]


def with_sheet(path, of, xml):
    """A workbook with something else as its first sheet."""
    with zipfile.ZipFile(of) as sound, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in sound.namelist():
            packed.writestr(each, xml if each == "xl/worksheets/sheet1.xml" else sound.read(each))
    return path


def test_cells_of_every_kind_are_read_as_another_program_reads_them(tmp_path):
    """Days by format of either kind, texts that are shared, rich or in place, numbers by number, with a prefix too."""
    path = tmp_path / "kinds.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    day, odd = book.add_format({"num_format": 14}), book.add_format({"num_format": '[$-804]yyyy"年"m"月";@'})
    plain = book.add_format({"num_format": '0.00"days"'})
    sheet.write_row(0, 0, ("姓名", "日期", "金额（元）", "x"))
    sheet.write_rich_string(1, 0, "赵", book.add_format({"bold": True}), "有福")
    sheet.write_datetime(1, 1, date(2026, 2, 28))
    sheet.write_number(1, 2, 41.25, plain)
    sheet.write_boolean(1, 3, True)
    sheet.write_row(2, 0, ("_x0041_\n何", 61))
    sheet.write_number(2, 1, 46000.75, day)
    sheet.write_number(3, 1, 59, odd)
    sheet.write_formula(3, 0, '="钱"&"多"', None, "钱多")
    book.close()
    wanted = {**WANTED, "x": ("x",)}
    expected = [
        ("赵有福", "2026-02-28", "41.25", "1"), ("_x0041_\n何", "2025-12-09", "", ""), ("钱多", "1900-02-28", "", ""),
    ]  # fmt: skip
    again = tmp_path / "again.xlsx"
    openpyxl.load_workbook(path, rich_text=True).save(again)
    for each, known in ((path, expected), (again, expected[:1])):
        rows = read_table(each, wanted, required=("name",)).rows
        found = [tuple(row[name] for name in ("name", "on", "amount", "x")) for row in rows]
        assert found[: len(known)] == known
    prefixed = (
        b'<w:worksheet xmlns:w="w"><w:sheetData><w:row>%s</w:row><w:row>%s</w:row></w:sheetData></w:worksheet>'
        % (
            '<w:c t="inlineStr"><w:is><w:t>姓名</w:t></w:is></w:c>'.encode(),
            '<w:c t="inlineStr"><w:is><w:t>李四</w:t></w:is></w:c>'.encode(),
        )
    )
    (row,) = read_table(with_sheet(tmp_path / "p.xlsx", path, prefixed), wanted, required=("name",)).rows
    assert (row.number, row["name"]) == (2, "李四")


def test_files_that_cannot_be_read_are_named(tmp_path):
    sound = workbook(tmp_path / "sound.xlsx", [("姓名",), ("李四",)])
    bomb = with_sheet(tmp_path / "bomb.xlsx", sound, b"0" * 5_000_000)
    cell = '<c r="A1" t="inlineStr"><is><t>姓名</t></is></c>'
    far = f'<worksheet><sheetData><row r="1">{cell}<c r="XFD1"><v>1</v></c></row></sheetData></worksheet>'
    lying = with_sheet(tmp_path / "lying.xlsx", sound, f'<!DOCTYPE x [<!ENTITY a "a">]>{far}'.encode())
    far = with_sheet(tmp_path / "far.xlsx", sound, far.encode())
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(b"PK\x03\x04 and nothing more")
    binary = tmp_path / "t.csv"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    for path in (bomb, far, lying, torn, binary, other, tmp_path):
        with pytest.raises(BadInput) as refused:
            read_table(path, WANTED, required=("name",))
        assert path.name in str(refused.value)


def test_workbooks_of_other_kinds_are_sent_back_to_be_saved_as_xlsx(tmp_path):
    old, open_document, binary = tmp_path / "old.xls", tmp_path / "t.ods", tmp_path / "t.xlsb"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = f'<Relationships><Relationship Id="r" Type="{office}" Target="xl/workbook.bin"/></Relationships>'
    for path, parts in (
        (open_document, {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}),
        (binary, {"_rels/.rels": relations, "xl/workbook.bin": ""}),
    ):
        with zipfile.ZipFile(path, "w") as packed:
            for name, text in parts.items():
                packed.writestr(name, text)
    for path in (old, open_document, binary):
        with pytest.raises(BadInput, match="XLSX"):
            read_table(path, WANTED)


def test_a_whole_number_has_no_point_and_a_long_one_is_not_made_up():
    assert (number_text(41.0), number_text(600.5), number_text(3.71602195003021e17)) == (
        "41",
        "600.5",
        "3.71602195003021e+17",
    )


def test_a_banks_file_is_read_by_its_own_headings_and_every_bad_row_is_named(tmp_path):
    rows = [
        ("付款编号", "金额", "处理结果", "失败原因"),
        ("202604-C-1-1", 600, "交易成功", ""),
        ("202604-C-2-1", "1,041.50", "失败", "户名不符"),
    ]
    found = read_returns(workbook(tmp_path / "r.xlsx", rows))
    assert [(r.reference, r.state, r.amount, r.reason) for r in found] == [
        ("202604-C-1-1", "paid", 60000, ""),
        ("202604-C-2-1", "failed", 104150, "户名不符"),
    ]
    rows += [("202604-C-3-1", "x", "成功", ""), ("202604-C-4-1", 1, "也许", "")]
    with pytest.raises(BadFile) as refused:
        read_returns(workbook(tmp_path / "bad.xlsx", rows))
    assert len(refused.value.sentences) == 2
