"""Workbooks (XLSX) read row by row: each sheet is gone through as it is unpacked, and never stands in memory whole.

Files come from outside and may be made to do harm. A cell at the far end of a sheet costs as much as any other one; a
file that would unpack to more than is read is refused before anything of it is unpacked.
"""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import IO, TYPE_CHECKING

from workflow.workbook_parts import (
    CHUNK,
    Book,
    Reader,
    Relations,
    SharedStrings,
    Strings,
    Styles,
    TooLargeError,
    parsed,
    unescaped,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LARGEST_BYTES = 200_000_000
"""A file is not larger: 100,000 rows take a tenth of it."""
LARGEST_UNPACKED = 500_000_000
"""Bytes of a workbook unpacked, at most: 100,000 rows of people with all that is known of them take half of it."""
MOST_INFLATED = 200
"""A workbook's parts shrink by no more than this; what was made to burst a reader shrinks by a thousand."""
LARGEST_DIRECTORY = 1_000_000
"""Bytes of a workbook's list of its own parts, at most: a dozen parts take a thousand."""
MOST_COLUMNS = 1024
"""Columns in which something may stand."""
_OFFICE = "/officeDocument"
_RELATIONS = "_rels/.rels"
_DAYS_OF_1900, _DAYS_OF_1904 = date(1899, 12, 30), date(1904, 1, 1)
_LEAP_DAY_THAT_NEVER_WAS = 60
"""Spreadsheets count 29 February 1900; days before it are one further from their beginning than they should be."""
_MOST_DAYS = 2_900_000
"""The days of spreadsheets end with the year 9999."""
_DIGITS = "0123456789"
_LONGEST_WHOLE = 10**15


class OtherKindError(ValueError):
    """A workbook of another kind, or one that is locked with a password."""


class Workbook:
    """What is known of a workbook before its sheets are read: `sheets` are their parts, in their order.

    OtherKindError, TooLargeError; BadZipFile, ExpatError, LookupError, ValueError and the like: it cannot be read.
    """

    def __init__(self, file: IO[bytes]) -> None:
        with _unpacked(file) as packed:
            if _RELATIONS not in packed.NameToInfo:
                raise OtherKindError
            office = next((part for kind, part in _related(packed, "").values() if kind.endswith(_OFFICE)), "")
            if not office.endswith(".xml"):
                raise OtherKindError
            related, book, strings, styles = _related(packed, office), Book(), SharedStrings(), Styles()
            _read(packed, office, book)
            by_kind = {kind.rpartition("/")[2]: part for kind, part in related.values()}
            for kind, reader in (("sharedStrings", strings), ("styles", styles)):
                if kind in by_kind:
                    _read(packed, by_kind[kind], reader)
        self.sheets = tuple(related[each][1] for each in book.sheets if related[each][0].endswith("/worksheet"))
        self._cells = _Cells(strings.found, styles.days(), _DAYS_OF_1904 if book.from_1904 else _DAYS_OF_1900)

    def rows(self, file: IO[bytes], sheet: str) -> Iterator[tuple[int, list[str]]]:
        """A sheet's rows as text, numbered as people see them; a row without anything in it is left out."""
        found: list[tuple[int, list[str]]] = []
        reader = _SheetRows(self._cells, found)
        with _unpacked(file) as packed, packed.open(sheet) as part:
            for _ in parsed(part, reader):
                yield from found
                found.clear()


def _unpacked(file: IO[bytes]) -> zipfile.ZipFile:
    """A workbook's parts, none of them unpacked. TooLargeError: they would take too much room."""
    _held_to_size(file)
    packed = zipfile.ZipFile(file)
    parts = packed.infolist()
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED or any(
        part.file_size > MOST_INFLATED * max(part.compress_size, 1) for part in parts
    ):
        raise TooLargeError
    return packed


def _related(packed: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The kind and the part of each relation of a part, by its number."""
    folder, name = posixpath.split(part)
    reader = Relations(folder)
    _read(packed, posixpath.join(folder, "_rels", f"{name}.rels"), reader)
    return reader.found


def _read(packed: zipfile.ZipFile, name: str, reader: Reader) -> None:
    with packed.open(name) as part:
        for _ in parsed(part, reader):
            pass


def _held_to_size(file: IO[bytes]) -> None:
    """Refuse a file whose list of parts is too long, before the list is read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - CHUNK - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at >= 0 and int.from_bytes(tail[at + 12 : at + 16], "little") > LARGEST_DIRECTORY:
        raise TooLargeError


class _SheetRows(Reader):
    """The rows of a sheet, put into `found` as each ends."""

    def __init__(self, cells: _Cells, found: list[tuple[int, list[str]]]) -> None:
        super().__init__()
        self._cells, self._found = cells, found
        self._row: list[str] = []
        self._number = 0
        self._kind, self._style, self._place = "", "", -1
        self._text = ""
        self._above = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A row or a cell begins, or the text of one."""
        if name == "c":
            self.texts.clear()
            said = attributes.get("r")
            self._place = _place(said.rstrip(_DIGITS)) if said else self._place + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
            self._text = ""
        elif name == "row":
            said = attributes.get("r")
            self._number = int(said) if said else self._number + 1
            self._row, self._place = [], -1
        elif name == "rPh":
            self._above = True
        else:
            self.texts.clear()

    def end(self, name: str) -> None:
        """A cell's text, a cell or a row ends."""
        if name == "v":
            self._text = self.text()
        elif name == "c":
            if self._text:
                self._keep(self._cells.text(self._kind, self._style, self._text))
        elif name == "row":
            if self._row:
                self._found.append((self._number, self._row))
        elif name == "t" and not self._above:
            self._text += self.text()
        elif name == "rPh":
            self._above = False

    def _keep(self, text: str) -> None:
        row, place = self._row, self._place
        if place < 0:
            raise ValueError("r")
        if place >= MOST_COLUMNS:
            raise TooLargeError
        if text and place >= len(row):
            row.extend([""] * (place - len(row)))
            row.append(text)


@lru_cache
def _place(letters: str) -> int:
    """Where the column of some letters stands, from 0."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


@dataclass(frozen=True, slots=True)
class _Cells:
    """How the cells of a workbook are read: its texts, the styles that show days, and from when days are counted."""

    strings: Strings
    days: frozenset[str]
    beginning: date

    def text(self, kind: str, style: str, text: str) -> str:
        """A cell as the text that was meant: whole numbers without a point, days as 2026-11-23. ValueError: none."""
        match kind:
            case "s":
                return self.strings[int(text)].strip()
            case "inlineStr" | "str":
                return unescaped(text).strip()
            case "n":
                return self._day(float(text)) if style in self.days else number_text(float(text))
            case "d":
                return text.partition("T")[0]
            case _:
                return text

    def _day(self, value: float) -> str:
        if not 0 <= value < _MOST_DAYS:
            return number_text(value)
        days, part = divmod(value, 1)
        if not days:
            hours, seconds = divmod(round(part * 86400), 3600)
            return f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}"
        if self.beginning == _DAYS_OF_1900 and days < _LEAP_DAY_THAT_NEVER_WAS:
            days += 1
        return (self.beginning + timedelta(days)).isoformat()


def number_text(value: float) -> str:
    """A number as it was meant: a whole one without a point, a longer one than is kept exactly not made up."""
    return str(int(value)) if value.is_integer() and abs(value) < _LONGEST_WHOLE else repr(value)
