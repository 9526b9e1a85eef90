"""Reading what a user names: household files and policy sheets, every problem told with file, line and field."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from states.household_file import HouseholdFileError, decoded, household_document, parse_household, parse_member
from states.sheets import SheetError, problems, read_sheet
from workflow.errors import BadFile
from workflow.field_lines import line_of, lines_of_json, lines_of_toml
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from states.facts import Household, Member
    from states.reading import Problem
    from states.sheets import Sheet, SheetProblem

Form = Literal["json", "toml"]
FORMS: dict[str, Form] = {".json": "json", ".toml": "toml"}
LARGEST_BYTES = 20_000_000
"""A file of one document is not longer."""
CANNOT_OPEN: dict[type[OSError], str] = {
    FileNotFoundError: "NO_FILE",
    NotADirectoryError: "NO_FILE",
    IsADirectoryError: "IS_DIRECTORY",
}


def household_from(path: str, *, on: date, illnesses: frozenset[str]) -> Household:
    """The household of a .json or .toml file; BadFile says what is wrong with it."""
    form = FORMS.get(Path(path).suffix.lower())
    if form is None:
        raise BadFile([sentence(path, "NO_SUCH_FORM")])
    return household_of(text_of(path, bytes_of(path)), form, path, on=on, illnesses=illnesses)


def member_from(path: str, *, on: date, illnesses: frozenset[str]) -> Member:
    """One member, as in a household file's list; BadFile says what is wrong with it."""
    form = FORMS.get(Path(path).suffix.lower())
    if form is None:
        raise BadFile([sentence(path, "NO_SUCH_FORM")])
    text = text_of(path, bytes_of(path))
    try:
        return parse_member(text, form, on=on, illnesses=illnesses)
    except HouseholdFileError as error:
        raise BadFile(household_sentences(path, error.problems, text, form)) from None


def household_of(text: str, form: Form, file: str, *, on: date, illnesses: frozenset[str]) -> Household:
    """The household that a text says; BadFile names `file`, line and field of everything that is wrong."""
    if not text.strip():
        raise BadFile([sentence(file, "FILE_EMPTY")])
    try:
        return parse_household(text, form, on=on, illnesses=illnesses)
    except HouseholdFileError as error:
        told = [(problem.field, say(f"problems.{problem.code}", datum=problem.datum)) for problem in error.problems]
        raise BadFile(household_sentences(file, error.problems, text, form), told) from None


def checked(household: Household, *, on: date, illnesses: frozenset[str]) -> Household:
    """A household that was not read from a file, held against what a file is held against; BadFile by field."""
    text = json.dumps(household_document(household), ensure_ascii=False)
    return household_of(text, "json", say("problems.form"), on=on, illnesses=illnesses)


def household_sentences(file: str, found: Iterable[Problem], text: str, form: Form) -> list[str]:
    """A sentence for each problem of a household file; the lines are looked up where the problem names none."""
    told = list(found)
    lines: dict[str, int] = {}
    if any(problem.field and problem.line is None for problem in told):
        lines = lines_of_json(text) if form == "json" else lines_of_toml(text)
    return [sentence(file, p.code, p.datum, field=p.field, line=p.line or line_of(p.field, lines)) for p in told]


def sheet_from(path: str) -> Sheet:
    """A policy sheet fit for use, sources or not; BadFile says what is wrong with the file, with parameter and date."""
    text = text_of(path, bytes_of(path))
    found = problems(text, path, sourced=False)
    if found:
        raise BadFile(sheet_sentences(found))
    try:
        return read_sheet(text, path)
    except SheetError as error:
        raise BadFile(sheet_sentences(error.problems)) from None


def sheet_sentences(found: Iterable[SheetProblem]) -> list[str]:
    """A sentence for each problem of a sheet."""
    told = []
    for problem in found:
        said = say(f"sheets.{problem.code}", datum=problem.datum)
        where = "sheets.on" if problem.in_force else "sheets.at" if problem.parameter else "sheets.in"
        told.append(say(where, file=problem.file, parameter=problem.parameter, day=problem.in_force, said=said))
    return told


def bytes_of(path: str) -> bytes:
    """A file's bytes; BadFile where it cannot be read, or is longer than any household or sheet."""
    with _told(path), Path(path).open("rb") as file:
        data = file.read(LARGEST_BYTES + 1)
    if len(data) > LARGEST_BYTES:
        raise BadFile([sentence(path, "TOO_DEEP_OR_LONG")])
    return data


def lines_of(path: str) -> Iterator[bytes]:
    """A file's lines, one after the other; BadFile where it cannot be read."""
    with _told(path), Path(path).open("rb") as file:
        yield from file


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Say in a sentence why a file cannot be read."""
    try:
        yield
    except OSError as error:
        code = next((code for kind, code in CANNOT_OPEN.items() if isinstance(error, kind)), "NOT_READABLE")
        raise BadFile([sentence(path, code, error.strerror)]) from None


def text_of(file: str, data: bytes, line: int | None = None) -> str:
    """The text of a file's bytes; BadFile where it is none. `line`: of a file of many, where the bytes are from."""
    try:
        return decoded(data)
    except HouseholdFileError as error:
        problem = error.problems[0]
        raise BadFile([sentence(file, problem.code, problem.datum, line=line or problem.line)]) from None


def is_one_document(text: str) -> bool:
    """Whether a text is one JSON document over several lines, and not one document a line."""
    first, _, rest = text.strip().partition("\n")
    if not rest.strip():
        return True
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return True
    return False


def sentence(file: str, code: str, datum: str | None = None, *, field: str = "", line: int | None = None) -> str:
    """One problem as a sentence, with as much of file, line and field as is known."""
    return placed(file, say(f"problems.{code}", datum=datum), field=field, line=line)


def placed(file: str, said: str, *, field: str = "", line: int | None = None) -> str:
    """A sentence with the place that it is about."""
    name = say("problems.standard_input") if file == "-" else file
    where = ("problems.at" if field else "problems.in") + ("_line" if line else "")
    return say(where, file=name, line=line, field=field, said=said)
