"""Households as tables: what is registered of them today, with what the newest survey found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db.lists import marked_ids
from states.household_file import household_document
from workflow.disclosure import disclose_cases
from workflow.errors import NotPermitted
from workflow.exchange.cells import written_cell
from workflow.exchange.columns import TABLES
from workflow.listing import CSV_ENCODING, Column, new_file, workbook_file, write_csv
from workflow.regions import digits_of
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from db.lists import ListFilter
    from states.case import CaseFacts
    from states.facts import Household
    from workflow.office import Office

CHUNK = 500
MOST = 10**7
"""Cases that one file may hold."""
OWNS_NOTHING = {
    "financial_assets": "0.00", "motor_vehicles": 0, "homes": 0, "home_area_m2": "0.00", "business_capital": "0.00",
}  # fmt: skip
"""What a household without property is written with: an empty cell says that it is not known."""


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A household under a number, and when its figures were surveyed and by whom, where they were."""

    key: str
    household: Household
    surveyed_on: date | None = None
    surveyors: tuple[str, ...] = ()


def cases_of(office: Office, wanted: ListFilter) -> tuple[str, ...]:
    """The numbers of the cases that a filter leaves in the acting person's region.

    NotPermitted: the filter names a region that is not in it.
    """
    region, own = wanted.village or office.user.region, digits_of(office.user.region)
    if not region.startswith(own):
        raise NotPermitted("exchange.elsewhere", login=office.user.login, region=office.region_name(region))
    with office.reading() as read:
        return tuple(marked_ids(read, replace(wanted, village=region), MOST))


def exported(office: Office, cases: Sequence[str], why: str) -> Iterator[Exchanged]:
    """The households of some cases, whole numbers and accounts included, read a part at a time.

    On each case it is noted who took them out and why (policy §5). BadInput: no reason was said.
    """
    for start in range(0, len(cases), CHUNK):
        yield from map(exchanged, disclose_cases(office, cases[start : start + CHUNK], why))


def exchanged(case: CaseFacts) -> Exchanged:
    """A case's household as it is exchanged: as registered, with what the newest survey found."""
    household, survey = replace(case.household, id="", applied_on=case.opened_on, previous=None), case.survey
    if survey is None:
        return Exchanged(case.id, household)
    found = survey.household
    surveyed = {member.id: member for member in found.members}
    members = tuple(surveyed.get(member.id, member) for member in household.members)
    ids = {member.id for member in members}
    household = replace(
        household,
        members=members,
        income=tuple(row for row in found.income if row.member in ids),
        medical=tuple(row for row in found.medical if row.member in ids),
        holdings=found.holdings,
    )
    return Exchanged(case.id, household, survey.on, survey.surveyors)


def write_workbook(path: Path, households: Iterable[Exchanged]) -> int:
    """Write households to a workbook as they come, a sheet for each table; gives how many people they are."""
    names = {name: say(f"exchange.table.{name}") for name in TABLES}
    with workbook_file(path, names["people"]) as book:
        sheets = {name: book.sheet(said, said, columns_of(name)) for name, said in names.items()}
        for name, row in rows_of(households):
            sheets[name].add(row)
        for sheet in sheets.values():
            sheet.end_with()
    return sheets["people"].rows


def write_table(path: Path, table: str, households: Iterable[Exchanged]) -> int:
    """Write one table of households to a CSV file as they come; gives how many people they are."""
    people = 0

    def wanted() -> Iterator[tuple[str, ...]]:
        nonlocal people
        for name, row in rows_of(households):
            people += name == "people"
            if name == table:
                yield row

    with new_file(path) as part, part.open("w", encoding=CSV_ENCODING, newline="") as out:
        write_csv(out, columns_of(table), wanted())
    return people


def columns_of(table: str) -> tuple[Column, ...]:
    """The columns of a table, under their headings."""
    return tuple(Column(say(f"exchange.column.{field.name}")) for field in TABLES[table])


def rows_of(households: Iterable[Exchanged]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The rows of households, each with the name of its table."""
    for each in households:
        for name, document in _documents(each):
            yield name, tuple(written_cell(field, _at(document, field.key)) for field in TABLES[name])


def differences(one: Household, other: Household, columns: Mapping[str, Collection[str]]) -> list[str]:
    """What two households say otherwise in some columns of each table, in words: columns, or a table of other rows."""
    ours, theirs = (_rows_by_table(Exchanged("", each)) for each in (one, other))
    found = []
    for table in (name for name in TABLES if name in columns):
        if len(ours[table]) != len(theirs[table]):
            found.append(say(f"exchange.table.{table}"))
            continue
        for place, field in enumerate(TABLES[table]):
            if field.name in columns[table] and any(
                row[place] != its[place] for row, its in zip(ours[table], theirs[table], strict=True)
            ):
                found.append(say(f"exchange.column.{field.name}"))
    return found


def _rows_by_table(each: Exchanged) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {name: [] for name in TABLES}
    for name, row in rows_of((each,)):
        found[name].append(row)
    return found


def _documents(each: Exchanged) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of each table as a document: a household's own facts stand on its first row."""
    document = household_document(each.household)
    if "property" in document:
        document["property"] = {**OWNS_NOTHING, **document["property"]}
    members, income, medical = (document.pop(name, []) for name in ("members", "income", "medical"))
    if each.surveyed_on is not None:
        document |= {"surveyed_on": each.surveyed_on.isoformat(), "surveyors": list(each.surveyors)}
    for number, member in enumerate(members):
        yield "people", {"household": each.key, **(document if number == 0 else {}), **member}
    for row in income:
        yield "income", {"household": each.key, **row}
    for row in medical:
        yield "vouchers", {"household": each.key, **row}


def _at(document: Mapping[str, Any], key: str) -> Any:
    found: Any = document
    for part in key.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found
