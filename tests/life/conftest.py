"""A county for each story: a copy of one empty database."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.life.story import TOWNSHIP, Story, book_of, settle
from workflow.journal import check
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def empty_county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county") / "empty.db"
    settle(path)
    return path


@pytest.fixture
def tell(empty_county: Path, tmp_path: Path) -> Iterator[Callable[..., Story]]:
    """`tell("2026-03-02")` begins a story on a day; a sheet's entries and standards may follow."""
    offices: list[Office] = []

    def begin(when: str, *entries: str, **sheet) -> Story:
        path = tmp_path / f"{len(offices)}.db"
        shutil.copy(empty_county, path)
        office = Office.open(f"sqlite:///{path}", TOWNSHIP, date.fromisoformat(when))
        offices.append(replace(office, book=book_of(*entries, **sheet)))
        return Story(offices[-1])

    yield begin
    for office in offices:
        assert check(office).problems == ()
        office.store.close()
