"""Bits that rot: one bit of one byte is another one, of a value or anywhere in the file. Somebody must see it.

Whoever looks is `journal verify` and `doctor`; and a value that cannot be read at all is told in a sentence. Where a
bit turns in a byte on which no value of a case rests, nothing need be found.
"""

from __future__ import annotations

import hashlib
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlite

from db import payroll as stored
from db.documents import read
from db.health import broken_parts
from tests.faults.fuzzing import unsaid
from tests.faults.ground import folder, placed
from tests.faults.tally import Harness, Tally, chance
from tests.faults.tampering import LATER, TODAY, sealed_office
from workflow import bank, payroll
from workflow.doctor.contradictions import contradictions
from workflow.journal import check
from workflow.office import Office
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

OF_NO_CASE = {
    "alembic_version", "access_log", "assignments", "calendar_days", "calendar_years", "case_grams", "case_reads",
    "derived", "drafts", "due_items", "due_marks", "duty_exception_ends", "duty_exceptions", "login_pauses",
    "match_decisions", "match_flags", "match_outcomes", "match_runs", "passwords", "recheck_partitions",
    "recheck_progress", "regions", "requests", "runs", "sessions", "users",
}  # fmt: skip
"""Tables on which neither an amount rests nor to whom it goes."""
YES_OR_NO = {"counts", "counted_in_paid", "paused", "withheld"}
OF_LISTS = {
    "cases": {"head_pinyin", "next_due_on", "responsible"},
    "bank_files": {"id", "made_by", "made_at", "reason", "sha256"},
    "drives": {"cases"},
    "repayments": {"id"},
}
"""Columns for lists and records of who took a file, of other tables."""


@cache
def rotting_county(seed: int) -> tuple[bytes, dict[str, tuple[str, ...]]]:
    """A county's file in which banks answered and somebody paid back, and its tables' columns that must not rot."""
    with sealed_office(seed) as office, TemporaryDirectory() as made:
        chen = office.on(TODAY).as_user("chen")
        month = payroll.month_named(f"{TODAY:%Y-%m}")
        bank.bank_file(chen, month, "csv", "to be paid")
        with chen.reading() as read_:
            first, second, *_ = bank.payments_issued(chen, read_, month)
        for row, state in ((first, "failed"), (second, "paid")):
            bank.take_returns(chen, month, [bank.Returned(bank.reference(row), state, row["amount"], "closed")])
        bank.issue_again(chen, month)
        with office.writing() as uow:
            stored.add_repayment(
                uow, case_id=first["case_id"], on_date=TODAY, amount=70000, document="receipt", recorded_by="chen"
            )
            uow.commit()
        path = Path(made) / "rot.db"
        with closing(sqlite.connect(str(office.store.url).removeprefix("sqlite:///"))) as connection:
            connection.execute("VACUUM INTO ?", (str(path),))
            return path.read_bytes(), dict(_columns(connection))


