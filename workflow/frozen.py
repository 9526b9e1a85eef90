"""What was frozen with a signature, and whether it still says what was signed: rolls, reports and drives.

Each was given a digest of all that it says when it was released, submitted, begun or finished; here every digest is
made anew and held against the one that was kept. Rolls and the versions of a report follow each other, drives are
numbered: so one that was taken out between others is found, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db import drives as drives_stored
from db import payroll as rolls_stored
from db import reports as reports_stored
from db.paid import persons_of
from db.reading import DRIVE_CASES
from db.verify import Frozen, JournalProblem, Verification, readable
from workflow.drive_record import digest_of_beginning, digest_of_summary
from workflow.paid import ROLLS, are_persons_whole, is_payment_whole, others_beside_rolls, roll_named
from workflow.payroll import line_hash, opening_of_digest
from workflow.reports import digest_of_report, report_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading, Rows

CHUNK = 200
REPORTS, DRIVES = "reports", "drives"
"""Kinds of frozen papers, by the name of the list that each stands in."""


def verify_frozen(read: Reading) -> Iterator[Verification]:
    """Verify every released roll, submitted report and drive; gives a partial result for each chunk of rows."""
    yield from readable(ROLLS, verify_rolls(read))
    yield from readable(REPORTS, _reports(read))
    yield from readable(DRIVES, _drives(read))


def rows_to_verify(read: Reading) -> int:
    """How many rows `verify_frozen` looks at: lines of released rolls, reports, households of drives."""
    released = sum(rolls_stored.line_count(read, roll["month"]) for roll in _released(read))
    return released + read.count(reports_stored.REPORTS) + read.count(DRIVE_CASES)


def verify_rolls(read: Reading) -> Iterator[Verification]:
    """The same for the released rolls alone."""
    previous = ""
    for roll in _released(read):
        yield from _roll(read, roll, previous)
        previous = roll["digest"]
    yield Verification(problems=list(others_beside_rolls(read)))


def is_whole(read: Reading, roll: RowMapping) -> bool:
    """Whether a roll still says what was released, as its digest has it; one that is not released says what it says."""
    return roll["state"] != "released" or not any(part.problems for part in _roll(read, roll, roll["previous_digest"]))


def _released(read: Reading) -> list[RowMapping]:
    return [roll for roll in rolls_stored.roll_rows(read) if roll["state"] == "released"]


def _roll(read: Reading, roll: RowMapping, previous: str) -> Iterator[Verification]:
    """Each line hashes to what it says and was paid as it says; digest and sums are those of all lines."""
    month, whole, households, to_pay = roll["month"], opening_of_digest(dict(roll), previous), 0, 0
    paper = roll_named(month)
    for rows in _lines(read, roll):
        problems = [JournalProblem(case, code, frozen=paper) for case, code in _of_lines(read, roll, rows)]
        yield Verification(rows=len(rows), problems=problems)
        for row in rows:
            whole.update(row["hash"].encode())
            households, to_pay = households + bool(row["to_pay"]), to_pay + row["to_pay"]
    found = Verification(papers={ROLLS: 1})
    if roll["previous_digest"] != previous or roll["digest"] != whole.hexdigest():
        found.problems.append(JournalProblem("", "ROLL_CHANGED", frozen=paper))
    if (roll["households"], roll["to_pay"]) != (households, to_pay):
        found.problems.append(JournalProblem("", "ROLL_SUMS_DIFFER", frozen=paper))
    yield found


def _lines(read: Reading, roll: RowMapping) -> Iterator[Rows]:
    """A roll's lines in the order of its digest, a chunk at a time."""
    after = None
    while rows := rolls_stored.lines(read, roll["month"], after=after, limit=CHUNK):
        yield rows
        after = (rows[-1]["village"], rows[-1]["case_id"])


def _of_lines(read: Reading, roll: RowMapping, rows: Rows) -> Iterator[tuple[str, str]]:
    """What is wrong with lines: the case, and a code."""
    ids = [row["case_id"] for row in rows]
    given = rolls_stored.amounts(read, roll["month"], ids)
    payments = rolls_stored.payments_of(read, roll["month"], ids)
    persons = persons_of(read, roll["month"], ids)
    for row in rows:
        case = row["case_id"]
        if row["hash"] != line_hash({**row, "amounts": tuple(given[case])}):
            yield case, "ROLL_LINE_CHANGED"
        if not is_payment_whole(row, payments[case]):
            yield case, "PAYMENT_CHANGED"
        if not are_persons_whole(read, row, persons[case]):
            yield case, "PERSONS_CHANGED"


def _reports(read: Reading) -> Iterator[Verification]:
    """Each version says what was submitted, after the version before it."""
    after: tuple[Any, ...] | None = None
    before: RowMapping | None = None
    while rows := reports_stored.report_rows(read, after=after, limit=CHUNK):
        found = Verification(papers={REPORTS: len(rows)}, rows=len(rows))
        for row in rows:
            paper = Frozen(REPORTS, report_number(row), row["quarter"])
            found.problems.extend(JournalProblem("", code, frozen=paper) for code in _of_report(row, before))
            before = row
        yield found
        after = (before["village"], before["quarter"], before["version"]) if before is not None else None


def _of_report(row: RowMapping, before: RowMapping | None) -> Iterator[str]:
    if row["digest"] != digest_of_report(row):
        yield "REPORT_CHANGED"
    is_next = before is not None and all(before[name] == row[name] for name in ("village", "quarter"))
    version, previous = (before["version"], before["digest"]) if is_next and before is not None else (0, "")
    if row["version"] != version + 1 or row["previous_digest"] != previous:
        yield "REPORT_DOES_NOT_FOLLOW"


def _drives(read: Reading) -> Iterator[Verification]:
    """Each drive says what was kept when it began and what was signed when it was finished; no number is missing."""
    for expected, row in enumerate(reversed(drives_stored.drive_rows(read)), start=1):
        cases = drives_stored.drive_case_rows(read, row["number"])
        paper = Frozen(DRIVES, str(row["number"]), row["begun_on"])
        codes = _of_drive(row, cases, drives_stored.drive_summary(read, row["number"]))
        problems = [JournalProblem("", code, frozen=paper) for code in codes]
        if row["number"] != expected:
            problems.insert(0, JournalProblem("", "DRIVE_MISSING", frozen=paper))
        yield Verification(papers={DRIVES: 1}, rows=len(cases), problems=problems)


def _of_drive(row: RowMapping, cases: Sequence[RowMapping], summary: RowMapping | None) -> Iterator[str]:
    if row["digest"] != digest_of_beginning(row, cases):
        yield "DRIVE_CHANGED"
    if summary is not None and summary["digest"] != digest_of_summary(summary, row["digest"]):
        yield "DRIVE_SUMMARY_CHANGED"
