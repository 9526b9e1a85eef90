"""A table on its way to people: the same columns and rows as CSV, as a workbook, as lines of text and as a PDF."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TextIO

from states.money import half_up, yuan
from workflow.cell_text import cell_columns, safe_cell
from workflow.paper import pdf_of
from workflow.wording import language, money, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Cell = str | int | Fraction | date | None
CSV_ENCODING = "utf-8-sig"
"""UTF-8 with its mark, so that spreadsheets read it."""
FIXED_INSTANT = datetime(2000, 1, 1)  # noqa: DTZ001  a workbook knows no time zones
"""The time written into a workbook: always this one, so that the same table is the same file."""
WIDEST = 40
ROOMY_COLUMNS = 12
"""Up to so many columns letters are of the usual size."""
UPRIGHT_MM, MM_BETWEEN, MM_OF_POINT = 186, 2.4, 0.3528 * 0.56
"""How wide a table may be on an upright page; the room between columns, and of half a letter for each point."""


class Kind(StrEnum):
    """What a column holds: `money` is fen, written as yuan; a `figure` is a count, or `Fen`; shares are of one.

    A `share` is written in percent with two decimals, a `rate` with as many as it has, up to two.
    """

    TEXT = "text"
    MONEY = "money"
    COUNT = "count"
    FIGURE = "figure"
    SHARE = "share"
    RATE = "rate"
    DATE = "date"


class Fen(int):
    """A cell of money in a column of figures."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading and what it holds."""

    heading: str
    kind: Kind = Kind.TEXT

    @property
    def is_number(self) -> bool:
        """Whether its cells stand at the right."""
        return self.kind not in {Kind.TEXT, Kind.DATE}


@dataclass(frozen=True, slots=True)
class Listing:
    """A table with its title; `name` is the short one of a sheet, `totals` a last row, `notes` lines below it.

    `about` says of each row by a code what it is about, for whoever acts on it: a village, a batch, a drive; `office`
    is the region whose table it is.
    """

    title: str
    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    totals: tuple[Cell, ...] | None = None
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    office: str = ""

    @property
    def heading(self) -> str:
        """The title, with the office before it where it does not name it."""
        if not self.office or self.office in self.title:
            return self.title
        return say("printing.heading", office=self.office, title=self.title)

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


def of_office(listings: Sequence[Listing], office: str) -> tuple[Listing, ...]:
    """Tables with the name of the region whose they are."""
    return tuple(replace(listing, office=office) for listing in listings)


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
    with workbook(out, listings[0].heading, {"in_memory": True}) as book:
        for listing in listings:
            sheet = book.sheet(listing.name, listing.heading, listing.columns)
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
        **{name: book.add_format(form) for name, form in _FORMATS.items()},
        **{f"total_{name}": book.add_format({**form, "bold": True, "top": 1}) for name, form in _FORMATS.items()},
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
    """A sheet that rows are added to, and how wide its columns are so far; numbers `between` others are no wider."""

    sheet: Any
    columns: tuple[Column, ...]
    formats: Mapping[str, Any]
    rows: int = 0
    widths: list[int] = field(init=False)
    between: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        self.widths, self.between = [_width(column.heading) for column in self.columns], [(0, 0)] * len(self.columns)

    def add(self, row: Sequence[Cell], style: str = "") -> None:
        """One more row; `style` is put before the name of each cell's format."""
        self.rows += 1
        for place, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            if (cell is None or cell == "") and not style:
                continue
            _write(self.sheet, self.rows, place, cell, column, self.formats[style + _format_of(cell, column)])
            if self._may_widen(place, cell, column):
                self.widths[place] = max(self.widths[place], _width(_shown(cell, column)))

    def _may_widen(self, place: int, cell: Cell, column: Column) -> bool:
        """Whether a cell can be wider than its column is so far, without writing it out."""
        if isinstance(cell, str):
            return 2 + (len(cell) if cell.isascii() else 2 * len(cell)) > self.widths[place]
        if not isinstance(cell, int) or column.kind is Kind.FIGURE:
            return True
        low, high = self.between[place]
        self.between[place] = (min(low, cell), max(high, cell))
        return not low <= cell <= high

    def end_with(self, totals: Sequence[Cell] | None = None, notes: Sequence[str] = ()) -> None:
        """The last row and the lines below it; the columns take their widths, and the formats that empty cells have."""
        self.sheet.autofilter(0, 0, max(1, self.rows), len(self.columns) - 1)
        if totals is not None:
            self.add(totals, "total_")
        for number, note in enumerate(notes, start=self.rows + 2):
            self.sheet.write_string(number, 0, note)
        for place, width in enumerate(self.widths):
            self.sheet.set_column(place, place, width, self.formats[self.columns[place].kind])