def _columns(connection: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    for name in names:
        if name not in OF_NO_CASE and not name.startswith("sqlite_"):
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            yield name, tuple(column for column in columns if column not in OF_LISTS.get(name, ()))


def rotten_values(seed: int, points: range) -> Tally:
    """A bit of a value a point; what nobody sees is lost."""
    tally = Tally("rot of values", seed)
    good, columns = rotting_county(seed)
    with folder() as made:
        for point in points:
            url = placed(made / "rot.db", good)
            where, same = _turn_in_a_value(chance(seed, point), made / "rot.db", columns)
            who, wrong = seen_by(url)
            kind = "the same to whoever reads it" if same else f"seen by {who or 'nobody'}"
            tally.count(point, kind, wrong or (f"{where} was {kind}" if bool(who) == same else ""))
    return tally


def rotten_pages(seed: int, points: range) -> Tally:
    """A bit of the file a point; what is another value of a row, and nobody sees, is lost."""
    tally = Tally("rot of pages", seed)
    good, columns = rotting_county(seed)
    with folder() as made:
        path = made / "rot.db"
        placed(path, good)
        rows = _rows_of(path, columns)
        for point in points:
            random, data = chance(seed, point), bytearray(good)
            at = random.randrange(len(data))
            data[at] ^= 1 << random.randrange(8)
            url = placed(path, bytes(data))
            who, wrong = seen_by(url)
            same = bool(who) or _rows_of(path, columns) == rows
            kind = f"seen by {who}" if who else "no value of a case" if same else "seen by nobody"
            tally.count(point, kind, wrong or ("" if same else f"byte {at} was not seen"))
    return tally


def seen_by(url: str) -> tuple[str, str]:
    """Who sees that something is wrong with a file, "" nobody; and what is wrong with how it was said."""
    try:
        office = Office.of_machine(url, LATER)
        with database_trouble(), closing(office.store):
            if check(office).problems:
                return "the journal", ""
            if broken_parts(office.store) or contradictions(office):
                return "the doctor", ""
    except Exception as error:  # noqa: BLE001 - what is wrong with it is the question
        return "whoever reads", unsaid(error)
    return "", ""


def _turn_in_a_value(random: Random, path: Path, columns: dict[str, tuple[str, ...]]) -> tuple[str, bool]:
    """Turn a bit of a byte of a value; gives which, and whether it reads as the same."""
    with closing(sqlite.connect(path, isolation_level=None)) as connection:
        for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
            connection.execute(f"PRAGMA {pragma}")
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        while True:
            table = random.choice(list(columns))
            column = random.choice(columns[table])
            rows = connection.execute(f'SELECT rowid, "{column}" FROM {table}').fetchall()
            row, value = random.choice(rows) if rows else (0, None)
            if value is None or value == "":
                continue
            other = _turned(random, value)
            put = "?" if isinstance(other, int) else "CAST(? AS TEXT)"
            try:
                connection.execute(f'UPDATE {table} SET "{column}" = {put} WHERE rowid = ?', (other, row))
            except sqlite.IntegrityError:  # of a unique column: there it would be another row's value
                continue
            return f"{table}.{column} of row {row}: {value!r:.60} -> {other!r:.60}", _reads_the_same(
                column, value, other
            )


def _turned(random: Random, value: Any) -> int | bytes:
    data = bytearray(value.to_bytes(8, "big", signed=True) if isinstance(value, int) else value.encode())
    at = random.randrange(8 - max(1, (value.bit_length() + 8) // 8), 8) if isinstance(value, int) else None
    data[random.randrange(len(data)) if at is None else at] ^= 1 << random.randrange(8)
    return int.from_bytes(data, "big", signed=True) if isinstance(value, int) else bytes(data)


def _reads_the_same(column: str, value: Any, other: int | bytes) -> bool:
    """Whether a value is the same document, the same instant or the same answer in other letters."""
    if isinstance(other, int):
        return column in YES_OR_NO and bool(value) == bool(other)
    try:
        if value[:1] in "{[":
            return bool(read(value) == read(other))
        return value[10:11] == " " and value[:10] + value[11:] == other.decode()[:10] + other.decode()[11:]
    except ValueError:
        return False


def _rows_of(path: Path, columns: dict[str, tuple[str, ...]]) -> str:
    """All values that must not rot, as one digest; where they cannot be read, what is said instead."""
    whole = hashlib.sha256()
    with closing(sqlite.connect(path, isolation_level=None)) as connection:
        try:
            for table, names in columns.items():
                wanted = ", ".join(f'"{name}"' for name in names)
                for row in sorted(map(repr, connection.execute(f"SELECT {wanted} FROM {table}"))):
                    whole.update(row.encode())
        except sqlite.DatabaseError as error:
            return str(error)
    return whole.hexdigest()


HARNESSES = (
    Harness("rot", "a bit turns in a value on which money rests", 1000, rotten_values),
    Harness("rot of pages", "a bit turns anywhere in the file", 1000, rotten_pages),
)
