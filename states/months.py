"""Months, ages and quarters: dates, never date-times; periods half-open (policy §2.10)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


SHORTEST_MONTH = 28
"""Days that every month has."""
EARLIEST_YEAR, LATEST_YEAR = 1990, 2200
"""Years that the work of an office lies in; a birthday may lie before them."""


def is_of_office(year: int) -> bool:
    """Whether a year is one that somebody can mean who asks about the work of an office."""
    return EARLIEST_YEAR <= year <= LATEST_YEAR


def first_of_month(day: date) -> date:
    """The first day of the month that `day` lies in."""
    return day.replace(day=1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month: after 31 January comes 28 or 29 February."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if day.day <= SHORTEST_MONTH:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_after(day: date) -> date:
    """The first day of the month after the one `day` lies in: when a decision of that day takes effect."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def month_from(day: date) -> date:
    """The first day of the month that begins on a day or after it."""
    return day if day.day == 1 else month_after(day)


def months_from(start: date, until: date) -> Iterator[date]:
    """First days of the months from `start` up to, not including, `until`."""
    month = first_of_month(start)
    while month < until:
        yield month
        month = add_months(month, 1)


def age_on(born: date, day: date) -> int:
    """Full years on `day`; a person born on 29 February has the birthday on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def days_left(day: date, last: date) -> int:
    """Days from `day` up to a last day, which itself counts (policy §4): on it 0 are left, after it less than none."""
    return (last - day).days


def days_late(last: date, day: date) -> int:
    """By how many days something done on `day` came after its last day: none on the last day itself (policy §4)."""
    return max(0, -days_left(day, last))


def income_window(window_end: date, months: int) -> tuple[date, date]:
    """The income year: the `months` full months before the month of `window_end`, half-open (policy §2.2)."""
    end = first_of_month(window_end)
    return add_months(end, -months), end
