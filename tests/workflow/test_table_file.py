"""Tables from outside: the headings in use, titles above and notes below, two encodings, files made to do harm."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest
import xlsxwriter

from workflow.bank_returns import read_returns
from workflow.errors import BadFile, BadInput
from workflow.listing import Column, Kind, Listing, csv_of, xlsx_of
from workflow.table_file import cell_text, read_table

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
    assert table.rows[0]["on"] == ""


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


def test_files_that_cannot_be_read_are_named(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 5_000_000)
    torn = tmp_path / "torn.xlsx"
    torn.write_bytes(b"PK\x03\x04 and nothing more")
    binary = tmp_path / "t.csv"
    binary.write_bytes(b"\xff\xfe\x00\x81")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    for path in (bomb, torn, binary, other):
        with pytest.raises(BadInput) as refused:
            read_table(path, WANTED, required=("name",))
        assert path.name in str(refused.value)


def test_a_whole_number_has_no_point_and_a_long_one_is_not_made_up():
    assert (cell_text(41.0), cell_text(600.5), cell_text(3.71602195003021e17)) == (
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
