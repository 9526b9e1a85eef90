"""A table on its way to people: the same columns and rows as CSV, as a workbook, as lines of text and as a PDF."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TextIO

from states.money import yuan
from workflow.cell_text import cell_columns, safe_cell
from workflow.paper import pdf_of
from workflow.wording import language, money, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Cell = str | int | date | None
CSV_ENCODING = "utf-8-sig"
"""UTF-8 with its mark, so that spreadsheets read it."""
FIXED_INSTANT = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook knows no time zones
"""The time written into a workbook: always this one, so that the same table is the same file."""
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
    """The headings and rows as CSV, as `write_csv` has them.

    The totals and notes are left out: a file is for programs, one row for each thing.
    """
    out = StringIO()
    write_csv(out, listing.columns, listing.rows)
    return out.getvalue().encode(CSV_ENCODING)


def write_csv(out: TextIO, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Write headings and rows as CSV, each row as it comes: money plain, no cell a formula."""
    writer = csv.writer(out)
    writer.writerow([column.heading for column in columns])
    writer.writerows([_plain(cell, column) for cell, column in zip(row, columns, strict=True)] for row in rows)


def xlsx_of(listings: Sequence[Listing]) -> bytes:
    """A workbook with a sheet for each table: header repeated on each page, A4 landscape, page x of y, no formula."""
    out = BytesIO()
    with workbook(out, listings[0].title, {"in_memory": True}) as book:
        for listing in listings:
            sheet = book.sheet(listing.name, listing.title, listing.columns)
            for row in listing.rows:
                sheet.add(row)
            sheet.end_with(listing.totals, listing.notes)
    return out.getvalue()


@contextmanager
def workbook_file(path: Path, title: str) -> Iterator[Workbook]:
    """A workbook whose rows go to the disk as they are added; it takes its place when it is whole, or never."""
    with new_file(path) as part, workbook(part, title, {"constant_memory": True, "tmpdir": str(part.parent)}) as book:
        yield book


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Where to write what becomes the file of a path once it is whole; alone in a folder of its own, gone afterwards.

    The folder lies beside the path and is closed to others: what may hold numbers of people goes nowhere else.
    OSError names the path: nothing can be written there.
    """
    try:
        beside = TemporaryDirectory(prefix=".dibao-", dir=path.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from None
    with beside as folder:
        part = Path(folder) / path.name
        yield part
        part.replace(path)


@contextmanager
def workbook(out: BytesIO | Path, title: str, kept: Mapping[str, Any]) -> Iterator[Workbook]:
    """A workbook to add sheets to; `kept` says where xlsxwriter keeps rows meanwhile."""
    import xlsxwriter

    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out if isinstance(out, BytesIO) else str(out), {**kept, **plain})
    book.set_properties({"title": title, "created": FIXED_INSTANT})
    formats: dict[str, Any] = {
        "heading": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        **{kind.value: book.add_format(_FORMATS.get(kind, {})) for kind in Kind},
        **{f"total_{kind}": book.add_format({**_FORMATS.get(kind, {}), "bold": True, "top": 1}) for kind in Kind},
    }
    yield Workbook(book, formats)
    book.close()


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that sheets are added to."""

    book: Any
    formats: Mapping[str, Any]

    def sheet(self, name: str, title: str, columns: Sequence[Column]) -> Sheet:
        """One more sheet: ready to print, its headings on each page."""
        sheet = self.book.add_worksheet(name)
        for place, each in enumerate(columns):
            sheet.write_string(0, place, each.heading, self.formats["heading"])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{title.replace('&', '&&')}&R{say('due.page', page='&P', pages='&N')}")
        return Sheet(sheet, tuple(columns), self.formats)


@dataclass(slots=True)
class Sheet:
    """A sheet that rows are added to, and how wide its columns are so far."""

    sheet: Any
    columns: tuple[Column, ...]
    formats: Mapping[str, Any]
    rows: int = 0
    widths: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.widths = [_width(column.heading) for column in self.columns]

    def add(self, row: Sequence[Cell], style: str = "") -> None:
        """One more row; `style` is put before the name of each cell's format."""
        self.rows += 1
        for place, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            if cell in {None, ""} and not style:
                continue
            _write(self.sheet, self.rows, place, cell, column, self.formats[style + column.kind])
            self.widths[place] = max(self.widths[place], _width(_shown(cell, column)))

    def end_with(self, totals: Sequence[Cell] | None = None, notes: Sequence[str] = ()) -> None:
        """The last row and the lines below it; the columns take their widths, and the formats that empty cells have."""
        self.sheet.autofilter(0, 0, max(1, self.rows), len(self.columns) - 1)
        if totals is not None:
            self.add(totals, "total_")
        for number, note in enumerate(notes, start=self.rows + 2):
            self.sheet.write_string(number, 0, note)
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width, self.formats[self.columns[place].kind])


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
    return [max(map(_width, cells)) for cells in zip(*listing.shown(), strict=True)]


def _width(text: str) -> int:
    """The columns that a cell takes."""
    return min(WIDEST, 2 + cell_columns(text))


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
