"""The journal's seals as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.listing import Column, Kind, Listing
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.sealing import Seal

COLUMNS = {
    "number": Kind.COUNT, "on": Kind.DATE, "kind": Kind.TEXT, "leaves": Kind.COUNT, "key": Kind.TEXT,
    "fingerprint": Kind.TEXT,
}  # fmt: skip


def seal_listing(seals: Sequence[Seal]) -> Listing:
    """A row for each seal, the newest first."""
    return Listing(
        title=say("seals.title", count=len(seals), signed=sum(each.is_signed for each in seals)),
        name=say("seals.name"),
        columns=tuple(Column(say(f"seals.column.{name}"), kind) for name, kind in COLUMNS.items()),
        rows=tuple(
            (
                each.number,
                each.on,
                say(f"seals.kind.{each.kind.value}"),
                each.leaves,
                each.key or say("seals.unsigned"),
                each.fingerprint,
            )
            for each in reversed(seals)
        ),
    )


def seal_document(seal: Seal) -> dict[str, Any]:
    """A seal as a JSON object; `key` is null where nobody signed."""
    return {
        "number": seal.number,
        "kind": seal.kind.value,
        "on": seal.on.isoformat(),
        "covers": seal.leaves,
        "key": seal.key or None,
        "fingerprint": seal.fingerprint,
    }
