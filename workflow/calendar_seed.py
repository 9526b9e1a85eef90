"""The working calendar: years that the office has loaded, years the libraries know, statutory holidays after them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from states.calendar import WorkingCalendar

if TYPE_CHECKING:
    from datetime import date

FIRST_YEAR = 2004
YEARS_AHEAD = 30


def office_calendar(
    years: frozenset[int] = frozenset(),
    holidays: frozenset[date] = frozenset(),
    workdays: frozenset[date] = frozenset(),
) -> WorkingCalendar:
    """The calendar with the years that an office has loaded on top of those that were announced when this was built."""
    announced, known_holidays, known_workdays, statutory = _seed()
    return WorkingCalendar(
        FIRST_YEAR,
        announced | years,
        frozenset(day for day in known_holidays if day.year not in years) | holidays,
        frozenset(day for day in known_workdays if day.year not in years) | workdays,
        statutory,
    )


@cache
def _seed() -> tuple[frozenset[int], frozenset[date], frozenset[date], frozenset[date]]:
    """Announced years with their holidays on weekdays and make-up workdays, and statutory holidays of later years."""
    from chinese_calendar import constants  # slow to import, and needed only where deadlines are

    holidays = frozenset(constants.holidays)
    workdays = frozenset(constants.workdays)
    announced = frozenset(day.year for day in holidays)
    return announced, holidays, workdays, _statutory(max(announced))


def _statutory(last_announced: int) -> frozenset[date]:
    """Statutory holidays of the years after the last one announced: no make-up days are known for them."""
    import holidays as library

    found = library.country_holidays("CN", years=range(last_announced + 1, last_announced + 1 + YEARS_AHEAD))
    return frozenset(found)
