"""The amount as it is read on the screen: whoever adds its lines up by hand arrives at the total."""

from __future__ import annotations

from datetime import date
from itertools import takewhile

import pytest

from states.money import fen_of
from tests.tui import county
from tui.widgets.amount_view import CLAUSE, amount_lines
from workflow.cases import ListFilter, case_page, case_view
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.office import Office

TODAY = date(2026, 11, 24)
TOTAL = "total, a month"
ROOM = 12
"""Cells of a figure and the blanks before it."""


@pytest.fixture(scope="module")
def assessed(tmp_path_factory):
    """The amounts of a small demo county, and of one whose household holds every kind of top-up."""
    path = tmp_path_factory.mktemp("demo")
    url = f"sqlite:///{path / 'demo.db'}"
    fill(founded(url, TODAY), households=150)
    county.build(path / "county.db")
    found = []
    for where, day in ((url, TODAY), (f"sqlite:///{path / 'county.db'}", county.TODAY)):
        office = Office.open(where, "wang", day)
        cases = [line.case for line in case_page(office, ListFilter(), order="case", size=1000).lines]
        found += [case_view(office, case).assessment for case in cases]
        office.store.close()
    return [each for each in found if each is not None]


def as_read(line):
    """A line's figure in fen, and whether it is struck out; None where it is a label that goes on below."""
    figure = line.plain[-CLAUSE - ROOM : -CLAUSE].strip() if "§" in line.plain[-CLAUSE:] or TOTAL in line.plain else ""
    struck = any("strike" in str(span.style) for span in line.spans)
    return (fen_of(figure.replace(",", "")), struck) if figure else None


@pytest.mark.parametrize("width", [34, 56])
def test_the_lines_of_every_case_add_up_as_they_are_shown(width, assessed):
    added_up = struck_out = deducted = 0
    for found in assessed:
        lines = list(amount_lines(found, {}, width))
        shown = list(takewhile(lambda line: "──" not in line.plain, lines))
        total = as_read(lines[len(shown) + 1])
        figures = [read for read in map(as_read, shown) if read]
        assert [fen for fen, _ in figures] == [line.amount for line in found.lines]
        named = {line.label: line.amount for line in found.lines}
        if "self_paid" in named:
            assert named["income_after_deduction"] == max(0, named["income"] + named["self_paid"])
            deducted += 1
        if not found.eligible:
            assert total == (0, False)
            continue
        assert named["gap_annual"] == named["standard"] - named.get("income_after_deduction", named["income"])
        first = [line.label for line in found.lines].index("base")
        assert total == (sum(fen for fen, struck in figures[first:] if not struck), False)
        struck_out += any(struck for _, struck in figures)
        added_up += len(figures) > first + 1
    assert added_up
    assert struck_out
    assert deducted
