"""Quarterly reports on both databases: kept whole, never changed."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from workflow.reports import Signature, correct, last_quarter, standings, submit, versions


def test_versions_are_read_as_they_were_submitted_and_the_database_keeps_them(office_at):
    office = office_at(households=60)
    quarter = last_quarter(office)
    with office.reading() as read:
        village = read.connection.execute(text("SELECT min(village) FROM cases")).scalar_one()
    first = submit(office, quarter, village, Signature("li ming"))
    second = correct(office, quarter, village, Signature("li ming"), "a roll was released late")
    assert versions(office, quarter, village) == (first, second)
    assert first.is_whole
    assert [each.report for each in standings(office, quarter, village)] == [second]
    for change in ("UPDATE quarterly_reports SET reason = 'x'", "DELETE FROM quarterly_reports"):
        with pytest.raises(DBAPIError, match="append-only"), office.store.writing() as uow:
            uow.connection.execute(text(change))
