"""The bank: the file that asks it to pay, what it returns, what is issued again, and what households pay back.

A bank file holds whole accounts: only the county makes it, of a released roll, and who made it and why is kept with
its hash.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import payroll as stored
from states.money import NotMoneyError, fen_of, yuan
from workflow import clock
from workflow.disclosure import said_why
from workflow.errors import BadFile, BadInput, Refused
from workflow.listing import Column, Kind, Listing, csv_of, xlsx_of
from workflow.payroll import assert_county
from workflow.regions import names_within
from workflow.stores import despite_a_cut
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading
    from workflow.office import Office

PAID, FAILED = "paid", "failed"


@dataclass(frozen=True, slots=True)
class Returned:
    """One row of what a bank returned: the payment's reference, what became of it, the amount in fen, why."""

    reference: str
    state: str
    amount: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file for the bank, and what stands in it: the payments of one attempt."""

    data: bytes
    attempt: int
    payments: int
    total: int
    sha256: str
    asked_by: str
    """Who first made a file of these payments; empty: nobody before."""


def reference(row: RowMapping) -> str:
    """How the bank and the office call a payment: month, case, attempt."""
    return f"{row['month']:%Y%m}-{row['case_id']}-{row['attempt']}"


@despite_a_cut
def bank_file(office: Office, month: date, form: str, reason: str, attempt: int | None = None) -> BankFile:
    """The payments of an attempt of a released roll, in `csv` or `xlsx`; the same file whenever it is made again.

    Where no attempt is named: the first that no file asked for, else the last. NotPermitted: the county's; Refused: the
    roll is not released, or the attempt has no payment. BadInput: no reason was said (policy §5).
    """
    with office.writing() as uow:
        stored.hold_rolls(uow)
        _assert_released(office, uow, month)
        why = said_why(reason)
        rows = _rows_to_ask(uow, month, attempt)
        listing = _listing(rows, month, names_within(office))
        data = csv_of(listing) if form == "csv" else xlsx_of((listing,))
        asked = rows[0]["attempt"]
        before = [row["made_by"] for row in stored.bank_files(uow, month) if row["attempt"] == asked]
        total, sha256 = sum(row["amount"] for row in rows), hashlib.sha256(data).hexdigest()
        stored.add_bank_file(
            uow, month=month, attempt=asked, made_by=office.user.login, made_at=clock.now(), reason=why,
            payments=len(rows), total=total, sha256=sha256,
        )  # fmt: skip
        uow.commit()
    return BankFile(data, asked, len(rows), total, sha256, before[0] if before else "")


def payments_issued(office: Office, read: Reading, month: date) -> Sequence[RowMapping]:
    """The payments of a released roll that are on their way.

    NotPermitted: the county's; Refused: the roll is not released, or nothing is on its way.
    """
    _assert_released(office, read, month)
    rows = stored.payments(read, month, states=("issued",))
    if not rows:
        raise Refused("payroll.nothing_issued", month=f"{month:%Y-%m}")
    return rows


def payments_asked_for(office: Office, read: Reading, month: date) -> Sequence[RowMapping]:
    """The payments on their way that a bank file asked for, of every attempt. Refused: there are none."""
    _assert_released(office, read, month)
    issued, asked = stored.payments(read, month, states=("issued",)), _asked_for(read, month)
    rows = [row for row in issued if row["attempt"] in asked]
    if not rows:
        raise Refused("payroll.no_bank_file" if issued else "payroll.nothing_issued", month=f"{month:%Y-%m}")
    return rows


def look_at_returns(office: Office, month: date, returned: Sequence[Returned]) -> dict[str, int]:
    """How many payments a bank's return would tell as paid and as failed. BadFile as where it is taken."""
    with office.reading() as read:
        return _counted(_told(office, read, month, returned))


@despite_a_cut
def take_returns(office: Office, month: date, returned: Sequence[Returned]) -> dict[str, int]:
    """Write down what a bank returned, all of it or nothing; gives how many were paid and how many failed.

    BadFile names every row that is about no payment that a bank file asked for, about another amount, or about a
    payment that another row is about. A return that was read before changes nothing.
    """
    with office.writing() as uow:
        stored.hold_rolls(uow)
        told = _told(office, uow, month, returned)
        for each, row in told:
            reason = each.reason if each.state == FAILED else ""
            stored.tell_payment(uow, dict(row), state=each.state, reason=reason, told_on=office.today)
        uow.commit()
    return _counted(told)


def payments_failed(office: Office, read: Reading, month: date) -> Sequence[RowMapping]:
    """The payments of a released roll that failed and were not issued again. NotPermitted: the county's."""
    _assert_released(office, read, month)
    return [row for row in stored.last_attempts(read, month) if row["state"] == FAILED]


