"""A night on one PostgreSQL server by one worker and by two: how much sooner two are done, and what both take.

A county is made once and copied by the server; each worker is a process that takes partitions until none is left.
Seconds are of the clock, from "go" to the last partition done; the processes are there before it, and the server
shares the processors with them. `--households N` sets the size.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
from datetime import date
from time import perf_counter, process_time
from typing import Any

from db.engine import open_store
from db.migrate import create
from states.sheets import shipped
from states.stages import Role
from tests.stores import Server, postgresql_server
from workflow.demo.county import fill
from workflow.night import newest_night, queue_night, work_off
from workflow.office import Office, User

HOUSEHOLDS = 2_000
FILLED_ON, NIGHT = date(2026, 11, 23), date(2027, 1, 1)


def office_at(url: str, day: date) -> Office:
    """The machine's office over a database."""
    return Office(open_store(url), User("cron", "", Role.CRON, ""), day, shipped())


def work(url: str, told: Any) -> None:
    """Take partitions once a word is given; the processor time of it."""
    office = office_at(url, NIGHT)
    told.send(0.0)
    told.recv()
    begun = process_time()
    for _ in work_off(office, "bench", lambda: False):
        pass
    told.send(process_time() - begun)
    office.store.close()


def night_by(workers: int, url: str) -> tuple[float, float, int]:
    """Seconds of a night by so many workers, their processor time together, and the cases looked at."""
    spawn = multiprocessing.get_context("spawn")
    office = office_at(url, NIGHT)
    pipes = [spawn.Pipe() for _ in range(workers)]
    processes = [spawn.Process(target=work, args=(url, there)) for _, there in pipes]
    for process in processes:
        process.start()
    for here, _ in pipes:
        here.recv()
    queue_night(office)
    begun = perf_counter()
    for here, _ in pipes:
        here.send("go")
    spent = sum(here.recv() for here, _ in pipes)
    taken = perf_counter() - begun
    for process in processes:
        process.join()
    looked_at = newest_night(office).report.looked_at
    office.store.close()
    return taken, spent, looked_at


def main() -> int:
    """Print the night by one worker and by two, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=HOUSEHOLDS)
    households = parser.parse_args().households
    with postgresql_server() as url:
        server = Server(url)
        county = server.new()
        create(county)
        office = office_at(county, FILLED_ON)
        fill(office, households=households)
        office.store.close()
        nights = {workers: night_by(workers, server.copy_of(county)) for workers in (1, 2)}
    for workers, (taken, spent, looked_at) in nights.items():
        print(
            f"{workers} worker{'s' if workers > 1 else ''}: {looked_at:,} paid cases in {taken:.1f} s, "
            f"{spent:.1f} s of their processor time"
        )
    print(f"two are {nights[1][0] / nights[2][0]:.2f} x as fast as one")
    return 0


if __name__ == "__main__":
    sys.exit(main())
