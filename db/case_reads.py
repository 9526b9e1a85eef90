"""Who opened which case on which day."""

from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from db.reading import Reading, Rows, table
from db.tables import CaseReadRow
from db.writing import Writing

READS = table(CaseReadRow)


def is_noted(read: Reading, case_id: str, login: str, on: date) -> bool:
    """Whether it is on record that somebody opened a case on a day."""
    noted = (READS.c.case_id == case_id, READS.c.on_date == on, READS.c.login == login)
    return read.connection.execute(select(READS.c.at).where(*noted)).first() is not None


def note(uow: Writing, case_id: str, login: str, on: date) -> None:
    """Put on record that somebody opened a case; nothing happens where somebody else has just done so."""
    try:
        with uow.nested():
            uow.connection.execute(
                insert(READS), [{"case_id": case_id, "on_date": on, "login": login, "at": uow.now()}]
            )
    except IntegrityError:
        return


def reads_of(read: Reading, case_id: str) -> Rows:
    """Who opened a case, the newest first: `login`, `on_date`, and `at`, the first instant of that day."""
    return read.rows(select(READS).where(READS.c.case_id == case_id).order_by(READS.c.at.desc(), READS.c.login))
