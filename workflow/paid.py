"""Whether what is kept beside released rolls is still what they and banks said: payments, debts, persons, files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from db import paid as stored
from db.payroll import PAYMENT_KEYS, REPAYMENT_KEYS, checksum, stray_payments
from db.verify import Frozen, JournalProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading

ROLLS = "payroll"
"""The kind of a roll as a frozen paper."""
PAYEE = ("amount", "holder", "bank_account")


def roll_named(month: date) -> Frozen:
    """A month's roll as a frozen paper."""
    return Frozen(ROLLS, f"{month:%Y-%m}", month)


def is_payment_whole(line: RowMapping, payments: Sequence[RowMapping]) -> bool:
    """Whether a line's payments are what was issued and told: the first one as it says, each as its checksum has it."""
    issued = tuple(payments[0][name] for name in PAYEE) if payments and payments[0]["attempt"] == 1 else None
    wanted = (line["to_pay"], line["head_name"], line["bank_account"]) if line["to_pay"] else None
    return issued == wanted and all(row["checksum"] == checksum(dict(row), PAYMENT_KEYS) for row in payments)


def are_persons_whole(read: Reading, line: RowMapping, found: set[tuple[date, int]]) -> bool:
    """Whether the persons for whom a line was the first to pay are those that it says, less what was recovered."""
    month, rests_on = line["month"], line["rests_on"]
    said = {(month, person) for person in rests_on["people"]}
    if "earlier" not in rests_on:  # an older program drew the roll up
        found = {each for each in found if each[0] == month}
    said |= {(date.fromisoformat(paid), person) for paid, person in rests_on.get("earlier", ())}
    gone = {paid for paid, _ in said - found}
    return found <= said and all(stored.was_recovered(read, line["case_id"], paid, month) for paid in gone)


def others_beside_rolls(read: Reading) -> Iterator[JournalProblem]:
    """What no line of a released roll says: payments, persons, debts, repayments, files of the bank."""
    yield from _problems("PAYMENT_WITHOUT_LINE", stray_payments(read))
    yield from _problems("PERSONS_CHANGED", stored.stray_persons(read))
    for rows in (stored.lines_repaid_otherwise(read), stored.stray_repayments(read)):
        yield from _problems("REPAYMENT_CHANGED", rows)
    for row in stored.other_standings(read):
        yield JournalProblem(row["case_id"], "DEBT_CHANGED")
    for row in stored.repayments(read):
        if row["checksum"] != checksum(dict(row), REPAYMENT_KEYS):
            yield JournalProblem(row["case_id"], "REPAYMENT_CHANGED")
    for row in stored.other_files(read):
        yield JournalProblem("", "BANK_FILE_CHANGED", row["attempt"], frozen=roll_named(row["month"]))


def _problems(code: str, rows: Iterable[RowMapping]) -> Iterator[JournalProblem]:
    for row in rows:
        yield JournalProblem(row["case_id"], code, frozen=roll_named(row["month"]))
