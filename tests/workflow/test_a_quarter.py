"""docs/a-quarter.md: a quarter of a county by commands alone; every answer on the page, and every total agreeing."""

from __future__ import annotations

import csv
import re
from decimal import Decimal

from tests.workflow.quarter import PAGE, answered

SUMS = re.compile(
    r"✓ to pay: roll (\S+)  lines (\S+)  villages (\S+)  payments (\S+)  paid, failed and on their way (\S+)\n"
    r"✓ households paid: .*\n"
    r"✓ bank file of attempt 1: payments (\S+)  bank file (\S+)"
)
PAID = re.compile(r"paid by the roll of (\S+) +(\S+)")


def test_the_page_says_what_the_program_answers_and_all_totals_agree(tmp_path):
    page = PAGE.read_text(encoding="utf-8")
    assert answered(page, tmp_path) == page
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
