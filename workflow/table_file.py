"""Tables that come from outside: XLSX workbooks and CSV files in UTF-8 or GB18030, as rows of text with their headings.

Files of the office's world have a title in merged cells above the headings and notes below the rows: the headings are
the row that knows the most of the wanted columns, by any of the names in use.
"""

from __future__ import annotations

import csv
import os
import re
import stat
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING
from xml.parsers.expat import ExpatError

from workflow.cell_text import safe_cell
from workflow.errors import BadInput
from workflow.wording import language, say
from workflow.workbook_file import LARGEST_BYTES, OtherKindError, Workbook
from workflow.workbook_parts import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import TypeAlias

    Sheet: TypeAlias = Iterable[tuple[int, list[str]]]
    """A sheet's rows as text, numbered as people see them; gone through as often as wanted."""

LOOKED_THROUGH = 30
"""Rows from the top among which the headings are looked for."""
LONGEST_LINE = 1_000_000
"""Characters of a line, at most."""
ENCODINGS = ("utf-8-sig", "gb18030")
NOTE = re.compile(r"(合\s*计|小\s*计|总\s*计|填报人|制表人|审核人|负责人|填报单位|备\s*注|注)\s*(?:[:：\d（(]|\s|$)")
"""How a row begins that is a sum, a signature or a note below the rows."""
SHORTEST_NUMBER = 15
"""Characters of somebody's ID number, at least."""
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
        """The texts of the columns that were found, by their names."""
        return {name: self[name] for name in self.places}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read: which of the wanted columns it has, headings that nothing is known of, and its rows."""

    columns: Mapping[str, str]
    """The file's own heading for each wanted column that was found."""
    unknown: tuple[str, ...]
    rows: Iterable[Row]
    """They are read from the file each time that they are gone through. BadInput: the file cannot be read so far."""


def read_table(path: Path, wanted: Mapping[str, Iterable[str]], required: Iterable[str] = ()) -> Table:
    """The table of a file that knows the most of the `wanted` columns, each known by several names.

    BadInput: no such file, none with the `required` columns, unreadable, or larger than what is read.
    """
    named = tuple(required)
    found = table_among(sheets_of(path), wanted, named)
    if found is None:
        heading = _heading(tuple(wanted[named[0]])) if named else ""
        raise BadInput("tables.no_column", file=str(path), column=heading)
    return found


def _heading(names: Sequence[str]) -> str:
    """A column's first name in the language that is spoken, or its first name of all."""
    in_english = language() == "en"
    return next((name for name in names if name.isascii() == in_english), names[0])


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
    number, titles = next(islice(rows, at, None))
    return Table(
        columns={name: titles[place] for place, name in columns.items()},
        unknown=tuple(title for place, title in enumerate(titles) if title and place not in columns),
        rows=_RowsBelow(rows, number, {name: place for place, name in columns.items()}, frozenset(needed)),
    )


def plain_heading(text: str) -> str:
    """A heading without spaces, brackets and marks, in small letters, as headings are compared."""
    return _SPACES.sub("", text).lower()


@dataclass(frozen=True, slots=True)
class _RowsBelow:
    """Rows with something in a required column, or an ID number, that are no sum, signature or note at the bottom."""

    sheet: Sheet
    headings: int
    places: Mapping[str, int]
    required: frozenset[str]

    def __iter__(self) -> Iterator[Row]:
        needed = [self.places[name] for name in self.required or self.places]
        for number, texts in self.sheet:
            row = Row(number, texts, self.places)
            says = any(texts[place] for place in needed if place < len(texts)) or _has_number(row)
            if number > self.headings and says and not _is_note(row):
                yield row


def _is_note(row: Row) -> bool:
    """Whether a row is a sum, a signature or a note: its first words say so, and it has nobody's number or birthday."""
    first = next((text for text in row.texts if text), "")
    return NOTE.match(first) is not None and not (_has_number(row) or row["born"])


def _has_number(row: Row) -> bool:
    return len(row["id_no"]) >= SHORTEST_NUMBER


