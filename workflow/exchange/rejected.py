"""Rows that were not taken in, as a workbook that can be mended and read again: the same columns, and the reasons."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from workflow.exchange.columns import ANOTHER_PERSON, READ
from workflow.listing import Column, workbook_file
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from workflow.exchange.importing import Rejected
    from workflow.exchange.reading import Tables
    from workflow.listing import Sheet


class RejectedFile:
    """The workbook, a table for each of the file's: written as households are rejected, and not at all without one.

    Among the people it has a column to say in that somebody is another person than the one whom the office knows.
    """

    def __init__(self, path: Path, tables: Tables) -> None:
        self.path = path
        self._columns = {name: dict(tables.tables[name].columns) for name in READ if name in tables.tables}
        self._columns["people"].setdefault(ANOTHER_PERSON.name, say(f"exchange.column.{ANOTHER_PERSON.name}"))
        self._sheets: Mapping[str, Sheet] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            for sheet in self._sheets.values():
                sheet.end_with()
        self._open.__exit__(kind, error, trace)

    def add(self, rejected: Rejected) -> None:
        """A household's rows, the reasons at the left of the first one."""
        if not self._sheets:
            self._sheets = self._begun()
        reasons = "\n".join(rejected.reasons)
        for name, sheet in self._sheets.items():
            for row in _rows(rejected, name, tuple(self._columns[name])):
                sheet.add((reasons, *row))
                reasons = ""

    def _begun(self) -> Mapping[str, Sheet]:
        title = say("exchange.rejected")
        book = self._open.enter_context(workbook_file(self.path, title))
        return {
            name: book.sheet(
                say(f"exchange.table.{name}"), title, tuple(map(Column, (say("exchange.reason"), *columns.values())))
            )
            for name, columns in self._columns.items()
        }


def _rows(rejected: Rejected, name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for row in rejected.draft.rows.get(name, ()):
        yield tuple(row[column] for column in columns)
