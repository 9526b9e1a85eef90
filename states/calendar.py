"""Working days by the statutory calendar, make-up workdays included (policy §4).

The calendar is data: an office loads a year when the State Council has announced it. A deadline that runs into a year
not yet announced rests on the statutory holidays alone and is provisional.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class UnknownYearError(LookupError):
    """A year before the first that the calendar knows."""

    def __init__(self, year: int, first: int) -> None:
        super().__init__(f"{year} is before {first}, the first year of the calendar")
        self.year = year
        self.first = first


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day, and whether it may still move because a year's calendar has not been announced."""

    day: date
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Holidays and make-up workdays of the years announced, and the statutory holidays of later years."""

    first_year: int
    announced: frozenset[int]
    holidays: frozenset[date]
    makeup_workdays: frozenset[date]
    statutory: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work that day; UnknownYearError before the calendar begins."""
        if day.year < self.first_year:
            raise UnknownYearError(day.year, self.first_year)
        if day.year in self.announced:
            return day in self.makeup_workdays or (day.weekday() < SATURDAY and day not in self.holidays)
        return day.weekday() < SATURDAY and day not in self.statutory

    @lru_cache(maxsize=1000)  # noqa: B019 - calendars are few and live as long as the program
    def add_working_days(self, start: date, days: int) -> Deadline:
        """The last of `days` working days after `start`; the day after is day 1."""
        day, left = start, days
        provisional = False
        while left > 0:
            day += ONE_DAY
            provisional = provisional or day.year not in self.announced
            left -= self.is_working_day(day)
        return Deadline(day, provisional)
