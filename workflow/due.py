"""The quarter's due list: derived from the facts of every case, and proving its own completeness (policy §3, §4).

The present quarter's list holds what falls due in it and what is overdue from before. A coming quarter's holds what
falls due in it alone; a past quarter's what fell due in it and is still open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from db.due import DueFilter, cases_due, due_page
from states.due import DueItem
from states.months import add_months, is_of_office
from states.stages import Stage
from workflow.derived import keep_derived
from workflow.errors import BadInput
from workflow.report_duty import reports_due

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import RowMapping

    from workflow.office import Office

LETTER_MONTHS = 24
"""Work on ended cases that was due longer ago is looked for no more."""
_QUARTER = re.compile(r"(\d{4})[Qq]([1-4])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter, half-open: from `start` up to, not including, `until`."""

    start: date

    @property
    def until(self) -> date:
        """The first day after it."""
        return add_months(self.start, 3)

    @property
    def number(self) -> int:
        """Which of the year's it is: 1 to 4."""
        return (self.start.month + 2) // 3

    @property
    def last_day(self) -> date:
        """The last day in it."""
        return self.until - timedelta(days=1)

    @property
    def name(self) -> str:
        """As it is written: 2026Q4."""
        return f"{self.start.year}Q{self.number}"

    def shifted(self, quarters: int) -> Quarter:
        """A quarter before or after this one."""
        return Quarter(add_months(self.start, 3 * quarters))

    def holds(self, day: date) -> bool:
        """Whether a day lies in the quarter."""
        return self.start <= day < self.until


def quarter_of(day: date) -> Quarter:
    """The quarter that a day lies in."""
    return Quarter(date(day.year, day.month - (day.month - 1) % 3, 1))


def quarter_named(name: str) -> Quarter:
    """The quarter of a name such as 2026Q4; BadInput for anything else."""
    found = _QUARTER.fullmatch(name)
    if found is None or not is_of_office(int(found[1])):
        raise BadInput("due.no_quarter", quarter=name)
    return Quarter(date(int(found[1]), 3 * int(found[2]) - 2, 1))


@dataclass(frozen=True, slots=True)
class DueList:
    """Due work of a quarter, overdue first; `live` = `due` + `not_due` cases, the overdue among the due.

    Items of ended cases (letters to deliver, endings to set aside) and reports of villages stand in the list; neither
    is among the live.
    """

    quarter: Quarter
    on: date
    live: int
    due: int
    overdue: int
    items: tuple[DueItem, ...]

    @property
    def not_due(self) -> int:
        """Live cases without work in the quarter."""
        return self.live - self.due


def due_list(office: Office, quarter: Quarter | None = None, village: str = "") -> DueList:
    """The list of a quarter, the present one when none is given, for the region whose code begins with `village`."""
    wanted = quarter or quarter_of(office.today)
    asked = due_filter(office, wanted, _checked(village))
    keep_derived(office)
    with office.reading() as read:
        live, due, overdue = cases_due(read, asked)
        items = tuple(item_of(row) for row in due_page(read, asked, None, None))
        reports = reports_due(office, read, wanted, asked)
    return DueList(wanted, office.today, live, due, overdue, in_order((*items, *reports)))


def due_filter(office: Office, quarter: Quarter, region: str = "") -> DueFilter:
    """The work of a quarter as the office looks at it today: the present one's with all that is overdue."""
    return DueFilter(
        start=None if quarter.holds(office.today) else quarter.start,
        until=quarter.until,
        today=office.today,
        ended_since=add_months(office.today, -LETTER_MONTHS),
        region=region,
    )


def in_order(items: Iterable[DueItem]) -> tuple[DueItem, ...]:
    """Work in the order of lists: by day and village, a village's own before its cases'."""
    return tuple(sorted(items, key=lambda item: item.order))


def item_of(row: RowMapping) -> DueItem:
    """A row of the list as the work that it is."""
    return DueItem(
        row["case_id"],
        row["village"],
        row["head_name"],
        Stage(row["stage"]),
        row["kind"],
        row["due_on"],
        row["role"],
        row["provisional"],
    )


def due_document(found: DueList) -> dict[str, Any]:
    """A due list as the contract's JSON object."""
    return {
        "quarter": found.quarter.name,
        "from": found.quarter.start.isoformat(),
        "to": found.quarter.last_day.isoformat(),
        "live": found.live,
        "due": found.due,
        "not_due": found.not_due,
        "overdue": found.overdue,
        "items": [item_document(item, found.on) for item in found.items],
    }


def item_document(item: DueItem, on: date) -> dict[str, Any]:
    """One item of a due list as the contract's JSON object."""
    return {
        "village": item.village,
        "case": item.case,
        "head": item.head,
        "stage": item.stage.value if item.stage is not None else None,
        "kind": item.kind,
        "due_on": item.due_on.isoformat(),
        "overdue": item.overdue_on(on),
        "responsible": str(item.responsible),
        "provisional": item.provisional,
    }


def _checked(village: str) -> str:
    """A region's code; BadInput where it is none."""
    if village and not (village.isascii() and village.isdigit() and len(village) <= 12):  # noqa: PLR2004  digits of a code
        raise BadInput("due.no_region", region=village)
    return village
