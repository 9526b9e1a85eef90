"""Everybody with an account of their own on a server: they do their work, and whatever else they try is refused."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege
from sqlalchemy import make_url, text

from db.engine import open_store
from db.errors import RoleTakenError, StoreForbiddenError
from db.server_roles import amiss, apply, statements
from db.snapshot import snapshot
from tests.db.test_health import examined
from tests.life.people import household, person
from tests.life.story import OTHER_TOWNSHIP_VILLAGE, Story, book_of, settle
from tests.stores import new_database
from workflow import duties, journal
from workflow.doctor.database import rights
from workflow.errors import DatabaseTrouble, Refused
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

OWNER = "dibao_owner"
NEAR, FAR = "C-0000001", "C-0000002"
"""A case in the village of cun and the township of wang, and one in the township of ma."""

EVENT = (
    "INSERT INTO events (case_id, seq, at, on_date, actor, role, kind, step, dest, reason, body, salt, "
    "personal_digest, algorithm, previous_hash, hash) "
    "VALUES ('{}', 90, now(), '2026-03-02', '{}', '{}', 'step', 'close', 'terminated', "
    "'', '{{}}', '', '', '', '', '')"
)
MADE_UP = (
    "INSERT INTO decisions (case_id, seq, step, on_date, decided_by, effective_from, monthly, base, counted, "
    "policy_digest, spans) VALUES ('{}', 90, 'enroll', '2026-03-02', 'cun', '2026-03-01', 100, 100, 1, '', '[]')"
)
ROLL = (
    "INSERT INTO payrolls (month, state, known_on, drawn_by, drawn_at, released_by, households, to_pay, "
    "previous_digest, digest) VALUES ('2026-03-01', 'drawing', now(), 'wang', now(), '', 0, 0, '', '')"
)
EXCEPTION = (
    "INSERT INTO duty_exceptions (region, reason, begins_on, until, made_by, made_at) "
    "VALUES ('371602001000', 'two posts', '2026-03-02', '2026-04-01', 'chen', now())"
)

SEEN = (
    ("cun", "SELECT count(*) FROM cases", 1),
    ("wang", "SELECT count(*) FROM cases", 1),
    ("ma", "SELECT count(*) FROM cases", 1),
    ("chen", "SELECT count(*) FROM cases", 2),
    ("shen", "SELECT count(*) FROM cases", 2),
    ("cron", "SELECT count(*) FROM cases", 2),
    ("gone", "SELECT count(*) FROM cases", 0),
    *(
        ("cun", f"SELECT count(*) FROM {table} WHERE case_id = '{FAR}'", 0)
        for table in ("events", "evidence", "surveys", "decisions", "due_items", "case_grams", "requests")
    ),
    ("cun", f"SELECT count(*) FROM households WHERE village = '{OTHER_TOWNSHIP_VILLAGE}'", 0),
    ("cun", "SELECT count(*) FROM persons WHERE name = 'far'", 0),
    ("cun", "SELECT count(*) FROM members m JOIN persons p ON p.id = m.person_id WHERE p.name = 'far'", 0),
    ("ma", "SELECT count(*) FROM persons", 1),
    # Another path, another role and the functions that see beyond a region show nothing more.
    ("cun", "SELECT count(*) FROM counted_elsewhere(ARRAY(SELECT generate_series(1, 99)))", 0),
    ("cun", f"SELECT count(*) FROM kin_elsewhere(ARRAY['{FAR}'])", 0),
    ("cun", "SELECT count(*) FROM (SELECT set_config('search_path', '', false)) s, public.cases", 1),
    ("cun", "SELECT count(*) FROM (SELECT set_config('role', 'dibao_casework', false)) s, cases", 1),
    # What is not seen is not changed either.
    ("wang", "WITH w AS (UPDATE regions SET name = '' RETURNING 1) SELECT count(*) FROM w", 0),
    ("cun", f"WITH w AS (UPDATE cases SET monthly = 9 WHERE id = '{FAR}' RETURNING 1) SELECT count(*) FROM w", 0),
    ("cun", "WITH w AS (UPDATE persons SET died_on = now() WHERE name = 'far' RETURNING 1) SELECT count(*) FROM w", 0),
    ("wang", "WITH w AS (DELETE FROM case_grams WHERE case_id = 'C-0000002' RETURNING 1) SELECT count(*) FROM w", 0),
)
"""Who asks what, and how much of it they are shown."""

REFUSED = (
    ("cun", "UPDATE events SET actor = 'wang'"),
    ("cun", "UPDATE events SET personal = NULL"),
    ("cun", "DELETE FROM events"),
    ("wang", "TRUNCATE events"),
    ("cun", EVENT.format(FAR, "cun", "village")),
    ("cun", EVENT.format(NEAR, "wang", "village")),
    ("cun", EVENT.format(NEAR, "cun", "county")),
    ("cun", MADE_UP.format(NEAR)),
    ("wang", MADE_UP.format(FAR)),
    ("wang", "UPDATE decisions SET monthly = 1"),
    ("wang", "UPDATE evidence SET person = 'nobody'"),
    ("wang", f"UPDATE cases SET village = '{OTHER_TOWNSHIP_VILLAGE}'"),
    ("wang", "UPDATE persons SET id_no = ''"),
    ("wang", "INSERT INTO calendar_years VALUES (2030)"),
    ("wang", ROLL),
    ("wang", EXCEPTION),
    ("wang", f"INSERT INTO repayments (case_id, on_date, amount, document, recorded_by) VALUES ('{NEAR}', now(), 1, '', '')"),  # noqa: E501
    ("wang", "UPDATE users SET role = 'county'"),
    ("wang", "INSERT INTO users VALUES ('x', 'x', 'county', '371602000000', true)"),
    ("cun", "INSERT INTO drafts VALUES ('wang', 'x', now(), '{}')"),
    ("shen", f"UPDATE cases SET monthly = 0 WHERE id = '{NEAR}'"),
    ("shen", EVENT.format(NEAR, "shen", "auditor")),
    ("shen", "DELETE FROM due_items"),
    ("shen", "SELECT 1 FROM cases FOR UPDATE"),
    ("cron", "UPDATE users SET active = false"),
    ("cron", "INSERT INTO users VALUES ('x', 'x', 'county', '371602000000', true)"),
    ("cron", "DELETE FROM cases"),
    ("cron", "UPDATE regions SET name = ''"),
    *(
        (who, statement)
        for who in ("cun", "chen", "shen", "cron")
        for statement in (
            "ALTER TABLE events DISABLE TRIGGER ALL",
            "DROP TRIGGER events_append_only ON events",
            "DROP POLICY dibao_sees ON cases",
            "CREATE POLICY mine ON cases USING (true)",
            "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
            "CREATE OR REPLACE FUNCTION own_region() RETURNS text LANGUAGE sql AS $$ SELECT '' $$",
            "ALTER FUNCTION own_region() RESET ALL",
            "CREATE TABLE mine (a int)",
            "CREATE TEMP TABLE users (login text, role text, region text, active boolean)",
            f"SET ROLE {OWNER}",
            "SET SESSION AUTHORIZATION zhao",
            "SET session_replication_role = replica",
            "CREATE ROLE mine",
            f"GRANT {OWNER} TO cun",
            "COPY cases TO PROGRAM 'cat'",
            "SELECT pg_read_file('/etc/passwd')",
        )
    ),
)  # fmt: skip
"""Who tries what in vain."""


class Accounts(Story):
    """A story in which everybody works over their own account."""

    def __init__(self, office: Office, reached: Callable[[str], Office]) -> None:
        super().__init__(office)
        self._reached = reached

    def by(self, login: str) -> Office:
        """The office as its person reaches it."""
        return self._reached(login).on(self.today)


def as_(url: str, login: str) -> str:
    """The URL of somebody's own account."""
    return make_url(url).set(username=login).render_as_string(hide_password=False)


