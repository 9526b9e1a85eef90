"""Opening many cases at once, each with what is recorded on its first day: the rows that opening them singly writes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Table, bindparam, insert, select, tuple_, update

from db.beyond import highest_case, persons_numbered
from db.bulk import insert_rows
from db.doubt import REQUESTS
from db.journal import BEGINNING, Entry, event_row
from db.reading import CASES, EVENTS, EVIDENCE, HOUSEHOLDS, MEMBERS, PERSONS, SURVEYS, Reading
from db.register import READ
from db.registering import household_values, member_values, person_values
from db.writing import (
    DUE_ITEMS,
    GRAMS,
    Writing,
    case_number,
    case_values,
    derived_rows,
    opened,
    record_digest,
    record_values,
)
from states.evidence import Record
from states.facts import Household
from states.stages import Stage

Recorded = Callable[[Record, int, str], Entry]
"""The event of a record, from its number and the digest of what it says."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A household nobody knows yet, its first event, the key of the request, and the records that come with it.

    `records` gives them for the case's number.
    """

    household: Household
    on: date
    entry: Entry
    request: str
    records: Callable[[str], tuple[Record, ...]]


def answered_requests(read: Reading, keys: Iterable[str]) -> set[str]:
    """Which of some requests were answered before."""
    return set(read.connection.execute(select(REQUESTS.c.key).where(REQUESTS.c.key.in_(list(keys)))).scalars())


def known_heads(read: Reading, numbers: Iterable[str]) -> set[str]:
    """Which ID numbers are those of registered heads of a household."""
    statement = (
        select(PERSONS.c.id_no)
        .join(MEMBERS, MEMBERS.c.person_id == PERSONS.c.id)
        .where(PERSONS.c.id_no.in_(set(numbers) - {""}), MEMBERS.c.position == 0, MEMBERS.c.left_on.is_(None))
    )
    return set(read.connection.execute(statement).scalars())


def cases_meant(read: Reading, said: Mapping[str, date | None]) -> dict[str, str]:
    """The case that is meant by each head's ID number with a day of application, where there is one.

    Of the household that the head was last registered in: the case of that day, ended or not, else the live one.
    """
    statement = (
        select(PERSONS.c.id_no, MEMBERS.c.household_id, CASES.c.id, CASES.c.opened_on, CASES.c.stage)
        .join(MEMBERS, MEMBERS.c.person_id == PERSONS.c.id)
        .outerjoin(CASES, CASES.c.household_id == MEMBERS.c.household_id)
        .where(PERSONS.c.id_no.in_(set(said) - {""}), MEMBERS.c.position == 0, MEMBERS.c.left_on.is_(None))
        .order_by(MEMBERS.c.household_id, CASES.c.id)
    )
    rows = read.rows(statement)
    newest = {row["id_no"]: row["household_id"] for row in rows}
    of_newest = [row for row in rows if row["id"] and row["household_id"] == newest[row["id_no"]]]
    live = {row["id_no"]: row["id"] for row in of_newest if row["stage"] != Stage.TERMINATED}
    return live | {row["id_no"]: row["id"] for row in of_newest if row["opened_on"] == said[row["id_no"]]}


Called = tuple[str, date, str]
"""A head's name, birthday and village."""


def cases_of_namesakes(read: Reading, said: Mapping[str, tuple[Called, date | None]]) -> dict[str, dict[str, str]]:
    """By request: the case meant of each household in the village whose head is called so and was born that day.

    It is the case of the day of the application, ended or not, else the live one. With each stands its head's ID
    number, "" where none is known.
    """
    statement = (
        select(
            PERSONS.c.name, PERSONS.c.born, PERSONS.c.id_no, CASES.c.village, CASES.c.household_id, CASES.c.id,
            CASES.c.opened_on, CASES.c.stage,
        )
        .join(MEMBERS, MEMBERS.c.person_id == PERSONS.c.id)
        .join(CASES, CASES.c.household_id == MEMBERS.c.household_id)
        .where(
            tuple_(PERSONS.c.name, PERSONS.c.born).in_({called[:2] for called, _ in said.values()}),
            MEMBERS.c.position == 0,
            MEMBERS.c.left_on.is_(None),
        )
        .order_by(CASES.c.id)
    )  # fmt: skip
    by_head: dict[Called, list[RowMapping]] = defaultdict(list)
    for row in read.rows(statement) if said else ():
        by_head[row["name"], row["born"], row["village"]].append(row)
    return {key: _meant(by_head.get(called, ()), on) for key, (called, on) in said.items()}


def _meant(rows: Sequence[RowMapping], on: date | None) -> dict[str, str]:
    """Of each household's cases the one that is meant, with its head's ID number."""
    live = {row["household_id"]: row for row in rows if row["stage"] != Stage.TERMINATED}
    meant = live | {row["household_id"]: row for row in rows if row["opened_on"] == on}
    return {row["id"]: row["id_no"] for row in meant.values()}


