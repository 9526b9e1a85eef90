"""Drafts of forms: kept while somebody types, restored after the program has ended in any way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.drafts import drafts_of, forget_draft, keep_draft
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class Draft:
    """What the acting person typed into a form, and when it was last kept (UTC)."""

    login: str
    place: str
    values: Mapping[str, Any]
    saved_at: datetime


@despite_a_cut
def save_draft(office: Office, place: str, values: Mapping[str, Any]) -> None:
    """Keep what the acting person typed into the form of a place, in place of what was kept of it before."""
    with office.writing() as uow:
        keep_draft(uow, office.user.login, place, values, office.store.clock())
        uow.commit()


@despite_a_cut
def drop_draft(office: Office, place: str) -> None:
    """Forget the acting person's draft of a place: it was saved, or is not wanted."""
    with office.writing() as uow:
        forget_draft(uow, office.user.login, place)
        uow.commit()


def drafts(office: Office) -> dict[str, Draft]:
    """The acting person's drafts by place; nobody sees another's."""
    with office.reading() as read:
        rows = drafts_of(read, office.user.login)
    return {row["place"]: Draft(row["login"], row["place"], row["body"], row["saved_at"]) for row in rows}
