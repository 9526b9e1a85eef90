"""The schema: made by migrations, equal to the tables, with the constraints that money and people need."""

from __future__ import annotations

import stat
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

import db.tables  # noqa: F401  fills the metadata
from db.engine import Store, file_of, make_engine, open_store
from db.errors import (
    StoreDamagedError,
    StoreMissingError,
    StoreNewerError,
    StoreNotEmptyError,
    StoreTooOldError,
)
from db.migrate import _new_file, _run, create, status, upgrade
from db.schema import HEAD


def test_a_new_database_has_the_programs_version(url):
    create(url)
    assert status(url).is_current
    assert upgrade(url).version == HEAD


def test_creating_it_twice_is_refused(url):
    create(url)
    with pytest.raises(StoreNotEmptyError):
        create(url)


@pytest.mark.filterwarnings("ignore:.*expression-based index")  # compared on PostgreSQL, which can show them
def test_the_migrated_schema_is_the_one_of_the_tables(url):
    create(url)
    store = open_store(url)
    with store.reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    store.close()


def stamped(url: str, version: str) -> None:
    create(url)
    store = open_store(url)
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    store.close()


def test_a_database_of_a_newer_program_is_not_touched(url):
    stamped(url, "9999")
    for use in (open_store, upgrade):
        with pytest.raises(StoreNewerError):
            use(url)


def test_a_database_that_waits_for_a_migration_says_so(url, monkeypatch):
    create(url)
    monkeypatch.setattr("db.engine.HEAD", "later")
    with pytest.raises(StoreTooOldError):
        open_store(url)


def at_version(url: str, version: str) -> None:
    """A new database of an earlier program."""
    file = file_of(url)
    if file is not None:
        _new_file(file, url)
    _run(url, version)


def test_an_earlier_programs_database_keeps_its_rows_and_learns_the_new_ones(url):
    at_version(url, "0001")
    engine = make_engine(url, writes=True)
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO persons (id, name, id_no, born) VALUES (1, '甲', '11010119600101001X', '1960-01-01')")
        )
    engine.dispose()
    assert upgrade(url).is_current
    store = open_store(url)
    with store.reading() as read:
        assert read.rows(text("SELECT name, id_tail FROM persons")) == [{"name": "甲", "id_tail": "X10010"}]
    store.close()


def test_a_database_that_is_not_there_is_missing(tmp_path, server):
    for missing in (f"sqlite:///{tmp_path}/none.db", server.replace("/postgres", "/none")):
        with pytest.raises(StoreMissingError):
            open_store(missing)


@pytest.mark.parametrize("content", [b"this is no database, only a text that is long enough\n" * 50, b"\x00" * 5000])
def test_a_file_that_is_no_database_is_damaged(tmp_path, content):
    path = tmp_path / "office.db"
    path.write_bytes(content)
    with pytest.raises((StoreDamagedError, StoreMissingError)):
        open_store(f"sqlite:///{path}")


def test_settings_that_lose_nothing_are_in_force(tmp_path):
    url = f"sqlite:///{tmp_path}/office.db"
    create(url)
    store = open_store(url)
    with store.reading() as read:
        asked = {
            name: read.connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "query_only")
        }
        version = read.connection.exec_driver_sql("SELECT sqlite_version()").scalar()
    store.close()
    assert asked == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "query_only": 1}
    assert tuple(map(int, version.split("."))) >= (3, 51, 3)
    assert stat.S_IMODE(file_of(url).stat().st_mode) == 0o600


