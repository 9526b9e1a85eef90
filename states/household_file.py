"""Reading a household from JSON or TOML text: every problem named by line and field, never a guess.

The form is the contract's "A household file". The inverse, `household_document`, gives the same document back.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from states.household_fields import HOUSEHOLD, MEMBER
from states.household_shape import document_of, object_of
from states.reading import Problem, Reading, Shape, WithKeysTwice, read_object
from states.written_toml import toml_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from states.facts import Household, Member

Form = Literal["json", "toml"]
DEEPEST = 100


class HouseholdFileError(ValueError):
    """A file that cannot be read as a household; `problems` names everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.line or ''} {p.field}: {p.code}".strip() for p in self.problems))


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """A number as it was written, so that it is read exactly."""

    text: str

    def __repr__(self) -> str:
        return self.text


def parse_household(
    text: str, form: Form, *, on: date, illnesses: frozenset[str], line: int | None = None
) -> Household:
    """The household that a text says; HouseholdFileError with every problem otherwise.

    `on`: nobody is born after it. `illnesses`: codes that the sheet lists. `line`: the line of a file of many.
    """
    household: Household = _parsed(text, form, HOUSEHOLD, Reading(on=on, illnesses=illnesses, line=line))
    return household


def parse_member(text: str, form: Form, *, on: date, illnesses: frozenset[str]) -> Member:
    """One member, as in a household file's list; HouseholdFileError with every problem otherwise."""
    member: Member = _parsed(text, form, MEMBER, Reading(on=on, illnesses=illnesses))
    return member


def _parsed(text: str, form: Form, shape: Shape, reading: Reading) -> Any:
    found = read_object(_document(text, form, reading.line), shape, None, reading)
    if reading.problems or found is None:
        raise HouseholdFileError(reading.problems)
    return found


def parse_households(lines: Iterable[str], *, on: date, illnesses: frozenset[str]) -> Iterator[tuple[int, Household]]:
    """Households of a file with one JSON document a line, each with its line number; blank lines are passed over.

    Two households of one id are a problem of the second's line.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        household = parse_household(line, "json", on=on, illnesses=illnesses, line=number)
        if household.id and household.id in seen:
            raise HouseholdFileError([Problem("HOUSEHOLD_TWICE", "id", household.id, number)])
        seen[household.id] = number
        yield number, household


def decoded(data: bytes) -> str:
    """The text of a file's bytes, with or without a byte order mark; HouseholdFileError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise HouseholdFileError([Problem("NOT_UTF8", "", str(error.start), line)]) from None


def household_document(household: Household) -> dict[str, Any]:
    """The household as the document that reads back as itself: money in yuan as strings, what is absent left out."""
    return document_of(household)


def stored_household(document: dict[str, Any]) -> Household:
    """The household of a document that `household_document` made and the storage kept."""
    household: Household = _stored(document, HOUSEHOLD)
    return household


def stored_member(document: dict[str, Any]) -> Member:
    """The member of a document that `member_document` made and the storage kept."""
    member: Member = _stored(document, MEMBER)
    return member


def member_document(member: Member) -> dict[str, Any]:
    """A member as a document, as in a household file."""
    return object_of(member)


class _AnyIllness(frozenset[str]):
    """What was once recorded stays readable, whatever a sheet lists today."""

    def __contains__(self, _: object) -> bool:
        return True


def _stored(document: dict[str, Any], shape: Shape) -> Any:
    reading = Reading(on=date.max, illnesses=_AnyIllness())
    found = read_object(document, shape, None, reading)
    if reading.problems:
        raise HouseholdFileError(reading.problems)
    return found


def _document(text: str, form: Form, line: int | None) -> object:
    try:
        return _json(text) if form == "json" else _toml(text)
    except json.JSONDecodeError as error:
        raise HouseholdFileError([Problem("NOT_JSON", "", error.msg, line or error.lineno)]) from None
    except tomllib.TOMLDecodeError as error:
        raise HouseholdFileError([Problem("NOT_TOML", "", str(error), line)]) from None
    except (RecursionError, ValueError):
        raise HouseholdFileError([Problem("TOO_DEEP_OR_LONG", "", None, line)]) from None


def _json(text: str) -> object:
    return json.loads(text, parse_float=Written, parse_int=Written, parse_constant=Written, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object that remembers which of its keys stood there twice."""
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    times = Counter(key for key, _ in pairs)
    return WithKeysTwice(found, tuple(key for key, number in times.items() if number > 1))


def _toml(text: str) -> object:
    return _as_written(toml_document(text, Written))


def _as_written(value: object, depth: int = 0) -> object:
    """TOML's own integers and dates as JSON would write them; a date-time stays what it is and is refused."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(value, dict):
        return {key: _as_written(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_written(item, depth + 1) for item in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Written(str(value))
    if type(value) is date:
        return value.isoformat()
    return value