def settled(url: str) -> Office:
    """A county with an account for everybody, and for somebody who may not act any more."""
    settle(url)
    with closing(open_store(url)) as store, store.writer.begin() as connection:
        connection.execute(text("INSERT INTO users VALUES ('gone', '', 'county', '371602000000', true)"))
    apply(url, statements(url, OWNER))
    with closing(open_store(url)) as store, store.writer.begin() as connection:
        connection.execute(text("UPDATE users SET active = false WHERE login = 'gone'"))
        assert amiss(connection) == ("gone",)
    return replace(Office.open(url, "wang", date(2026, 3, 2)), book=book_of())


@pytest.fixture
def office(server: str) -> Iterator[Office]:
    """A county on a server as its owner sees it."""
    found = settled(new_database(server))
    yield found
    found.store.close()


@pytest.fixture
def reached(office: Office) -> Iterator[Callable[[str], Office]]:
    """The same office over somebody's own account."""
    offices: dict[str, Office] = {}

    def reach(login: str) -> Office:
        if login not in offices:
            offices[login] = replace(Office.open(as_(office.store.url, login), login, office.today), book=office.book)
        return offices[login]

    yield reach
    for each in offices.values():
        each.store.close()


def test_everybody_works_over_their_own_account_and_can_do_nothing_else(office, reached, tmp_path):
    url = office.store.url
    near = Accounts(office, reached).admits(household(replace(person("head"), name="near"), income="1200.00"))
    far = Story(office).opens(household(replace(person("head"), name="far"), village=OTHER_TOWNSHIP_VILLAGE))
    assert (near.id, far.id) == (NEAR, FAR)
    assert near.stage == "enrolled"
    assert near.on("2027-04-01").night().looked_at == 1
    for login, query, shown in SEEN:
        with psycopg.connect(as_(url, login)) as connection:
            assert connection.execute(query).fetchone() == (shown,), (login, query)
    done = [told for login, statement in REFUSED if (told := not_refused(url, login, statement))]
    assert not done, "\n".join(done)
    program_refuses(url, reached, tmp_path)
    doctor_sees_what_was_taken_away(office)


