"""The ground on which harnesses do harm: a small county, work on it that can be broken off, and what must hold after.

Clock and salts stand still, so that a work that was broken off and done again must leave the very rows, hashes among
them, that it leaves undisturbed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import event

from db import engine, journal
from db.engine import make_engine
from db.writing import Writing
from workflow import clock, payroll, recheck
from workflow.demo.county import fill
from workflow.demo.founding import founded
from workflow.journal import check_in
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TODAY, NEW_STANDARD = date(2026, 11, 23), date(2027, 1, 1)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUSEHOLDS = 12
MONTH = date(2026, 11, 1)
FAST = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
"""A disk in memory, where there is one: what reaches it is known call by call, and nobody cuts its power."""

MEASURE = (
    "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM payments),"
    " (SELECT count(*) FROM payrolls WHERE state <> 'drawing'), (SELECT count(*) FROM payrolls),"
    " (SELECT count(*) FROM payroll_lines)"
)
"""What only grows while a work goes on."""

SUMS = {
    "two standing payments of a case and month": (
        "SELECT 1 FROM payments WHERE state <> 'failed' GROUP BY month, case_id HAVING count(*) > 1"
    ),
    "version is not the number of events": (
        "SELECT 1 FROM cases WHERE version <> (SELECT count(*) FROM events WHERE case_id = cases.id)"
    ),
    "stage is not what the newest event led to": (
        "SELECT 1 FROM cases c JOIN events e ON e.case_id = c.id AND e.seq = c.version WHERE e.dest <> c.stage"
    ),
    "roll and lines differ": (
        "SELECT 1 FROM payrolls p WHERE state <> 'drawing'"
        " AND to_pay <> (SELECT coalesce(sum(to_pay), 0) FROM payroll_lines l WHERE l.month = p.month)"
    ),
    "roll and payments differ": (
        "SELECT 1 FROM payrolls p WHERE state = 'released'"
        " AND to_pay <> (SELECT coalesce(sum(amount), 0) FROM payments a WHERE a.month = p.month AND a.attempt = 1)"
    ),
    "payments of a roll that is not released": (
        "SELECT 1 FROM payments WHERE month NOT IN (SELECT month FROM payrolls WHERE state = 'released')"
    ),
}


def nightly(url: str) -> None:
    """The nightly run on the day of a new standard."""
    with office_of(url, "cron", NEW_STANDARD) as office:
        recheck.run(office)


def month_paid(url: str) -> None:
    """A month's roll drawn up and released, or what is left to be done of it."""
    with office_of(url, "chen", TODAY) as office:
        with office.reading() as read:
            state = next((row["state"] for row in payroll.stored.roll_rows(read) if row["month"] == MONTH), "")
        if state in {"", "drawing"}:
            payroll.draw_up(office, MONTH)
        if state != "released":
            payroll.release(office.as_user("zhao"), MONTH)


@contextmanager
def office_of(url: str, login: str, today: date) -> Iterator[Office]:
    """An office that is closed whatever happens."""
    office = Office.open(url, login, today)
    try:
        yield office
    finally:
        office.store.close()


WORKS: dict[str, Callable[[str], None]] = {"recheck": nightly, "payroll": month_paid}


@contextmanager
def compiled_once() -> Iterator[None]:
    """Statements are compiled once for all databases that are opened: compiling takes longer than running them."""

    def made(url: str, **said: Any) -> Any:
        return _sharing(make_engine(url, **said), writes=said["writes"])

    with patch.object(engine, "make_engine", made):
        yield


def _sharing(found: Any, *, writes: bool) -> Any:
    kind = found.dialect.name, writes
    found.dialect, found._compiled_cache = _COMPILED.setdefault(kind, (found.dialect, found._compiled_cache))
    return found


@contextmanager
def standing_still(chunk: int = 3, checkpoint: int = 1000) -> Iterator[None]:
    """The clock and the salts stand still, cases go in small chunks, and SQLite's log is short (in pages)."""

    def made(url: str, **said: Any) -> Any:
        found = make_engine(url, **said)
        if url.startswith("sqlite"):
            pragma = f"PRAGMA wal_autocheckpoint = {checkpoint}"
            event.listen(found, "connect", lambda connection, _: connection.execute(pragma))
        return _sharing(found, writes=said["writes"])

    with ExitStack() as stack:
        for where, name, value in (
            (clock, "now", lambda: NOW), (engine, "utc_now", lambda: NOW), (engine, "make_engine", made),
            (journal.secrets, "token_hex", "0".__mul__), (recheck, "CHUNK", chunk), (payroll, "CHUNK", chunk),
            (recheck, "READ_AT_ONCE", 2 * chunk), (engine, "BUSY_MILLISECONDS", 100),
        ):  # fmt: skip
            stack.enter_context(patch.object(where, name, value))
        yield


