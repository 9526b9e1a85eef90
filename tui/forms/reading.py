"""A form's value: what is typed, field by field, and what it means; widgets only show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tui.forms.fields import FieldError, FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tui.forms.fields import Field

Typed = dict[str, Any]
"""Texts and marks by field; of a field of rows, a list of the same."""


@dataclass(frozen=True, slots=True)
class At:
    """A place in a form: a field; or of the row of a number, a field of its own, or the row as a whole."""

    field: str
    row: int = -1
    column: str = ""


@dataclass(frozen=True, slots=True)
class FormRead:
    """What a form means. Rows in which nothing was typed are passed over; `rows` says where the others were typed.

    `wrong` are the places that cannot be read, each with its sentence's key; their values are None.
    """

    values: Mapping[str, Any]
    wrong: Mapping[At, str]
    rows: Mapping[str, tuple[int, ...]]

    def at(self, field: str, row: int = -1, column: str = "") -> At:
        """The place in the form of a field, or of a field of the row that is read as the one of a number."""
        if row < 0:
            return At(field)
        typed = self.rows.get(field, ())
        return At(field, typed[row] if row < len(typed) else row, column)


def read_form(fields: Iterable[Field], typed: Mapping[str, Any]) -> FormRead:
    """Read every field of a form that is asked for."""
    values: dict[str, Any] = {}
    wrong: dict[At, str] = {}
    rows: dict[str, tuple[int, ...]] = {}
    for field in fields:
        if not asked(field, typed):
            values[field.name] = [] if field.kind is FieldKind.ROWS else field.nothing
        elif field.kind is FieldKind.ROWS:
            written = typed.get(field.name) or ()
            numbers = tuple(n for n, row in enumerate(written) if not is_blank(field, row))
            rows[field.name] = numbers
            values[field.name] = [
                {column.name: _value(column, written[n], At(field.name, n, column.name), wrong)
                 for column in field.columns}
                for n in numbers
            ]  # fmt: skip
        else:
            values[field.name] = _value(field, typed, At(field.name), wrong)
    return FormRead(values, wrong, rows)


def asked(field: Field, typed: Mapping[str, Any]) -> bool:
    """Whether a field is asked for: some only where another field says what they belong to."""
    name, codes = field.only_for
    return not name or typed.get(name) in codes


def is_blank(field: Field, row: Mapping[str, Any]) -> bool:
    """Whether nothing was typed into what a row must have: it is then no row."""
    needed = [column.name for column in field.columns if column.required and column.kind is not FieldKind.CHOICE]
    return bool(needed) and not any(str(row.get(name) or "").strip() for name in needed)


def _value(field: Field, typed: Mapping[str, Any], at: At, wrong: dict[At, str]) -> Any:
    written = typed.get(field.name, field.default)
    if field.kind is FieldKind.FLAG:
        return bool(written)
    try:
        return field.read(str(written))
    except FieldError as error:
        wrong[at] = error.key
        return None