@despite_a_cut
def issue_again(office: Office, month: date) -> tuple[int, tuple[str, ...]]:
    """Issue every failed payment of a month again, to the account that the household has today.

    Gives how many were issued, and the cases that still have no account.
    """
    with office.writing() as uow:
        stored.hold_rolls(uow)
        failed = payments_failed(office, uow, month)
        households = {case.id: case.household for case in uow.load_cases([row["case_id"] for row in failed])}
        again = [row for row in failed if households[row["case_id"]].bank_account]
        attempt = max(_asked_for(uow, month) | {row["attempt"] for row in again}, default=0) + 1
        stored.add_payments(
            uow,
            [
                {
                    "month": month, "case_id": row["case_id"], "attempt": attempt, "amount": row["amount"],
                    "holder": households[row["case_id"]].head.name,
                    "bank_account": households[row["case_id"]].bank_account,
                    "state": "issued", "reason": "", "told_on": None,
                }
                for row in again
            ],
        )  # fmt: skip
        uow.commit()
    issued = {row["case_id"] for row in again}
    return len(issued), tuple(row["case_id"] for row in failed if row["case_id"] not in issued)


@despite_a_cut
def record_repayment(office: Office, case_id: str, amount: str, document: str) -> None:
    """Record yuan that a household paid back; the next roll takes them in. BadInput: no amount, or it owes less."""
    assert_county(office)
    fen = _positive(amount)
    with office.writing() as uow:
        stored.hold_rolls(uow)
        uow.load_case(case_id)
        before = stored.before_case(uow, case_id)
        if fen > before.owes - before.repaid:
            raise BadInput("payroll.owes_less", case=case_id, owes=yuan(before.owes - before.repaid))
        stored.add_repayment(
            uow, case_id=case_id, on_date=office.today, amount=fen, document=document, recorded_by=office.user.login
        )
        uow.commit()


def _rows_to_ask(read: Reading, month: date, attempt: int | None) -> Sequence[RowMapping]:
    """All payments of an attempt that a bank can make, whatever became of them: those with an account."""
    rows = [row for row in stored.payments(read, month) if row["bank_account"]]
    attempts = {row["attempt"] for row in rows}
    if attempt is None and attempts:
        attempt = min(attempts - _asked_for(read, month), default=max(attempts))
    if attempt not in attempts:
        raise Refused("payroll.nothing_to_ask", month=f"{month:%Y-%m}")
    return [row for row in rows if row["attempt"] == attempt]


def _listing(rows: Iterable[RowMapping], month: date, villages: dict[str, str]) -> Listing:
    return Listing(
        title=say("payroll.bank_file", month=f"{month:%Y-%m}"),
        name=f"{month:%Y-%m}",
        columns=tuple(
            Column(say(f"payroll.column.{name}"), kind)
            for name, kind in (
                ("number", Kind.COUNT), ("reference", Kind.TEXT), ("holder", Kind.TEXT), ("bank_account", Kind.TEXT),
                ("to_pay", Kind.MONEY), ("village", Kind.TEXT),
            )
        ),
        rows=tuple(
            (
                number, reference(row), row["holder"], row["bank_account"], row["amount"],
                villages.get(row["village"], row["village"]),
            )
            for number, row in enumerate(rows, start=1)
        ),
    )  # fmt: skip


def _told(
    office: Office, read: Reading, month: date, returned: Sequence[Returned]
) -> tuple[tuple[Returned, RowMapping], ...]:
    """What a return says of the payments that are on their way. BadFile names every row that cannot be taken."""
    _assert_released(office, read, month)
    known = {reference(row): row for row in stored.payments(read, month)}
    asked = _asked_for(read, month)
    twice = [name for name, rows in Counter(each.reference for each in returned).items() if rows > 1]
    wrong = [say("payroll.return_twice", reference=name) for name in twice]
    wrong += [why for each in returned if (why := _wrong(each, known, asked)) is not None]
    if wrong:
        raise BadFile([say("payroll.returns_wrong"), *wrong])
    told = ((each, known[each.reference]) for each in returned)
    return tuple((each, row) for each, row in told if row["state"] == "issued")


def _counted(told: Iterable[tuple[Returned, RowMapping]]) -> dict[str, int]:
    counts = {PAID: 0, FAILED: 0}
    for each, _ in told:
        counts[each.state] += 1
    return counts


def _asked_for(read: Reading, month: date) -> set[int]:
    """The attempts that bank files asked for; nothing joins an attempt once its file is made."""
    return {row["attempt"] for row in stored.bank_files(read, month)}


def _wrong(each: Returned, known: dict[str, RowMapping], asked: set[int]) -> str | None:
    """Why a returned row cannot be taken; None where it can."""
    row = known.get(each.reference)
    if row is None:
        return say("payroll.return_unknown", reference=each.reference)
    if row["attempt"] not in asked:
        return say("payroll.return_not_asked", reference=each.reference)
    if each.amount is not None and each.amount != row["amount"]:
        return say("payroll.return_amount", reference=each.reference)
    if row["state"] not in {"issued", each.state}:
        return say("payroll.return_told", reference=each.reference, state=word("payment", row["state"]))
    return None


def _positive(amount: str) -> int:
    try:
        fen = fen_of(amount)
    except NotMoneyError:
        fen = 0
    if fen <= 0:
        raise BadInput("payroll.no_amount", amount=amount)
    return fen


def _assert_released(office: Office, read: Reading, month: date) -> None:
    assert_county(office)
    row = stored.roll_row(read, month)
    if row is None or row["state"] != "released":
        raise Refused("payroll.not_released", month=f"{month:%Y-%m}")
