"""Sheets by region, inheriting from one another, and the policies that they make on a day.

A child's value in force beats its parent's, before its first date the parent's holds; tables are merged key by key,
keys of another form displacing; lists are whole.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from states.parameters import DISPLACES, GROUPS, PARAMETERS
from states.policy import Policy
from states.sheet_text import Entry, Sheet, SheetError, SheetProblem
from states.sheet_values import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

ROOT = "cn"
CODE_LENGTHS = (12, 9, 6, 4, 2)
"""Digits of a village, a township, a county, a prefecture and a province, the most specific first."""


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


class CircularParentError(UnknownRegionError):
    """A sheet inherits from itself, at once or through others."""


@dataclass(frozen=True, slots=True)
class ParameterInForce:
    """A parameter on a day: its value as written, its source, the region whose sheet says it, when it next changes."""

    parameter: str
    value: Any
    entry: Entry
    region: str
    next_change: date | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A parameter that two regions say differently, both values as written; None where it is not said."""

    parameter: str
    a: Any
    b: Any


@dataclass(frozen=True, slots=True)
class _Said:
    """What a chain of sheets says of a parameter: the name and the merged value, and the entry that speaks first."""

    name: str
    value: Any
    entry: Entry
    region: str


class SheetBook:
    """Sheets by region, and the policies that they make."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._sheets = {sheet.region: sheet for sheet in sheets}
        self._policies: dict[tuple[str, date], Policy] = {}
        self._changes: dict[str, tuple[date, ...]] = {}
        self._sheet_names: dict[str, str] = {}

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions that have a sheet."""
        return tuple(sorted(self._sheets))

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of everything that the sheets say, sources included."""
        return hashlib.sha256(repr(sorted(self._sheets.items())).encode()).hexdigest()

    def with_sheet(self, sheet: Sheet) -> SheetBook:
        """The book with one sheet more, or another one for its region."""
        return SheetBook([*(s for s in self._sheets.values() if s.region != sheet.region), sheet])

    def chain(self, region: str) -> tuple[Sheet, ...]:
        """A region's sheet, its parent, and so on. UnknownRegionError: one is missing, or the chain is a circle."""
        chain: dict[str, Sheet] = {}
        name: str | None = region
        while name is not None:
            if name in chain:
                raise CircularParentError(name)
            if name not in self._sheets:
                raise UnknownRegionError(name)
            chain[name] = self._sheets[name]
            name = chain[name].parent
        return tuple(chain.values())

    def sheet_for_code(self, code: str) -> str:
        """The region whose sheet holds for a code of 12 digits or fewer, or for a sheet's own name: the most specific.

        A code that no sheet speaks for has the root's. UnknownRegionError: neither a name nor digits.
        """
        if code not in self._sheet_names:
            self._sheet_names[code] = self._sheet_for(code)
        return self._sheet_names[code]

    def _sheet_for(self, code: str) -> str:
        if code in self._sheets:
            return code
        digits = code.removeprefix(f"{ROOT}-")
        if digits and not (digits.isascii() and digits.isdecimal()):
            raise UnknownRegionError(code)
        named = (f"{ROOT}-{digits[:length]}" for length in CODE_LENGTHS if len(digits) >= length)
        return next((name for name in named if name in self._sheets), ROOT)

    def policy_on(self, region: str, day: date) -> Policy:
        """The policy of a region on a day, one and the same between two changes of its sheets.

        MissingParameterError names what nobody says, region and day; SheetError what sheets together make impossible.
        """
        since = self._since(region, day)
        found = self._policies.get((region, since))
        if found is None:
            found = _policy(region, since, self.values_on(region, day), day)
            self._policies[region, since] = found
        return found

    def policy_of(self, sheet: Sheet, day: date) -> Policy:
        """The policy of a sheet from elsewhere, its parent in this book, on a day; errors as `policy_on`."""
        return self.with_sheet(sheet).policy_on(sheet.region, day)

    def values_on(self, region: str, day: date) -> dict[str, Any]:
        """The values as written that hold in a region on a day, tables merged."""
        chain = self.chain(region)
        return {said.name: said.value for names in GROUPS if (said := _said(chain, names, day)) is not None}

    def explain(self, region: str, day: date) -> tuple[ParameterInForce, ...]:
        """Every parameter in force in a region on a day, with its source, for reading."""
        chain = self.chain(region)
        return tuple(
            ParameterInForce(said.name, said.value, said.entry, said.region, self._next_change(region, names, day))
            for names in GROUPS
            if (said := _said(chain, names, day)) is not None
        )

    def changes(self, region: str) -> tuple[date, ...]:
        """Every day on which an entry of a region's chain begins, in order."""
        if region not in self._changes:
            days = {day for sheet in self.chain(region) for day in sheet.days(PARAMETERS)}
            self._changes[region] = tuple(sorted(days))
        return self._changes[region]

    def next_change(self, region: str, day: date) -> date | None:
        """The first later day on which an entry of a region's chain begins."""
        return next((later for later in self.changes(region) if later > day), None)

    def _since(self, region: str, day: date) -> date:
        """The last day on which something changed: from then on the policy is one and the same."""
        changes = self.changes(region)
        begun = bisect_right(changes, day)
        return changes[begun - 1] if begun else day

    def _next_change(self, region: str, names: tuple[str, ...], day: date) -> date | None:
        """The first later day on which a parameter has another value, or another entry for it."""
        chain, changes = self.chain(region), self.changes(region)
        now = _said(chain, names, day)
        return next((later for later in changes if later > day and _said(chain, names, later) != now), None)


