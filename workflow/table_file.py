"""Tables that come from outside: XLSX workbooks and CSV files in UTF-8 or GB18030, as rows of text with their headings.

Files of the office's world have a title in merged cells above the headings and notes below the rows: the headings are
the row that knows the most of the wanted columns, by any of the names in use.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from workflow.cell_text import safe_cell
from workflow.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    Sheet: TypeAlias = Sequence[tuple[int, list[str]]]
    """A sheet's rows as text, numbered as people see them."""

LOOKED_THROUGH = 30
"""Rows from the top among which the headings are looked for."""
LARGEST_BYTES = 200_000_000
"""A file, or a workbook unpacked, is not larger: 100,000 rows take a tenth of it."""
MOST_INFLATED = 200
"""A workbook's parts shrink by no more than this; what was made to burst a reader shrinks by a thousand."""
_SPACES = re.compile(r"[\s　:：*＊()（）/、]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number in the file, counted from 1, its texts, and where each wanted column stands.

    All rows of a table share `places`: a file may have a hundred thousand rows.
    """

    number: int
    texts: Sequence[str]
    places: Mapping[str, int]

    def __getitem__(self, name: str) -> str:
        """A cell's text; empty where the table has no such column."""
        place = self.places.get(name)
        return self.texts[place] if place is not None and place < len(self.texts) else ""

    @property
    def cells(self) -> dict[str, str]:
        """The texts by the wanted columns' names."""
        return {name: self.texts[place] for name, place in self.places.items() if place < len(self.texts)}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: which of the wanted columns it has, headings that nothing is known of, and its rows."""

    columns: Mapping[str, str]
    """The file's own heading for each wanted column that was found."""
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, wanted: Mapping[str, Iterable[str]], required: Iterable[str] = ()) -> Table:
    """The table of a file that knows the most of the `wanted` columns, each known by several names.

    BadInput: no such file, none with the `required` columns, unreadable, or larger than what is read.
    """
    named = tuple(required)
    found = table_among(sheets_of(path), wanted, named)
    if found is None:
        heading = next(iter(wanted[named[0]])) if named else ""
        raise BadInput("tables.no_column", file=str(path), column=heading)
    return found


def table_among(
    sheets: Iterable[Sheet], wanted: Mapping[str, Iterable[str]], required: Iterable[str] = ()
) -> Table | None:
    """The table among sheets that knows the most of the `wanted` columns; None where none has the `required` ones."""
    needed = set(required)
    best: tuple[Sheet, int, dict[int, str]] | None = None
    for rows in sheets:
        found = _headings(rows, wanted)
        if found is None or not needed <= set(found[1].values()):
            continue
        if best is None or len(found[1]) > len(best[2]):
            best = (rows, *found)
    if best is None:
        return None
    rows, at, columns = best
    titles = rows[at][1]
    return Table(
        columns={name: titles[place] for place, name in columns.items()},
        unknown=tuple(title for place, title in enumerate(titles) if title and place not in columns),
        rows=tuple(_rows_below(rows[at + 1 :], columns, needed)),
    )


def plain_heading(text: str) -> str:
    """A heading without spaces, brackets and marks, in small letters, as headings are compared."""
    return _SPACES.sub("", text).lower()


def _rows_below(rows: Iterable[tuple[int, list[str]]], columns: Mapping[int, str], required: set[str]) -> Iterator[Row]:
    """Rows with something in a required column; a note at the bottom fills the first cell alone, a sum names no one."""
    places = {name: place for place, name in columns.items()}
    for number, texts in rows:
        row = Row(number, texts, places)
        if any(row[name] for name in (required or places)):
            yield row


def _headings(rows: Sheet, wanted: Mapping[str, Iterable[str]]) -> tuple[int, dict[int, str]] | None:
    """Which of the first rows holds the headings, and the wanted name of each column."""
    names = {plain_heading(each): name for name, known in wanted.items() for each in (name, *known)}
    best: tuple[int, dict[int, str]] | None = None
    for at, (_, cells) in enumerate(rows[:LOOKED_THROUGH]):
        columns: dict[int, str] = {}
        for place, cell in enumerate(cells):
            name = names.get(plain_heading(cell))
            if name is not None and name not in columns.values():
                columns[place] = name
        if columns and (best is None or len(columns) > len(best[1])):
            best = (at, columns)
    return best


def sheets_of(path: Path) -> Iterator[Sheet]:
    """Every sheet's rows as text, numbered as people see them. BadInput: no such file, unreadable, or too large."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput("tables.unreadable", file=str(path), why=error.strerror) from error
    if len(data) > LARGEST_BYTES:
        raise BadInput("tables.too_large", file=str(path))
    if data[:2] == b"PK":
        yield from _workbook(path, data)
    else:
        yield _csv(path, data)


def _workbook(path: Path, data: bytes) -> Iterator[list[tuple[int, list[str]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            sizes = [(part.file_size, part.compress_size) for part in packed.infolist()]
        if sum(size for size, _ in sizes) > LARGEST_BYTES or any(
            size > MOST_INFLATED * max(small, 1) for size, small in sizes
        ):
            raise BadInput("tables.too_large", file=str(path))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            yield [(number, [cell_text(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
    except (zipfile.BadZipFile, CalamineError, OSError, ValueError) as error:
        raise BadInput("tables.unreadable", file=str(path), why=str(error).split("\n", 1)[0]) from error


def _csv(path: Path, data: bytes) -> list[tuple[int, list[str]]]:
    text = _decoded(path, data)
    first = text.split("\n", 1)[0]
    separator = max(",\t;", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return [(reader.line_num, [_unguarded(cell.strip()) for cell in row]) for row in reader]
    except csv.Error as error:
        raise BadInput("tables.unreadable", file=str(path), why=str(error)) from error


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadInput("tables.unreadable", file=str(path), why="UTF-8, GB18030")


def _unguarded(cell: str) -> str:
    """A cell that was set behind an apostrophe, so that no spreadsheet runs it, without the apostrophe."""
    return cell[1:] if cell[:1] == "'" and safe_cell(cell[1:]) == cell else cell


def cell_text(cell: Any) -> str:
    """A workbook's cell as the text that was meant: whole numbers without a point, days as 2026-11-23."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 10**15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return "" if cell is None else str(cell)
