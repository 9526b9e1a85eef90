"""Policy sheets: dated, inherited, sourced parameters, and the policy that they make on a day (contract, "A policy sheet").

A value is never edited: a new entry is appended, and the former one ends where it begins. A child sheet's value in
force beats its parent's; tables are merged key by key.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

from states.parameters import ALTERNATIVES, DISPLACES, PARAMETERS, BadValueError
from states.policy import Policy

ROOT = "cn"


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """One thing wrong with a sheet: the file, the parameter and the date that it is about, a code, what stood there."""

    file: str
    parameter: str
    in_force: date | None
    code: str
    datum: str = ""


class SheetError(ValueError):
    """A sheet that cannot be used, with all its problems."""

    def __init__(self, problems: Iterable[SheetProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.file} {p.parameter} {p.in_force or ''} {p.code} {p.datum}" for p in self.problems))


class MissingParameterError(LookupError):
    """No sheet of a region's chain says a parameter on a day."""

    def __init__(self, parameter: str, region: str, day: date) -> None:
        super().__init__(f"{parameter} {region} {day}")
        self.parameter = parameter
        self.region = region
        self.day = day


class UnknownRegionError(LookupError):
    """No sheet is there for a region."""

    def __init__(self, region: str) -> None:
        super().__init__(region)
        self.region = region


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
    """One region's sheet: its parent and its dated entries by parameter."""

    region: str
    parent: str | None
    entries: Mapping[str, tuple[Entry, ...]]
    file: str = ""

    def in_force(self, names: Iterable[str], day: date) -> tuple[str, Entry] | None:
        """The newest entry of some parameters that has begun by a day; the later of two alternatives holds."""
        newest: tuple[str, Entry] | None = None
        for name in names:
            for entry in self.entries.get(name, ()):
                if entry.in_force <= day and (newest is None or entry.in_force > newest[1].in_force):
                    newest = name, entry
        return newest

    def next_change(self, names: Iterable[str], day: date) -> date | None:
        """The first day after `day` on which one of these parameters changes."""
        return min((e.in_force for name in names for e in self.entries.get(name, ()) if e.in_force > day), default=None)


@dataclass(frozen=True, slots=True)
class ParameterInForce:
    """A parameter on a day: its value as written, its source, which sheet says it, and when it next changes."""

    parameter: str
    value: Any
    entry: Entry
    region: str
    next_change: date | None


class SheetBook:
    """Sheets by region, and the policies that they make."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._sheets = {sheet.region: sheet for sheet in sheets}
        self._policies: dict[tuple[str, date], Policy] = {}
        self._between: dict[str, tuple[date, ...]] = {}

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that have a sheet."""
        return tuple(sorted(self._sheets))

    def with_sheet(self, sheet: Sheet) -> SheetBook:
        """The book with one sheet more, or another one for its region."""
        return SheetBook([*(s for s in self._sheets.values() if s.region != sheet.region), sheet])

    def chain(self, region: str) -> tuple[Sheet, ...]:
        """A region's sheet, its parent, and so on; UnknownRegionError where one is missing or the chain is a circle."""
        chain: list[Sheet] = []
        name: str | None = region
        while name is not None:
            sheet = self._sheets.get(name)
            if sheet is None or sheet in chain:
                raise UnknownRegionError(name)
            chain.append(sheet)
            name = sheet.parent
        return tuple(chain)

    def sheet_for_code(self, code: str) -> str:
        """The region whose sheet holds for a 12-digit code, or for a sheet's own name: the most specific there is."""
        if code in self._sheets:
            return code
        digits = code.removeprefix(f"{ROOT}-")
        for length in range(len(digits), 1, -1):
            if f"{ROOT}-{digits[:length]}" in self._sheets:
                return f"{ROOT}-{digits[:length]}"
        if digits.isdigit() or code == "":
            return ROOT
        raise UnknownRegionError(code)

    def policy_on(self, region: str, day: date) -> Policy:
        """The policy of a region on a day; MissingParameterError names what nobody says."""
        since = self._since(region, day)
        found = self._policies.get((region, since))
        if found is None:
            found = _policy(region, since, self.values_on(region, day), day)
            self._policies[region, since] = found
        return found

    def values_on(self, region: str, day: date) -> dict[str, Any]:
        """The values as written that hold in a region on a day, tables merged, what is switched off left out."""
        chain = self.chain(region)
        values: dict[str, Any] = {}
        for names in _groups():
            name, value = "", None
            for sheet in reversed(chain):
                found = sheet.in_force(names, day)
                if found is not None:
                    name, value = found[0], _merged(value, found[1].value)
            if value is not None:
                values[name] = value
        return values

    def explain(self, region: str, day: date) -> tuple[ParameterInForce, ...]:
        """Every parameter in force, with its source, for reading."""
        chain = self.chain(region)
        values = self.values_on(region, day)
        return tuple(
            ParameterInForce(name, values[name], found[1], sheet.region, self._next(chain, names, day))
            for names in _groups()
            for name in names
            if name in values
            for sheet, found in [_speaker(chain, names, day)]
        )

    def changes(self, region: str) -> tuple[date, ...]:
        """Every day on which something changes in a region's chain."""
        if region not in self._between:
            days = {e.in_force for sheet in self.chain(region) for entries in sheet.entries.values() for e in entries}
            self._between[region] = tuple(sorted(days))
        return self._between[region]

    def _since(self, region: str, day: date) -> date:
        """The last day on which something changed: between two of them the policy is one and the same."""
        return max((change for change in self.changes(region) if change <= day), default=day)

    @staticmethod
    def _next(chain: Iterable[Sheet], names: tuple[str, ...], day: date) -> date | None:
        return min((d for sheet in chain if (d := sheet.next_change(names, day)) is not None), default=None)


