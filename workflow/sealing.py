"""Sealing the journal: one signature over everything that was written since the seal before.

A seal covers each case as far as its newest event, and each paper that was signed, by their digests; it names the seal
before it. So what was once sealed can be neither changed nor left out, and nothing can be put in before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db import seals as stored
from db.documents import digest
from db.journal import BEGINNING, instant_text
from states.stages import SealKind
from workflow.errors import Refused
from workflow.seal_keys import SealKey, public_key_id, signed_by
from workflow.stores import despite_a_cut
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import RowMapping

    from db.reading import Reading
    from db.seals import MerkleTree
    from db.writing import Writing
    from workflow.office import Office

ALGORITHM = "merkle-sha256-ed25519-1"
SHOWN = 16
"""Digits of a seal's fingerprint that stand on paper."""
SEALED = ("number", "kind", "on_date", "algorithm", "leaves", "root", "previous_hash", "key")


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal: its number, what it ended, when it was made, how much it covers, its fingerprint, the key that signed."""

    number: int
    kind: SealKind
    at: datetime
    on: date
    leaves: int
    fingerprint: str
    key: str

    @property
    def is_signed(self) -> bool:
        """Whether a key signed it; one without only links."""
        return bool(self.key)


@despite_a_cut
def seal(office: Office, kind: SealKind, key: SealKey | None) -> Seal | None:
    """Seal what was written since the last seal; None where nothing was.

    Refused: earlier seals are signed and there is no key, or it is not the one that signs now.
    """
    with office.administering() as uow:
        stored.hold_seals(uow)
        before = stored.last_seal(uow)
        _assert_may_sign(uow, before, key)
        tree, leaves = stored.MerkleTree(), list(stored.unsealed(uow))
        if not leaves:
            return None
        for leaf in leaves:
            tree.add(leaf)
        row = _signed(_row(uow, office, kind, before, tree, key), key)
        if key is not None and not keys_in_force(uow):
            _add_key(uow, key, office.today, endorsed_by=key)
        stored.add_seal(uow, row, leaves)
        uow.commit()
    return _seal(row)


def _row(
    uow: Writing, office: Office, kind: SealKind, before: RowMapping | None, tree: MerkleTree, key: SealKey | None
) -> dict[str, Any]:
    return {
        "number": before["number"] + 1 if before is not None else 1,
        "kind": kind,
        "at": uow.now(),
        "on_date": office.today,
        "algorithm": ALGORITHM,
        "leaves": tree.size,
        "root": tree.root,
        "previous_hash": before["hash"] if before is not None else BEGINNING,
        "key": key.id if key is not None else "",
    }


@despite_a_cut
def change_key(office: Office, old: SealKey, new: SealKey) -> None:
    """Let another key sign from now on, endorsed by the one that signs now; again it changes nothing.

    Refused: another key signs now.
    """
    with office.administering() as uow:
        stored.hold_seals(uow)
        known = keys_in_force(uow)
        if list(known)[-1:] == [new.id]:
            return
        _assert_may_sign(uow, stored.last_seal(uow), old)
        if not known:
            _add_key(uow, old, office.today, endorsed_by=old)
        _add_key(uow, new, office.today, endorsed_by=old)
        uow.commit()


def _add_key(uow: Writing, key: SealKey, since: date, endorsed_by: SealKey) -> None:
    endorsement = endorsed_by.sign(_endorsed(key.public, since))
    stored.add_key(uow, id=key.id, public=key.public, since=since, endorsed_by=endorsed_by.id, endorsement=endorsement)


def seals(office: Office) -> tuple[Seal, ...]:
    """Every seal, the first one first."""
    with office.reading() as read:
        return tuple(_seal(dict(row)) for row in stored.seal_rows(read))


def seal_on_paper(office: Office) -> str:
    """The newest seal at the foot of signed papers: its number and first digits; "" where there is none."""
    with office.reading() as read:
        found = stored.last_seal(read)
    return say("seals.on_paper", seal=f"{found['number']} · {found['hash'][:SHOWN]}") if found is not None else ""


def seal_hash(row: Mapping[str, Any]) -> str:
    """The fingerprint of a seal: of all that it says, its instant included."""
    return digest([*(row[name] for name in SEALED), instant_text(row["at"])])


def keys_in_force(read: Reading) -> dict[str, str]:
    """The public keys by their ids, in the order in which they came; one that nobody vouched for is left out."""
    rows = stored.key_rows(read)
    first = [row for row in rows if row["endorsed_by"] == row["id"]]
    after = {row["endorsed_by"]: row for row in rows if row["endorsed_by"] != row["id"]}
    known: dict[str, str] = {}
    row = first[0] if len(first) == 1 else None
    while row is not None and _is_endorsed(row, known or {row["id"]: row["public"]}):
        known[row["id"]] = row["public"]
        row = after.get(row["id"])
    return known


def _is_endorsed(row: RowMapping, known: Mapping[str, str]) -> bool:
    """Whether a key's id is its own, and a key that is known signed it; the first one signed itself."""
    by = known.get(row["endorsed_by"], "")
    is_own = row["id"] == public_key_id(row["public"])
    return is_own and signed_by(by, _endorsed(row["public"], row["since"]), row["endorsement"])


def _endorsed(public: str, since: date) -> str:
    return f"{ALGORITHM} key {public} since {since}"


def _assert_may_sign(read: Reading, before: RowMapping | None, key: SealKey | None) -> None:
    known = list(keys_in_force(read))
    if key is None and before is not None and before["key"]:
        raise Refused("seals.key_needed", key=before["key"])
    if key is not None and known and key.id != known[-1]:
        raise Refused("seals.other_key", key=known[-1], given=key.id)


def _signed(row: dict[str, Any], key: SealKey | None) -> dict[str, Any]:
    found = seal_hash(row)
    return {**row, "hash": found, "signature": key.sign(found) if key is not None else ""}


def _seal(row: Mapping[str, Any]) -> Seal:
    return Seal(row["number"], SealKind(row["kind"]), row["at"], row["on_date"], row["leaves"], row["hash"], row["key"])
