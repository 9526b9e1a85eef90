"""Who opened a case is on record once a day, and reading never waits for it nor fails by it."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from workflow import clock
from workflow.case_reads import note_read, readers
from workflow.cases import case_view
from workflow.errors import BadInput


def test_who_opened_a_case_is_on_record_once_a_day_and_a_database_that_is_held_delays_nobody(office_at):
    office = office_at(households=1)
    case = "C-0000001"
    with office.writing() as held:
        held.connection.execute(text("UPDATE cases SET version = version"))  # somebody is in the middle of writing
        before = time.monotonic()
        assert case_view(office, case).facts.id == case
        assert time.monotonic() - before < 4  # a writer's patience is five seconds
        held.connection.rollback()
    for _ in range(2):
        office.store.reads_noted.clear()  # as another process would
        case_view(office, case)
    note_read(office.as_user("zhao"), case)
    found = readers(office, case)
    assert sorted((row.login, row.on) for row in found) == [("wang", clock.today()), ("zhao", clock.today())]
    for change in ("UPDATE case_reads SET login = 'li'", "DELETE FROM case_reads"):
        with office.writing() as uow, pytest.raises(DBAPIError):
            uow.connection.execute(text(change))
    with pytest.raises(BadInput):
        readers(office, "C-9999999")
