"""One run at a time: a second is told who is at it, a killed one is in nobody's way."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from db.engine import open_store
from db.errors import RunUnderWayError
from db.migrate import create
from db.run_lock import alone
from tests.repo.tree import ROOT
from workflow.errors import Refused
from workflow.stores import database_trouble
from workflow.wording import in_language

HOLDS = """
import sys, time
from db.engine import open_store
from db.run_lock import alone

with alone(open_store(sys.argv[1]), "li@elsewhere (4711)"):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def store(url):
    create(url)
    opened = open_store(url)
    yield opened
    opened.close()


def test_a_second_run_is_told_since_when_and_by_whom_until_the_first_is_killed(store):
    command = [sys.executable, "-c", HOLDS, store.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(RunUnderWayError) as told, alone(store, "second"):
            pass
        first.kill()
    assert told.value.who == "li@elsewhere (4711)"
    assert timedelta(0) <= datetime.now(UTC) - told.value.since < timedelta(minutes=1)
    with alone(store, "third"):
        pass


def test_a_run_under_way_is_one_sentence_in_both_languages(store):
    with alone(store, "first"), pytest.raises(Refused) as told, database_trouble(), alone(store, "second"):
        pass
    with in_language("zh"):
        assert "由 first 执行" in str(told.value)
    with in_language("en"):
        assert "by first; nothing was done here." in str(told.value)
