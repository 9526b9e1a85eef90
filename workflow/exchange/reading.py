"""Tables of households as drafts of household files: rows grouped by household, every cell read, every problem kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from states.identity import birthday, masked_id
from workflow.errors import BadInput
from workflow.exchange.cells import HEADS, NUMBER_LENGTH, CellError, read_cell
from workflow.exchange.columns import (
    ANOTHER_PERSON,
    HOUSEHOLD_FIELDS,
    INCOME,
    INCOME_BY_KIND,
    MEMBER_FIELDS,
    READ,
    REQUIRED,
    SURVEY_FIELDS,
    VOUCHERS,
    Sort,
)
from workflow.table_file import sheets_of, table_among
from workflow.wording import LANGUAGES, in_language, say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from workflow.exchange.columns import Field
    from workflow.table_file import Row, Table


OF_MEMBERS = {"income": INCOME, "vouchers": VOUCHERS}
"""Tables that have a row for each income or bill of a member."""
COLUMNS = {field.key: field.name for field in (*HOUSEHOLD_FIELDS, *SURVEY_FIELDS)}
"""The column of each thing that is said of a household."""
UNTOLD = frozenset({"bank_account"})
"""What is not repeated when something is wrong with it (policy §5)."""
UNITS = ("元", "元/年")
"""What offices write behind the heading of a yearly amount."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a cell, or a household: a code, the column's name, and what stood there."""

    code: str
    column: str = ""
    text: str = ""
    table: str = "people"
    row: int = 0


Rows: TypeAlias = "Mapping[str, Sequence[Row]]"
"""Rows by the names of their tables."""


@dataclass(slots=True)
class Draft:
    """A household of the tables: its rows by table, its document so far, and what is wrong with them."""

    key: str
    rows: Rows
    columns: Mapping[str, Collection[str]]
    """What the file has columns for, by table: of anything else it says nothing, whatever it says of the household."""
    document: dict[str, Any] = field(default_factory=dict)
    survey: dict[str, Any] = field(default_factory=dict)
    problems: list[CellProblem] = field(default_factory=list)
    is_another: bool = False
    """Whether somebody decided that its head is no namesake whom the office knows."""

    @property
    def told_key(self) -> str:
        """What the file calls the household, for people: an ID number masked (policy §5)."""
        return masked_id(self.key) if len(self.key) == NUMBER_LENGTH else self.key


@dataclass(frozen=True, slots=True)
class Tables:
    """What a file holds: each table by its name, and where the rows of each household end.

    Of a file of any length it keeps what each household is called, and no row.
    """

    tables: Mapping[str, Table]
    ends: Mapping[str, Mapping[str, int]]
    """By table: the households in the order of their first rows, each with the place of its last one."""
    lost: Mapping[str, int]
    """By table: how many rows name no household of the file."""
    rows: int
    """All rows of all tables."""

    @property
    def households(self) -> int:
        """How many drafts there are."""
        return len(self.ends["people"]) + sum(self.lost.values())

    @property
    def drafts(self) -> Iterator[Draft]:
        """The households in their order, each read when it is asked for; then rows that name no household, each alone.

        BadInput: the file is not what it was any more.
        """
        said = _said_of(self.tables)
        gathered = {name: _Gathered(self._keyed(name), ends) for name, ends in self.ends.items()}
        for key in self.ends["people"]:
            rows = {name: found for name, table in gathered.items() if (found := table.of(key))}
            yield _draft(key, rows, said)
        for name in (name for name, count in self.lost.items() if count):
            for key, row in self._keyed(name):
                if key not in self.ends["people"]:
                    yield _draft(key, {name: [row]}, said)

    def _keyed(self, name: str) -> Iterator[tuple[str, Row]]:
        return _keyed(name, self.tables[name])


class _Gathered:
    """The rows of a table by household, read as far as the last row of each that is asked for, and no further.

    What is read on the way waits: nothing does where the rows of a household stand together, and households everywhere
    in the same order.
    """

    def __init__(self, keyed: Iterator[tuple[str, Row]], ends: Mapping[str, int]) -> None:
        self._rows, self._ends = enumerate(keyed), ends
        self._waiting: dict[str, list[Row]] = {}
        self._at = -1

    def of(self, key: str) -> list[Row]:
        """A household's rows, in their order."""
        end = self._ends.get(key, -1)
        while self._at < end:
            self._at, (found, row) = next(self._rows)
            if found in self._ends:
                self._waiting.setdefault(found, []).append(row)
        return self._waiting.pop(key, [])


def read_tables(path: Path) -> Tables:
    """The households of a workbook or a CSV file. BadInput: unreadable, or no table of people in it."""
    sheets = sheets_of(path)
    found = {
        name: table
        for name, fields in READ.items()
        if (table := table_among(sheets, headings_of(fields), REQUIRED[name])) is not None
    }
    if "people" not in found:
        raise BadInput("tables.no_column", file=str(path), column=say("exchange.column.name"))
    ends: dict[str, dict[str, int]] = {}
    lost: Counter[str] = Counter()
    rows = 0
    for name, table in found.items():
        ends[name] = {}
        for place, (key, _) in enumerate(_keyed(name, table)):
            rows += 1
            if name == "people" or key in ends["people"]:
                ends[name][key] = place
            else:
                lost[name] += 1
    return Tables(found, ends, lost, rows)


