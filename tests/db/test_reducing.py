"""What names people is gone at the end of its term, and the journal stays verifiable; nothing else passes for it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db.reading import Reading
from db.verify import verify
from tests.stores import unguard
from workflow.cases import case_view
from workflow.disclosure import disclose
from workflow.errors import NotPermitted
from workflow.retention import expired, reduce

HOUSEHOLDS, NOTE = 20, "asked by the auditor"
IN_TIME, LATER = date(2030, 1, 1), date(2038, 1, 1)
HOLDING = ("persons", "members", "households", "evidence", "surveys", "events", "cases", "case_grams", "decisions")


def problems(read):
    return {problem.code for part in verify(read) for problem in part.problems}


def everything(read):
    return "\n".join(
        str(tuple(row)) for name in HOLDING for row in read.connection.execute(text(f"SELECT * FROM {name}"))
    )


def test_reduced_cases_name_nobody_keep_their_amounts_and_are_told_from_tampered_ones(office_at):
    office = office_at(households=HOUSEHOLDS).as_user("zhao").on(LATER)
    assert expired(office.on(IN_TIME)) == ()
    with office.writing() as uow:
        for change in ("events SET salt = ''", "evidence SET person = 'x'", "surveys SET household = '{}'"):
            with pytest.raises(DBAPIError), uow.nested():
                uow.connection.execute(text(f"UPDATE {change}"))
    found = expired(office)
    for case in (found[0].cases[0], "C-0000001"):
        disclose(office, case, NOTE)
    cases = {case for each in found for case in each.cases}
    assert cases
    with office.reading() as read:
        before = {case.id: case for case in read.load_cases(sorted(cases))}
        untouched = read.load_case("C-0000001")
    with pytest.raises(NotPermitted):
        next(reduce(office.as_user("wang"), found))
    assert tuple(reduce(office, found)) == found
    assert expired(office) == ()
    numbers = {member.id_no for case in before.values() for member in case.household.members if member.id_no}
    accounts = {case.household.bank_account for case in before.values()} - {""}
    with office.reading() as read:
        assert problems(read) == set()
        said = everything(read)
        assert not [secret for secret in {*numbers, *accounts} if secret in said]
        assert said.count(NOTE) == 1
        assert read.load_case(untouched.id) == untouched
    for case in before.values():
        after = case_view(office, case.id)
        assert (after.facts.decisions, after.facts.stage) == (case.decisions, case.stage)
        assert len(after.facts.evidence.rows) == len(case.evidence.rows)
        assert (after.facts.household.head.name, after.timeline[0].kind) == ("", "reduced")

    assert_nothing_else_passes_as_reduced(office, found[0].cases[0])


def assert_nothing_else_passes_as_reduced(office, case):
    changes = {
        "UPDATE evidence SET document = 'x' WHERE case_id = :case": "EVIDENCE_CHANGED",
        "UPDATE evidence SET person = '', document = '', body = '{}' WHERE case_id <> :case": "EVIDENCE_CHANGED",
        'UPDATE events SET personal = \'{"note": "x"}\' WHERE case_id = :case': "NOTE_CHANGED",
        "UPDATE events SET personal = NULL, salt = '' WHERE case_id <> :case": "NOTE_CHANGED",
        "UPDATE events SET body = '{\"records\": [], \"notes\": []}' WHERE kind = 'reduced'": "CHAIN_BROKEN",
    }
    with office.store.writer.connect() as connection:
        for change, code in changes.items():
            with connection.begin() as transaction:
                unguard(connection)
                connection.execute(text(change), {"case": case} if ":case" in change else {})
                assert code in problems(Reading(connection))
                transaction.rollback()
