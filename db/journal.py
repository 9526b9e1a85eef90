"""The journal: each case's events in a chain of hashes, each over its content and the hash before (append-only).

The chain covers a salted digest of what names people, so that a note can be reduced at the end of its term and the
chain stays valid. The algorithm's name is in each row, so that another one can take over.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

from db.documents import digest
from states.stages import Outcome, Role, Stage

ALGORITHM = "sha256-chain-1"
BEGINNING = "0" * 64
LOOKED = "disclosed"
"""The kind of an event by which somebody only looked: it overtakes nobody who works on the case."""
REDUCED = "reduced"
"""The kind of an event by which what names people was taken away at the end of its term."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What happened, before it has its number, instant and hash; `note` is the part that may name people."""

    kind: str
    on: date
    actor: str
    role: Role
    source: Stage | None
    dest: Stage
    step: str = ""
    reason: str = ""
    note: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)


def event_row(
    case_id: str, seq: int, entry: Entry, at: datetime, previous_hash: str, salt: str | None = None
) -> dict[str, Any]:
    """An entry as a row of the events table, hashed after the one before."""
    own_salt = salt if salt is not None else secrets.token_hex(8)
    personal = {"note": entry.note} if entry.note else None
    row: dict[str, Any] = {
        "case_id": case_id,
        "seq": seq,
        "at": at,
        "on_date": entry.on,
        "actor": entry.actor,
        "role": entry.role,
        "kind": entry.kind,
        "step": entry.step,
        "source": entry.source,
        "dest": entry.dest,
        "reason": entry.reason,
        "body": dict(entry.body),
        "personal": personal,
        "salt": own_salt,
        "personal_digest": personal_digest(own_salt, personal),
        "algorithm": ALGORITHM,
        "previous_hash": previous_hash,
    }
    return {**row, "hash": hash_of(row)}


def head_after(event: Mapping[str, Any]) -> dict[str, Any]:
    """The head of a case after an event."""
    return {
        "version": event["seq"], "journal_hash": event["hash"], "newest_at": event["at"], "newest_on": event["on_date"],
    }  # fmt: skip


def in_utc(instant: datetime) -> datetime:
    """An instant as a database gives it back: SQLite without its zone, which is UTC."""
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def moved_by(event: Mapping[str, Any], stage: Stage | None, outcome: Outcome | None) -> dict[str, Any]:
    """What an event changes in its case's row, whose rest it ends; `stage` and `outcome` are those after a step."""
    values: dict[str, Any] = {"version": event["seq"], "journal_hash": event["hash"], "quiet_until": None}
    if stage is not None:
        ended_on = event["on_date"] if outcome is not None else None
        values |= {"stage": stage, "outcome": outcome, "ended_on": ended_on}
    return values


def personal_digest(salt: str, personal: Mapping[str, Any] | None) -> str:
    """The salted digest that stands in the chain for what names people."""
    return digest([salt, personal])


def hash_of(row: Mapping[str, Any]) -> str:
    """The hash of an event's row: everything but the personal part, which its digest stands for."""
    return hash_of_values(_HASHED(row))


def hash_of_values(values: Sequence[Any]) -> str:
    """The same of the values of `HASHED`, in their order."""
    return digest([*values[:AT], instant_text(values[AT]), *values[AT + 1 :]])


HASHED = (
    "algorithm",
    "previous_hash",
    "case_id",
    "seq",
    "at",
    "on_date",
    "actor",
    "role",
    "kind",
    "step",
    "source",
    "dest",
    "reason",
    "body",
    "personal_digest",
)
_HASHED = itemgetter(*HASHED)
AT = HASHED.index("at")


def instant_text(at: datetime) -> str:
    """An instant as text; SQLite gives it back without its zone, which is UTC."""
    return (at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)).isoformat(timespec="microseconds")
