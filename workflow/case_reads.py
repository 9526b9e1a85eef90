"""Who opened which case: put on record after the case was read, and never in the way of reading it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.case_reads import is_noted, note, reads_of
from workflow import clock
from workflow.errors import BadInput, Trouble
from workflow.stores import database_trouble

if TYPE_CHECKING:
    from datetime import date, datetime

    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class CaseRead:
    """Somebody opened a case on a day, first at an instant."""

    login: str
    name: str
    on: date
    at: datetime


def note_read(office: Office, case_id: str) -> None:
    """Put on record that the person acting opened a case today, once a day.

    A database that is locked just now, or cannot be written, keeps nobody from reading: it is noted the next time.
    """
    day, login = clock.today(), office.user.login
    seen = (case_id, login, day)
    if seen in office.store.reads_noted:
        return
    with suppress(Trouble):
        with office.reading() as read:
            known = is_noted(read, case_id, login, day)
        if not known:
            with database_trouble(), office.store.writing_at_once() as uow:
                note(uow, case_id, login, day)
                uow.commit()
        office.store.reads_noted.add(seen)


def readers(office: Office, case_id: str) -> tuple[CaseRead, ...]:
    """Who opened a case on which days, the newest first. BadInput: there is no such case."""
    names = {user.login: user.name for user in office.users()}
    with office.reading() as read:
        if read.case_row(case_id) is None:
            raise BadInput("stores.no_case", case=case_id)
        rows = reads_of(read, case_id)
    return tuple(CaseRead(row["login"], names.get(row["login"], ""), row["on_date"], row["at"]) for row in rows)
