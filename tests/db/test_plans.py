"""How the database finds what a case needs: nothing that is done with one case reads a whole table of them."""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from datetime import date

import pytest
from sqlalchemy import event
from sqlcipher3 import dbapi2

from db.engine import file_of
from states.evidence import HomeVisit
from states.stages import Stage
from workflow import recheck
from workflow.cases import ListFilter, case_page
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.evidence import record
from workflow.stepping import take_step

OF_MANY = ("households", "persons", "members", "cases", "due_items", "evidence", "surveys", "decisions", "events")
SCANNED = re.compile(rf"SCAN ({'|'.join(OF_MANY)})\b")
NEW_STANDARD = date(2027, 1, 1)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    found = founded(f"sqlite:///{tmp_path_factory.mktemp('plans')}/office.db", date(2026, 11, 23))
    fill(found, households=120)
    yield found
    found.store.close()


@contextmanager
def statements(office):
    """Every statement that is put to the file meanwhile, with values that it was given once."""
    asked = {}

    def keep(_connection, _cursor, statement, values, _context, many):
        asked.setdefault(statement, values[0] if many else values)

    engines = (office.store.reader, office.store.writer)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", keep)
    yield asked
    for engine in engines:
        event.remove(engine, "before_cursor_execute", keep)


def test_no_step_record_or_nightly_run_reads_a_whole_table(office):
    with statements(office) as asked:
        for stage in Stage:
            for line in case_page(office, ListFilter(stage=stage), order="case", size=2).lines:
                record(office, line.case, HomeVisit(on=office.today, person="x", visitors=("wang", "liu")))
                for step in ("verify", "enroll", "renew", "adjust", "withdraw"):
                    take_step(office, line.case, step)
        recheck.run(office.on(NEW_STANDARD))
    assert len(asked) > 40
    # Without foreign keys: what they ask of other rows only where one is missing is told as a scan. So is RETURNING.
    with closing(dbapi2.connect(str(file_of(office.store.url)))) as plain:
        plans = {
            statement: plain.execute(f"EXPLAIN QUERY PLAN {statement.partition('RETURNING')[0]}", values)
            for statement, values in asked.items()
            if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))
        }
        assert {s: row[3] for s, plan in plans.items() for row in plan if SCANNED.search(row[3])} == {}
