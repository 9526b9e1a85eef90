"""Verification drives (全面核查排查, plan A 四): begun over a village or township, looked at, signed and frozen.

A drive keeps the ledger as it was on the day that it began. Every live case of that day is due for a visit until one is
recorded; what is surveyed is told by batch and held against that ledger. When the drive is finished, what it found is
kept whole.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from db import drives as stored
from db.errors import UnknownCaseError
from states.drive import Drive, found, listed
from states.stages import Role
from workflow import clock
from workflow.bookkeeping import write_summary
from workflow.derived import keep_derived
from workflow.drive_record import (
    DriveRecord,
    Household,
    case_row,
    digest_of_beginning,
    digest_of_summary,
    found_document,
    found_of,
    listed_of,
    record_of,
)
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.regions import CODE_DIGITS, digits_of
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading, Rows
    from db.writing import Writing
    from states.case import CaseFacts
    from workflow.office import Office

MAY_DRIVE = frozenset({Role.TOWNSHIP, Role.COUNTY})
LEVELS = ("village", "township")
DAYS = 30
"""What a drive is given where nobody says by when it is to be done."""
CHUNK = 200


def begin(
    office: Office, region: str, due_on: date | None = None, progress: Callable[[int], None] | None = None
) -> DriveRecord:
    """Begin a drive over a village or township today, to be done by `due_on` (without one, in 30 days).

    NotPermitted: neither township nor county, or not their region. BadInput: no such region, or a last day that is
    over. Refused: nobody lives there who has a case, or a drive is open over a part of it.
    """
    place = place_of(office, region)
    last = due_on if due_on is not None else office.today + timedelta(days=DAYS)
    if last < office.today:
        raise BadInput("drive.over_before", field="due_on", due_on=last, on=office.today)
    keep_derived(office)
    return drive(office, _begun(office, place, last, progress))


@despite_a_cut
def _begun(office: Office, place: str, last: date, progress: Callable[[int], None] | None) -> int:
    """Begin a drive over a place that may have one; gives its number."""
    with office.writing() as uow:
        stored.hold_drives(uow)
        assert_free(office, uow, place)
        begun = Drive(stored.next_drive(uow), office.today, last)
        cases = tuple(_cases(uow, stored.live_case_ids(uow, place), progress))
        if not cases:
            raise Refused("drive.nobody", region=place)
        _keep(uow, office, place, begun, cases)
        for case in cases:
            write_summary(uow, office, replace(case, drives=(*case.drives, begun)))
        uow.commit()
    return begun.number


def finish(
    office: Office, number: int, signed_by: str, explanation: str = "", progress: Callable[[int], None] | None = None
) -> DriveRecord:
    """Finish a drive with a signature: what it found is frozen, and nobody is due for its visit any more.

    NotPermitted: neither township nor county, or not their region. BadInput: no such drive, or no signature. Refused:
    it was finished before, or households are left and nobody says why.
    """
    if not signed_by.strip():
        raise BadInput("drive.no_signature", field="signed_by")
    keep_derived(office)
    _finished(office, number, (signed_by.strip(), explanation.strip()), progress)
    return drive(office, number)


@despite_a_cut
def _finished(office: Office, number: int, said: tuple[str, str], progress: Callable[[int], None] | None) -> None:
    """Finish a drive; `said` is the signature and the explanation."""
    with office.writing() as uow:
        stored.hold_drives(uow)
        row = drive_to_finish(office, uow, number)
        rows = stored.drive_case_rows(uow, number)
        cases = tuple(_cases(uow, [each["case_id"] for each in rows], progress))
        households = _households(office, row, rows, cases)
        left = sum(not household.found.is_known for household in households)
        if left and not said[-1]:
            raise Refused("drive.left", field="explanation", number=number, count=left)
        _sign(uow, office, row, households, said)
        for case in cases:
            drives_left = tuple(each for each in case.drives if each.number != number)
            write_summary(uow, office, replace(case, drives=drives_left))
        uow.commit()


def drive(office: Office, number: int, progress: Callable[[int], None] | None = None) -> DriveRecord:
    """A drive as it goes today, or as it was signed. BadInput: there is none of that number."""
    with office.reading() as read:
        return _record(read, office, _row(read, number), progress)


def drives(office: Office, region: str = "") -> tuple[DriveRecord, ...]:
    """The drives over a region, a part of it or what it lies in; the newest first."""
    with office.reading() as read:
        rows = [row for row in stored.drive_rows(read) if _overlap(row["region"], region)]
        return tuple(_record(read, office, row) for row in rows)


def newest_drive(office: Office, region: str = "") -> int:
    """The number of the newest open drive in a region, else of its newest one. BadInput: it has had none."""
    with office.reading() as read:
        for rows in (stored.open_drives(read), stored.drive_rows(read)):
            for row in rows:
                if _overlap(row["region"], region):
                    return int(row["number"])
    raise BadInput("drive.none")


def size(office: Office, region: str) -> int:
    """How many live cases a region has: what a drive over it would look at."""
    with office.reading() as read:
        return len(stored.live_case_ids(read, region))


def households_of(office: Office, number: int) -> int:
    """How many households a drive has. BadInput: there is none of that number."""
    with office.reading() as read:
        _row(read, number)
        return len(stored.drive_case_rows(read, number))


def _keep(uow: Writing, office: Office, region: str, begun: Drive, cases: Sequence[CaseFacts]) -> None:
    rows = [
        case_row(begun.number, listed(case, office.today, office.rules_for(case.household.village))) for case in cases
    ]
    row: dict[str, Any] = {
        "number": begun.number,
        "region": region,
        "begun_on": begun.begun_on,
        "due_on": begun.due_on,
        "begun_by": office.user.login,
        "begun_at": clock.now(),
    }
    stored.add_drive(uow, {**row, "digest": digest_of_beginning(row, rows)}, rows)


def _sign(
    uow: Writing, office: Office, row: RowMapping, households: Sequence[Household], signed: tuple[str, str]
) -> None:
    signed_by, explanation = signed
    summary: dict[str, Any] = {
        "drive": row["number"],
        "finished_on": office.today,
        "finished_by": office.user.login,
        "finished_at": clock.now(),
        "signed_by": signed_by,
        "explanation": explanation,
        "found": [found_document(household) for household in households],
    }
    stored.add_drive_summary(uow, **summary, digest=digest_of_summary(summary, row["digest"]))


def _record(
    read: Reading, office: Office, row: RowMapping, progress: Callable[[int], None] | None = None
) -> DriveRecord:
    rows, summary = stored.drive_case_rows(read, row["number"]), stored.drive_summary(read, row["number"])
    if summary is not None:
        signed = {document["case"]: found_of(document) for document in summary["found"]}
        households = tuple(Household(listed_of(each), signed[each["case_id"]]) for each in rows)
    else:
        cases = _cases(read, [each["case_id"] for each in rows], progress)
        households = _households(office, row, rows, cases)
    return record_of(row, rows, households, summary)


def _households(
    office: Office, row: RowMapping, rows: Rows, cases: Iterator[CaseFacts] | Sequence[CaseFacts]
) -> tuple[Household, ...]:
    """The households of a drive as they are today."""
    begun, known = Drive(row["number"], row["begun_on"], row["due_on"]), {case.id: case for case in cases}

    def household(each: RowMapping) -> Household:
        case = known.get(each["case_id"])
        if case is None:
            raise UnknownCaseError(each["case_id"])
        return Household(listed_of(each), found(case, begun, office.today, office.rules_for(case.household.village)))

    return tuple(household(each) for each in rows)


def _cases(read: Reading, ids: Sequence[str], progress: Callable[[int], None] | None) -> Iterator[CaseFacts]:
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        yield from read.load_cases(chunk)
        if progress is not None:
            progress(start + len(chunk))


def _row(read: Reading, number: int) -> RowMapping:
    row = stored.drive_row(read, number)
    if row is None:
        raise BadInput("drive.unknown", field="number", number=number)
    return row


def drive_to_finish(office: Office, read: Reading, number: int) -> RowMapping:
    """A drive that the acting person may finish.

    BadInput: there is none. NotPermitted: neither township nor county, or not their region. Refused: it is finished.
    """
    row = _row(read, number)
    _assert_yours(office, row["region"])
    if (before := stored.drive_summary(read, number)) is not None:
        raise Refused("drive.finished_before", number=number, on=before["finished_on"])
    return row


def place_of(office: Office, region: str) -> str:
    """The whole code of a village or township where the acting person may begin a drive.

    BadInput: it is neither. NotPermitted: neither township nor county, or not their region.
    """
    code = region.ljust(CODE_DIGITS, "0")
    if not any(code in office.region_names(level) for level in LEVELS):
        raise BadInput("drive.no_region", field="region", region=region)
    _assert_yours(office, code)
    return code


def _assert_yours(office: Office, region: str) -> None:
    if office.user.role not in MAY_DRIVE or not region.startswith(digits_of(office.user.region)):
        raise NotPermitted("drive.not_yours", region=office.region_name(region))


def assert_free(office: Office, read: Reading, region: str) -> None:
    """Refused: an open drive is over a part of a region."""
    for row in stored.open_drives(read):
        if _overlap(row["region"], region):
            there = office.region_name(row["region"])
            raise Refused("drive.open_there", number=row["number"], region=there, on=row["begun_on"])


def _overlap(one: str, other: str) -> bool:
    first, second = digits_of(one), digits_of(other)
    return first.startswith(second) or second.startswith(first)
