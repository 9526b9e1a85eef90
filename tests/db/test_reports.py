"""Quarterly reports on both databases: kept whole, never changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.matching import add_match_run
from states.due import REPORT
from states.match_flag import MatchOutcome
from workflow.due import due_list
from workflow.errors import Refused
from workflow.reports import Signature, Submitted, correct, last_quarter, standings, submit, versions

PAID_IN = """SELECT case_id FROM decisions JOIN cases ON cases.id = case_id
WHERE village = :village AND ended_on IS NULL AND on_date < '2026-07-01' ORDER BY case_id LIMIT 1"""


def owed(office):
    return [item.village for item in due_list(office).items if item.kind == REPORT]


def test_versions_are_read_as_they_were_submitted_and_the_database_keeps_them(office_at):
    office = office_at(households=60)
    quarter = last_quarter(office)
    with office.reading() as read:
        village = read.connection.execute(text("SELECT min(village) FROM cases")).scalar_one()
    assert village in owed(office)
    with office.store.writing() as uow:
        (case,) = uow.connection.execute(text(PAID_IN), {"village": village}).scalars()
        for day, outcome in (("2026-09-12", "matched"), ("2026-09-30", "undecided"), ("2026-10-01", "unmatched")):
            outcomes = {case: MatchOutcome(outcome)}
            add_match_run(uow, outcomes, region=village, entries=9, on=date.fromisoformat(day), by="wang")
        uow.commit()
    first = submit(office, quarter, village, Signature("li ming"))
    second = correct(office, quarter, village, Signature("li ming"), "a roll was released late")
    assert versions(office, quarter, village) == (first, second)
    assert first.is_whole
    assert first.figures["register"]["runs"] == {"2026-09-30": {"matched": 0, "unmatched": 0, "undecided": 1}}
    assert owed(office)
    assert village not in owed(office)
    assert [each.report for each in standings(office, quarter, village)] == [second]
    for change in (
        "UPDATE quarterly_reports SET reason = 'x'", "DELETE FROM quarterly_reports",
        "UPDATE match_runs SET entries = 8", "DELETE FROM match_runs",
        "UPDATE match_outcomes SET outcome = 'matched'", "DELETE FROM match_outcomes",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="append-only"), office.store.writing() as uow:
            uow.connection.execute(text(change))


def test_of_two_who_submit_a_report_at_once_one_does(office_at):
    office = office_at(households=60)
    quarter, barrier = last_quarter(office), Barrier(2)
    village = min(office.village_names())

    def submits(login):
        barrier.wait()
        try:
            return submit(office.as_user(login), quarter, village, Signature("li ming"))
        except Refused as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(submits, ("wang", "chen")))
    assert {type(answer) for answer in answers} == {Submitted, Refused}
    assert len(versions(office, quarter, village)) == 1