def not_refused(url: str, login: str, statement: str) -> str:
    """What became of a statement that was not refused for lack of rights."""
    with psycopg.connect(as_(url, login)) as connection:
        try:
            connection.execute(statement)
        except InsufficientPrivilege:
            return ""
        except psycopg.Error as error:
            return f"{login}: {statement}: {error}"
        return f"{login}: {statement}: done"


def program_refuses(url: str, reached: Callable[[str], Office], folder: Path) -> None:
    """What only somebody who sees all may be told is refused in words, and what one region shows is no backup."""
    village = reached("cun")
    made = duties.record_exception(reached("chen"), "371602001000", "two posts", date(2026, 3, 2), date(2026, 4, 1))
    assert duties.end_early(reached("zhao"), made.number).ended_by == "zhao"
    with pytest.raises(Refused):
        journal.check(village)
    assert journal.check(reached("shen")).problems == ()
    with pytest.raises(StoreForbiddenError):
        snapshot(as_(url, "chen"), folder / "part.db")
    snapshot(as_(url, "cron"), folder / "whole.db")
    with pytest.raises(DatabaseTrouble, match="refuses this"), village.writing() as uow:
        uow.connection.execute(text("UPDATE users SET region = ''"))


def doctor_sees_what_was_taken_away(office: Office) -> None:
    """Made again nothing is amiss; a policy less, a right of everybody's, a person in two groups are."""
    apply(office.store.url, statements(office.store.url, OWNER))
    with office.store.writer.begin() as connection:
        assert amiss(connection) == ()
        connection.execute(text("DROP POLICY dibao_adds ON events"))
        connection.execute(text("GRANT dibao_cron TO wang"))
        assert amiss(connection) == ("events", "wang")
    assert [noted.code for noted in rights(examined(office.store))] == ["rights.superuser", "rights.amiss"]
    with office.store.writer.begin() as connection:
        connection.execute(text("INSERT INTO users VALUES ('postgres', '', 'county', '371602000000', true)"))
    with pytest.raises(RoleTakenError):
        statements(office.store.url, OWNER)