def open_cases(uow: Writing, openings: Sequence[Opening], recorded: Recorded) -> list[str]:
    """Register households and open their cases; gives the cases' numbers. Nobody of the heads may be one already."""
    households = _households(uow, openings)
    highest = highest_case(uow.connection)
    first = int(highest.removeprefix("C-")) + 1 if highest else 1
    ids = [case_number(first + place) for place in range(len(openings))]
    registers = READ.read(uow.connection, households)
    journals = [
        [event_row(case, 1, opened(opening.entry, None, registers[household].document), uow.now(), BEGINNING)]
        for case, household, opening in zip(ids, households, openings, strict=True)
    ]
    rows = (
        case_values(case, household, opening.household, opening.on) | {"journal_hash": journal[0]["hash"]}
        for case, household, opening, journal in zip(ids, households, openings, journals, strict=True)
    )
    insert_rows(uow, {CASES.name: rows})
    _records(uow, ids, openings, journals, recorded)
    requests = ({"key": o.request, "case_id": case, "seq": 1} for case, o in zip(ids, openings, strict=True))
    events = (event for journal in journals for event in journal)
    insert_rows(uow, {EVENTS.name: events, REQUESTS.name: requests})
    _move(uow, ({"version": len(j), "journal_hash": j[-1]["hash"], "case": j[-1]["case_id"]} for j in journals))
    return ids


def summarise_new(
    uow: Writing, found: Sequence[tuple[str, Mapping[str, Any], Sequence[str], Sequence[Mapping[str, Any]]]]
) -> None:
    """What `Writing.summarise` keeps, of cases of which nothing is kept yet: columns, parts of names, due work."""
    _move(uow, ({**columns, "case": case} for case, columns, _, _ in found))
    beside = [derived_rows(*each) for each in found]
    insert_rows(uow, {of.name: [row for rows in beside for row in rows[of]] for of in (GRAMS, DUE_ITEMS)})


def _households(uow: Writing, openings: Sequence[Opening]) -> list[int]:
    """Register the households and their people; who is known by ID number is found again."""
    numbers = _numbered(uow, HOUSEHOLDS, [household_values(opening.household) for opening in openings])
    members = [member for opening in openings for member in opening.household.members]
    known = persons_numbered(uow.connection, (member.id_no for member in members))
    first = {member.id_no: id(member) for member in reversed(members) if member.id_no not in known}
    new = [member for member in members if not member.id_no or first.get(member.id_no) == id(member)]
    added = list(zip(new, _numbered(uow, PERSONS, [person_values(member) for member in new]), strict=True))
    known |= {member.id_no: person for member, person in added if member.id_no}
    unnumbered = iter([person for member, person in added if not member.id_no])
    lives = (
        member_values(number, known[member.id_no] if member.id_no else next(unnumbered), member, position)
        for number, opening in zip(numbers, openings, strict=True)
        for position, member in enumerate(opening.household.members)
    )
    insert_rows(uow, {MEMBERS.name: lives})
    return numbers


def _records(
    uow: Writing,
    ids: Sequence[str],
    openings: Sequence[Opening],
    journals: Sequence[list[dict[str, Any]]],
    recorded: Recorded,
) -> None:
    """Add the records of every case, and their events to its journal."""
    written = [
        (record, journal, *record_values(case, record))
        for case, opening, journal in zip(ids, openings, journals, strict=True)
        for record in opening.records(case)
    ]
    numbers = _numbered(uow, EVIDENCE, [values for _, _, values, _ in written])
    surveys = []
    for number, (record, journal, values, survey) in zip(numbers, written, strict=True):
        entry = recorded(record, number, record_digest(values, survey))
        last = journal[-1]
        journal.append(event_row(last["case_id"], last["seq"] + 1, entry, uow.now(), last["hash"]))
        if survey is not None:
            row = {**survey, "window_end": record.window_end}  # type: ignore[attr-defined]
            surveys.append({"evidence_id": number, "case_id": last["case_id"], **row})
    insert_rows(uow, {SURVEYS.name: surveys})


def _numbered(uow: Writing, of: Table, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows; gives the numbers that the database gave them, in the rows' order."""
    if not rows:
        return []
    statement = insert(of).returning(of.c.id, sort_by_parameter_order=True)
    return list(uow.connection.execute(statement, [dict(row) for row in rows]).scalars())


def _move(uow: Writing, rows: Iterable[Mapping[str, Any]]) -> None:
    """Change the row of each case that is named."""
    found = [dict(row) for row in rows]
    if found:
        uow.connection.execute(update(CASES).where(CASES.c.id == bindparam("case")), found)
