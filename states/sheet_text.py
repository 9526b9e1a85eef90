"""A policy sheet as it is written: TOML text in, dated entries or everything that is wrong with them out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from states.parameters import ALTERNATIVES, PARAMETERS
from states.sheet_values import BadValueError, exact_number, shown
from states.written_toml import toml_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STATUSES = ("published", "illustrative")
SOURCES = ("unit", "document", "status")
TEXTS = ("unit", "document", "link", "status")
KEYS = ("in_force", "value", *TEXTS)


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One thing wrong with a sheet: the file, the parameter and the date that it is about, a code, what stood there."""

    file: str
    parameter: str
    in_force: date | None
    code: str
    datum: str = ""

    def __str__(self) -> str:
        day = self.in_force.isoformat() if self.in_force else ""
        return " ".join(part for part in (self.file, self.parameter, day, self.code, self.datum) if part)


class SheetError(ValueError):
    """A sheet that cannot be used, with all its problems."""

    def __init__(self, problems: Iterable[SheetProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated value of a parameter, as written, with where it comes from."""

    in_force: date
    value: Any
    unit: str = ""
    document: str = ""
    link: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One region's sheet: its parent and its entries by parameter, the oldest first."""

    region: str
    parent: str | None
    entries: Mapping[str, tuple[Entry, ...]]
    file: str = ""

    def in_force(self, names: Iterable[str], day: date) -> tuple[str, Entry] | None:
        """The newest entry of some parameters that has begun by a day, with its name: of two alternatives the later."""
        begun = [(name, entry) for name in names for entry in self.entries.get(name, ()) if entry.in_force <= day]
        return max(begun, key=lambda found: found[1].in_force, default=None)

    def days(self, names: Iterable[str]) -> tuple[date, ...]:
        """The days on which entries of some parameters begin, in order."""
        return tuple(sorted({entry.in_force for name in names for entry in self.entries.get(name, ())}))


def read_sheet(text: str, file: str) -> Sheet:
    """The sheet of a text; SheetError with every problem of the text itself."""
    sheet, found = parsed(text, file)
    if found:
        raise SheetError(found)
    return sheet


def parsed(text: str, file: str) -> tuple[Sheet, tuple[SheetProblem, ...]]:
    """The sheet of a text, without the entries that lack a date or a value, and everything wrong with the text."""
    try:
        document = toml_document(text, exact_number)
    except (ValueError, RecursionError) as error:
        return Sheet("", None, {}, file), (SheetProblem(file, "", None, "NOT_TOML", shown(error, 200)),)
    listed = {name: value for name, value in document.items() if _is_list_of_tables(value) and name in PARAMETERS}
    entries = {name: _entries(value) for name, value in listed.items()}
    parent = document.get("parent")
    sheet = Sheet(
        region=_text(document.get("region")),
        parent=_text(parent) if parent is not None else None,
        entries=MappingProxyType({name: found for name, found in entries.items() if found}),
        file=file,
    )
    return sheet, tuple(_problems(document, sheet))


def unsourced(sheet: Sheet) -> Iterator[SheetProblem]:
    """What is missing of the unit, document and status that every entry of a published sheet says."""
    for name, entries in sheet.entries.items():
        for entry in entries:
            for key in SOURCES:
                if not getattr(entry, key):
                    yield SheetProblem(sheet.file, name, entry.in_force, "SOURCE_MISSING", key)


def _problems(document: Mapping[str, Any], sheet: Sheet) -> Iterator[SheetProblem]:
    file = sheet.file
    if not sheet.region:
        yield SheetProblem(file, "region", None, "KEY_MISSING", "region")
    if sheet.parent == "":
        yield SheetProblem(file, "parent", None, "UNKNOWN_PARENT", shown(document["parent"]))
    for name, value in document.items():
        if name in {"region", "parent"}:
            continue
        if name not in PARAMETERS:
            yield SheetProblem(file, shown(name), None, "UNKNOWN_PARAMETER")
        elif not _is_list_of_tables(value):
            yield SheetProblem(file, name, None, "NOT_DATED")
        else:
            for each in value:
                yield from (SheetProblem(file, name, *found) for found in _problems_of(name, each))
    yield from _two_on_one_day(sheet)


def _problems_of(name: str, each: Mapping[str, Any]) -> Iterator[tuple[date | None, str, str]]:
    """The date, the code and the datum of each problem of one entry."""
    day = each.get("in_force")
    if not _is_date(day):
        yield None, "NO_SUCH_DATE", shown(day) if "in_force" in each else "in_force"
        day = None
    for key, value in each.items():
        if key not in KEYS:
            yield day, "UNKNOWN_KEY", shown(key)
        elif key in TEXTS and not (isinstance(value, str) and value.isprintable()):
            yield day, "NOT_A_TEXT", key
    if _text(each.get("status")) and each["status"] not in STATUSES:
        yield day, "UNKNOWN_CODE", shown(each["status"])
    if "value" not in each:
        yield day, "KEY_MISSING", "value"
        return
    try:
        PARAMETERS[name].check(each["value"])
    except BadValueError as error:
        yield day, error.code, error.datum


def _two_on_one_day(sheet: Sheet) -> Iterator[SheetProblem]:
    for name, entries in sheet.entries.items():
        for day, times in Counter(entry.in_force for entry in entries).items():
            if times > 1:
                yield SheetProblem(sheet.file, name, day, "DATE_TWICE")
    for one, other in ALTERNATIVES:
        for day in sorted({*sheet.days([one])} & {*sheet.days([other])}):
            yield SheetProblem(sheet.file, one, day, "BOTH_ALTERNATIVES", other)


def _entries(tables: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    dated = (each for each in tables if _is_date(each.get("in_force")) and "value" in each)
    entries = (Entry(each["in_force"], each["value"], *(_text(each.get(key)) for key in TEXTS)) for each in dated)
    return tuple(sorted(entries, key=lambda entry: entry.in_force))


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _is_date(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _text(value: object) -> str:
    """A text that a terminal can show; anything else is none."""
    return value if isinstance(value, str) and value.isprintable() else ""
