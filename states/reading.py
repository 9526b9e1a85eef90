"""Readers of a household file's values: each gives the value, or notes the problem by its field and line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from states.characters import cleaned, is_clean
from states.facts import PLAN_A_ILLNESSES
from states.money import NotMoneyError, fen_of

if TYPE_CHECKING:
    from enum import StrEnum

LONGEST_TEXT = 1000
LARGEST_COUNT = 10**6
GENTLEST_LEVEL = 4
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
_SHARE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,6})?")
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: a code, the field's path, what stood there, and the line where one is known."""

    code: str
    field: str
    datum: str | None = None
    line: int | None = None


@dataclass(slots=True)
class Reading:
    """What readers need besides the value, and the problems found so far."""

    on: date
    illnesses: frozenset[str]
    line: int | None = None
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, code: str, path: Path, datum: object = None) -> Any:
        """Note a problem and give None, so that a reader can return it."""
        shown = None if datum is None else _shown(datum)
        self.problems.append(Problem(code, _written(path), shown, self.line))
        return None


Path = tuple[Any, str | int] | None
"""Where a value stands: the path of what it stands in, and its key or place there; written out where it is told."""

Reader = Callable[[Any, Path, Reading], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object's keys: attribute and reader by key, which are required, and what is made of them."""

    make: Callable[..., Any]
    keys: Mapping[str, tuple[str, Reader]]
    required: tuple[str, ...] = ()
    check: Callable[[Mapping[str, Any], Path, Reading], None] | None = None


class WithKeysTwice(dict[str, object]):
    """An object in which some keys stood more than once; it holds the last of each."""

    def __init__(self, found: dict[str, object], twice: tuple[str, ...]) -> None:
        super().__init__(found)
        self.twice = twice


def read_object(value: object, shape: Shape, path: Path, reading: Reading) -> Any:
    """What a document says under a shape, or None with its problems noted; a null counts as left out.

    The shape's check sees what could be read, None where a value could not.
    """
    if not isinstance(value, dict):
        return reading.wrong("NOT_AN_OBJECT", path, value)
    before = len(reading.problems)
    if isinstance(value, WithKeysTwice):
        for key in value.twice:
            reading.wrong("KEY_TWICE", (path, key))
    values: dict[str, Any] = {}
    keys = shape.keys
    for key, item in value.items():
        if key not in keys:
            reading.wrong("UNKNOWN_KEY", (path, key))
        elif item is not None:
            attribute, reader = keys[key]
            values[attribute] = reader(item, (path, key), reading)
    for key in shape.required:
        if keys[key][0] not in values:
            reading.wrong("KEY_MISSING", (path, key))
    if shape.check is not None:
        shape.check(values, path, reading)
    return shape.make(**values) if len(reading.problems) == before else None


def text(value: object, path: Path, reading: Reading) -> str | None:
    """A text without control characters and bidi overrides."""
    if not isinstance(value, str):
        return reading.wrong("NOT_A_TEXT", path, value)
    if value.isprintable() and len(value) <= LONGEST_TEXT:
        return value
    if not is_clean(value):
        return reading.wrong("CONTROL_CHARACTER", path, value)
    if len(value) > LONGEST_TEXT:
        return reading.wrong("TEXT_TOO_LONG", path, len(value))
    return value


def id_number(value: object, path: Path, reading: Reading) -> str | None:
    """A text, its letters capital: a check digit x is written X."""
    read = text(value, path, reading)
    return None if read is None else read.upper()


def some_text(value: object, path: Path, reading: Reading) -> str | None:
    """A text that is not empty."""
    found = text(value, path, reading)
    return reading.wrong("EMPTY", path) if found is not None and not found.strip() else found


def money(value: object, path: Path, reading: Reading) -> int | None:
    """An amount in fen, not negative."""
    fen = any_money(value, path, reading)
    return reading.wrong("NEGATIVE", path, value) if fen is not None and fen < 0 else fen


def any_money(value: object, path: Path, reading: Reading) -> int | None:
    """An amount in fen, from a plain decimal with at most two places, as a text or a number."""
    written = value if isinstance(value, str) else _number(value)
    if written is None:
        return reading.wrong("NOT_AN_AMOUNT", path, value)
    try:
        return fen_of(written)
    except NotMoneyError:
        return reading.wrong("NOT_AN_AMOUNT", path, written)


def count(value: object, path: Path, reading: Reading) -> int | None:
    """A whole number from zero."""
    written = _number(value)
    if written is None or not written.isascii() or not written.isdigit() or len(written) > len(str(LARGEST_COUNT)):
        return reading.wrong("NOT_A_COUNT", path, value)
    return int(written)


def level(value: object, path: Path, reading: Reading) -> int | None:
    """A disability's level, 1 to 4."""
    found = count(value, path, reading)
    return (
        reading.wrong("NO_SUCH_LEVEL", path, value) if found is not None and not 1 <= found <= GENTLEST_LEVEL else found
    )


def area(value: object, path: Path, reading: Reading) -> Fraction | None:
    """Square metres with at most two places."""
    hundredths = money(value, path, reading)
    return None if hundredths is None else Fraction(hundredths, 100)


def share(value: object, path: Path, reading: Reading) -> Fraction | None:
    """A share such as "0.15", above zero."""
    written = value if isinstance(value, str) else _number(value)
    if written is None or not _SHARE.fullmatch(written) or Fraction(written) <= 0:
        return reading.wrong("NOT_A_SHARE", path, value)
    return Fraction(written)


def flag(value: object, path: Path, reading: Reading) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else reading.wrong("NOT_A_FLAG", path, value)


def day(value: object, path: Path, reading: Reading) -> date | None:
    """A date that exists, YYYY-MM-DD."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return reading.wrong("NO_SUCH_DATE", path, value)


def born(value: object, path: Path, reading: Reading) -> date | None:
    """A birthday, not after the day that matters."""
    found = day(value, path, reading)
    return reading.wrong("BORN_LATER", path, found) if found is not None and found > reading.on else found


def code_of(vocabulary: type[StrEnum]) -> Reader:
    """A reader of codes of one vocabulary."""
    codes = {item.value: item for item in vocabulary}

    def read(value: object, path: Path, reading: Reading) -> StrEnum | None:
        found = codes.get(value) if isinstance(value, str) else None
        return found if found is not None else reading.wrong("UNKNOWN_CODE", path, value)

    return read


def illness(value: object, path: Path, reading: Reading) -> str | None:
    """A code of plan A's illnesses or of the sheet's list."""
    known = isinstance(value, str) and (value in PLAN_A_ILLNESSES or value in reading.illnesses)
    return str(value) if known else reading.wrong("UNKNOWN_CODE", path, value)


def objects(shape: Shape) -> Reader:
    """A reader of lists of objects."""

    def read(value: object, path: Path, reading: Reading) -> tuple[Any, ...] | None:
        if not isinstance(value, list):
            return reading.wrong("NOT_A_LIST", path, value)
        found = [read_object(item, shape, (path, index), reading) for index, item in enumerate(value)]
        return tuple(found)

    return read


def one(shape: Shape) -> Reader:
    """A reader of one object."""
    return lambda value, path, reading: read_object(value, shape, path, reading)


def texts(value: object, path: Path, reading: Reading) -> tuple[str | None, ...] | None:
    """A list of texts."""
    if not isinstance(value, list):
        return reading.wrong("NOT_A_LIST", path, value)
    return tuple(text(item, (path, index), reading) for index, item in enumerate(value))


def entered(value: object, path: Path, reading: Reading) -> tuple[int, int | None] | None:
    """When a taper was entered: a year, or "YYYY-MM" in a sheet by months."""
    written = _number(value)
    year = _YEAR.fullmatch(written) if written is not None else None
    if year and EARLIEST_YEAR <= int(year[0]) <= LATEST_YEAR:
        return int(year[0]), None
    found = _MONTH.fullmatch(value) if isinstance(value, str) else None
    if found and EARLIEST_YEAR <= int(found[1]) <= LATEST_YEAR:
        return int(found[1]), int(found[2])
    return reading.wrong("NO_SUCH_ENTRY", path, value)


def _written(path: Path) -> str:
    """A path as people read it: "members[0].born"."""
    if path is None:
        return ""
    before, last = _written(path[0]), path[1]
    if isinstance(last, int):
        return f"{before}[{last}]"
    return _printable(f"{before}.{last}" if before else last)


def _number(value: object) -> str | None:
    """A number as it was written in a file, or a whole one that the storage kept; None of what is no number."""
    return str(value) if type(value) is int else getattr(value, "text", None)


def _shown(datum: object) -> str:
    """What stood there, short and without control characters."""
    written = getattr(datum, "text", datum)
    return _printable(str(written))[:60]


def _printable(value: str) -> str:
    return cleaned(value)[:120]
