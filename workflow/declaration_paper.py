"""Declarations of near relatives, and their changes, as tables and as a JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.listing import Column, Kind, Listing
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from states.evidence import Declaration
    from workflow.declarations import DeclarationChange, DeclarationEntry

COLUMNS = {
    "worker": Kind.TEXT, "name": Kind.TEXT, "role": Kind.TEXT, "relative": Kind.TEXT, "relation": Kind.TEXT,
    "village": Kind.TEXT, "case": Kind.TEXT, "from": Kind.DATE, "until": Kind.DATE, "state": Kind.TEXT,
    "touches": Kind.TEXT, "handed_to": Kind.TEXT,
}  # fmt: skip
CHANGE_COLUMNS = {
    "recorded_on": Kind.DATE, "recorded_by": Kind.TEXT, "what": Kind.TEXT, "case": Kind.TEXT, "worker": Kind.TEXT,
    "relative": Kind.TEXT, "relation": Kind.TEXT, "from": Kind.DATE, "until": Kind.DATE, "document": Kind.TEXT,
}  # fmt: skip


def declaration_listings(
    found: Sequence[DeclarationEntry], changes: Sequence[DeclarationChange], villages: Mapping[str, str], today: date
) -> tuple[Listing, ...]:
    """A row for each declaration, then one for each change that was recorded."""
    return (_list(found, villages, today), _changes(changes))


def declarations_document(
    found: Sequence[DeclarationEntry], changes: Sequence[DeclarationChange], today: date
) -> dict[str, Any]:
    """The same as a JSON object."""
    return {
        "declarations": [
            {
                "village": entry.case.household.village,
                **_said(entry.case.id, entry.declaration),
                "state": entry.state_on(today),
                "live_cases": list(entry.touches),
                "handed_to": entry.handed_to or None,
            }
            for entry in found
        ],
        "changes": [
            {
                "recorded_on": _day(change.row.recorded_on),
                "recorded_by": change.row.recorded_by,
                "replaces": change.row.amends,
                **_said(change.case.id, change.row),
            }
            for change in changes
        ],
    }


def _list(found: Sequence[DeclarationEntry], villages: Mapping[str, str], today: date) -> Listing:
    touched = {case for entry in found if entry.state_on(today) == "holds" for case in entry.touches}
    return Listing(
        title=say("declaration.title", count=len(found), cases=len(touched)),
        name=say("declaration.name"),
        columns=_columns(COLUMNS),
        rows=tuple(
            (
                entry.declaration.worker,
                entry.worker.name if entry.worker else "",
                word("role", entry.worker.role.value) if entry.worker else "",
                entry.relative.name or entry.relative.id if entry.relative else entry.declaration.relative,
                word("relation", entry.declaration.relation),
                villages.get(entry.case.household.village, entry.case.household.village),
                entry.case.id,
                entry.declaration.from_,
                entry.declaration.until,
                say(f"declaration.{entry.state_on(today)}"),
                say("declaration.between").join(entry.touches),
                entry.handed_to,
            )
            for entry in found
        ),
    )


def _changes(changes: Sequence[DeclarationChange]) -> Listing:
    return Listing(
        title=say("declaration.title_changes", count=len(changes)),
        name=say("declaration.name_changes"),
        columns=_columns(CHANGE_COLUMNS),
        rows=tuple(
            (
                change.row.recorded_on,
                change.row.recorded_by,
                say("declaration.declared" if change.before is None else "declaration.changed"),
                change.case.id,
                change.row.worker,
                _name(change),
                word("relation", change.row.relation),
                change.row.from_,
                change.row.until,
                change.row.document,
            )
            for change in changes
        ),
    )


def _name(change: DeclarationChange) -> str:
    names = {member.id: member.name for member in change.case.household.members}
    return names.get(change.row.relative) or change.row.relative


def _said(case: str, row: Declaration) -> dict[str, Any]:
    return {
        "case": case,
        "record": row.id,
        "worker": row.worker,
        "relative": row.relative,
        "relation": row.relation,
        "from": _day(row.from_),
        "until": _day(row.until),
        "document": row.document,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _columns(of: Mapping[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(say(f"declaration.column.{name}"), kind) for name, kind in of.items())
