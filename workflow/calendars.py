"""Loading a year's working calendar once the State Council has announced it (policy §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from states.written_toml import toml_document
from workflow.errors import BadInput
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """A year's holidays on working weekdays or not, and its make-up workdays on weekends."""

    year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]


def read_calendar(path: str) -> CalendarYear:
    """A year from a TOML file: `year`, `holidays` and `workdays` as lists of dates. BadInput says what is wrong."""
    try:
        document = toml_document(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise BadInput("calendars.unreadable", file=path, why=error) from None
    year = document.pop("year", None)
    if isinstance(year, bool) or not isinstance(year, int) or not 1 <= year < date.max.year:
        raise BadInput("calendars.no_year", file=path)
    found = CalendarYear(year, *(_days(path, year, key, document.pop(key, [])) for key in ("holidays", "workdays")))
    if document:
        raise BadInput("calendars.unknown_key", file=path, key=next(iter(document)))
    if set(found.holidays) & set(found.workdays):
        raise BadInput("calendars.both", file=path, day=min(set(found.holidays) & set(found.workdays)))
    return found


@despite_a_cut
def load_calendar(office: Office, found: CalendarYear) -> None:
    """Load a year, in place of an earlier version of it: deadlines that run into it are provisional no more.

    NotPermitted: it is the county's to load, or an administrator's.
    """
    office.assert_keeps_office()
    with office.administering() as uow:
        uow.load_year(found.year, found.holidays, found.workdays)
        uow.commit()


def _days(path: str, year: int, key: str, written: Any) -> tuple[date, ...]:
    if not isinstance(written, list):
        raise BadInput("calendars.not_a_list", file=path, key=key)
    for day in written:
        if type(day) is not date or day.year != year:
            raise BadInput("calendars.not_a_day", file=path, key=key, day=day)
    return tuple(sorted(set(written)))
