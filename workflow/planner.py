"""The planner: a quarter's work village by village, who does it, what is ticked off, and a day's round.

A tick and a name are notes on the work. The work itself stays due until what it asks for is recorded on the case. On a
village's report nothing is noted: it is due until it is submitted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.due import DueFilter, cases_due, due_page, items_by_village, mark_done, mark_person, ticked_by_village
from workflow.derived import keep_derived
from workflow.due import Quarter, due_filter, item_of
from workflow.errors import BadInput
from workflow.report_duty import reports_due
from workflow.responsibility import holder_named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from states.due import DueItem
    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class VillageWork:
    """A village's part of a quarter: how many items, how many overdue, the earliest day, how many ticked off."""

    village: str
    items: int
    overdue: int
    earliest: date
    done: int


@dataclass(frozen=True, slots=True)
class QuarterWork:
    """A quarter's work by village, the most urgent first; cases counted as the due list counts them."""

    quarter: Quarter
    live: int
    due: int
    overdue: int
    villages: tuple[VillageWork, ...]

    @property
    def not_due(self) -> int:
        """Live cases without work in the quarter."""
        return self.live - self.due

    @property
    def items(self) -> int:
        """Pieces of work."""
        return sum(village.items for village in self.villages)

    @property
    def done(self) -> int:
        """Those that are ticked off."""
        return sum(village.done for village in self.villages)


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A piece of work with its notes: who does it (the case's person where nobody else is named), who ticked it off."""

    item: DueItem
    person: str
    done_on: date | None
    done_by: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which work the planner shows; what is left empty does not narrow it."""

    quarter: Quarter
    region: str = ""
    kind: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None
    """Work with a last day from `since` to before `until` alone: a week of the quarter, or what is overdue."""


def quarter_work(office: Office, wanted: Wanted) -> QuarterWork:
    """A quarter's work by village."""
    keep_derived(office)
    asked = _filter(office, wanted)
    with office.reading() as read:
        live, due, overdue = cases_due(read, asked)
        done = ticked_by_village(read, asked)
        villages = [VillageWork(**row, done=done.get(row["village"], 0)) for row in items_by_village(read, asked)]
        reports = reports_due(office, read, wanted.quarter, asked)
    villages = _with_reports(villages, reports, office.today)
    villages.sort(key=lambda village: (village.earliest, village.village))
    return QuarterWork(wanted.quarter, live, due, overdue, tuple(villages))


def village_items(office: Office, wanted: Wanted) -> tuple[PlannedItem, ...]:
    """The work of a region, earliest first, households together: a household stands where its first work stands."""
    asked = _filter(office, wanted)
    with office.reading() as read:
        found = [_planned(row) for row in due_page(read, asked, None, None)]
        found += [PlannedItem(item, "", None, "") for item in reports_due(office, read, wanted.quarter, asked)]
    found.sort(key=lambda planned: planned.item.order)
    first: dict[tuple[str, str], int] = {}
    for number, planned in enumerate(found):
        first.setdefault(_household(planned.item), number)
    return tuple(sorted(found, key=lambda planned: first[_household(planned.item)]))


def tick(office: Office, items: Iterable[DueItem]) -> None:
    """Note that work is done: by whom, and today."""
    office.assert_works_on_cases()
    with office.writing() as uow:
        for item in items:
            mark_done(uow, _key(item), office.today, office.user.login)
        uow.commit()


def untick(office: Office, items: Iterable[DueItem]) -> None:
    """Take ticks away."""
    office.assert_works_on_cases()
    with office.writing() as uow:
        for item in items:
            mark_done(uow, _key(item), None, "")
        uow.commit()


def assign(office: Office, items: Iterable[DueItem], person: str) -> None:
    """Note who is to do work; "" gives it back to the case's person.

    BadInput: nobody has that login, or they do not work on cases, or not where one is.
    """
    holder = holder_named(office, person)
    office.assert_works_on_cases()
    with office.writing() as uow:
        for item in items:
            if holder is not None and not holder.works_in(item.village):
                raise BadInput("tasks.elsewhere", login=person, case=item.case)
            mark_person(uow, _key(item), person)
        uow.commit()


def _filter(office: Office, wanted: Wanted) -> DueFilter:
    asked = due_filter(office, wanted.quarter, wanted.region)
    return replace(
        asked,
        kind=wanted.kind,
        person=wanted.person,
        start=wanted.since or asked.start,
        until=wanted.until or asked.until,
    )


def _with_reports(villages: list[VillageWork], reports: Iterable[DueItem], today: date) -> list[VillageWork]:
    """Villages' work with the reports that they owe, one a village."""
    found = {village.village: village for village in villages}
    for item in reports:
        known = found.get(item.village) or VillageWork(item.village, 0, 0, item.due_on, 0)
        found[item.village] = replace(
            known,
            items=known.items + 1,
            overdue=known.overdue + item.overdue_on(today),
            earliest=min(known.earliest, item.due_on),
        )
    return list(found.values())


def _household(item: DueItem) -> tuple[str, str]:
    """What stands together: a household's work, and a village's own."""
    return item.village, item.case


def _planned(row: RowMapping) -> PlannedItem:
    return PlannedItem(item_of(row), row["person"] or row["responsible"], row["done_on"], row["done_by"] or "")


def _key(item: DueItem) -> dict[str, object]:
    return {"case_id": item.case, "kind": item.kind, "due_on": item.due_on}
