"""Drafts of forms: what somebody typed and has not saved yet, kept with the data because people stand in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from db.reading import Reading, Rows, table
from db.tables import DraftRow
from db.writing import Writing

DRAFTS = table(DraftRow)


def drafts_of(read: Reading, login: str) -> Rows:
    """A person's drafts by the place that they are of."""
    return read.rows(select(DRAFTS).where(DRAFTS.c.login == login).order_by(DRAFTS.c.place))


def keep_draft(uow: Writing, login: str, place: str, body: Mapping[str, Any], at: datetime) -> None:
    """Keep a draft in place of the one before."""
    forget_draft(uow, login, place)
    uow.connection.execute(insert(DRAFTS), [{"login": login, "place": place, "body": dict(body), "saved_at": at}])


def forget_draft(uow: Writing, login: str, place: str) -> None:
    """Forget a draft; nothing happens where there is none."""
    uow.connection.execute(delete(DRAFTS).where(DRAFTS.c.login == login, DRAFTS.c.place == place))
