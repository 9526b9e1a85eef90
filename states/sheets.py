"""Policy sheets: dated, inherited, sourced parameters, and the policy that they make on a day (contract).

A value is never edited: a new entry is appended, and the former one ends where it begins. This module is the door:
`shipped().policy_on(region, day)` is a region's policy, `problems(text, file)` all that is wrong with a sheet.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from states.parameters import GROUPS, PARAMETERS
from states.sheet_book import (
    ROOT,
    CircularParentError,
    Difference,
    MissingParameterError,
    ParameterInForce,
    SheetBook,
    UnknownRegionError,
    differences,
)
from states.sheet_text import Entry, Sheet, SheetError, SheetProblem, parsed, read_sheet, unsourced
from states.sheet_values import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "CircularParentError",
    "Difference",
    "Entry",
    "MissingParameterError",
    "ParameterInForce",
    "Sheet",
    "SheetBook",
    "SheetError",
    "SheetProblem",
    "UnknownRegionError",
    "differences",
    "problems",
    "read_sheet",
    "shipped",
]


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
    """Everything wrong with a sheet, never an exception: its text, its parent, what it lacks, what a merge makes of it.

    `sourced`: each entry must say unit, document and status, as the shipped sheets do.
    """
    sheet, of_text = parsed(text, file)
    if any(problem.code == "NOT_TOML" for problem in of_text):
        return of_text
    spoilt = {problem.parameter for problem in of_text}
    of_sources = unsourced(sheet) if sourced else ()
    return (*of_text, *of_sources, *_unresolved(sheet, spoilt))


def _unresolved(sheet: Sheet, spoilt: set[str]) -> Iterator[SheetProblem]:
    """What a sheet and those that it inherits from do not say, or do not say together."""
    if spoilt & {"region", "parent"}:
        return
    book = shipped().with_sheet(sheet)
    try:
        book.chain(sheet.region)
    except CircularParentError as error:
        yield SheetProblem(sheet.file, "parent", None, "PARENT_IN_CIRCLE", error.region)
        return
    except UnknownRegionError as error:
        yield SheetProblem(sheet.file, "parent", None, "UNKNOWN_PARENT", error.region)
        return
    for names in GROUPS:
        if not spoilt & set(names):
            yield from _never_said(sheet, names, book)
            yield from _impossible(sheet, names, book)


def _never_said(sheet: Sheet, names: tuple[str, ...], book: SheetBook) -> Iterator[SheetProblem]:
    """A parameter that no sheet of the chain says on any day; a standard may be left to the sheets below."""
    left_to_children = names[0] == "standard_annual" and (sheet.parent is not None or sheet.region == ROOT)
    if PARAMETERS[names[0]].optional or left_to_children:
        return
    if not any(each.days(names) for each in book.chain(sheet.region)):
        yield SheetProblem(sheet.file, names[0], min(sheet.days(PARAMETERS), default=None), "MISSING")


def _impossible(sheet: Sheet, names: tuple[str, ...], book: SheetBook) -> Iterator[SheetProblem]:
    """Entries that, merged with what they inherit, make no value, once every sheet of the chain has begun to speak."""
    chain = book.chain(sheet.region)
    begun = max((days[0] for each in chain if (days := each.days(names))), default=None)
    found: dict[SheetProblem, None] = {}
    for day in book.changes(sheet.region):
        own = sheet.in_force(names, day)
        if own is not None and begun is not None and day >= begun:
            found.update(dict.fromkeys(_unreadable(sheet, own[1], book.values_on(sheet.region, day), names)))
    yield from found


def _unreadable(
    sheet: Sheet, entry: Entry, values: dict[str, object], names: tuple[str, ...]
) -> Iterator[SheetProblem]:
    for name in names:
        if name in values:
            try:
                PARAMETERS[name].read(values[name])
            except BadValueError as error:
                yield SheetProblem(sheet.file, name, entry.in_force, error.code, error.datum)