def _headings(rows: Sheet, wanted: Mapping[str, Iterable[str]]) -> tuple[int, dict[int, str]] | None:
    """Which of the first rows holds the headings, and the wanted name of each column."""
    names = {plain_heading(each): name for name, known in wanted.items() for each in (name, *known)}
    best: tuple[int, dict[int, str]] | None = None
    for at, (_, cells) in enumerate(islice(rows, LOOKED_THROUGH)):
        columns: dict[int, str] = {}
        for place, cell in enumerate(cells):
            name = names.get(plain_heading(cell))
            if name is not None and name not in columns.values():
                columns[place] = name
        if columns and (best is None or len(columns) > len(best[1])):
            best = (at, columns)
    return best


def sheets_of(path: Path) -> list[Sheet]:
    """Every sheet's rows, read as they are gone through. BadInput: no such file, unreadable, or too large."""
    with _opened(path) as file:
        said = os.fstat(file.fileno())
        begins = file.read(4)
        if begins == BEFORE_XLSX:
            raise OtherKindError
        if begins.startswith(b"PK"):
            book = Workbook(file)
            return [_Sheet(path, said.st_mtime_ns, book, name) for name in book.sheets]
        return [_csv(path, said.st_mtime_ns)]


@contextmanager
def _opened(path: Path, written: int | None = None) -> Iterator[IO[bytes]]:
    """A file, and in a sentence why it cannot be read. BadInput: it is another than when it was `written`, too."""
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            _raise_over(path, found, written)
            yield file
            _raise_over(path, os.fstat(file.fileno()), found.st_mtime_ns)
    except OtherKindError as error:
        raise BadInput("tables.other_kind", file=str(path)) from error
    except TooLargeError as error:
        raise BadInput("tables.too_large", file=str(path)) from error
    except OSError as error:
        raise BadInput("tables.unreadable", file=str(path), why=error.strerror or str(error)) from error
    except UNREADABLE as error:
        raise BadInput("tables.unreadable", file=str(path), why=str(error).split("\n", 1)[0]) from error


def _raise_over(path: Path, found: os.stat_result, written: int | None) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise BadInput("tables.unreadable", file=str(path), why=say("tables.no_regular_file"))
    if found.st_size > LARGEST_BYTES:
        raise BadInput("tables.too_large", file=str(path))
    if written not in {None, found.st_mtime_ns}:
        raise BadInput("tables.changed", file=str(path))


BEFORE_XLSX = b"\xd0\xcf\x11\xe0"
"""How a workbook from before XLSX begins, and one that is locked with a password."""

UNREADABLE = (
    zipfile.BadZipFile, zlib.error, ExpatError, EOFError, LookupError, ValueError, OverflowError,
    NotImplementedError, RuntimeError, csv.Error,
)  # fmt: skip
"""What is raised over a file that is torn, locked with a password, or no table."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of a workbook that was written at an instant."""

    path: Path
    written: int
    book: Workbook
    part: str

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        with _opened(self.path, self.written) as file:
            yield from self.book.rows(file, self.part)


@dataclass(frozen=True, slots=True)
class _Csv:
    """A CSV file that was written at an instant."""

    path: Path
    written: int
    encoding: str
    separator: str

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        with _opened(self.path, self.written), self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.separator, strict=True)
            for row in reader:
                yield reader.line_num, [_unguarded(cell.strip()) for cell in row]


def _csv(path: Path, written: int) -> _Csv:
    """A CSV file in the first encoding that all of it is in; its first line shows what parts its columns."""
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as file:
                first = file.readline(LONGEST_LINE)
                for line in iter(partial(file.readline, LONGEST_LINE), ""):
                    if len(line) == LONGEST_LINE:
                        raise TooLargeError
        except UnicodeDecodeError:
            continue
        return _Csv(path, written, encoding, max(",\t;", key=first.count))
    raise BadInput("tables.unreadable", file=str(path), why="UTF-8, GB18030")


def _unguarded(cell: str) -> str:
    """A cell that was set behind an apostrophe, so that no spreadsheet runs it, without the apostrophe."""
    return cell[1:] if cell[:1] == "'" and safe_cell(cell[1:]) == cell else cell
