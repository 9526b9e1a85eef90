"""What is asked of a database when it is examined: on a server its roles and its schema."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime

from sqlalchemy import make_url, text

from db.drift import Drift, drift_of
from db.engine import Store, open_store
from db.health import broken_parts, is_superuser, owned_tables, server_version, settings_in_force
from tests.life.story import settle
from tests.stores import new_database
from workflow.doctor.database import rights
from workflow.doctor.patient import Patient

WORKER = """
CREATE ROLE worker LOGIN;
GRANT USAGE ON SCHEMA public TO worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO worker;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO worker
"""


def examined(store: Store) -> Patient:
    """A patient whose database is open already; nothing lies around it."""
    patient = Patient(store.url, date(2026, 12, 1), datetime(2026, 12, 1, tzinfo=UTC), around=None)
    patient.store = store
    return patient


def test_a_server_is_asked_for_its_settings_its_schema_and_what_we_may_do(server):
    url = new_database(server)
    settle(url)
    with closing(open_store(url)) as store:
        with store.writer.begin() as connection:
            connection.execute(text(WORKER))
        assert settings_in_force(store) == {}
        assert broken_parts(store) == ""
        assert server_version(store)
        assert drift_of(store) == Drift((), (), ())
        assert [noted.code for noted in rights(examined(store))] == ["rights.superuser"]
        with store.reading() as read:
            assert is_superuser(read)
            assert set(owned_tables(read)) == {"events", "decisions", "evidence"}
        with store.writer.begin() as connection:
            connection.execute(text("ALTER TABLE events DISABLE TRIGGER events_append_only"))
            connection.execute(text("DROP INDEX ix_events_at"))
            connection.execute(text("CREATE TABLE mine (a int)"))
        found = drift_of(store)
        assert found == Drift(("index ix_events_at",), ("trigger events.events_append_only",), ("column mine.a",))
    as_worker = make_url(url).set(username="worker").render_as_string(hide_password=False)
    with closing(open_store(as_worker)) as store:
        assert drift_of(store) is None
        assert list(rights(examined(store))) == []
        with store.reading() as read:
            assert not is_superuser(read)
            assert owned_tables(read) == ()
