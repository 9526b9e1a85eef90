"""A night shared by workers on a real server: every case once, whoever dies, and figures as of one run."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import time
import warnings
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import select

from db import partitions
from db.errors import PartitionLostError
from db.partitions import claimed, keep
from db.reading import table
from db.tables import DecisionRow, EventRow
from states.automatic import plan
from tests.db.conftest import founded
from tests.repo.tree import ROOT
from tests.stores import Server
from tests.workflow.cli import runs
from workflow import recheck
from workflow.errors import Refused
from workflow.journal import check
from workflow.night import State, newest_night, night_document, queue_night, work_off
from workflow.office import Office
from workflow.recheck import report_document

NEW_STANDARD = date(2027, 1, 1)
WITHIN_SECONDS = 10
"""The part of somebody who died goes on within seconds; on a busy machine they are long."""

FEW = 2
"""Cases in a chunk, so that a township has several."""


@pytest.fixture(scope="module")
def servers_county(server: str) -> str:
    office = founded(Server(server).new(), households=60)
    office.store.close()
    return office.store.url


@pytest.fixture
def copy(server: str, servers_county: str, monkeypatch: pytest.MonkeyPatch):
    """`copy()` is the machine's office over a copy of a county, on the day of a new standard."""
    monkeypatch.setattr(recheck, "CHUNK", FEW)
    offices: list[Office] = []

    def copied() -> Office:
        offices.append(Office.open(Server(server).copy_of(servers_county), "cron", NEW_STANDARD))
        return offices[-1]

    yield copied
    for office in offices:
        office.store.close()
        Server(server).drop(office.store.url)


def answers(*line: object) -> subprocess.CompletedProcess[str]:
    """What a command answers; its connections, which it leaves to the end of its process, are let go of here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        run = runs.answers(*line)
        gc.collect()
    return run


@contextmanager
def started(*command: object):
    """A process, which is gone at the end of the block."""
    with subprocess.Popen(
        [sys.executable, *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ends(office: Office, *, stopped=lambda: False) -> list[str]:
    """Work as a worker of this process; the townships that it brought to their end."""
    return [partition.region for partition in work_off(office, "here", stopped)]


def written(office: Office) -> list[tuple[object, ...]]:
    """What happened on every case, and what was decided."""
    events, decisions = table(EventRow), table(DecisionRow)
    columns = (
        [events.c[name] for name in ("case_id", "seq", "kind", "step", "on_date", "actor")],
        [decisions.c[name] for name in ("case_id", "seq", "monthly")],
    )
    with office.reading() as read:
        return [tuple(row.values()) for some in columns for row in read.rows(select(*some).order_by(*some[:2]))]


def figures(office: Office) -> dict[str, object]:
    document = night_document(newest_night(office))
    del document["partitions"]
    return document


DIES_IN_A_PARTITION = """
import asyncio, sys, time
from datetime import date
from workflow import recheck
from workflow.office import Office
from workflow.worker import serve

recheck.CHUNK = int(sys.argv[2])
written, write_plan = [], recheck.write_plan

def write_and_stop(*args):
    write_plan(*args)
    written.append(1)
    if len(written) == 4:
        print("in the middle", flush=True)
        time.sleep(600)

recheck.write_plan = write_and_stop
asyncio.run(serve(lambda: Office.open(sys.argv[1], "cron", date.today()), print, print))
"""


@pytest.mark.long
def test_two_workers_share_a_night_and_one_ends_what_the_other_was_killed_in(copy):
    whole, shared = copy(), copy()
    url = shared.store.url
    expected = report_document(recheck.run(whole))
    assert answers("recheck", "--queue", "--db", url, "--on", NEW_STANDARD).returncode == 0
    with started("-c", DIES_IN_A_PARTITION, url, FEW) as first:
        assert first.stdout.readline() == "in the middle\n"
        with started("-m", "workflow.cli", "worker", "--db", url, "--lang", "en") as second:
            while (night := newest_night(shared)).count(State.DONE) < len(night.parts) - 1:
                time.sleep(0.05)
            assert (night.count(State.UNDER_WAY), night.count(State.WAITING)) == (1, 0)
            assert "A run is under way since" in answers("recheck", "--db", url).stderr
            first.kill()
            killed = time.monotonic()
            while not newest_night(shared).is_over:
                time.sleep(0.05)
            assert time.monotonic() - killed < WITHIN_SECONDS
            second.send_signal(signal.SIGTERM)
            assert second.wait(timeout=30) == 0
            assert 0 < len(second.stderr.readlines()) <= len(night.parts)
    assert figures(shared) == expected
    assert written(shared) == written(whole)
    assert check(shared).problems == ()


@pytest.fixture
def fails_in_one_township(monkeypatch: pytest.MonkeyPatch):
    """The program stumbles over every case of the village that it plans for first, until the block ends."""
    villages: list[str] = []

    def stumbles(case, *args, **said):
        villages.append(case.household.village)
        if villages[0] == case.household.village:
            raise ZeroDivisionError
        return plan(case, *args, **said)

    @contextmanager
    def failing():
        monkeypatch.setattr(recheck, "plan", stumbles)
        yield
        monkeypatch.setattr(recheck, "plan", plan)

    return failing


def test_whatever_becomes_of_its_workers_a_night_ends_with_the_figures_of_one_run(copy, fails_in_one_township):
    office = copy()
    expected = {**report_document(recheck.run(office, dry_run=True))}
    assert expected.pop("dry_run")
    with pytest.raises(Refused):
        newest_night(office)
    queued = queue_night(office)
    assert queued.count(State.WAITING) == len(queued.parts) > 5
    with pytest.raises(Refused):
        queue_night(office.on(date(2026, 12, 31)))

    asked = iter((False, False, True))  # stopped after its first chunk
    assert ends(office, stopped=lambda: next(asked, True)) == []
    assert 0 < newest_night(office).report.looked_at <= 2 * FEW

    with claimed(office.store, "elsewhere") as held:
        assert newest_night(office).count(State.UNDER_WAY) == 1
        with claimed(office.store, "here") as other:
            assert other.region != held.region
        with pytest.raises(Refused):
            recheck.run(office)

    with fails_in_one_township():
        assert len(ends(office)) == len(queued.parts) - 1
    told = answers("recheck", "--progress", "--db", office.store.url)
    assert (told.returncode, "failed ZeroDivisionError" in told.stdout) == (1, True)

    assert queue_night(office).count(State.WAITING) == 1
    with office.writing() as uow:
        partitions.try_again(uow, NEW_STANDARD, "sheets of another version")
        uow.commit()
    with pytest.raises(Refused):
        ends(office)
    queue_night(office)
    assert len(ends(office)) == 1
    assert figures(office) == expected
    assert check(office).problems == ()

    with office.writing() as uow, pytest.raises(PartitionLostError):
        keep(uow, held, "", {})
    again = queue_night(office)
    assert (again.count(State.WAITING), again.report.looked_at) == (len(queued.parts), 0)
