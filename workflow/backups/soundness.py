"""Whether a copy of a database is whole: its pages and constraints, its rows, its journal."""

from __future__ import annotations

import shutil
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from db.cipher import path_of
from db.engine import make_engine, open_store, version_of
from db.errors import StoreMissingError, StoreNewerError
from db.migrate import upgrade
from db.schema import HEAD, REVISIONS
from db.snapshot import assert_whole, copy_url, table_counts
from workflow.journal import check_in, rows_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from workflow.journal import Checked

Watch: TypeAlias = "Callable[[int], AbstractContextManager[Callable[[int], object]]]"
"""Given how much there is to check, a block in which it is told how much of it is done."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a copy holds: its schema's version, rows by table, and what checking its journal found."""

    schema: str
    tables: Mapping[str, int]
    journal: Checked


@contextmanager
def unwatched(_total: int) -> Iterator[Callable[[int], object]]:
    """Nobody is told how much is done."""
    yield lambda _done: None


def examined(url: str, watch: Watch) -> Examined:
    """Look at a copy whole, one of an earlier program through a copy brought up to date.

    StoreError: it is damaged, none of this program's, or a newer program's.
    """
    engine = make_engine(url, writes=False)
    try:
        schema = version_of(engine, url)
        if schema is None:
            raise StoreMissingError(url, "no schema")
        if schema not in REVISIONS:
            raise StoreNewerError(url, schema)
        with engine.connect() as connection:
            assert_whole(connection, url)
            tables = table_counts(connection)
    finally:
        engine.dispose()
    if schema != HEAD:
        url = _brought_up_to_date(url)
    with closing(open_store(url)) as store, store.reading() as read, watch(rows_in(read)) as done:
        return Examined(schema, tables, check_in(read, done))


def _brought_up_to_date(url: str) -> str:
    """The URL of a copy that is."""
    database = path_of(url)
    copy = database.with_name(f"later-{database.name}")
    shutil.copy2(database, copy)
    later = copy_url(url, copy)
    upgrade(later)
    return later