def read_sheet(text: str, file: str) -> Sheet:
    """A sheet from its text; SheetError with every problem of the text itself otherwise."""
    found = list(_text_problems(text, file))
    if found:
        raise SheetError(found)
    document = _loads(text)
    entries = {
        name: tuple(sorted((_entry(each) for each in value), key=lambda entry: entry.in_force))
        for name, value in document.items()
        if name in PARAMETERS
    }
    return Sheet(document.get("region", ""), document.get("parent"), entries, file)


@cache
def shipped() -> SheetBook:
    """The sheets that come with the program, read once."""
    files = resources.files("states").joinpath("policies")
    return SheetBook(
        read_sheet(file.read_text(encoding="utf-8"), file.name)
        for file in sorted(files.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    )


def problems(text: str, file: str, *, sourced: bool = True) -> tuple[SheetProblem, ...]:
    """Everything wrong with a sheet, never an exception: its text, its parent, and what its days would lack.

    `sourced`: each entry must say unit, document and status, as the shipped sheets do.
    """
    found = list(_text_problems(text, file))
    if found:
        return tuple(found)
    sheet = read_sheet(text, file)
    if sourced:
        found.extend(_unsourced(sheet))
    found.extend(_unresolved(sheet))
    return tuple(found)


def _unsourced(sheet: Sheet) -> Iterator[SheetProblem]:
    for name, entries in sheet.entries.items():
        for entry in entries:
            for key in ("unit", "document", "status"):
                if not getattr(entry, key):
                    yield SheetProblem(sheet.file, name, entry.in_force, "SOURCE_MISSING", key)
            if entry.status and entry.status not in {"published", "illustrative"}:
                yield SheetProblem(sheet.file, name, entry.in_force, "UNKNOWN_CODE", entry.status)


def _unresolved(sheet: Sheet) -> Iterator[SheetProblem]:
    """What the whole chain lacks or makes impossible, on each day that the sheet itself changes."""
    try:
        book = shipped().with_sheet(sheet)
        chain = book.chain(sheet.region)
    except UnknownRegionError as error:
        yield SheetProblem(sheet.file, "parent", None, "UNKNOWN_PARENT", error.region)
        return
    standard_said = any(name in s.entries for s in chain for name in ALTERNATIVES[0])
    seen: set[tuple[str, str]] = set()
    for day in sorted({e.in_force for entries in sheet.entries.values() for e in entries}):
        for problem in _problems_on(book, sheet, day):
            is_standard = problem.parameter in ALTERNATIVES[0]
            if is_standard and (sheet.parent is not None or sheet.region == ROOT) and not standard_said:
                continue
            if (problem.parameter, problem.code) not in seen:
                seen.add((problem.parameter, problem.code))
                yield problem


def _problems_on(book: SheetBook, sheet: Sheet, day: date) -> Iterator[SheetProblem]:
    values = book.values_on(sheet.region, day)
    for names in _groups():
        said = [name for name in names if name in values]
        if not said and not PARAMETERS[names[0]].optional:
            yield SheetProblem(sheet.file, names[0], day, "MISSING")
        for name in said:
            try:
                PARAMETERS[name].read(values[name])
            except BadValueError as error:
                yield SheetProblem(sheet.file, name, day, error.code, error.datum)


def _text_problems(text: str, file: str) -> Iterator[SheetProblem]:
    try:
        document = _loads(text)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        yield SheetProblem(file, "", None, "NOT_TOML", str(error)[:200])
        return
    if not isinstance(document.get("region"), str) or not document["region"]:
        yield SheetProblem(file, "region", None, "KEY_MISSING", "region")
    if "parent" in document and not isinstance(document["parent"], str):
        yield SheetProblem(file, "parent", None, "UNKNOWN_PARENT", str(document["parent"])[:60])
    for name, value in document.items():
        if name in {"region", "parent"}:
            continue
        if name not in PARAMETERS:
            yield SheetProblem(file, name, None, "UNKNOWN_PARAMETER")
        elif not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            yield SheetProblem(file, name, None, "NOT_DATED")
        else:
            yield from _entry_problems(name, value, file)
    yield from _alternatives_of_one_day(document, file)


def _entry_problems(name: str, entries: list[dict[str, Any]], file: str) -> Iterator[SheetProblem]:
    days: set[date] = set()
    for each in entries:
        day = each.get("in_force")
        if not isinstance(day, date) or isinstance(day, datetime):
            yield SheetProblem(file, name, None, "NO_SUCH_DATE", str(day)[:60])
            continue
        if day in days:
            yield SheetProblem(file, name, day, "DATE_TWICE")
        days.add(day)
        for key in each:
            if key not in {"in_force", "value", "unit", "document", "link", "status"}:
                yield SheetProblem(file, name, day, "UNKNOWN_KEY", key)
            elif key not in {"in_force", "value"} and not isinstance(each[key], str):
                yield SheetProblem(file, name, day, "NOT_A_TEXT", key)
        if "value" not in each:
            yield SheetProblem(file, name, day, "KEY_MISSING", "value")
            continue
        try:
            PARAMETERS[name].check(each["value"])
        except BadValueError as error:
            yield SheetProblem(file, name, day, error.code, error.datum)


def _alternatives_of_one_day(document: Mapping[str, Any], file: str) -> Iterator[SheetProblem]:
    for one, other in ALTERNATIVES:
        days = [
            {e.get("in_force") for e in document.get(name, ()) if isinstance(e, dict)} if isinstance(document.get(name), list) else set()
            for name in (one, other)
        ]
        for day in days[0] & days[1]:
            yield SheetProblem(file, one, day if isinstance(day, date) else None, "BOTH_ALTERNATIVES", other)


def _loads(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def _entry(each: Mapping[str, Any]) -> Entry:
    return Entry(**{key: each[key] for key in ("in_force", "value", "unit", "document", "link", "status") if key in each})


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    """Parameters, those that say one thing in two ways together."""
    paired = {name for group in ALTERNATIVES for name in group}
    return (*ALTERNATIVES, *((name,) for name in PARAMETERS if name not in paired))


def _merged(parent: Any, child: Any) -> Any:
    if not (isinstance(parent, dict) and isinstance(child, dict)):
        return child
    gone = {key for written in child for key in DISPLACES.get(written, ())}
    return {**{key: value for key, value in parent.items() if key not in gone}, **child}


def _speaker(chain: tuple[Sheet, ...], names: tuple[str, ...], day: date) -> tuple[Sheet, tuple[str, Entry]]:
    return next((sheet, found) for sheet in chain if (found := sheet.in_force(names, day)) is not None)


def _policy(region: str, since: date, values: Mapping[str, Any], day: date) -> Policy:
    read = {name: _read(name, value, region, day) for name, value in values.items()}
    digest = _digest(read)
    for names in _groups():
        if not any(name in read for name in names) and not PARAMETERS[names[0]].optional:
            raise MissingParameterError(names[0], region, day)
    standard = read.pop("standard_monthly", None) or read.pop("standard_annual", None)
    for parameter in PARAMETERS.values():
        if parameter.optional:
            read.setdefault(parameter.name, None)
    return Policy(region=region, on=since, digest=digest, standard_annual=standard, **read)


def _read(name: str, value: Any, region: str, day: date) -> Any:
    try:
        return PARAMETERS[name].read(value)
    except BadValueError as error:
        raise SheetError([SheetProblem(region, name, day, error.code, error.datum)]) from None


def _digest(values: Mapping[str, Any]) -> str:
    """SHA-256 of the resolved parameters: equal parameters, equal digest."""
    plain = {name: _plain(value) for name, value in values.items() if value is not None}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value if isinstance(value, int | str | bool | None) else str(value)
