"""Another list of people, as a register hands it over: a workbook or a CSV file with the headings in use."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from states.money import NotMoneyError, fen_of
from workflow.errors import BadFile
from workflow.exchange.cells import CellError, digits_left, is_spoilt, read_cell
from workflow.exchange.columns import GROUPING, HOUSEHOLD_FIELDS, MEMBER_FIELDS, Field, Sort
from workflow.exchange.reading import headings_of
from workflow.matching.pairs import Person
from workflow.table_file import read_table
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from workflow.table_file import Row

_BY_NAME = {field.name: field for field in (*GROUPING, *MEMBER_FIELDS, *HOUSEHOLD_FIELDS)}
FIELDS = (
    *(_BY_NAME[name] for name in ("household", "head_id", "name", "born", "village", "card")),
    Field("id_no", "id_no", Sort.TEXT, _BY_NAME["id_no"].headings),
    Field("died", "died", Sort.DAY, ("死亡日期", "死亡时间", "去世日期")),
    Field("per_head", "per_head", Sort.MONEY, ("人均纯收入", "家庭人均纯收入", "人均可支配收入", "家庭人均年收入")),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the register: the person, the income per head in fen where it is told, the row's number."""

    person: Person
    per_head: int | None
    row: int


def read_register(path: Path, villages: Mapping[str, list[str]]) -> tuple[Entry, ...]:
    """Everybody on a register's list; `villages` gives codes by name.

    BadInput: unreadable, or no table of people. BadFile names every row that says something that cannot be so.
    """
    table = read_table(path, headings_of(FIELDS), required=("name",))
    wrong: list[str] = []
    found = [entry for row in table.rows if (entry := _entry(row, villages, wrong)) is not None]
    if wrong:
        raise BadFile(wrong)
    return tuple(_told_apart(_in_their_villages(found)))


def _in_their_villages(entries: list[Entry]) -> list[Entry]:
    """Of whom the village is not told: the one that is told of somebody else in the household."""
    villages = {each.person.household: each.person.village for each in entries if each.person.village}
    return [
        replace(entry, person=replace(entry.person, village=villages.get(entry.person.household, "")))
        if entry.person.household and not entry.person.village
        else entry
        for entry in entries
    ]


def _told_apart(entries: list[Entry]) -> Iterator[Entry]:
    """Rows that say the same of a person have keys of their own."""
    seen: Counter[str] = Counter()
    for entry in entries:
        key = entry.person.key
        seen[key] += 1
        yield entry if seen[key] == 1 else replace(entry, person=replace(entry.person, key=f"{key}#{seen[key]}"))


def _entry(row: Row, villages: Mapping[str, list[str]], wrong: list[str]) -> Entry | None:
    try:
        read = {field.name: read_cell(field, row[field.name]) for field in FIELDS}
        per_head = fen_of(read["per_head"]) if read["per_head"] is not None else None
        born, died = (date.fromisoformat(read[name]) if read[name] else None for name in ("born", "died"))
    except (CellError, NotMoneyError, ValueError) as error:
        wrong.append(say("match.unread", row=row.number, text=str(getattr(error, "text", error))))
        return None
    name, number = str(read["name"] or "").strip(), _number(str(read["id_no"] or ""))
    codes = villages.get(str(read["village"] or "").strip(), [])
    village = codes[0] if len(codes) == 1 else ""
    said = "|".join((name, number, str(born or ""), str(read["village"] or "")))
    key = hashlib.sha256(said.encode()).hexdigest()[:KEY_LENGTH]
    household = str(read["household"] or read["head_id"] or read["card"] or "")
    return Entry(Person(key, household, name, number, born, village, died), per_head, row.number)


KEY_LENGTH = 32
"""Characters that tell an entry of a register from every other one, whatever row it stands on."""


def _number(text: str) -> str:
    """An ID number as it is compared; of a spoilt one what a spreadsheet left."""
    number = text.upper().replace(" ", "")
    return digits_left(number) if is_spoilt(number) else number
