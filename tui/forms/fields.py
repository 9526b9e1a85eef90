"""Fields of forms as declarations, and how each kind is read from what was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from states.facts import Disability, DisabilityClass
from states.months import first_of_month
from tui.safe import plain
from workflow.wording import word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MONEY = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
TOO_FINE = re.compile(r"\d{1,12}\.\d{3,}", re.ASCII)
DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII)
MONTH = re.compile(r"(\d{4})-?(\d{2})(?:-?01)?", re.ASCII)
SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*[%％]?", re.ASCII)
BETWEEN = re.compile(r"[,，、;；\s]+")
LONGEST = 500
HUNDRED = 100
LEVELS = range(1, 5)


class FieldKind(StrEnum):
    """What is typed into a field."""

    TEXT = "text"
    DAY = "day"
    MONTH = "month"
    MONEY = "money"
    SIGNED_MONEY = "signed_money"
    WHOLE = "whole"
    AREA = "area"
    SHARE = "share"
    FLAG = "flag"
    CHOICE = "choice"
    LIST = "list"
    DISABILITIES = "disabilities"
    ROWS = "rows"


class FieldError(ValueError):
    """What was typed cannot be read; `key` is its sentence in the desk's catalogue."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name (words: `desk.field.<name>`), kind, and what a choice may be.

    `words` is the vocabulary that a choice's codes belong to. `columns` are the fields of a row; `fixed` rows are
    neither added nor removed.
    """

    name: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    choices: tuple[str, ...] = ()
    words: str = ""
    default: Any = ""
    columns: tuple[Field, ...] = ()
    fixed: bool = False
    label: str = ""
    enum: type[StrEnum] | None = None
    only_for: tuple[str, tuple[str, ...]] = ("", ())
    """Another field's name and its codes: only then is this one asked for."""
    table: bool = False
    """Whether the rows stand under one heading, a line each."""

    @property
    def nothing(self) -> Any:
        """What an empty field means."""
        return "" if self.kind is FieldKind.CHOICE and self.enum is None else EMPTY.get(self.kind)

    def read(self, text: str) -> Any:
        """What a typed text means; FieldError where it means nothing."""
        text = text.strip()
        if not text:
            if self.required:
                raise FieldError("form.required")
            return self.nothing
        if self.kind is FieldKind.CHOICE and self.choices and text not in self.choices:
            raise FieldError("form.not_a_choice")
        if self.enum is not None:
            return self.enum(text)
        if self.kind is FieldKind.LIST:
            return _list(text, self.choices, self.words)
        return READERS[self.kind](text)


def choice_of(
    name: str, enum: type[StrEnum], words: str, *, blank: bool = False, default: str = "", label: str = ""
) -> Field:
    """A field that chooses one code of a vocabulary; `blank`: or none."""
    codes = tuple(code.value for code in enum)
    return Field(
        name, FieldKind.CHOICE, choices=("", *codes) if blank else codes, words=words, enum=enum, required=not blank,
        default=default or ("" if blank else codes[0]), label=label,
    )  # fmt: skip


EMPTY: dict[FieldKind, Any] = {
    FieldKind.TEXT: "",
    FieldKind.LIST: (),
    FieldKind.DISABILITIES: (),
    FieldKind.FLAG: False,
}


def _text(text: str) -> str:
    if len(text) > LONGEST:
        raise FieldError("form.too_long")
    return plain(text)


def _day(text: str) -> date:
    found = DAY.fullmatch(text)
    if not found:
        raise FieldError("form.not_a_day")
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        raise FieldError("form.no_such_day") from None


def _month(text: str) -> date:
    found = MONTH.fullmatch(text)
    try:
        if found:
            return first_of_month(date(int(found[1]), int(found[2]), 1))
    except ValueError:
        pass
    raise FieldError("form.not_a_month")


def _money(text: str) -> int:
    written = text.replace(",", "").replace("，", "")
    found = MONEY.fullmatch(written)
    if not found:
        raise FieldError("form.decimals" if TOO_FINE.fullmatch(written) else "form.not_money")
    return int(found[1]) * HUNDRED + int((found[2] or "0").ljust(2, "0"))


def _signed_money(text: str) -> int:
    return -_money(text[1:]) if text.startswith("-") else _money(text)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):  # noqa: PLR2004 - more people than a village has
        raise FieldError("form.not_whole")
    return int(text)


def _area(text: str) -> Fraction:
    found = MONEY.fullmatch(text)
    if not found:
        raise FieldError("form.not_area")
    return Fraction(text)


def _share(text: str) -> Fraction:
    """A share written in percent: 15 is 15 %."""
    found = SHARE.fullmatch(text)
    if not found or Fraction(found[1]) > HUNDRED:
        raise FieldError("form.not_share")
    return Fraction(found[1]) / HUNDRED


def _list(text: str, choices: Sequence[str], words: str) -> tuple[str, ...]:
    """Several texts parted by commas or blanks; codes, or their words, where only some may be given."""
    parts = tuple(part for part in BETWEEN.split(text) if part)
    return tuple(_code(part, choices, words, "form.not_a_choice") for part in parts) if choices else parts


def _code(text: str, codes: Sequence[str], words: str, error: str) -> str:
    for code in codes:
        if text.lower() in {code, word(words, code).lower()}:
            return code
    raise FieldError(error)


def _disabilities(text: str) -> tuple[Disability, ...]:
    """Classes with their levels: "visual 1, mental 2"."""
    found = []
    for part in re.split(r"[,，、;；]+", text):
        match = re.fullmatch(r"\s*(\D+?)\s*([1-4])\s*", part)
        if not match:
            raise FieldError("form.not_disabilities")
        code = _code(match[1].strip(), list(DisabilityClass), "disability", "form.not_disabilities")
        found.append(Disability(DisabilityClass(code), int(match[2])))
    return tuple(found)


READERS: dict[FieldKind, Callable[[str], Any]] = {
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: _text,
    FieldKind.DAY: _day,
    FieldKind.MONTH: _month,
    FieldKind.MONEY: _money,
    FieldKind.SIGNED_MONEY: _signed_money,
    FieldKind.WHOLE: _whole,
    FieldKind.AREA: _area,
    FieldKind.SHARE: _share,
    FieldKind.DISABILITIES: _disabilities,
}
