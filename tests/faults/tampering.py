"""Somebody changes the database behind the program's back, with its guards taken away: `journal verify` must see it.

The one who does it knows the program: he mends the row of the case after cutting its tail, deletes a case with all that
belongs to it, and makes seals that are right but for the signature.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from db.engine import open_store
from db.migrate import create
from db.reading import Reading
from db.seals import seal_rows
from db.verify import verify
from states.sheets import shipped
from states.stages import Role, SealKind
from tests.faults.tally import Harness, Tally, chance
from tests.stores import unguard
from workflow import payroll
from workflow.demo.county import fill
from workflow.doctor.contradictions import contradictions
from workflow.drives import begin, finish
from workflow.frozen import verify_frozen
from workflow.office import Office, User
from workflow.recheck import run as recheck
from workflow.reports import Signature, last_quarter, submit
from workflow.seal_keys import new_key
from workflow.sealed import verify_seals
from workflow.sealing import SEALED, seal, seal_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from sqlalchemy import Connection

TODAY, LATER = date(2026, 11, 24), date(2027, 1, 4)
HOUSEHOLDS = 14
UNPROTECTED = {
    "cases": "counted head_name head_pinyin monthly next_due_on next_recheck_on paused quiet_until responsible route"
    " taper_ends term_end withheld",
}
"""Columns that lists show, kept from what is protected: `dibao doctor` holds them against it."""
PROTECTED = (
    "households", "members", "persons", "payroll_persons", "payroll_standings",
    "events", "decisions", "evidence", "surveys", "cases", "payroll_lines", "payroll_amounts", "payments", "payrolls",
    "quarterly_reports", "drives", "drive_cases", "drive_summaries", "seals", "seal_leaves", "seal_keys",
)  # fmt: skip
REMOVED = ("events", "decisions", "evidence", "payroll_lines", "payments", "seal_leaves")
"""Tables from which a row is taken out alone, or put in a second time."""
OWN_KEYS = {"decisions": "seq", "events": "seq", "evidence": "id", "payroll_lines": "village"}
"""A column of each by which a copy of a row gets a key of its own."""


@contextmanager
def sealed_office(seed: int, households: int = HOUSEHOLDS) -> Iterator[Office]:
    """A county with a roll, a report, a drive, two runs and three signed seals, in a file of its own."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/office.db"
        create(url)
        office = Office(open_store(url), User("wang", "", Role.TOWNSHIP, "371602000000"), TODAY, shipped())
        key = new_key(Path(folder) / "seal.key")
        fill(office, households=households, seed=seed)
        office = office.as_user("wang")
        seal(office, SealKind.DAY, key)
        month = payroll.month_named(f"{TODAY:%Y-%m}")
        payroll.draw_up(office.as_user("chen"), month)
        payroll.release(office.as_user("zhao"), month)
        with office.reading() as read:
            village = read.connection.execute(text("SELECT min(village) FROM cases")).scalar_one()
        submit(office, last_quarter(office), village, Signature("li ming"))
        begin(office, village)
        finish(office, 1, "li ming", "bad roads")
        seal(office, SealKind.DAY, key)
        later = office.on(LATER)
        recheck(later)
        seal(later, SealKind.BATCH, key)
        yield later
        office.store.close()


def found_in(read: Reading) -> set[str]:
    """The codes of all that `journal verify` finds."""
    parts = (*verify(read), *verify_frozen(read), *verify_seals(read))
    return {problem.code for part in parts for problem in part.problems}


def tampered(seed: int, points: range) -> Tally:
    """Tamper once a point, and look: what is not seen is lost."""
    tally = Tally("tampering", seed)
    with sealed_office(seed) as office, office.store.writer.connect() as connection:
        for point in points:
            random = chance(seed, point)
            kind = random.choice(list(TAMPERINGS))
            unguard(connection)
            for pragma in ("defer_foreign_keys", "ignore_check_constraints"):
                connection.execute(text(f"PRAGMA {pragma} = ON"))
            did = TAMPERINGS[kind](random, connection)
            tally.count(point, kind, "" if found_in(Reading(connection)) else f"{did} was not seen")
            connection.rollback()
    return tally


