"""Rows that were not taken in, as a workbook that can be mended and read again: the same columns, and the reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.exchange.columns import READ
from workflow.listing import Column, Listing
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workflow.exchange.importing import Rejected
    from workflow.exchange.reading import Tables


def rejected_listings(tables: Tables, rejected: Sequence[Rejected]) -> tuple[Listing, ...]:
    """A table for each of the file's: the file's own headings, the reasons at the left on a household's first row."""
    return tuple(_listing(name, tables, rejected) for name in READ if name in tables.tables)


def _listing(name: str, tables: Tables, rejected: Sequence[Rejected]) -> Listing:
    columns = tables.tables[name].columns
    return Listing(
        title=say("exchange.rejected", count=len(rejected)),
        name=say(f"exchange.table.{name}"),
        columns=tuple(Column(heading) for heading in (say("exchange.reason"), *columns.values())),
        rows=tuple(_rows(name, tuple(columns), rejected)),
    )


def _rows(name: str, columns: tuple[str, ...], rejected: Sequence[Rejected]) -> Iterator[tuple[str, ...]]:
    for each in rejected:
        first = next((table for table in READ if each.draft.rows.get(table)), "")
        for number, row in enumerate(each.draft.rows.get(name, ())):
            reasons = "\n".join(each.reasons) if name == first and number == 0 else ""
            yield (reasons, *(row[column] for column in columns))
