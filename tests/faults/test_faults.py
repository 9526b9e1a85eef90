"""A few points of what `make faults` does in full, and that each harness goes red where its guard is taken away."""

from __future__ import annotations

from contextlib import contextmanager
from unittest.mock import patch

import psycopg
import pytest
from sqlalchemy import event

from db.errors import StoreCutError, StoreUnreachableError
from db.writing import Writing
from tests.faults import ground, link, power, races, stopping
from tests.faults.failing import failing
from tests.faults.killing import killed
from tests.faults.link import cut_off_from, linked
from tests.faults.power import power_cut
from workflow.errors import DatabaseTrouble
from workflow.stores import database_trouble, despite_a_cut


@pytest.fixture(autouse=True)
def _one_course(monkeypatch: pytest.MonkeyPatch) -> None:
    """One course of each work is enough here."""
    for module in ("killing", "power", "failing"):
        monkeypatch.setattr(f"tests.faults.{module}.CHUNKS", (3,))
        monkeypatch.setattr(f"tests.faults.{module}.CHECKPOINTS", (20,))


@pytest.mark.parametrize(("harness", "points"), [(killed, 2), (power_cut, 8), (failing, 3)])
def test_nothing_is_lost(harness, points):
    tally = harness(7, range(points))
    assert (tally.tried, tally.wrong) == (points, [])


def test_a_kill_is_seen_where_a_commit_is_told_of_before_it_is_done(monkeypatch):
    @contextmanager
    def too_early(told):
        own = Writing.commit

        def commit(uow):
            told(tuple(uow.connection.exec_driver_sql(ground.MEASURE).one()))
            own(uow)

        with patch.object(Writing, "commit", commit):
            yield

    monkeypatch.setattr("tests.faults.killing.acknowledging", too_early)
    assert killed(7, range(6)).wrong


def test_a_power_cut_is_seen_where_nothing_is_synced(monkeypatch):
    def unsynced(url, **said):
        engine = made(url, **said)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
        return engine

    made = ground.make_engine
    monkeypatch.setattr(ground, "make_engine", unsynced)
    power.recorded.cache_clear()
    assert power_cut(7, range(12)).wrong
    power.recorded.cache_clear()


def test_a_failing_disk_is_seen_where_its_failure_is_swallowed(monkeypatch):
    monkeypatch.setattr("tests.faults.failing.exit_code_of", lambda _: 70)
    assert failing(7, range(3)).wrong


@pytest.mark.parametrize(("trouble", "asked"), [(StoreCutError, 2), (StoreUnreachableError, 1)])
def test_only_what_was_cut_off_in_the_middle_is_asked_once_more(trouble, asked):
    times = []

    def work():
        times.append(1)
        with database_trouble():
            raise trouble("postgresql://office")

    with pytest.raises(DatabaseTrouble):
        despite_a_cut(work)()
    assert len(times) == asked


@pytest.fixture
def short_course(monkeypatch):
    """Two who race for each kind of thing once."""
    for name, value in (("SIZES", (2,)), ("STEPS", 1), ("CONFIRMATIONS", 1)):
        monkeypatch.setattr(races, name, value)


@pytest.mark.usefixtures("short_course")
def test_one_wins_each_race_and_it_is_seen_where_two_do(databases, monkeypatch):
    tally = races.raced_on({"here": databases}, 7, range(5))
    assert (len(tally.kinds), tally.wrong) == (5, [])
    monkeypatch.setitem(races.RACES, "step", lambda *_: races.WON)
    assert "2 won" in races.raced_on({"here": databases}, 7, range(1)).wrong[0]


@pytest.mark.usefixtures("short_course")
def test_a_race_is_seen_whose_loser_is_told_what_is_no_sentence(databases, monkeypatch):
    monkeypatch.setattr(Writing, "expect_version", lambda *_: None)
    assert "STEP_NOT_FROM_HERE" in races.raced_on({"here": databases}, 7, range(1)).wrong[0]


@pytest.mark.long
def test_whatever_byte_a_link_is_cut_at_what_was_asked_is_done_once_and_not_where_nobody_asks_again(monkeypatch):
    with linked() as here:
        assert cut_off_from(here, 7, range(4)).wrong == []
        with monkeypatch.context() as changed:
            changed.setattr("workflow.stores.StoreCutError", type("NoError", (Exception,), {}))
            assert cut_off_from(here, 8, range(2)).wrong
        assert [cut_in_its_commit(here, kind, "一") for kind in link.ASKED] == ["", "", ""]
        monkeypatch.setattr("db.doubt.was_kept", lambda *_: False)
        assert cut_in_its_commit(here, "record", "二")


@pytest.mark.long
def test_a_stopped_server_loses_nothing_and_it_is_seen_where_commits_do_not_reach_its_disk(monkeypatch):
    with stopping.grounded() as here:
        assert stopping.stopped_on(here, 7, range(2)).wrong == []
        monkeypatch.setattr(stopping, "STOPS", ("server stopped",))
        with psycopg.connect(here.server, autocommit=True) as connection:
            for said in ("synchronous_commit = off", "wal_writer_delay = '10s'"):
                connection.execute(f"ALTER SYSTEM SET {said}")
            connection.execute("SELECT pg_reload_conf()")
        assert stopping.stopped_on(here, 8, range(3)).wrong


def cut_in_its_commit(here, kind, name):
    """What is wrong where the answer to a commit that is kept does not come."""
    own, asking, cuts = Writing.commit, link.ASKED[kind](here, name), here.link.cuts

    def commit(uow):
        if here.link.cuts == cuts:
            here.link.cut_after(link.BACK, 9)
        own(uow)

    with patch.object(Writing, "commit", commit):
        return asking()
