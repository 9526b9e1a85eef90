"""Seals of the journal as they are stored: what no seal covers yet, and what each covered beside what stands now."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import String, and_, cast, func, insert, literal, or_, select, tuple_
from sqlalchemy.engine import RowMapping

from db.beyond import take_turns
from db.documents import canonical
from db.payroll import ROLLS
from db.reading import CASES, DRIVE_SUMMARIES, DRIVES, EVENTS, Reading, Rows, table
from db.reports import REPORTS
from db.tables import SealKeyRow, SealLeafRow, SealRow
from db.writing import Writing

SEALS, LEAVES, KEYS = table(SealRow), table(SealLeafRow), table(SealKeyRow)
CASE, ROLL, REPORT, DRIVE, SUMMARY = "case", "payroll", "report", "drive", "summary"
"""Kinds of what is sealed."""
CHUNK = 2000
LEAF, NODE = b"\0", b"\1"
EMPTY = hashlib.sha256(b"").hexdigest()


class Leaf(NamedTuple):
    """Something that a seal covers: a case as far as its event `version`, or a signed paper; with its digest."""

    kind: str
    name: str
    version: int
    digest: str


class MerkleTree:
    """The root over leaves that are given one by one, as RFC 9162 §2.1.1 builds it; holds a hash a level."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def add(self, leaf: Leaf) -> None:
        """Put a leaf behind the others."""
        found = hashlib.sha256(LEAF + canonical(tuple(leaf))).digest()
        index, self.size = self.size, self.size + 1
        while index & 1:
            found = hashlib.sha256(NODE + self._roots.pop() + found).digest()
            index >>= 1
        self._roots.append(found)

    @property
    def root(self) -> str:
        """The root over all leaves so far, in hex."""
        if not self._roots:
            return EMPTY
        *others, found = self._roots
        for root in reversed(others):
            found = hashlib.sha256(NODE + root + found).digest()
        return found.hex()


def unsealed(read: Reading) -> Iterator[Leaf]:
    """What was written since the last seal, in the order of kind and name."""
    for kind, name, version, digest, of_all in _sealable():
        sealed = and_(LEAVES.c.kind == kind, LEAVES.c.name == name, LEAVES.c.version == version)
        statement = select(name.label("name"), version.label("version"), digest.label("digest"))
        statement = statement.select_from(of_all).outerjoin(LEAVES, sealed).where(LEAVES.c.name.is_(None), digest != "")
        for row in read.connection.execute(statement.order_by(name, version)):
            yield Leaf(kind, row.name, row.version, row.digest)


def _sealable() -> Iterator[tuple[str, Any, Any, Any, Any]]:
    """Everything that is sealed, in the order of kinds: its name, version and digest, and the table it is in."""
    one = literal(1)
    yield CASE, CASES.c.id, CASES.c.version, CASES.c.journal_hash, CASES
    yield DRIVE, cast(DRIVES.c.number, String), one, DRIVES.c.digest, DRIVES
    yield ROLL, cast(ROLLS.c.month, String), one, ROLLS.c.digest, ROLLS
    yield REPORT, _report_name(), REPORTS.c.version, REPORTS.c.digest, REPORTS
    yield SUMMARY, cast(DRIVE_SUMMARIES.c.drive, String), one, DRIVE_SUMMARIES.c.digest, DRIVE_SUMMARIES


def _report_name() -> Any:
    return REPORTS.c.village.concat("-").concat(cast(REPORTS.c.quarter, String))


def seal_rows(read: Reading) -> Rows:
    """Every seal, the first one first."""
    return read.rows(select(SEALS).order_by(SEALS.c.number))


def last_seal(read: Reading) -> RowMapping | None:
    """The newest seal."""
    return read.connection.execute(select(SEALS).order_by(SEALS.c.number.desc()).limit(1)).mappings().first()


def leaf_count(read: Reading) -> int:
    """How many leaves all seals have together."""
    return int(read.connection.execute(select(func.count()).select_from(LEAVES)).scalar_one())


def key_rows(read: Reading) -> Rows:
    """Every public key, those that were known first before the others."""
    return read.rows(select(KEYS).order_by(KEYS.c.since, KEYS.c.endorsed_by, KEYS.c.id))


def leaves_of(read: Reading, number: int) -> Iterator[Sequence[Leaf]]:
    """What a seal covers in its order, some at a time."""
    after: tuple[str, str] = ("", "")
    key = (LEAVES.c.kind, LEAVES.c.name)
    statement = select(LEAVES.c.kind, LEAVES.c.name, LEAVES.c.version, LEAVES.c.digest).where(LEAVES.c.seal == number)
    while rows := read.connection.execute(statement.where(tuple_(*key) > after).order_by(*key).limit(CHUNK)).all():
        yield [Leaf(*row) for row in rows]
        after = (rows[-1].kind, rows[-1].name)


def not_as_sealed(read: Reading) -> Iterator[tuple[int, Leaf]]:
    """What is not there any more as it was sealed, with the seal's number."""
    for kind, name, version, digest, of_all in _as_it_stands():
        same = and_(name == LEAVES.c.name, version == LEAVES.c.version)
        statement = select(LEAVES).outerjoin(of_all, same).where(LEAVES.c.kind == kind)
        statement = statement.where(or_(digest.is_(None), digest != LEAVES.c.digest))
        for row in read.rows(statement.order_by(LEAVES.c.seal, LEAVES.c.name)):
            yield row["seal"], Leaf(kind, row["name"], row["version"], row["digest"])


def _as_it_stands() -> Iterator[tuple[str, Any, Any, Any, Any]]:
    yield CASE, EVENTS.c.case_id, EVENTS.c.seq, EVENTS.c.hash, EVENTS
    yield from (each for each in _sealable() if each[0] != CASE)


def hold_seals(uow: Writing) -> None:
    """Nobody else seals, or changes the key, before this transaction ends."""
    take_turns(uow.connection, "seals")


def add_seal(uow: Writing, row: dict[str, Any], leaves: Sequence[Leaf]) -> None:
    """Keep a seal with what it covers."""
    uow.connection.execute(insert(SEALS), [row])
    for start in range(0, len(leaves), CHUNK):
        uow.connection.execute(
            insert(LEAVES), [{"seal": row["number"], **leaf._asdict()} for leaf in leaves[start : start + CHUNK]]
        )


def add_key(uow: Writing, **row: Any) -> None:
    """Keep a public key."""
    uow.connection.execute(insert(KEYS), [row])
