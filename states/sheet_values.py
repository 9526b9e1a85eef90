"""How a value of a policy sheet is read: a small reader for each kind, exact, with a code for what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from states.money import NotMoneyError, fen_of

NONE = "none"
"""The value that switches an inherited limit off."""

MONTHS = 12
LONGEST_DATUM = 60
MOST = 10**6
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9_]+\.[0-9_]+")
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,60}")

Reader = Callable[[Any], Any]


class BadValueError(ValueError):
    """A value that a parameter cannot take: a code, what stood there, fit for a terminal, and the codes it may be."""

    def __init__(self, code: str, datum: object = "", allowed: Iterable[str] = ()) -> None:
        self.code = code
        self.datum = shown(datum)
        self.allowed = tuple(allowed)
        super().__init__(f"{code} {self.datum}".strip())


class OddNumber:
    """A number as TOML may write it and no sheet does: nan, inf, or with an exponent. No reader takes it."""

    def __init__(self, written: str) -> None:
        self.written = written

    def __repr__(self) -> str:
        return self.written


def exact_number(written: str) -> Decimal | OddNumber:
    """A decimal number of a TOML text, nothing lost."""
    return Decimal(written) if _PLAIN_NUMBER.fullmatch(written) else OddNumber(written)


def shown(datum: object, most: int = LONGEST_DATUM) -> str:
    """What stood in a sheet, shortened, without characters that a terminal would act on."""
    try:
        text = str(datum)
    except ValueError:  # a whole number of thousands of digits
        text = "…"
    return "".join(sign if sign.isprintable() else "�" for sign in text[:most])


def money(value: Any) -> int:
    """Fen of an amount in yuan, not negative."""
    try:
        fen = fen_of(_written(value))
    except NotMoneyError:
        raise BadValueError("NOT_AN_AMOUNT", value) from None
    if fen < 0:
        raise BadValueError("NEGATIVE", value)
    return fen


def monthly_standard(value: Any) -> int:
    """Fen a year of a standard that is said by the month."""
    return money(value) * MONTHS


def share(value: Any) -> Fraction:
    """An exact decimal number from zero: a share or a multiple."""
    text = _written(value)
    if text.startswith("-") and _DECIMAL.fullmatch(text[1:]):
        raise BadValueError("NEGATIVE", value)
    if not _DECIMAL.fullmatch(text):
        raise BadValueError("NOT_A_NUMBER", value)
    return Fraction(text)


def part_of_one(value: Any) -> Fraction:
    """A share that cannot be more than the whole."""
    found = share(value)
    if found > 1:
        raise BadValueError("NOT_A_SHARE", value)
    return found


def positive(reader: Reader) -> Reader:
    """A reader that refuses zero."""

    def read(value: Any) -> Any:
        found = reader(value)
        if found <= 0:
            raise BadValueError("NOT_POSITIVE", value)
        return found

    return read


def up_to(most: int) -> Reader:
    """A reader of whole numbers from zero to a bound that no real sheet reaches."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise BadValueError("NOT_A_COUNT", value)
        if value < 0:
            raise BadValueError("NEGATIVE", value)
        if value > most:
            raise BadValueError("TOO_LARGE", value)
        return value

    return read


whole = up_to(MOST)


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadValueError("NOT_A_FLAG", value)
    return value


def one_of(codes: Iterable[Any]) -> Reader:
    """A reader of one code of a vocabulary; it gives the vocabulary's own item."""
    known = {str(getattr(code, "value", code)): code for code in codes}

    def read(value: Any) -> Any:
        if not isinstance(value, str) or value not in known:
            raise BadValueError("UNKNOWN_CODE", value, known)
        return known[value]

    return read


def code(value: Any) -> str:
    """A code of a vocabulary that counties may add to."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise BadValueError("UNKNOWN_CODE", value)
    return value


def list_of(reader: Reader) -> Callable[[Any], tuple[Any, ...]]:
    """A reader of lists."""

    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise BadValueError("NOT_A_LIST", value)
        return tuple(reader(item) for item in value)

    return read


def some_of(name: str, reader: Reader) -> Callable[[Any], tuple[Any, ...]]:
    """A reader of lists that hold something."""
    items = list_of(reader)

    def read(value: Any) -> tuple[Any, ...]:
        found = items(value)
        if not found:
            raise BadValueError("EMPTY", name)
        return found

    return read


def set_of(reader: Reader) -> Reader:
    """A reader of lists in which order says nothing."""
    items = list_of(reader)
    return lambda value: frozenset(items(value))


def or_none(reader: Reader) -> Reader:
    """A reader of a limit that "none" switches off."""
    return lambda value: None if value == NONE else reader(value)


def table(keys: Mapping[str, Reader]) -> Callable[[Any], dict[str, Any]]:
    """A reader of inline tables that have some of these keys and no other."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise BadValueError("NOT_A_TABLE", value)
        for key in value:
            if key not in keys:
                raise BadValueError("UNKNOWN_KEY", key)
        return {key: keys[key](item) for key, item in value.items()}

    return read


def must_have(found: Mapping[str, Any], *keys: str) -> None:
    """Refuse a table that lacks one of these keys."""
    for key in keys:
        if key not in found:
            raise BadValueError("KEY_MISSING", key)


def _written(value: Any) -> str:
    """A number as text; a text as it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int) and not isinstance(value, bool):
        return shown(value)
    raise BadValueError("NOT_A_NUMBER", value)
