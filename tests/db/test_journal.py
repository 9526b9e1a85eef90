"""The journal: whole as it is written, and every tampering found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from workflow.journal import check, fingerprint

APPEND_ONLY = ("events", "decisions", "evidence", "surveys")
WITHOUT_TRIGGERS = {
    "sqlite": [f"DROP TRIGGER {table}_no_{what}" for table in APPEND_ONLY for what in ("update", "delete")],
    "postgresql": [f"DROP TRIGGER {table}_append_only ON {table}" for table in APPEND_ONLY],
}

PAID = "(SELECT min(case_id) FROM decisions)"
LAST = f"(SELECT max(seq) FROM events WHERE case_id = {PAID})"
TAMPERINGS = {
    "CHAIN_BROKEN": [
        f"UPDATE events SET actor = 'nobody' WHERE case_id = {PAID} AND seq = 3",
        f"UPDATE events SET on_date = '2020-01-01' WHERE case_id = {PAID} AND seq = 2",
        f"UPDATE events SET reason = 'x' WHERE case_id = {PAID} AND seq = 1",
    ],
    "EVENT_MISSING": [f"DELETE FROM events WHERE case_id = {PAID} AND seq = 2"],
    "EVENTS_CUT_OFF": [
        f"DELETE FROM events WHERE case_id = {PAID} AND seq = {LAST}",
        f"UPDATE cases SET version = version + 1 WHERE id = {PAID}",
    ],
    "STAGE_WITHOUT_EVENT": ["UPDATE cases SET stage = 'key_supported' WHERE stage = 'enrolled'"],
    "DECISION_CHANGED": [f"UPDATE decisions SET monthly = monthly + 100 WHERE case_id = {PAID}"],
    "DECISION_MISSING": [f"DELETE FROM decisions WHERE case_id = {PAID}"],
    "EVIDENCE_CHANGED": [
        "UPDATE evidence SET person = 'nobody' WHERE id = 5",
        "UPDATE surveys SET window_end = '2020-01-01' WHERE evidence_id = (SELECT min(evidence_id) FROM surveys)",
    ],
    "NOTICE_VOIDED_WITHOUT_EVENT": ["UPDATE evidence SET voided_by = 1 WHERE id = 5"],
}


def test_an_untampered_county_is_whole(county):
    found = check(county)
    assert (found.cases, found.problems) == (200, ())
    assert found.fingerprint == fingerprint(county)


@pytest.mark.parametrize(
    ("code", "statement"), [(code, s) for code, statements in TAMPERINGS.items() for s in statements]
)
def test_a_tampering_is_found(office_at, code, statement):
    office = office_at(60)
    before = fingerprint(office)
    with office.store.writer.begin() as connection:
        for line in WITHOUT_TRIGGERS[connection.dialect.name]:
            connection.execute(text(line))
        assert connection.execute(text(statement)).rowcount > 0
    found = check(office)
    assert code in {problem.code for problem in found.problems}
    if "events" not in statement and "cases SET version" not in statement:
        assert found.fingerprint == before


def test_the_two_databases_keep_one_and_the_same_journal(tmp_path, server):
    from tests.db.conftest import founded
    from tests.stores import new_database

    offices = [founded(url, 60) for url in (f"sqlite:///{tmp_path}/office.db", new_database(server))]
    assert fingerprint(offices[0]) == fingerprint(offices[1])
    for office in offices:
        office.store.close()
