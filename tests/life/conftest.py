"""A county for each story: a copy of one empty database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from db.due import ITEMS
from db.searching import GRAMS
from db.tables.cases import FAR
from tests.life.story import TOWNSHIP, Story, book_of, settle
from workflow.journal import check
from workflow.office import Office
from workflow.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.stores import Databases


@pytest.fixture(scope="session")
def empty_county(databases: Databases) -> str:
    url = databases.new()
    settle(url)
    return url


def assert_lists_tell_the_truth(office: Office) -> None:
    """What is written beside every case is what its facts say now."""
    with office.reading() as read:
        for case in read.load_cases(read.case_ids(after="", limit=1000)):
            found = summary_of(case, office.rules_for(case.household.village), office.today)
            row = read.case_row(case.id)
            due = read.rows(select(ITEMS).where(ITEMS.c.case_id == case.id).order_by(ITEMS.c.position))
            assert (
                tuple({name: row[name] for name in item} for row, item in zip(due, found.due, strict=True)) == found.due
            )
            parts = {tuple(part.values()) for part in read.rows(select(GRAMS).where(GRAMS.c.case_id == case.id))}
            assert parts == {(gram, case.id, found.columns["next_due_on"] or FAR) for gram in found.grams}
            assert {name: row[name] for name in ("next_due_on", "head_name")} == {
                name: found.columns[name] for name in ("next_due_on", "head_name")
            }


@pytest.fixture
def tell(databases: Databases, empty_county: str) -> Iterator[Callable[..., Story]]:
    """`tell("2026-03-02")` begins a story on a day; a sheet's entries and standards may follow."""
    offices: list[Office] = []

    def begin(when: str, *entries: str, **sheet) -> Story:
        office = Office.open(databases.copy_of(empty_county), TOWNSHIP, date.fromisoformat(when))
        offices.append(replace(office, book=book_of(*entries, **sheet)))
        return Story(offices[-1])

    yield begin
    for office in offices:
        assert check(office).problems == ()
        assert_lists_tell_the_truth(office)
        office.store.close()
        databases.drop(office.store.url)
