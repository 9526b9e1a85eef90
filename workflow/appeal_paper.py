"""Appeals as a table and as JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.listing import Column, Kind, Listing
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from workflow.appeals import AppealEntry

COLUMNS = {
    "village": Kind.TEXT, "case": Kind.TEXT, "head": Kind.TEXT, "record": Kind.TEXT, "on": Kind.DATE,
    "about": Kind.TEXT, "taken_by": Kind.TEXT, "taken_on": Kind.DATE, "last_day": Kind.DATE, "state": Kind.TEXT,
    "late": Kind.COUNT, "who": Kind.TEXT,
}  # fmt: skip


def appeal_listing(found: Sequence[AppealEntry], villages: Mapping[str, str], today: date) -> Listing:
    """A row for each appeal: the decision it is against, its last day, and who may decide or has decided it."""
    waiting = sum(entry.is_open for entry in found)
    late = sum(entry.is_open and entry.days_late_on(today) > 0 for entry in found)
    provisional = any(entry.is_open and entry.last.provisional for entry in found)
    return Listing(
        title=say("appeal.title", count=len(found), open=waiting, late=late),
        name=say("appeal.name"),
        columns=tuple(Column(say(f"appeal.column.{name}"), kind) for name, kind in COLUMNS.items()),
        rows=tuple(
            (
                villages.get(entry.case.household.village, entry.case.household.village),
                entry.case.id,
                entry.case.household.head.name,
                str(entry.appeal.id),
                entry.appeal.on,
                word("step", entry.taken.step if entry.taken else entry.appeal.about),
                entry.taken.actor if entry.taken else "",
                entry.taken.on if entry.taken else None,
                entry.last.day,
                _state(entry),
                entry.days_late_on(today) or None,
                _who(entry),
            )
            for entry in found
        ),
        notes=(say("appeal.provisional"),) if provisional else (),
    )


def appeal_document(entry: AppealEntry, today: date) -> dict[str, Any]:
    """An appeal as a JSON object; `may_decide` is empty once it is decided."""
    taken, appeal = entry.taken, entry.appeal
    return {
        "case": entry.case.id,
        "village": entry.case.household.village,
        "head": entry.case.household.head.name,
        "record": appeal.id,
        "on": appeal.on.isoformat(),
        "person": appeal.person,
        "document": appeal.document,
        "about": appeal.about,
        "decision": None
        if taken is None
        else {"step": taken.step, "seq": taken.seq, "by": taken.actor, "on": taken.on.isoformat()},
        "last_day": entry.last.day.isoformat(),
        "provisional": entry.last.provisional,
        "outcome": appeal.outcome.value,
        "days_late": entry.days_late_on(today),
        "may_decide": list(entry.may_decide),
        "decided_by": None if entry.is_open else appeal.decider,
        "decided_on": entry.decided_on.isoformat() if entry.decided_on else None,
        "wrong": appeal.wrong or None,
        "to_set_aside": entry.waits_for_setting_aside,
        "to_correct": entry.waits_for_correction,
    }


def _state(entry: AppealEntry) -> str:
    if entry.waits_for_setting_aside:
        return say("appeal.to_set_aside")
    if entry.waits_for_correction:
        return say("appeal.to_correct", wrong=entry.appeal.wrong)
    return word("resolution", entry.appeal.outcome)


def _who(entry: AppealEntry) -> str:
    if not entry.is_open:
        return entry.appeal.decider
    return say("appeal.between").join(entry.may_decide) or say("appeal.nobody")