def untampered(seed: int, points: range) -> Tally:
    """A county of a seed of its own for each fifty histories: nothing is to be found."""
    tally = Tally("untampered histories", seed)
    for first in range(points.start, points.stop, 50):
        households = min(50, points.stop - first)
        with sealed_office(seed + first, households) as office, office.reading() as read:
            problems = found_in(read) | set(contradictions(office))
        for point in range(first, first + households):
            tally.count(point, "histories", f"{problems} in nothing" if problems else "")
    return tally


def _changed(random: Random, connection: Connection) -> str:
    """One value of one row is another one."""
    table = random.choice(PROTECTED)
    row = _row(random, connection, table)
    column = random.choice([name for name in row if name not in {"rowid", *UNPROTECTED.get(table, "").split()}])
    value = _other(random, row[column])
    try:
        connection.execute(
            text(f'UPDATE {table} SET "{column}" = :value WHERE rowid = :row'), {"value": value, "row": row["rowid"]}
        )
    except IntegrityError:  # the database itself does not take it
        return _changed(random, connection)
    return f"{table}.{column} of row {row['rowid']}: {row[column]!r} -> {value!r}"


def _deleted(random: Random, connection: Connection) -> str:
    """A row is taken out."""
    table = random.choice(REMOVED)
    row = _row(random, connection, table)
    connection.execute(text(f"DELETE FROM {table} WHERE rowid = :row"), {"row": row["rowid"]})
    return f"row {row['rowid']} out of {table}"


def _inserted(random: Random, connection: Connection) -> str:
    """A row is put in that is like another one."""
    table = random.choice(list(OWN_KEYS))
    column = OWN_KEYS[table]
    row = dict(_row(random, connection, table))
    del row["rowid"]
    most = connection.execute(text(f"SELECT max({column}) FROM {table}")).scalar_one()
    row[column] = most + random.randint(1, 9) if isinstance(most, int) else row[column]
    if table == "payroll_lines":
        row["case_id"] = _absent(connection)
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row)
    return f"a row into {table}"


def _reordered(random: Random, connection: Connection) -> str:
    """Two events of a case change places, each with its hash."""
    cases = connection.execute(text("SELECT case_id FROM events GROUP BY 1 HAVING count(*) > 2 ORDER BY 1"))
    case_id = random.choice(cases.scalars().all())
    numbers = (
        connection.execute(text("SELECT seq FROM events WHERE case_id = :case"), {"case": case_id}).scalars().all()
    )
    one, other = random.sample(sorted(numbers), 2)
    for before, after in ((one, 9999), (other, one), (9999, other)):
        values = {"after": after, "before": before, "case": case_id}
        connection.execute(text("UPDATE events SET seq = :after WHERE case_id = :case AND seq = :before"), values)
    return f"events {one} and {other} of {case_id}"


def _case_deleted(random: Random, connection: Connection) -> str:
    """A case is taken out with all that belongs to it."""
    case = _row(random, connection, "cases")["id"]
    _delete_all_of(connection, case)
    return f"{case} as a whole"


def _tail_cut(random: Random, connection: Connection) -> str:
    """The newest sealed events of a case are taken out, and its row says that they never were."""
    case = _row(random, connection, "cases")["id"]
    events = connection.execute(
        text("SELECT seq, hash, source, dest FROM events WHERE case_id = :case ORDER BY seq"), {"case": case}
    ).all()
    kept = random.randint(1, len(events) - 1)
    values = {"case": case, "kept": kept, "hash": events[kept - 1].hash, "stage": events[kept - 1].dest}
    outcome = ", outcome = NULL" if values["stage"] != "terminated" else ""
    for table in ("decisions", "events"):
        connection.execute(text(f"DELETE FROM {table} WHERE case_id = :case AND seq > :kept"), values)
    connection.execute(
        text(f"UPDATE cases SET version = :kept, journal_hash = :hash, stage = :stage{outcome} WHERE id = :case"),
        values,
    )
    return f"events after {kept} of {case}"


