"""A county of any number of cases as lists know them: lived lives, copied by the database under other numbers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import text

from db.engine import open_store
from db.migrate import create
from db.writing import case_number
from states.sheets import shipped
from states.stages import Role
from workflow.demo.county import fill
from workflow.office import Office, User

if TYPE_CHECKING:
    from sqlalchemy import Connection

TODAY = date(2026, 11, 24)
LIVED = 2000
"""Each copy is a township of four villages."""

COPIES = (
    """INSERT INTO regions (code, name, name_en, level, parent)
       VALUES ('371602' || printf('%03d', 100 + :copy) || '000', '第' || :copy || '镇', 'Town ' || :copy, 'township',
               '371602000000')""",
    """INSERT INTO regions (code, name, name_en, level, parent)
       SELECT '371602' || printf('%03d', 100 + :copy) || printf('%03d', 200 + value % 4),
              '第' || :copy || '镇' || value || '村',
              'Village ' || :copy || '-' || value, 'village', '371602' || printf('%03d', 100 + :copy) || '000'
       FROM json_each('[0, 1, 2, 3]')""",
    """INSERT INTO households (id, village, phone, address, bank_account, facts)
       SELECT id + :after, '371602' || printf('%03d', 100 + :copy) || printf('%03d', 200 + id % 4),
              phone, address, bank_account, facts
       FROM households WHERE id <= :lived""",
    """INSERT INTO persons (id, name, id_no, id_tail, born, died_on)
       SELECT id + :people * :copy, name, printf('%06d', 500000 + :copy) || substr(id_no, 7),
              id_tail, born, died_on FROM persons WHERE id <= :people""",
    """INSERT INTO members (id, household_id, person_id, member_key, position, joined_on, left_on, counts,
                            counted_in_paid, facts)
       SELECT id + :members * :copy, household_id + :after, person_id + :people * :copy, member_key, position,
              joined_on, left_on, counts, counted_in_paid, facts FROM members WHERE id <= :members""",
    """INSERT INTO cases (id, household_id, former_case, stage, outcome, opened_on, version, village, head_name,
                          head_pinyin, route, counted, monthly, next_due_on, next_recheck_on, term_end, taper_ends,
                          ended_on, paused, withheld, responsible, journal_hash)
       SELECT printf('C-%07d', CAST(substr(id, 3) AS INTEGER) + :after), household_id + :after, NULL, stage, outcome,
              opened_on, version, '371602' || printf('%03d', 100 + :copy) || printf('%03d', 200 + household_id % 4),
              head_name, head_pinyin, route,
              counted, monthly, next_due_on, next_recheck_on, term_end, taper_ends, ended_on, paused, withheld,
              responsible, journal_hash FROM cases WHERE household_id <= :lived""",
    """INSERT INTO case_grams (gram, case_id, due_on)
       SELECT gram, printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after), due_on
       FROM case_grams WHERE case_id <= :last""",
    """INSERT INTO due_items (case_id, position, village, kind, due_on, role, provisional, passing, live)
       SELECT printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after), position,
              (SELECT village FROM cases
               WHERE cases.id = printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after)),
              kind, due_on, role, provisional, passing, live
       FROM due_items WHERE case_id <= :last""",
)  # fmt: skip

FIRST_DECISION = """
    INSERT INTO decisions (case_id, seq, step, on_date, decided_by, effective_from, monthly, base, counted, route,
                           term_end, policy_digest, spans)
    SELECT printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after), seq, step, on_date, decided_by,
           effective_from, monthly, base, counted, route, term_end, policy_digest, '[]'
    FROM decisions AS first WHERE case_id <= :last
    AND seq = (SELECT min(seq) FROM decisions WHERE decisions.case_id = first.case_id)"""
"""By which a village had a caseload: else every case is asked for one, and none answers."""

RECORDS = (
    """INSERT INTO evidence (id, case_id, kind, on_date, person, document, body, recorded_by, recorded_on, amends,
                             voided_by)
       SELECT id + :evidence * :copy, printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after), kind, on_date,
              person, document, body, recorded_by, recorded_on, amends + :evidence * :copy, voided_by
       FROM evidence WHERE id <= :evidence""",
    """INSERT INTO surveys (evidence_id, case_id, window_end, surveyors, household)
       SELECT evidence_id + :evidence * :copy, printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after),
              window_end, surveyors, household FROM surveys WHERE case_id <= :last""",
    """INSERT INTO decisions (case_id, seq, step, on_date, decided_by, effective_from, monthly, base, counted, route,
                              term_end, survey_id, policy_digest, spans, taper, assessment)
       SELECT printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after), seq, step, on_date, decided_by,
              effective_from, monthly, base, counted, route, term_end, survey_id + :evidence * :copy, policy_digest,
              spans, taper, assessment FROM decisions WHERE case_id <= :last""",
    """INSERT INTO events (case_id, seq, at, on_date, actor, role, kind, step, source, dest, reason, body, personal,
                           salt, personal_digest, algorithm, previous_hash, hash)
       SELECT printf('C-%07d', CAST(substr(case_id, 3) AS INTEGER) + :after), seq, at, on_date, actor, role, kind, step,
              source, dest, reason,
              CASE WHEN json_extract(body, '$.survey') IS NULL THEN body
                   ELSE json_set(body, '$.survey', json_extract(body, '$.survey') + :evidence * :copy) END,
              personal, salt, personal_digest, algorithm, previous_hash, hash FROM events WHERE case_id <= :last""",
)  # fmt: skip
"""All that was recorded on the copies; their journals' chains are those of the lives that they were copied from."""


def county_of(url: str, wanted: int) -> Office:
    """An office on a new SQLite file with so many cases, two thousand lived lives and copies of them, for lists."""
    return _copied(url, wanted, (*COPIES, FIRST_DECISION))


def whole_county_of(url: str, wanted: int) -> Office:
    """The same with all that was recorded on each case."""
    return _copied(url, wanted, (*COPIES, *RECORDS))


def _copied(url: str, wanted: int, statements: tuple[str, ...]) -> Office:
    create(url)
    office = Office(open_store(url), User("wang", "", Role.TOWNSHIP, "371602000000"), TODAY, shipped())
    fill(office, households=LIVED)
    with office.store.writer.begin() as connection:
        numbers = {
            "people": _highest(connection, "persons"),
            "members": _highest(connection, "members"),
            "evidence": _highest(connection, "evidence"),
        }
    for copy in range(1, wanted // LIVED):
        values = {"copy": copy, "after": LIVED * copy, "lived": LIVED, "last": case_number(LIVED), **numbers}
        with office.store.writer.begin() as connection:  # each by itself: else the log beside the file grows as large
            for statement in statements:
                connection.execute(text(statement), values)
    with office.store.writer.begin() as connection:
        connection.execute(text("ANALYZE"))
    return office


def _highest(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT max(id) FROM {table}")).scalar_one())  # noqa: S608 - our own names
