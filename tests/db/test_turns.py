"""Turns on a file: a run of many transactions lets in whoever waits."""

from __future__ import annotations

import threading
from time import sleep

import pytest

from db.engine import open_store
from db.errors import StoreLockedError
from db.migrate import create

CHUNKS, CHUNK_SECONDS = 20, 0.03


@pytest.fixture
def stores(url):
    create(url)
    run, person = open_store(url), open_store(url)
    yield run, person
    run.close()
    person.close()


def test_who_waits_writes_long_before_a_run_of_many_chunks_is_over(stores):
    run, person = stores
    begun, done = threading.Event(), []

    def chunks() -> None:
        for number in range(CHUNKS):
            with run.gathering() as uow:
                begun.set()
                sleep(CHUNK_SECONDS)
                uow.commit()
            done.append(number)

    thread = threading.Thread(target=chunks)
    thread.start()
    begun.wait()
    with person.writing() as uow:
        uow.commit()
        before = len(done)
    thread.join()
    assert before < CHUNKS / 2


def test_who_does_not_wait_is_told_at_once(stores):
    run, person = stores
    if not run.is_sqlite:
        return
    with run.writing(), pytest.raises(StoreLockedError), person.writing_at_once():
        pass