@dataclass(frozen=True, slots=True)
class Carried:
    """What each page of a printed table comes to, and all pages up to it: a column of money, and the sentence for it.

    The sentence leaves room for `{count}`, `{amount}` and `{carried}`.
    """

    column: int
    sentence: str


def pdf_listing(
    listings: Sequence[Listing],
    office: str,
    signatures: Sequence[str] = (),
    *,
    foot: str = "",
    carried: Carried | None = None,
) -> bytes:
    """The tables as a PDF, several on a page; `signatures` are lines to sign and seal at the end.

    `foot` stands at the foot of every page, with what the rows of the first table come to where they are `carried`.
    """
    size = 9.0 if max(len(listing.columns) for listing in listings) <= ROOMY_COLUMNS else 6.5
    return pdf_of(
        "listing",
        {
            "lang": language(),
            "title": of_office(listings, office)[0].heading,
            "office": office,
            "foot": foot,
            "carried": carried.sentence if carried else "",
            "sums": [row[carried.column] for row in listings[0].rows] if carried else [],
            "page": say("due.page", page="{page}", pages="{pages}"),
            "signatures": list(signatures),
            "seal": say("printing.seal"),
            "wide": any(_is_wide(listing, size) for listing in listings),
            "size": size,
            "tables": [
                {
                    "title": listing.title if place else "",
                    "align": listing.align,
                    "widths": widths_of(listing),
                    "rows": listing.shown(),
                    "totals": listing.totals is not None,
                    "notes": list(listing.notes),
                }
                for place, listing in enumerate(listings)
            ],
        },
    )


def _is_wide(listing: Listing, size: float) -> bool:
    """Whether a table is too wide for an upright page, in letters of a size in points."""
    widths = widths_of(listing)
    return sum(widths) * size * MM_OF_POINT + len(widths) * MM_BETWEEN > UPRIGHT_MM


_WHOLE_RATE = "whole_rate"
_FORMATS: dict[str, dict[str, Any]] = {
    Kind.MONEY: {"num_format": "#,##0.00"},
    Kind.COUNT: {"num_format": "#,##0"},
    Kind.FIGURE: {"num_format": "#,##0"},
    Kind.SHARE: {"num_format": "0.00%"},
    Kind.RATE: {"num_format": "0.00%"},
    _WHOLE_RATE: {"num_format": "0%"},
    Kind.DATE: {"num_format": "yyyy-mm-dd"},
    Kind.TEXT: {"num_format": "@"},
}


def _format_of(cell: Cell, column: Column) -> str:
    """The name of a cell's format: its column's, or its own where a column holds several kinds."""
    if isinstance(cell, Fen):
        return Kind.MONEY
    if column.kind is Kind.RATE and isinstance(cell, Fraction) and (100 * cell).denominator == 1:
        return _WHOLE_RATE
    return column.kind


def _write(sheet: Any, row: int, column: int, cell: Cell, of: Column, form: Any) -> None:
    if cell is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, form)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell / 100 if _is_money(cell, of) else cell, form)
    elif isinstance(cell, Fraction):
        sheet.write_number(row, column, float(cell), form)
    else:
        sheet.write_string(row, column, cell, form)


def _is_money(cell: int, column: Column) -> bool:
    return column.kind is Kind.MONEY or isinstance(cell, Fen)


def widths_of(listing: Listing) -> list[int]:
    """How wide each column is, in the columns that a terminal would need."""
    return [max(map(_width, cells)) for cells in zip(*listing.shown(), strict=True)]


def _width(text: str) -> int:
    """The columns that a cell takes."""
    return min(WIDEST, 2 + cell_columns(text))


def _shown(cell: Cell, column: Column) -> str:
    if isinstance(cell, int):
        return money(cell) if _is_money(cell, column) else f"{cell:,}"
    return _percent(cell, column) if isinstance(cell, Fraction) else _text(cell)


def _plain(cell: Cell, column: Column) -> str:
    if isinstance(cell, int):
        return yuan(cell) if _is_money(cell, column) else str(cell)
    return _percent(cell, column) if isinstance(cell, Fraction) else safe_cell(_text(cell))


def _percent(share: Fraction, column: Column) -> str:
    shown = yuan(half_up(share * 10_000))
    return f"{shown.rstrip('0').rstrip('.') if column.kind is Kind.RATE else shown}%"


def _text(cell: str | date | None) -> str:
    return cell.isoformat() if isinstance(cell, date) else cell or ""
