"""Ages and income years, counted the slow way."""

from __future__ import annotations

from datetime import date

JANUARY, FEBRUARY, MARCH, DECEMBER = 1, 2, 3, 12
LEAP_DAY = 29


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def birthday(born: date, year: int) -> date:
    """The birthday in a year; born on 29 February, it is 1 March in common years (policy §2.10)."""
    if (born.month, born.day) == (FEBRUARY, LEAP_DAY) and not is_leap(year):
        return date(year, MARCH, 1)
    return date(year, born.month, born.day)


def age(born: date, day: date) -> int:
    """Birthdays had by that day, the day of birth not among them."""
    return sum(birthday(born, year) <= day for year in range(born.year + 1, day.year + 1))


def month_before(first: date) -> date:
    """The first day of the month before."""
    if first.month == JANUARY:
        return date(first.year - 1, DECEMBER, 1)
    return date(first.year, first.month - 1, 1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    if first.month == DECEMBER:
        return date(first.year + 1, JANUARY, 1)
    return date(first.year, first.month + 1, 1)


def income_year(on: date, months: int) -> tuple[date, date]:
    """First day, and the day after the last, of the full months before the month of `on` (policy §2.2)."""
    end = start = date(on.year, on.month, 1)
    for _ in range(months):
        start = month_before(start)
    return start, end
