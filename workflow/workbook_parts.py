"""The parts of a workbook (XLSX), each gone through as it is unpacked: what it says of its sheets, texts and styles."""

from __future__ import annotations

import posixpath
import re
from array import array
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CHUNK = 1 << 16
LONGEST_TEXT = 1_000_000
"""Characters of one text: a cell holds 32,767."""
LARGEST_STRINGS = 100_000_000
"""Bytes of all texts that the sheets of a workbook share, and of where they end, at most: they stand in memory."""
MOST_SHEETS, MOST_RELATIONS = 300, 10_000
"""Sheets of a workbook, and relations of one of its parts, at most."""
_ESCAPE = re.compile(r"_x(?![dD][89a-fA-F])([0-9A-Fa-f]{4})_")
_DAY_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
"""Numbers of the formats for days and times that no workbook writes down."""
_NO_PART_OF_A_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].')


class TooLargeError(ValueError):
    """A file that would take more room than is given to it."""


class Reader:
    """What is told of each element of a part, by its name; `texts` are the pieces of text since it was last emptied."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self) -> str:
        """The text of the element that ends."""
        return "".join(self.texts)


def parsed(part: IO[bytes], reader: Reader) -> Iterator[None]:
    """Go through a part; gives a turn after each piece of it."""
    parser = expat.ParserCreate()
    parser.buffer_text, parser.buffer_size = True, CHUNK

    def root(name: str, attributes: dict[str, str]) -> None:
        """Most programs write names as they are, which is read the fastest; some set a prefix before each."""
        start, end = reader.start, reader.end
        if ":" in name:
            start = lambda name, attributes: reader.start(name.rpartition(":")[2], attributes)  # noqa: E731
            end = lambda name: reader.end(name.rpartition(":")[2])  # noqa: E731
        parser.StartElementHandler, parser.EndElementHandler = start, end
        start(name, attributes)

    def doctype(*_: object) -> None:
        raise ValueError("DOCTYPE")

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = root, doctype
    parser.CharacterDataHandler = reader.texts.append
    while piece := part.read(CHUNK):
        parser.Parse(piece)
        if sum(map(len, reader.texts)) > LONGEST_TEXT:
            raise TooLargeError
        yield
    parser.Parse(b"", True)
    yield


class Relations(Reader):
    """The relations of a part: their kinds, and the parts that they lead to."""

    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep a relation."""
        if name == "Relationship":
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes["Target"])).lstrip("/")
            self.found[attributes["Id"]] = (attributes["Type"], target)
            if len(self.found) > MOST_RELATIONS:
                raise TooLargeError


class Book(Reader):
    """What a workbook says of itself: its sheets, and from when it counts its days."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[str] = []
        self.from_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep a sheet's relation."""
        if name == "sheet":
            self.sheets.append(next(value for key, value in attributes.items() if key.endswith(":id")))
            if len(self.sheets) > MOST_SHEETS:
                raise TooLargeError
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}


class Styles(Reader):
    """Which styles of cells show a number as a day or a time."""

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, bool] = {}
        self._used: list[str] = []
        self._in_cells = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Keep a format, or the format of a style."""
        if name == "numFmt":
            left = _NO_PART_OF_A_DAY.sub("", attributes["formatCode"]).lower()
            self._own[attributes["numFmtId"]] = any(each in left for each in "ymdhs")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self._used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        """The styles of cells end."""
        self._in_cells = self._in_cells and name != "cellXfs"

    def days(self) -> frozenset[str]:
        """The numbers of those styles."""
        return frozenset(
            str(number)
            for number, used in enumerate(self._used)
            if self._own.get(used, used.isdigit() and int(used) in _DAY_FORMATS)
        )


class SharedStrings(Reader):
    """The texts that sheets share; what is written above a text to help reading it is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found = Strings(bytearray(), array("Q"))
        self._parts: list[str] = []
        self._above = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - as of every reader
        """A text begins."""
        if name == "t":
            self.texts.clear()
        elif name == "si":
            self._parts.clear()
        elif name == "rPh":
            self._above = True

    def end(self, name: str) -> None:
        """A text, or a part of it, ends."""
        if name == "t" and not self._above:
            self._parts.append(self.text())
        elif name == "rPh":
            self._above = False
        elif name == "si":
            self.found.add(unescaped("".join(self._parts)))


@dataclass(frozen=True, slots=True)
class Strings:
    """The texts that the sheets of a workbook share, one behind the other: as objects they would take four times that.

    `ends` says where each ends.
    """

    texts: bytearray
    ends: array[int]

    def add(self, text: str) -> None:
        """One more text. TooLargeError: they are too many."""
        self.texts.extend(text.encode())
        self.ends.append(len(self.texts))
        if len(self.texts) + self.ends.itemsize * len(self.ends) > LARGEST_STRINGS:
            raise TooLargeError

    def __getitem__(self, number: int) -> str:
        """The text of a number. IndexError: there is none."""
        if number < 0:
            raise IndexError(number)
        start = self.ends[number - 1] if number else 0
        return self.texts[start : self.ends[number]].decode()


def unescaped(text: str) -> str:
    """A text with the characters that a workbook writes by their numbers."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
