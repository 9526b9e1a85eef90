"""A worker: procrastinate wakes it up when a night is queued, and it takes partitions until the night is over.

A wake-up says no more than "look". There is always one in the queue while a night is not over: whoever takes it puts
the next one in before anything else, so that it wakes the next idle worker. Should one be lost with a worker that dies
in that moment, another comes within the minute.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from db.job_queue import job_queue
from workflow.night import assert_many_may_share, is_left, pause, work_off
from workflow.stores import database_trouble
from workflow.this_process import who

if TYPE_CHECKING:
    from collections.abc import Callable

    from procrastinate import App, JobContext

    from db.partitions import Partition
    from workflow.office import Office

QUEUE = "recheck"
EVERY_MINUTE = "* * * * *"
TROUBLE_SECONDS = 30.0
"""How long a worker in trouble waits before it is woken up again."""


def wake_workers(office: Office) -> None:
    """Put a wake-up into the queue, unless one is there."""
    with database_trouble(), job_queue(office.store.url) as queue, queue.open():
        _wake(queue)


async def serve(
    office: Callable[[], Office], ended: Callable[[Partition], None], trouble: Callable[[Exception], None]
) -> None:
    """Work until the process is asked to stop; `office` opens one anew for every wake-up.

    `ended` is told of each partition, `trouble` of what kept it from working. BadInput: the database is a file.
    """
    first = office()
    assert_many_may_share(first)
    first.store.close()
    for library in ("procrastinate", "psycopg.pool"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # what goes wrong is told in sentences
    with database_trouble(), job_queue(first.store.url) as queue:
        _look_when_woken(queue, office, ended, trouble)
        async with queue.open_async():
            await _forget_the_dead(queue)
            await queue.run_worker_async(
                queues=[QUEUE], delete_jobs="always", shutdown_graceful_timeout=0, install_signal_handlers=True
            )
    with first.reading():
        pass  # DatabaseTrouble: it was not asked to stop, its server went away


def _look_when_woken(
    queue: App, office: Callable[[], Office], ended: Callable[[Partition], None], trouble: Callable[[Exception], None]
) -> None:
    @queue.periodic(cron=EVERY_MINUTE)
    @queue.task(name=QUEUE, queue=QUEUE, queueing_lock=QUEUE, pass_context=True)
    def look(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the library says when it was meant to be
        try:
            _look(context, office, ended)
        except Exception as error:  # noqa: BLE001 - a worker tells it, and looks again a little later
            trouble(error)
            pause(TROUBLE_SECONDS, context.should_abort)


def _look(context: JobContext, office: Callable[[], Office], ended: Callable[[Partition], None]) -> None:
    here = office()
    try:
        if not is_left(here):
            return
        _wake(context.app)
        for partition in work_off(here, who(), context.should_abort):
            ended(partition)
    finally:
        here.store.close()


def _wake(queue: App) -> None:
    with suppress(AlreadyEnqueued):
        queue.configure_task(QUEUE, queue=QUEUE, queueing_lock=QUEUE).defer(timestamp=0)


async def _forget_the_dead(queue: App) -> None:
    """Take out the wake-ups that died with their workers."""
    jobs = queue.job_manager
    for job in await jobs.get_stalled_jobs(queue=QUEUE):
        await jobs.finish_job(job, Status.FAILED, delete_job=True)
