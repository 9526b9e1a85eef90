"""Evidence as (kind, document) and back, from the fields of its class; what every record has stands in columns."""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from states.evidence import AnyRecord, EvidenceKind, Record, Survey
from states.facts import Household, Member
from states.household_file import household_document, member_document, stored_household, stored_member

COMMON = frozenset(field.name for field in fields(Record))
CLASSES: dict[EvidenceKind, type[Record]] = {cls.kind: cls for cls in get_args(AnyRecord)}

READERS: dict[Any, Callable[[Any], Any]] = {
    Household: stored_household,
    Member: stored_member,
    date: date.fromisoformat,
    Fraction: Fraction,
}


def _reader(hint: Any) -> Callable[[Any], Any] | None:
    """What makes a field's value of what its document says; None where it says the value itself."""
    if get_origin(hint) is UnionType:
        hint = next(option for option in get_args(hint) if option is not type(None))
    if get_origin(hint) is tuple:
        return tuple
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    return READERS.get(hint)


FIELDS = {
    cls: {name: _reader(hint) for name, hint in get_type_hints(cls).items() if name not in COMMON}
    for cls in CLASSES.values()
}


def body_of(record: Record) -> dict[str, Any]:
    """A record's own facts as a document; what is at its default is left out."""
    return {
        field.name: _encoded(getattr(record, field.name))
        for field in fields(record)
        if field.name not in COMMON and getattr(record, field.name) != field.default
    }


def record_of(kind: EvidenceKind, common: dict[str, Any], body: dict[str, Any]) -> Record:
    """The record of a kind, from its columns and its document. ValueError: the document is not one of that kind."""
    cls = CLASSES[kind]
    readers = FIELDS[cls]
    if not body.keys() <= readers.keys():
        raise ValueError(f"{kind.value}: {', '.join(sorted(body.keys() - readers.keys()))}")
    own = {
        name: value if value is None or (reader := readers[name]) is None else reader(value)
        for name, value in body.items()
    }
    try:
        return cls(**common, **own)
    except TypeError as error:
        raise ValueError(f"{kind.value}: {error}") from error


def _encoded(value: Any) -> Any:
    if isinstance(value, Household):
        return household_document(value)
    if isinstance(value, Member):
        return member_document(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return list(value) if isinstance(value, tuple) else value


__all__ = ["CLASSES", "Survey", "body_of", "record_of"]
