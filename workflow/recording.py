"""Evidence from what a person writes: each kind's own facts by name, read as its class declares them."""

from __future__ import annotations

from dataclasses import MISSING, fields
from datetime import date
from fractions import Fraction
from functools import partial
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from states.characters import is_clean
from states.evidence import (
    Aid,
    AnyRecord,
    ChangeKind,
    DiscrepancyOutcome,
    EarlyExitCause,
    EvidenceKind,
    OrderOf,
    PaperStatus,
    Record,
    Resolution,
)
from states.money import NotMoneyError, fen_of
from workflow.errors import BadInput
from workflow.wording import word
from workflow.written_codes import code_written

if TYPE_CHECKING:
    from collections.abc import Mapping

CLASSES: dict[EvidenceKind, type[Record]] = {cls.kind: cls for cls in get_args(AnyRecord)}
HINTS = {kind: get_type_hints(cls) for kind, cls in CLASSES.items()}
MONEY = frozenset({"monthly", "before", "after"})
OF_THE_PROGRAM = frozenset({"id", "recorded_by", "recorded_on", "amends", "on", "former", "batch"})
"""What a person does not write: numbers, and who recorded it when."""
WHOLE = frozenset({"household", "joins", "window_end"})
"""What is read from a file of its own."""
VOCABULARIES: dict[Any, str] = {
    Aid: "aid",
    ChangeKind: "change",
    DiscrepancyOutcome: "discrepancy",
    EarlyExitCause: "early_exit",
    OrderOf: "order",
    PaperStatus: "paper_status",
    Resolution: "resolution",
}
"""Codes that a field may hold, and where their words are."""

Given = str | tuple[str, ...] | bool


def own_fields(kind: EvidenceKind) -> tuple[str, ...]:
    """The names of what a person writes for a kind, in the order of its class; person and document come first."""
    return tuple(field.name for field in fields(CLASSES[kind]) if field.name not in OF_THE_PROGRAM | WHOLE)


def required_fields(kind: EvidenceKind) -> tuple[str, ...]:
    """Those that must be written."""
    return tuple(
        field.name
        for field in fields(CLASSES[kind])
        if field.name not in OF_THE_PROGRAM | WHOLE and field.default is MISSING and field.default_factory is MISSING
    )


def values_of(kind: EvidenceKind, given: Mapping[str, Given]) -> dict[str, Any]:
    """The facts of a kind from what was written; BadInput names what is not asked for or cannot be read."""
    known = set(own_fields(kind))
    hints = HINTS[kind]
    values: dict[str, Any] = {}
    for name, written in given.items():
        if name not in known:
            raise BadInput("recording.not_asked", option=option_of(name), kind=kind.value)
        values[name] = _read(name, hints[name], written)
    return values


def record_from(kind: EvidenceKind, given: Mapping[str, Given], on: date, **whole: Any) -> Record:
    """A record of a kind, dated `on`; `whole` is what was read from a file. BadInput names what is missing."""
    values = values_of(kind, given)
    for name in required_fields(kind):
        said = values.get(name, whole.get(name))
        if said is None or (isinstance(said, str | tuple) and not "".join(said).strip()):
            raise BadInput("recording.missing", option=option_of(name), kind=kind.value)
    return CLASSES[kind](on=on, **values, **whole)


def option_of(name: str) -> str:
    """How a field's option is written."""
    return "--" + name.strip("_").replace("_", "-")


def _read(name: str, hint: Any, written: Given) -> Any:
    if get_origin(hint) is UnionType:
        hint = next(option for option in get_args(hint) if option is not type(None))
    if isinstance(written, bool):
        return written
    if get_origin(hint) is tuple:
        listed = written if isinstance(written, tuple) else tuple(written.split())
        return tuple(_text(name, item) for item in listed)
    text = _text(name, written if isinstance(written, str) else " ".join(written))
    try:
        return _value(name, hint, text)
    except (ValueError, NotMoneyError, ZeroDivisionError):
        allowed = " ".join(item.value for item in hint) if hint in VOCABULARIES else ""
        key = "recording.not_one_of" if allowed else "recording.not_readable"
        raise BadInput(key, option=option_of(name), value=text, allowed=allowed) from None


def _value(name: str, hint: Any, text: str) -> Any:
    if name in MONEY:
        return fen_of(text)
    if hint is date:
        return date.fromisoformat(text)
    if hint in VOCABULARIES:
        return hint(code_written(text, hint, partial(word, VOCABULARIES[hint])))
    return hint(text) if hint in (int, Fraction) else text


def _text(name: str, written: str) -> str:
    if not is_clean(written):
        raise BadInput("recording.control_character", option=option_of(name))
    return written
