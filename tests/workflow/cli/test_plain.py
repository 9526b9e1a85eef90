"""`--plain`: what a table shows, told in words for a screen reader."""

from __future__ import annotations

import re
import unicodedata

import pytest

from tests.workflow.cli.runs import dibao
from workflow.cli import output

DAY = "2026-11-24"
LISTS = (
    ("case", "list", "--limit", "5"),
    ("due", "2027Q1"),
    ("caseload",),
    ("user", "list"),
    ("case", "history", "C-0000001"),
    ("case", "compare", "C-0000001"),
)


@pytest.fixture(scope="module")
def county(databases):
    database = databases.new()
    assert dibao("--db", database, "demo", "--households", "60", "--on", DAY, "--quiet").returncode == 0
    return database


@pytest.mark.parametrize("line", LISTS, ids=" ".join)
def test_a_list_told_plainly_says_all_that_the_table_shows_and_draws_nothing(county, line):
    shown, told = (dibao("--db", county, "--on", DAY, *line, *more) for more in ((), ("--plain",)))
    assert (shown.returncode, told.returncode) == (0, 0)
    drawn = {c for c in told.stdout if (c != "\n" and unicodedata.category(c) in {"Cc", "Cf"}) or "─" <= c <= "▟"}
    assert drawn == set()
    assert not re.search(r"\S {2,}\S| $", told.stdout, re.MULTILINE), told.stdout
    cells = {cell for row in shown.stdout.splitlines()[1:] for cell in re.split(r" {2,}", row.strip()) if cell}
    assert [cell for cell in cells if cell not in told.stdout] == []


def test_a_row_is_told_with_its_heads_and_without_what_is_empty(monkeypatch):
    monkeypatch.setattr(output._Plain, "on", True)
    rows = [("C-1", "", "600.00"), ("C-2", "│", "1.00")]
    assert list(output.table(rows, "llr", heads=("case", "head", "a month"))) == [
        "case: C-1; a month: 600.00",
        "case: C-2; a month: 1.00",
    ]
    assert list(output.table([("a", "b")], "ll")) == ["a; b"]