def _seal_forged(random: Random, connection: Connection) -> str:
    """A seal says something else, with the hash that fits it, and so do all after it; nobody can sign."""
    rows = [dict(row) for row in seal_rows(Reading(connection))]
    start = random.randrange(len(rows))
    changed = random.choice(["root", "leaves", "on_date", "at"])
    new: dict[str, Any] = {
        "root": f"{random.getrandbits(256):064x}", "leaves": rows[start]["leaves"] + 1, "on_date": date(2020, 1, 1),
        "at": datetime(2020, 1, 1, tzinfo=UTC),
    }  # fmt: skip
    rows[start][changed] = new[changed]
    for row, before in zip(rows[start:], [None, *rows[start:]], strict=False):
        if before is not None:
            row["previous_hash"] = before["hash"]
        row["hash"] = seal_hash(row)
        values = {name: row[name] for name in (*SEALED, "hash")} | {"at": row["at"].strftime("%Y-%m-%d %H:%M:%S.%f")}
        connection.execute(text("UPDATE seals SET hash = 'x' || hash WHERE number = :number"), values)
        connection.execute(
            text(
                "UPDATE seals SET at = :at, on_date = :on_date, leaves = :leaves, root = :root,"
                " previous_hash = :previous_hash, hash = :hash WHERE number = :number"
            ),
            {**values, "on_date": str(values["on_date"])},
        )
    return f"{changed} of seal {start + 1}, linked on to the end"


def _stage_without_event(random: Random, connection: Connection) -> str:
    """A case stands in a stage to which nothing led."""
    case = _row(random, connection, "cases")
    stages = {"applied", "verified", "enrolled", "key_supported", "tapering", "re_verified"} - {case["stage"]}
    stage = random.choice(sorted(stages))
    connection.execute(
        text("UPDATE cases SET stage = :stage, outcome = NULL WHERE id = :id"), {"stage": stage, "id": case["id"]}
    )
    return f"{case['id']} in {stage}"


def _payment_without_event(random: Random, connection: Connection) -> str:
    """Somebody is paid who stands on no roll."""
    row = dict(_row(random, connection, "payments"))
    del row["rowid"]
    row["case_id"] = _absent(connection)
    names = ", ".join(f'"{name}"' for name in row)
    connection.execute(text(f"INSERT INTO payments ({names}) VALUES ({', '.join(f':{name}' for name in row)})"), row)
    return f"a payment to {row['case_id']}"


TAMPERINGS: dict[str, Callable[[Random, Connection], str]] = {
    "changed": _changed,
    "deleted": _deleted,
    "inserted": _inserted,
    "reordered": _reordered,
    "case deleted": _case_deleted,
    "tail cut": _tail_cut,
    "seal forged": _seal_forged,
    "stage without event": _stage_without_event,
    "payment without event": _payment_without_event,
}


def _row(random: Random, connection: Connection, table: str) -> Any:
    rows = connection.execute(text(f"SELECT rowid AS rowid, * FROM {table} ORDER BY rowid")).mappings().all()
    return random.choice(rows)


def _absent(connection: Connection) -> str:
    """A case that stands on no roll."""
    found = connection.execute(text("SELECT id FROM cases WHERE id NOT IN (SELECT case_id FROM payments) ORDER BY id"))
    return str(found.scalars().first())


def _delete_all_of(connection: Connection, case: str) -> None:
    names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
    for name in names:
        columns = {row.name for row in connection.execute(text(f"PRAGMA table_info({name})"))}
        if "case_id" in columns:
            connection.execute(text(f"DELETE FROM {name} WHERE case_id = :case"), {"case": case})
    connection.execute(text("UPDATE cases SET former_case = NULL WHERE former_case = :case"), {"case": case})
    connection.execute(text("DELETE FROM cases WHERE id = :case"), {"case": case})


def _other(random: Random, value: Any) -> Any:
    """Another value of the same kind."""
    if value is None:
        return random.choice([1, "2026-01-01", '{"x": 1}'])
    if isinstance(value, int):
        return value + random.choice([-1, 1, 100])
    if value.startswith(("[", "{")):
        return _other_document(random, json.loads(value))
    try:
        return date.fromisoformat(value[:10]).replace(year=2019).isoformat() + value[10:]
    except ValueError:
        at = random.randrange(len(value) + 1)
        return value[:at] + random.choice("0123456789abcdef") + value[at:]


def _other_document(random: Random, document: Any) -> str:
    if isinstance(document, dict):
        key = random.choice([*document, "more"])
        return json.dumps({**document, key: [document.get(key), 1]}, ensure_ascii=False)
    return json.dumps([*document, random.randint(0, 9)], ensure_ascii=False)


HARNESSES = (
    Harness("tampering", "rows changed, put in, taken out, moved; seals forged", 1000, tampered),
    Harness("untampered", "histories in which nobody did anything", 1000, untampered),
)
