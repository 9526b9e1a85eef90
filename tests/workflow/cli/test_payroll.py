"""A month's roll from the command line: drawn up, released, paid, returned, checked."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

import openpyxl
import pypdf
import pytest

from tests.workflow.cli.runs import answers
from workflow import payroll_view

DAY = "2026-11-24"


@pytest.fixture(scope="module")
def county(databases):
    database = databases.new()
    made = answers("--db", database, "demo", "--households", "60", "--on", DAY, "--quiet")
    assert made.returncode == 0, made.stderr
    return database


def test_a_month_goes_from_the_roll_to_the_banks_answer(county, tmp_path):
    def says(*line, code=0, **environment):
        run = answers("--db", county, "--on", DAY, *line, **environment)
        assert run.returncode == code, (line, run.stderr)
        return run

    foretold = json.loads(says("payroll", "2026-10", "--json").stdout)
    assert (foretold["state"], foretold["drawn_by"]) == ("not_drawn", "")
    says("payroll", "draw-up", "2026-10", "--as", "wang", code=4)
    says("payroll", "draw-up", "2026-12", "--as", "chen", code=1)
    says("payroll", "2026-13", code=2)
    says("payroll", "draw-up", "2026-10", "--as", "chen")
    says("payroll", "release", "2026-10", "--as", "chen", code=4)
    digest = says("payroll", "release", "2026-10", "--as", "zhao").stdout.strip()
    roll = json.loads(says("payroll", "2026-10", "--json").stdout)
    assert (roll["state"], roll["digest"], roll["lines"]) == ("released", digest, foretold["lines"])
    assert roll["to_pay"] == foretold["to_pay"]
    assert sum(round(float(v["to_pay"]) * 100) for v in roll["villages"].values()) == round(float(roll["to_pay"]) * 100)
    assert roll["households"] == sum(line["to_pay"] != "0.00" for line in roll["lines"]) > 30
    assert_totals_are_the_sums_of_the_rows(roll)

    says("payroll", "bank-file", "2026-10", "--out", tmp_path / "bank.csv", "--as", "chen", "--reason", "to pay")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "bank.csv").read_text("utf-8-sig"))))
    assert len(rows) == roll["households"]
    assert all("*" not in row["account"] for row in rows)
    states = ["failed", *["paid"] * (len(rows) - 1)]
    lines = [f"{row['reference']},{state},{row['to pay']}" for row, state in zip(rows, states, strict=True)]
    (tmp_path / "returned.csv").write_text("Result\npaid\n")
    assert (
        "“付款编号”" in says("payroll", "returns", "2026-10", tmp_path / "returned.csv", DIBAO_LANG="zh", code=2).stderr
    )
    (tmp_path / "returned.csv").write_text("\n".join(["Reference,Result,Amount", *lines]))
    told = says("payroll", "returns", "2026-10", tmp_path / "returned.csv", "--as", "chen", "--json")
    assert json.loads(told.stdout) == {"paid": len(rows) - 1, "failed": 1}
    assert says("payroll", "reissue", "2026-10", "--as", "chen").stdout == "issued again: 1\n"
    assert "✓ to pay" in says("payroll", "check", "2026-10").stdout

    case = rows[0]["reference"].split("-", 1)[1].rpartition("-")[0]
    assert f"{case} " in says("payroll", "line", "2026-10", case).stdout
    helped = next(line for line in roll["lines"] if line["parts"][-1]["member"])
    said = says("payroll", "line", "2026-10", helped["case"]).stdout
    assert ("top-up m" in said, "top-up " in said) == (False, True)
    shown = says("payroll", "2026-10").stdout
    assert len({row["village"] for row in rows}) == len({line["village"] for line in roll["lines"]})
    assert all("Dawan · Qianjin" in text for text in (shown, says("due").stdout))
    assert "Dawan · Qianjin" not in says("due", "--village", "371602001").stdout
    assert not any(row["account"] in shown for row in rows)
    assert_the_ledgers_agree_with(roll, says, tmp_path)


def assert_the_ledgers_agree_with(roll, says, tmp_path):
    ledger = json.loads(says("ledger", "--as-of", "2026-10-31", "--json").stdout)
    assert {"case", "head_id_no", "batch", "top_ups", "persons"} <= ledger["households"][0].keys()
    township = json.loads(says("ledger", "township", "2026Q4", "--json").stdout)
    assert township["paid"] == {"2026-10": roll["to_pay"]}
    assert [rule["about"] for rule in township["checks"] if rule["check"] == "roll"] == ["2026-10"]
    assert township["hold"]
    says("ledger", "--as-of", "2026-11-25", code=2)
    says("ledger", "township", "2027Q1", code=2)
    for line, pages in {("payroll", "2026-10"): 3, ("ledger",): 5, ("ledger", "township", "2026Q4"): 2}.items():
        assert_numbers_are_numbers(
            says(*line, "--format", "xlsx", "--out", tmp_path / "it.xlsx") and tmp_path / "it.xlsx"
        )
        says(*line, "--out", tmp_path / "it.pdf", DIBAO_LANG="zh")
        read = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "it.pdf").pages]
        assert (len(read), "大湾县" in read[0], "盖章" in read[-1]) == (pages, True, True)
        if line[0] == "payroll":
            assert all(roll["digest"] in page for page in read)
            assert f"累计 {Decimal(roll['to_pay']):,} 元" in read[1]


def assert_numbers_are_numbers(workbook):
    """No cell holds money, a share or a date as text; the office stands at the foot of each sheet."""
    for sheet in openpyxl.load_workbook(workbook):
        assert sheet.oddFooter.left.text.startswith("Dawan county")
        told = [cell.value for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, str)]
        assert [text for text in told if re.fullmatch(r"[\d,]+\.\d+|[\d,.]+%|\d{4}-\d\d-\d\d", text)] == []


def assert_totals_are_the_sums_of_the_rows(roll):
    for name in ("listed", "households", "persons", *payroll_view.FIGURES):
        parts = [[place[name] for place in roll[places].values()] for places in ("villages", "townships")]
        if name not in {"listed", "households"}:
            parts.append([line[name] for line in roll["lines"]])
        assert [sum(map(Decimal, each)) for each in parts] == [Decimal(roll[name])] * len(parts), name


def test_nothing_is_written_under_a_name_that_says_another_form(county, tmp_path):
    docx, pdf = tmp_path / "it.docx", tmp_path / "it.pdf"
    for words, can in {
        ("payroll", "bank-file", "2026-10", "--out", pdf, "--as", "chen"): ".csv .xlsx",
        ("ledger", "--out", docx): ".txt .csv .xlsx .pdf .json",
        ("ledger", "--format", "csv", "--out", pdf): ".csv",
        ("case", "letter", "C-0000001", "--out", docx): ".txt .pdf",
        ("export", pdf): ".xlsx .csv",
        ("export", "-"): ".xlsx .csv",
    }.items():
        run = answers("--db", county, "--on", DAY, *words)
        assert (run.returncode, run.stdout, list(tmp_path.iterdir())) == (2, "", []), words
        assert run.stderr.endswith(f"it can end in {can}\n"), words