def differences(a: Mapping[str, Any], b: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The parameters that mean different things in two sets of values as written ("0.2" and "0.20" are the same)."""
    return tuple(
        Difference(name, a.get(name), b.get(name))
        for names in GROUPS
        if _meaning(a, names) != _meaning(b, names)
        for name in names
        if name in a or name in b
    )


def _said(chain: tuple[Sheet, ...], names: tuple[str, ...], day: date) -> _Said | None:
    said: _Said | None = None
    for sheet in reversed(chain):
        found = sheet.in_force(names, day)
        if found is not None:
            name, entry = found
            said = _Said(name, _merged(said.value if said else None, entry.value), entry, sheet.region)
    return said


def _merged(parent: Any, child: Any) -> Any:
    if not (isinstance(parent, dict) and isinstance(child, dict)):
        return child
    gone = {key for written in child for key in DISPLACES.get(written, ())}
    return {**{key: value for key, value in parent.items() if key not in gone}, **child}


def _meaning(values: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    """What values as written mean; a standard by the month means the same as twelve times that by the year."""
    for name in names:
        if name in values:
            try:
                read = PARAMETERS[name].read(values[name])
            except BadValueError:  # part of a table, on a day before the parent's begins
                return name, values[name]
            return None if read is None else (names[0] if name == "standard_monthly" else name, _plain(read))
    return None


def _policy(region: str, since: date, values: Mapping[str, Any], day: date) -> Policy:
    for names in GROUPS:
        if not PARAMETERS[names[0]].optional and not any(name in values for name in names):
            raise MissingParameterError(names[0], region, day)
    read = {name: parameter.read("none") for name, parameter in PARAMETERS.items() if parameter.optional}
    for name, value in values.items():
        try:
            read["standard_annual" if name == "standard_monthly" else name] = PARAMETERS[name].read(value)
        except BadValueError as error:
            raise SheetError([SheetProblem(region, name, day, error.code, error.datum)]) from None
    policy = Policy(region=region, on=since, digest="", **read)
    return replace(policy, digest=_digest(policy))


def _digest(policy: Policy) -> str:
    """SHA-256 of the resolved parameters: equal parameters give an equal digest, whatever the region and the day."""
    names = (field.name for field in fields(policy) if field.name not in {"region", "on", "digest"})
    plain = {name: _plain(getattr(policy, name)) for name in names}
    return hashlib.sha256(json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON says it, the same for equal values."""
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, frozenset):
        return sorted(str(item) for item in value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value if value is None or isinstance(value, int) else str(value)
