"""The due list on paper and as spreadsheets: for the caseworker's own use, with names and without ID numbers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from workflow.listing import Column, Listing
from workflow.paper import pdf_of
from workflow.wording import language, say, word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from states.due import DueItem
    from workflow.due import DueList

COLUMNS = ("village", "case", "head", "stage", "kind", "due_on", "overdue", "responsible", "provisional")


def due_rows(found: DueList, villages: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The list as rows of words, in its order; `villages` are names by code."""
    return [
        (
            villages.get(item.village, item.village),
            item.case,
            item.head,
            stage_word(item),
            word("due", item.kind),
            item.due_on.isoformat(),
            say("due.yes") if item.overdue_on(found.on) else "",
            word("role", str(item.responsible)),
            say("due.yes") if item.provisional else "",
        )
        for item in found.items
    ]


def stage_word(item: DueItem) -> str:
    """The stage of the case, "" for a village's own work."""
    return word("stage", item.stage.value) if item.stage is not None else ""


def completeness(found: DueList) -> str:
    """The line by which the list proves that no case is left out."""
    return say(
        "due.completeness",
        live=f"{found.live:,}",
        due=f"{found.due:,}",
        not_due=f"{found.not_due:,}",
        overdue=f"{found.overdue:,}",
    )


def title(found: DueList) -> str:
    """What the list is."""
    return say("due.title", quarter=found.quarter.name, on=found.on)


def due_listing(found: DueList, villages: Mapping[str, str]) -> Listing:
    """The list as a table, for a spreadsheet or a terminal."""
    return Listing(
        title=title(found),
        name=found.quarter.name,
        columns=tuple(Column(say(f"due.column.{name}")) for name in COLUMNS),
        rows=tuple(due_rows(found, villages)),
        notes=(completeness(found),),
    )


def due_pdf(found: DueList, villages: Mapping[str, str], office: str) -> bytes:
    """The list as a PDF, village by village, with a box to tick and a column to sign."""
    by_village = sorted(found.items, key=lambda item: (item.village, not item.overdue_on(found.on), item.order))
    return pdf_of(
        "due",
        {
            "lang": language(),
            "title": title(found),
            "office": office,
            "completeness": completeness(found),
            "words": {
                "page": say("due.page", page="{page}", pages="{pages}"),
                "done": say("due.column.done"),
                "signature": say("due.column.signature"),
                **{name: say(f"due.column.{name}") for name in COLUMNS},
            },
            "villages": [
                _village(code, villages, list(items), found)
                for code, items in groupby(by_village, key=lambda item: item.village)
            ],
        },
    )


def _village(code: str, villages: Mapping[str, str], items: list[DueItem], found: DueList) -> dict[str, Any]:
    return {
        "code": code,
        "name": villages.get(code, code),
        "count": say("due.count", count=len(items)),
        "items": [
            {
                "case": item.case,
                "head": item.head,
                "stage": stage_word(item),
                "kind": word("due", item.kind),
                "due_on": item.due_on.isoformat() + (" *" if item.provisional else ""),
                "overdue": item.overdue_on(found.on),
                "responsible": word("role", str(item.responsible)),
            }
            for item in items
        ],
    }
