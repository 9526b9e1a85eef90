"""What people hold as tables and as JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workflow.due_paper import stage_word
from workflow.listing import Column, Kind, Listing
from workflow.responsibility import NOBODY
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from workflow.due import Quarter
    from workflow.planner import PlannedItem
    from workflow.responsibility import Given, Load

LOAD_COLUMNS = {"person": Kind.TEXT, "name": Kind.TEXT, "cases": Kind.COUNT, "items": Kind.COUNT, "overdue": Kind.COUNT}
WORK_COLUMNS = {
    "village": Kind.TEXT, "case": Kind.TEXT, "head": Kind.TEXT, "stage": Kind.TEXT, "kind": Kind.TEXT,
    "due_on": Kind.DATE, "late": Kind.TEXT,
}  # fmt: skip


def load_listing(found: Sequence[Load], quarter: Quarter) -> Listing:
    """What each person holds, with totals."""
    return Listing(
        title=say("tasks.title", quarter=quarter.name),
        name=quarter.name,
        columns=_columns(LOAD_COLUMNS),
        rows=tuple((_told(load), load.name, load.cases, load.items, load.overdue) for load in found),
        totals=(
            say("tasks.total"),
            "",
            *(sum(getattr(load, name) for load in found) for name in ("cases", "items", "overdue")),
        ),
    )


def work_listing(
    found: Sequence[PlannedItem], person: str, quarter: Quarter, villages: Mapping[str, str], today: date
) -> Listing:
    """One person's open work, the most urgent first."""
    whose = say("tasks.nobody") if person == NOBODY else person
    return Listing(
        title=say("tasks.list_title", person=whose, quarter=quarter.name, count=len(found)),
        name=quarter.name,
        columns=_columns(WORK_COLUMNS),
        rows=tuple(
            (
                villages.get(item.village, item.village),
                item.case,
                item.head,
                stage_word(item),
                word("due", item.kind),
                item.due_on,
                "!" if item.overdue_on(today) else "",
            )
            for item in (planned.item for planned in found)
        ),
    )


def load_document(load: Load) -> dict[str, Any]:
    """What a person holds as a JSON object; `person` null stands for nobody."""
    return {
        "person": load.person or None,
        "name": load.name,
        "cases": load.cases,
        "items": load.items,
        "overdue": load.overdue,
    }


def given_document(each: Given) -> dict[str, Any]:
    """A giving as a JSON object."""
    return {
        "on": each.on.isoformat(),
        "at": each.at.isoformat(),
        "before": each.before or None,
        "person": each.person or None,
        "by": each.by,
    }


def _columns(columns: Mapping[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(say(f"tasks.column.{name}"), kind) for name, kind in columns.items())


def _told(load: Load) -> str:
    return load.person or f"! {say('tasks.nobody')}"
