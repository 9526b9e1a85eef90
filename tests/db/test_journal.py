"""The journal: whole as it is written, and every tampering found."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from db import payroll as stored
from db.reading import Reading
from tests.stores import unguard
from workflow import payroll
from workflow.drives import begin, drive, finish
from workflow.frozen import is_whole, verify_frozen
from workflow.journal import check, fingerprint, problem_text, rows_to_check
from workflow.reports import Signature, correct, last_quarter, submit

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
    "HOUSEHOLD_CHANGED": [
        "UPDATE households SET bank_account = '6217000010009999999' WHERE id = 3",
        "UPDATE persons SET died_on = '2026-01-01' WHERE id = 4",
        "UPDATE cases SET village = (SELECT max(code) FROM regions) WHERE id = 'C-0000005'",
    ],
    "CASE_CHANGED": ["UPDATE cases SET opened_on = '2020-01-01' WHERE id = 'C-0000005'"],
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
        unguard(connection)
        assert connection.execute(text(statement)).rowcount > 0
    found = check(office)
    assert code in {problem.code for problem in found.problems}
    if "events" not in statement and "cases SET version" not in statement:
        assert found.fingerprint == before


def test_a_document_in_other_letters_says_the_same(office_at):
    office = office_at(4)
    if not office.store.is_sqlite:
        pytest.skip("a server keeps no letters")
    with office.store.writer.begin() as connection:
        unguard(connection)
        for table, column in (("evidence", "body"), ("surveys", "household"), ("households", "facts")):
            connection.execute(text(f"UPDATE {table} SET {column} = replace({column}, ',', ' , ')"))
    assert check(office).problems == ()


def test_the_two_databases_keep_one_and_the_same_journal(tmp_path, server):
    from tests.db.conftest import founded
    from tests.stores import new_database

    offices = [founded(url, 60) for url in (f"sqlite:///{tmp_path}/office.db", new_database(server))]
    assert fingerprint(offices[0]) == fingerprint(offices[1])
    for office in offices:
        office.store.close()


FIRST_PAID = "(SELECT min(case_id) FROM payroll_lines WHERE to_pay > 0)"
TAMPERED_PAPERS = (
    (f"UPDATE payroll_lines SET bank_account = '1' WHERE case_id = {FIRST_PAID}", "ROLL_LINE_CHANGED PAYMENT_CHANGED"),
    (f"DELETE FROM payroll_amounts WHERE case_id = {FIRST_PAID}", "ROLL_LINE_CHANGED"),
    ("UPDATE payroll_lines SET hash = 'x' WHERE to_pay = 0", "ROLL_LINE_CHANGED ROLL_CHANGED"),
    (f"UPDATE payments SET bank_account = '1' WHERE case_id = {FIRST_PAID}", "PAYMENT_CHANGED"),
    (f"DELETE FROM payments WHERE case_id = {FIRST_PAID}", "PAYMENT_CHANGED"),
    ("UPDATE payrolls SET known_on = '2026-01-01'", "ROLL_CHANGED"),
    ("UPDATE payrolls SET to_pay = to_pay - 1", "ROLL_SUMS_DIFFER"),
    ("UPDATE quarterly_reports SET signed_by = 'x' WHERE version = 2", "REPORT_CHANGED"),
    ("DELETE FROM quarterly_reports WHERE version = 1", "REPORT_DOES_NOT_FOLLOW"),
    ("UPDATE drives SET due_on = '2027-01-01' WHERE number = 1", "DRIVE_CHANGED"),
    ("UPDATE drive_cases SET monthly = monthly + 1 WHERE drive = 1", "DRIVE_CHANGED"),
    ("UPDATE drive_summaries SET explanation = 'x'", "DRIVE_SUMMARY_CHANGED"),
)


@pytest.fixture
def with_papers(office_at):
    """A county with a released roll, a report in two versions, and a drive that was signed."""
    office = office_at(60)
    month = payroll.month_named(f"{office.today:%Y-%m}")
    payroll.draw_up(office.as_user("chen"), month)
    payroll.release(office.as_user("zhao"), month)
    with office.reading() as read:
        village = read.connection.execute(text("SELECT min(village) FROM cases")).scalar_one()
    submit(office, last_quarter(office), village, Signature("li ming"))
    correct(office, last_quarter(office), village, Signature("li ming"), "a typing error")
    begin(office, village)
    finish(office, 1, "li ming", "bad roads")
    return office


def test_what_was_changed_of_a_roll_a_report_or_a_drive_is_found_and_said_where(with_papers):
    told = []
    whole = check(with_papers, told.append)
    assert (whole.problems, whole.papers) == ((), {"payroll": 1, "reports": 2, "drives": 1, "seals": 0})
    assert told[-1] == rows_to_check(with_papers)
    names = {"2026-11"} | {f"2026Q3-{drive(with_papers, 1).region}-{version}" for version in (1, 2)} | {"1"}
    for statement, codes in TAMPERED_PAPERS:
        with with_papers.store.writer.connect() as connection:
            unguard(connection)
            assert connection.execute(text(statement)).rowcount > 0, statement
            read = Reading(connection)
            problems = [problem for part in verify_frozen(read) for problem in part.problems]
            stands = is_whole(read, stored.roll_rows(read)[0])
            connection.rollback()
        assert stands == (not any(problem.frozen.kind == "payroll" for problem in problems)), statement
        assert {problem.code for problem in problems} == set(codes.split()), statement
        assert {problem.frozen.name for problem in problems} <= names
        assert all(problem.frozen.name in problem_text(problem) for problem in problems)
    assert check(with_papers).problems == ()
