"""docs/a-quarter.md: a quarter of a county by commands alone; every answer on the page, and every total agreeing.

And in none of the answers, in none of the files but those that are asked for with a reason, an ID number or account.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from contextlib import closing
from decimal import Decimal
from typing import TYPE_CHECKING

import pypdf
import pytest

from db.engine import open_store
from tests.workflow.cli.runs import answers
from tests.workflow.quarter import PAGE, answered

if TYPE_CHECKING:
    from pathlib import Path

SUMS = re.compile(
    r"✓ to pay: roll (\S+)  lines (\S+)  villages (\S+)  payments (\S+)  paid, failed and on their way (\S+)\n"
    r"✓ households paid: .*\n"
    r"✓ bank file of attempt 1: payments (\S+)  bank file (\S+)"
)
PAID = re.compile(r"paid by the roll of (\S+) +(\S+)")


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder in which the page's commands were run, and the page with their answers."""
    folder = tmp_path_factory.mktemp("quarter")
    return folder, answered(PAGE.read_text(encoding="utf-8"), folder)


def test_the_page_says_what_the_program_answers_and_all_totals_agree(quarter):
    tmp_path, found = quarter
    page = PAGE.read_text(encoding="utf-8")
    assert found == page
    sums = [set(found) for found in SUMS.findall(page)]
    assert len(sums) == 3
    assert all(len(same) == 1 for same in sums)
    files = []
    for month in ("10", "11", "12"):
        with (tmp_path / f"bank-{month}.csv").open(encoding="utf-8-sig", newline="") as file:
            amounts = [Decimal(row["to pay"]) for row in csv.DictReader(file)]
        files.append({str(sum(amounts))})
    assert sums == files
    assert [{amount.replace(",", "")} for _, amount in PAID.findall(page)] == sums
    assert "✗" not in page
    assert (tmp_path / "board.pdf").read_bytes().startswith(b"%PDF")


WHOLE = ("bank-10.csv", "bank-11.csv", "bank-12.csv", "register.csv", "why.csv", "broken.csv")
"""Files that say numbers whole, and are named for it: bank files, exports that are noted, what a user wrote."""
ASKED = """
case list {tail}; case show C-0000008; case show C-0000008 --json; case history C-0000008 --json; case steps C-0000008
case compare C-0000008; case letter C-0000008 --out letter.pdf; case show {number}; case readers C-0000008
due 2026Q4 --round --out round.pdf; due 2026Q4 --out due.xlsx; payroll show 2026-12 --out roll.xlsx
payroll show 2026-12 --json; payroll line 2026-12 C-0000008; ledger show --json; ledger show --out ledger.csv
ledger show --out ledger.pdf; match show register.csv; match show register.csv --json; match review register.csv
import register.csv --dry-run; import broken.csv; assess broken.csv; export why.csv --reason audit; policy show {number}
"""
"""What is asked of the county when the quarter is over, and some of it wrongly."""
TRACED = {"DIBAO_TRACEBACK": "1"}


def test_no_answer_file_or_name_of_a_file_says_an_id_number_or_account_unasked(quarter, monkeypatch):
    folder, page = quarter
    monkeypatch.chdir(folder)
    db = f"sqlite:///{folder / 'county.db'}"
    secrets, number = known_numbers(db)
    (folder / "broken.csv").write_text(f"ID number,name\n{number},\n{number}X,张三\n", encoding="utf-8")
    told = {"page": page}
    for line in ASKED.format(tail=number[-5:], number=number).replace("\n", ";").split(";"):
        words = line.split()
        run = answers(*words, "--db", db, "--on", "2027-01-04", **TRACED)
        told[line] = (run.stdout + run.stderr).replace(number if number in words else "\0", "")
    told |= {path.name: path.name + text_of(path) for path in folder.iterdir() if is_to_be_masked(path)}
    found = {(where, secret) for where, said in told.items() for secret in secrets if secret in said}
    assert not found
    unmasked = answers(*["case", "show", "C-0000008", "--unmask", "audit", "--json", "--on", "2027-01-04", "--db"], db)
    shown = json.loads(unmasked.stdout)
    assert number in shown["disclosed"]["id_numbers"].values()


def is_to_be_masked(path: Path) -> bool:
    """Whether a file is neither the database nor one of those that are named for saying numbers whole."""
    return path.name not in WHOLE and not path.name.startswith(("county.db", "broken"))


def known_numbers(db: str) -> tuple[set[str], str]:
    """Every ID number and account of a county, and the number of somebody in the case C-0000008."""
    with closing(open_store(db)) as store, store.reading() as read:
        case = read.load_case("C-0000008")
        whole = "SELECT id_no FROM persons UNION SELECT bank_account FROM households"
        return {row for row in read.connection.exec_driver_sql(whole).scalars() if row}, case.household.head.id_no


def text_of(path: Path) -> str:
    """What a file says: the text of a PDF, the sheets of a workbook."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    return path.read_text(encoding="utf-8", errors="replace")
