"""Verification drives on both databases: kept as they began and as they were signed, one over a place at a time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from workflow.drive_record import DriveRecord
from workflow.drives import begin, drive, drives, finish, size
from workflow.errors import Refused


def township_of(office):
    with office.reading() as read:
        village = read.connection.execute(text("SELECT min(village) FROM cases")).scalar_one()
    return f"{village[:9]}000"


def test_a_drive_is_read_as_it_was_signed_and_the_database_keeps_it(office_at):
    office = office_at(households=60)
    region = township_of(office)
    begun = begin(office, region)
    assert len(begun.households) == size(office, region) > 0
    assert begun.is_whole
    signed = finish(office, 1, "li ming", "a test")
    assert [(h.listed, h.found) for h in signed.households] == [(h.listed, h.found) for h in begun.households]
    assert drive(office, 1) == signed
    assert signed.is_whole
    for table in ("drives", "drive_cases", "drive_summaries"):
        with pytest.raises(DBAPIError, match="append-only"), office.store.writing() as uow:
            uow.connection.execute(text(f"DELETE FROM {table}"))


def test_of_two_who_begin_a_drive_at_once_one_does(office_at):
    office, barrier = office_at(households=60), Barrier(2)
    region = township_of(office)

    def begins(login):
        barrier.wait()
        try:
            return begin(office.as_user(login), region)
        except Refused as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(begins, ("wang", "chen")))
    assert {type(answer) for answer in answers} == {DriveRecord, Refused}
    assert len(drives(office)) == 1
