"""Keeping what is derived from cases and written beside them true: due work, summaries, parts of names.

It is written with every change of a case. It also rests on the sheets that come with the program, the working calendar,
and the ages of which key support speaks: when one of these is another, everything is derived anew, case by case.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from db.beyond import sees_all
from db.due import basis, keep_basis
from workflow.bookkeeping import write_summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from workflow.office import Office

CHUNK = 50
DUE = "due"
FORM = 3
"""Counted up when what is written beside a case is another thing than before."""


def keep_derived(office: Office, progress: Callable[[int], None] | None = None) -> None:
    """Derive anew what has grown stale; `progress` is told of cases done.

    Nothing is done where nothing has, nor by whoever does not see all: the nightly run does it.
    """
    if is_fresh(office) or not _sees_all(office):
        return
    after = ""
    while ids := _chunk(office, after):
        after = ids[-1]
        with office.gathering() as uow:
            for case in uow.load_cases(ids):
                write_summary(uow, office, case)
            uow.commit()
        if progress is not None:
            progress(len(ids))
    derived_anew(office)


def _sees_all(office: Office) -> bool:
    with office.reading() as read:
        return sees_all(read.connection)


def is_fresh(office: Office) -> bool:
    """Whether everything derived rests on the sheets, the calendar and the ages of today."""
    with office.reading() as read:
        known = basis(read, DUE)
    return known == basis_of(office)


def derived_anew(office: Office) -> None:
    """Note that everything derived rests on the sheets, the calendar and the ages of today."""
    wanted = basis_of(office)
    with office.writing() as uow:
        keep_basis(uow, DUE, wanted)
        uow.commit()


def basis_of(office: Office) -> str:
    """The digest of everything but the cases' facts that the derived rows rest on."""
    with office.reading() as read:
        counties = [row["code"] for row in read.regions("county")]
    ages = {code: office.rules_for(code).policies(office.today).ages_that_matter for code in counties}
    calendar = office.calendar
    days = [
        sorted(map(str, found))
        for found in (calendar.announced, calendar.holidays, calendar.makeup_workdays, calendar.statutory)
    ]
    document = [FORM, office.book.digest, sorted(ages.items()), days]
    return hashlib.sha256(json.dumps(document).encode()).hexdigest()


def _chunk(office: Office, after: str) -> tuple[str, ...]:
    with office.reading() as read:
        return tuple(read.case_ids(after=after, limit=CHUNK))