_COMPILED: dict[tuple[str, bool], Any] = {}
"""Statements that were compiled once, for every process that is forked off."""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder for one harness's files, gone afterwards."""
    made = Path(mkdtemp(prefix="dibao-faults-", dir=FAST if os.access(FAST, os.W_OK) else None))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@cache
def county(seed: int = 7, households: int = HOUSEHOLDS) -> bytes:
    """The file of a county before the work."""
    with folder() as made, standing_still():
        office = founded(f"sqlite:///{made / 'county.db'}", TODAY)
        fill(office, households=households, seed=seed)
        office.store.close()
        return (made / "county.db").read_bytes()


def placed(where: Path, content: bytes) -> str:
    """The URL of a file with this content, with nothing beside it."""
    for path in where.parent.glob(f"{where.name}*"):
        path.unlink()
    where.write_bytes(content)
    return f"sqlite:///{where}"


def state_of(path: Path) -> tuple[str, tuple[int, ...], str]:
    """Every row of a file as one digest, what only grows, and what is broken of its pages and references."""
    connection = sqlite.connect(path, isolation_level=None)
    try:
        broken = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        broken += [f"{row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
        whole = hashlib.sha256()
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1").fetchall():
            for row in sorted(map(repr, connection.execute(f'SELECT * FROM "{table}"'))):
                whole.update(f"{table}{row}".encode())
        return whole.hexdigest(), tuple(connection.execute(MEASURE).fetchone()), "; ".join(broken)
    except sqlite.DatabaseError as error:
        return "", (), str(error)
    finally:
        connection.close()


def wrong_in(url: str) -> str:
    """What does not hold of a county's data, as far as it shows without knowing what was done; "" where all holds."""
    with office_of(url, "cron", NEW_STANDARD) as office, office.reading() as read:
        found = [f"{problem.case} {problem.code}" for problem in check_in(read).problems]
        found += [what for what, asked in SUMS.items() if read.connection.exec_driver_sql(asked).first()]
    return ", ".join(found)


@dataclass
class Course:
    """A work as it goes undisturbed: the states after each of its commits, the last one, and its calls on files."""

    work: str
    chunk: int
    checkpoint: int
    calls: int = 0
    states: list[str] = field(default_factory=list)
    sound: set[str] = field(default_factory=set)
    """States of which it is known that all holds."""

    def found_wrong(self, path: Path, acknowledged: tuple[int, ...] | None, *, exactly: bool = True) -> str:
        """What is wrong with a file after the work was broken off: with `exactly`, in the midst of its first run."""
        state, measure, broken = state_of(path)
        if broken:
            return broken
        if acknowledged is not None and measure < acknowledged:
            return f"acknowledged {acknowledged}, found {measure}"
        if exactly and state not in self.states:
            return f"no state between two commits: {measure}"
        if state not in self.sound:
            found = wrong_in(f"sqlite:///{path}")
            if found:
                return found
            self.sound.add(state)
        return ""

    def found_unlike(self, path: Path) -> str:
        """What is wrong with a file after the work was done again to its end."""
        state, measure, broken = state_of(path)
        return broken or ("" if state == self.states[-1] else f"ends otherwise than undisturbed: {measure}")

    @contextmanager
    def going(self) -> Iterator[None]:
        """Everything stands still as in this course."""
        with standing_still(self.chunk, self.checkpoint):
            yield

    def run(self, url: str) -> None:
        """Do the work, or what is left of it."""
        WORKS[self.work](url)


@contextmanager
def acknowledging(told: Callable[[tuple[int, ...]], object]) -> Iterator[None]:
    """Tell of every commit of a transaction, after it is done."""
    own = Writing.commit

    def commit(uow: Writing) -> None:
        own(uow)
        told(tuple(uow.connection.exec_driver_sql(MEASURE).one()))

    with patch.object(Writing, "commit", commit):
        yield
