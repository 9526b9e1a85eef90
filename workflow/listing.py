"""A table on its way to people: the same columns and rows as CSV, as a workbook, as lines of text and as a PDF."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from states.money import yuan
from workflow.cell_text import cell_columns, safe_cell
from workflow.paper import pdf_of
from workflow.wording import language, money, say

if TYPE_CHECKING:
    from collections.abc import Sequence

Cell = str | int | date | None
WIDEST = 40
PORTRAIT_COLUMNS, ROOMY_COLUMNS = 6, 12
"""Up to so many columns a page is upright, and up to so many its letters are of the usual size."""


class Kind(StrEnum):
    """What a column holds: `money` is fen, written as yuan."""

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and what it holds."""

    heading: str
    kind: Kind = Kind.TEXT

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the right."""
        return self.kind in {Kind.MONEY, Kind.COUNT}


@dataclass(frozen=True, slots=True)
class Listing:
    """A table with its title; `name` is the short one of a sheet, `totals` a last row, `notes` lines below it.

    `about` says of each row by a code what it is about, for whoever acts on it: a village, a batch, a drive.
    """

    title: str
    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()

    @property
    def all_rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The rows, the totals last."""
        return self.rows if self.totals is None else (*self.rows, self.totals)

    def shown(self) -> list[tuple[str, ...]]:
        """Headings and rows as people read them, money with separators."""
        return [
            tuple(column.heading for column in self.columns),
            *(
                tuple(_shown(cell, column) for cell, column in zip(row, self.columns, strict=True))
                for row in self.all_rows
            ),
        ]

    @property
    def align(self) -> str:
        """For each column "r" where it holds numbers, else "l"."""
        return "".join("r" if column.is_number else "l" for column in self.columns)


def csv_of(listing: Listing) -> bytes:
    """The headings and rows as CSV, money plain, no cell a formula; UTF-8 with its mark, so that spreadsheets read it.

    The totals and notes are left out: a file is for programs, one row for each thing.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.heading for column in listing.columns])
    for row in listing.rows:
        writer.writerow([_plain(cell, column) for cell, column in zip(row, listing.columns, strict=True)])
    return out.getvalue().encode("utf-8-sig")


def xlsx_of(listings: Sequence[Listing]) -> bytes:
    """A workbook with a sheet for each table: header repeated on each page, A4 landscape, page x of y, no formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": listings[0].title})
    formats: dict[str, Any] = {
        "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        **{kind.value: book.add_format(_FORMATS.get(kind, {})) for kind in Kind},
        **{f"total_{kind}": book.add_format({**_FORMATS.get(kind, {}), "bold": True, "top": 1}) for kind in Kind},
    }
    for listing in listings:
        _sheet(book.add_worksheet(listing.name), listing, formats)
    book.close()
    return out.getvalue()


def pdf_listing(listings: Sequence[Listing], office: str, signatures: Sequence[str] = ()) -> bytes:
    """The tables as a PDF, each from a new page; `signatures` are lines to sign at the end."""
    widest = max(len(listing.columns) for listing in listings)
    return pdf_of(
        "listing",
        {
            "lang": language(),
            "office": office,
            "page": say("due.page", page="{page}", pages="{pages}"),
            "signatures": list(signatures),
            "wide": widest > PORTRAIT_COLUMNS,
            "size": 9 if widest <= ROOMY_COLUMNS else 6.5,
            "tables": [
                {
                    "title": listing.title,
                    "align": listing.align,
                    "widths": _widths(listing),
                    "rows": listing.shown(),
                    "totals": listing.totals is not None,
                    "notes": list(listing.notes),
                }
                for listing in listings
            ],
        },
    )


_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.MONEY: {"num_format": "#,##0.00"},
    Kind.COUNT: {"num_format": "#,##0"},
    Kind.DATE: {"num_format": "yyyy-mm-dd"},
    Kind.TEXT: {"num_format": "@"},
}


def _sheet(sheet: Any, listing: Listing, formats: dict[str, Any]) -> None:
    for column, each in enumerate(listing.columns):
        sheet.write_string(0, column, each.heading, formats["heading"])
    for number, row in enumerate(listing.all_rows, start=1):
        is_total = listing.totals is not None and number == len(listing.all_rows)
        for column, (cell, each) in enumerate(zip(row, listing.columns, strict=True)):
            _write(sheet, number, column, cell, each, formats[f"total_{each.kind}" if is_total else each.kind])
    for number, note in enumerate(listing.notes, start=len(listing.all_rows) + 2):
        sheet.write_string(number, 0, note)
    for column, width in enumerate(_widths(listing)):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(listing.rows)), len(listing.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{listing.title.replace('&', '&&')}&R{say('due.page', page='&P', pages='&N')}")


def _write(sheet: Any, row: int, column: int, cell: Cell, of: Column, form: Any) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, form)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell / 100 if of.kind is Kind.MONEY else cell, form)
    else:
        sheet.write_string(row, column, cell, form)


def _widths(listing: Listing) -> list[int]:
    return [min(WIDEST, 2 + max(cell_columns(cell) for cell in cells)) for cells in zip(*listing.shown(), strict=True)]


def _shown(cell: Cell, column: Column) -> str:
    if isinstance(cell, int):
        return money(cell) if column.kind is Kind.MONEY else f"{cell:,}"
    return _text(cell)


def _plain(cell: Cell, column: Column) -> str:
    if isinstance(cell, int):
        return yuan(cell) if column.kind is Kind.MONEY else str(cell)
    return safe_cell(_text(cell))


def _text(cell: str | date | None) -> str:
    return cell.isoformat() if isinstance(cell, date) else cell or ""
