"""Whether the seals of the journal are whole, and everything still is as they sealed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db import seals as stored
from db.journal import BEGINNING
from db.verify import Frozen, JournalProblem, Verification, readable
from workflow.seal_keys import public_key_id, signed_by
from workflow.sealing import keys_in_force, seal_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import RowMapping

    from db.reading import Reading
    from db.seals import Leaf

SEALS = "seals"
"""The kind of paper that seals are counted as."""


def verify_seals(read: Reading, public: str = "") -> Iterator[Verification]:
    """Verify every seal in turn, then everything that one covers; gives a partial result for each chunk of leaves.

    `public`: the public key that the office keeps elsewhere, in hex; every signature must come from it, or from one
    that it vouched for.
    """
    yield from readable(SEALS, _verify(read, public))


def _verify(read: Reading, public: str) -> Iterator[Verification]:
    keys = keys_in_force(read)
    trusted = not public or public_key_id(public) in keys
    rows = stored.seal_rows(read)
    before: RowMapping | None = None
    for row in rows:
        paper = _named(row)
        codes = list(_of_seal(row, before, keys if trusted else {}))
        tree = stored.MerkleTree()
        for leaves in stored.leaves_of(read, row["number"]):
            for leaf in leaves:
                tree.add(leaf)
            yield Verification(rows=len(leaves))
        if (tree.size, tree.root) != (row["leaves"], row["root"]):
            codes.append("SEAL_LEAVES_CHANGED")
        yield Verification(papers={SEALS: 1}, problems=[JournalProblem("", code, frozen=paper) for code in codes])
        before = row
    by_number = {row["number"]: row for row in rows}
    yield Verification(problems=[_broken(by_number, *found) for found in stored.not_as_sealed(read)])


def _of_seal(row: RowMapping, before: RowMapping | None, keys: Mapping[str, str]) -> Iterator[str]:
    number, previous = (before["number"], before["hash"]) if before is not None else (0, BEGINNING)
    if row["number"] != number + 1 or row["previous_hash"] != previous:
        yield "SEAL_MISSING"
    if row["hash"] != seal_hash(dict(row)):
        yield "SEAL_CHANGED"
    if row["key"]:
        public = keys.get(row["key"], "")
        if not public or not signed_by(public, row["hash"], row["signature"]):
            yield "SEAL_FORGED"
    elif before is not None and before["key"]:
        yield "SEAL_UNSIGNED"


def _broken(by_number: Mapping[int, RowMapping], number: int, leaf: Leaf) -> JournalProblem:
    row = by_number.get(number)
    paper = _named(row) if row is not None else None
    if leaf.kind == stored.CASE:
        return JournalProblem(leaf.name, "SEALED_CASE_CHANGED", leaf.version, frozen=paper)
    return JournalProblem("", "SEALED_PAPER_CHANGED", frozen=paper)


def _named(row: RowMapping) -> Frozen:
    return Frozen(SEALS, str(row["number"]), row["on_date"])