REFUSED = {
    "an ended case needs an outcome": "UPDATE cases SET outcome = 'ended' WHERE stage <> 'terminated'",
    "a stage is one of seven": "UPDATE cases SET stage = 'lost'",
    "money is not negative": "UPDATE cases SET monthly = -1",
    "money is below 10^12 yuan": "UPDATE cases SET monthly = 100000000000000",
    "a household has one live case": (
        "UPDATE cases SET household_id = (SELECT min(household_id) FROM cases WHERE stage = 'enrolled') "
        "WHERE stage = 'applied'"
    ),
    "nobody counts in two paid cases": (
        "UPDATE members SET person_id = (SELECT min(person_id) FROM members WHERE counted_in_paid) "
        "WHERE counted_in_paid"
    ),
    "who left does not count": "UPDATE members SET left_on = '2026-01-01' WHERE counted_in_paid",
    "nobody dies before birth": "UPDATE persons SET died_on = '1800-01-01'",
    "a village is a region": "UPDATE cases SET village = '999999999999'",
    "an event stays as it is": "UPDATE events SET actor = 'nobody'",
    "an event stays": "DELETE FROM events",
    "a decision stays as it is": "UPDATE decisions SET monthly = monthly + 100",
    "a decision stays": "DELETE FROM decisions",
    "evidence stays as it is": "UPDATE evidence SET person = 'nobody'",
    "a survey stays as it is": "UPDATE surveys SET window_end = '2020-01-01'",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_itself_refuses(county, statement):
    with pytest.raises(DBAPIError), county.store.writer.begin() as connection:
        connection.execute(text(statement))


EVENT = (
    "INSERT INTO events (case_id, seq, at, on_date, actor, role, kind, step, source, dest, reason, body, salt, "
    "personal_digest, algorithm, previous_hash, hash) SELECT e.case_id, e.seq + 1000, e.at, e.on_date, {actor}, "
    "'county', 'step', {step}, e.source, e.dest, '', e.body, '', '', '', '', '' FROM events e WHERE e.step = {of}"
)
RECORD = (
    "INSERT INTO evidence (case_id, kind, on_date, person, document, body, recorded_by, recorded_on, amends) "
    "SELECT e.case_id, e.kind, e.on_date, '', '', {body}, {by}, e.recorded_on, {amends} FROM evidence e WHERE {of}"
)
KIN = "SELECT recorded_by FROM evidence s WHERE s.case_id = e.case_id AND s.kind = 'survey' ORDER BY id DESC LIMIT 1"
NOT_BY = {
    "whoever verified does not enroll": EVENT.format(actor="e.actor", step="'enroll'", of="'verify'"),
    "whoever ended it does not set it aside": (
        EVENT.format(actor="e.actor", step="'set_aside'", of="'terminate'")
        + " AND e.seq = (SELECT max(l.seq) FROM events l WHERE l.case_id = e.case_id AND l.kind = 'step')"
    ),
    "whoever surveyed does not confirm": EVENT.format(actor=f"({KIN})", step="'terminate'", of="'terminate'"),
    "no near relative": (
        EVENT.format(actor="'kin'", step="'close'", of="'apply'")
        + " AND e.case_id = (SELECT min(c.id) FROM cases c)"
    ),
    "whoever decided does not decide the appeal": RECORD.format(
        body="'{\"about\": \"\", \"outcome\": \"upheld\"}'", amends="NULL", of="e.kind = 'appeal'",
        by="(SELECT b.actor FROM events b WHERE b.case_id = e.case_id AND b.kind = 'step' AND b.on_date <= e.on_date "
        "ORDER BY b.seq DESC LIMIT 1)",
    ),
    "the last administrator stays": "DELETE FROM users WHERE login = 'gu'",
    "append-only": "UPDATE access_log SET login = 'nobody'",
}  # fmt: skip
NEEDED = (
    "INSERT INTO users (login, name, role, region, active) VALUES ('gu', 'gu', 'administrator', '371602000000', true)",
    (
        'INSERT INTO access_log (at, kind, login, "by", terminal, detail) '
        "VALUES ('2026-11-24', 'login', 'gu', 'gu', '', '')"
    ),
    (
        "INSERT INTO evidence (case_id, kind, on_date, person, document, body, recorded_by, recorded_on) "
        "SELECT min(id), 'declaration', '2000-01-01', '', '', '{\"worker\": \"kin\"}', 'wang', '2000-01-01' FROM cases"
    ),
)
"""What is not in a county, and is there for this test alone."""


@pytest.mark.parametrize(("sentence", "statement"), NOT_BY.items(), ids=NOT_BY)
def test_the_database_itself_parts_duties(county, sentence, statement):
    with pytest.raises(DBAPIError, match=sentence):
        _all_at_once(county.store, (*NEEDED, statement))


def _all_at_once(store: Store, statements: tuple[str, ...]) -> None:
    with store.writer.begin() as connection:
        for statement in statements:
            assert connection.exec_driver_sql(statement).rowcount, "nothing was tried"


def test_a_notice_may_be_made_void(office_at):
    office = office_at(10)
    with office.store.writer.begin() as connection:
        connection.execute(text("UPDATE evidence SET voided_by = 1 WHERE id = (SELECT min(id) FROM evidence)"))


def test_the_reader_writes_nothing(county):
    with pytest.raises(DBAPIError), county.store.reader.begin() as connection:
        connection.execute(text("UPDATE cases SET monthly = 0"))


def test_a_day_is_a_date_on_both(county):
    with county.reading() as read:
        row = read.case_row("C-0000001")
    assert type(row["opened_on"]) is date
