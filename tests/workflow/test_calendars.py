"""A year of the working calendar, loaded by an office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.life.conftest import empty_county, tell  # noqa: F401  fixtures
from workflow.calendars import load_calendar, read_calendar
from workflow.errors import BadInput

if TYPE_CHECKING:
    from pathlib import Path

YEAR_2027 = """
year = 2027
holidays = [2027-01-01, 2027-01-04]
workdays = [2027-01-02]
"""


def file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "year.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_deadline_into_a_year_not_announced_is_provisional_until_the_year_is_loaded(tell, tmp_path):  # noqa: F811
    office = tell("2026-12-30").office
    before = office.calendar.add_working_days(date(2026, 12, 30), 3)
    assert (before.day, before.provisional) == (date(2027, 1, 5), True)
    load_calendar(office.as_user("chen"), read_calendar(file(tmp_path, YEAR_2027)))
    after = office.on(date(2026, 12, 30)).calendar.add_working_days(date(2026, 12, 30), 3)
    assert (after.day, after.provisional) == (date(2027, 1, 5), False)
    assert office.on(date(2026, 12, 31)).calendar.is_working_day(date(2027, 1, 2))
    assert not office.on(date(2026, 12, 31)).calendar.is_working_day(date(2027, 1, 4))


def test_loading_a_year_again_replaces_it(tell, tmp_path):  # noqa: F811
    office = tell("2026-12-30").office
    load_calendar(office.as_user("chen"), read_calendar(file(tmp_path, YEAR_2027)))
    load_calendar(office.as_user("chen"), read_calendar(file(tmp_path, "year = 2027\nholidays = [2027-01-01]\n")))
    assert office.on(date(2026, 12, 31)).calendar.is_working_day(date(2027, 1, 4))


@pytest.mark.parametrize(
    "text",
    [
        "holidays = [2027-01-01]",
        "year = 2027\nholidays = [2026-01-01]",
        "year = 2027\nholidays = ['2027-01-01']",
        "year = 2027\nholidays = [2027-01-01T00:00:00]",
        "year = 2027\nfeasts = []",
        "year = true",
        "year = 2027\nholidays = 5",
        "year = 2027\nholidays = [2027-01-01]\nworkdays = [2027-01-01]",
        "year = ",
    ],
)
def test_what_is_no_calendar_is_refused(tmp_path, text):
    with pytest.raises(BadInput):
        read_calendar(file(tmp_path, text))