def headings_of(fields: Iterable[Field]) -> dict[str, tuple[str, ...]]:
    """The headings that each column is known by: those in use, and the program's own in every language."""
    found: dict[str, tuple[str, ...]] = {}
    for each in fields:
        own = []
        for lang in LANGUAGES:
            with in_language(lang):
                own.append(say(f"exchange.column.{each.name}"))
        known = (*own, *each.headings)
        found[each.name] = (*known, *(f"{name}{unit}" for name in known for unit in UNITS if each.sort is Sort.MONEY))
    return found


def _keyed(name: str, table: Table) -> Iterator[tuple[str, Row]]:
    """The rows of a table, each with what its household is called."""
    return _grouped(table) if name == "people" else ((row["household"], row) for row in table.rows)


def _grouped(people: Table) -> Iterator[tuple[str, Row]]:
    """Rows of one household: of one number, else of one head, else from one head's row to the next."""
    key = ""
    for row in people.rows:
        named = row["household"] or row["head_id"] or row["head_name"]
        if named:
            key = named
        elif not key or row["relation"].strip() in {*HEADS, "head"}:
            key = f"#{row.number}"
        yield key, row


def _said_of(tables: Mapping[str, Table]) -> Mapping[str, Collection[str]]:
    """The columns of each table; incomes on people's own rows are a table of incomes."""
    found = {name: frozenset(table.columns) for name, table in tables.items()}
    if found["people"] & {each.name for each in INCOME_BY_KIND}:
        found.setdefault("income", frozenset({"kind", "annual"}))
    return found


def _draft(key: str, rows: Rows, columns: Mapping[str, Collection[str]]) -> Draft:
    """A household's rows read; rows about incomes or bills that name no household of the file are a problem."""
    draft = Draft(key, rows, columns)
    for name, fields in OF_MEMBERS.items():
        for row in rows.get(name, ()):
            if "people" not in rows:
                draft.problems.append(CellProblem("NO_SUCH_HOUSEHOLD", "household", key, name, row.number))
            read = _read(draft, name, fields[1:], row)
            draft.document.setdefault("medical" if name == "vouchers" else "income", []).append(read)
    _fill(draft)
    return draft


def _fill(draft: Draft) -> None:
    """The document of a draft's people, and what is said of the household on any of their rows."""
    members = []
    declared: list[dict[str, Any]] = []
    for number, row in enumerate(draft.rows.get("people", ()), start=1):
        member = _read(draft, "people", MEMBER_FIELDS, row)
        member.setdefault("id", f"m{number}")
        born = birthday(member.get("id_no", ""))
        if born is not None:
            member.setdefault("born", born.isoformat())
        members.append(member)
        declared += _incomes(draft, row, member["id"])
        _merge(draft, draft.document, _read(draft, "people", HOUSEHOLD_FIELDS, row), row)
        _merge(draft, draft.survey, _read(draft, "people", SURVEY_FIELDS, row), row)
        draft.is_another = draft.is_another or bool(_read(draft, "people", (ANOTHER_PERSON,), row))
    draft.document["members"] = members
    if declared:
        draft.document["income"] = [*draft.document.get("income", ()), *declared]


def _incomes(draft: Draft, row: Row, member: str) -> list[dict[str, Any]]:
    read = _read(draft, "people", INCOME_BY_KIND, row)
    return [{"member": member, "kind": kind, "annual": annual} for kind, annual in read.items()]


def _read(draft: Draft, table: str, fields: Iterable[Field], row: Row) -> dict[str, Any]:
    """The cells of a row by their keys in a household file; a cell that cannot be read is kept as a problem."""
    found: dict[str, Any] = {}
    for each in fields:
        cell = row[each.name]
        if not cell:
            continue
        try:
            value = read_cell(each, cell)
        except CellError as error:
            draft.problems.append(CellProblem(error.code, each.name, error.text, table, row.number))
            continue
        if value is not None:
            _set(found, each.key, value)
    return found


def _set(document: dict[str, Any], key: str, value: Any) -> None:
    group, _, name = key.rpartition(".")
    (document.setdefault(group, {}) if group else document)[name] = value


def _merge(draft: Draft, into: dict[str, Any], said: Mapping[str, Any], row: Row, group: str = "") -> None:
    """What a row says of its household; two rows may not say two things."""
    for key, value in said.items():
        if isinstance(value, dict):
            _merge(draft, into.setdefault(key, {}), value, row, f"{key}.")
        elif into.setdefault(key, value) != value:
            shown = "" if key in UNTOLD else str(value)
            draft.problems.append(CellProblem("SAID_TWICE", COLUMNS[group + key], shown, "people", row.number))
