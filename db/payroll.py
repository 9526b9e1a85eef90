"""Payment rolls as they are stored: whom a roll is about, what rolls gave so far, a roll's lines and its payments."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, tuple_, update
from sqlalchemy.engine import RowMapping

from db.beyond import take_turns
from db.documents import digest
from db.lists import region_range
from db.reading import CASES, EVENTS, MEMBERS, PAID_STAGES, Reading, Rows, table
from db.tables import (
    BankFileRow,
    PaymentRow,
    PayrollAmountRow,
    PayrollLineRow,
    PayrollPersonRow,
    PayrollRow,
    PayrollStandingRow,
    RepaymentRow,
)
from db.writing import Writing

ROLLS, LINES, AMOUNTS = table(PayrollRow), table(PayrollLineRow), table(PayrollAmountRow)
PERSONS, STANDINGS = table(PayrollPersonRow), table(PayrollStandingRow)
PAYMENTS, FILES, REPAYMENTS = table(PaymentRow), table(BankFileRow), table(RepaymentRow)

PAYMENT_KEYS = ("month", "case_id", "attempt", "amount", "holder", "bank_account", "state", "reason", "told_on")
REPAYMENT_KEYS = ("case_id", "on_date", "amount", "document", "recorded_by")
"""What the checksums of their rows are of."""
FIGURES = ("due", "withheld", "arrears", "recovery", "owed_before", "repaid", "to_pay", "owed_after")


@dataclass(slots=True)
class Before:
    """What rolls before one have to do with a case."""

    given: dict[date, int] = field(default_factory=dict)
    owes: int = 0
    repaid: int = 0
    elsewhere: set[date] = field(default_factory=set)
    persons: dict[str, int] = field(default_factory=dict)
    """Persons' numbers by the household's member ids."""
    events: dict[int, str] = field(default_factory=dict)
    """Hashes of the journal's steps by their numbers."""


# Reading


def hold_rolls(uow: Writing) -> None:
    """Nobody else does anything to a roll or its payments before this transaction ends."""
    take_turns(uow.connection, "rolls")


def roll_row(read: Reading, month: date) -> RowMapping | None:
    """A month's roll."""
    return read.connection.execute(select(ROLLS).where(ROLLS.c.month == month)).mappings().first()


def roll_rows(read: Reading) -> Rows:
    """Every roll, the earliest first."""
    return read.rows(select(ROLLS).order_by(ROLLS.c.month))


def case_ids_for_roll(read: Reading, month: date, *, after: str, limit: int) -> Sequence[str]:
    """Cases that a month's roll looks at: the caseload, who owes, and who changed or ended since the last roll."""
    joined = CASES.outerjoin(STANDINGS, STANDINGS.c.case_id == CASES.c.id)
    changed = and_(STANDINGS.c.case_id.is_not(None), or_(STANDINGS.c.version != CASES.c.version, STANDINGS.c.owes > 0))
    just_ended = and_(STANDINGS.c.case_id.is_(None), CASES.c.ended_on >= month)
    statement = (
        select(CASES.c.id)
        .select_from(joined)
        .where(CASES.c.id > after, or_(CASES.c.stage.in_(PAID_STAGES), changed, just_ended))
        .order_by(CASES.c.id)
        .limit(limit)
    )
    return read.connection.execute(statement).scalars().all()


def before_roll(read: Reading, month: date, ids: Sequence[str]) -> dict[str, Before]:
    """What earlier rolls have to do with cases; a constant number of queries for any number of them."""
    found = {case_id: Before() for case_id in ids}
    given = select(AMOUNTS.c.case_id, AMOUNTS.c.for_month, func.sum(AMOUNTS.c.amount).label("amount"))
    given = given.where(AMOUNTS.c.case_id.in_(ids), AMOUNTS.c.month < month)
    for row in read.rows(given.group_by(AMOUNTS.c.case_id, AMOUNTS.c.for_month)):
        found[row["case_id"]].given[row["for_month"]] = int(row["amount"])
    for row in read.rows(select(STANDINGS).where(STANDINGS.c.case_id.in_(ids))):
        found[row["case_id"]].owes = row["owes"]
    repaid = select(REPAYMENTS.c.case_id, func.sum(REPAYMENTS.c.amount).label("amount"))
    repaid = repaid.where(REPAYMENTS.c.case_id.in_(ids), REPAYMENTS.c.month.is_(None))
    for row in read.rows(repaid.group_by(REPAYMENTS.c.case_id)):
        found[row["case_id"]].repaid = int(row["amount"])
    members = select(CASES.c.id, MEMBERS.c.member_key, MEMBERS.c.person_id).join(
        MEMBERS, MEMBERS.c.household_id == CASES.c.household_id
    )
    for row in read.rows(members.where(CASES.c.id.in_(ids))):
        found[row["id"]].persons[row["member_key"]] = row["person_id"]
    steps = select(EVENTS.c.case_id, EVENTS.c.seq, EVENTS.c.hash)
    for row in read.rows(steps.where(EVENTS.c.case_id.in_(ids), EVENTS.c.kind == "step")):
        found[row["case_id"]].events[row["seq"]] = row["hash"]
    _paid_elsewhere(read, found)
    return found


def before_case(read: Reading, case_id: str) -> Before:
    """What all rolls have to do with one case."""
    return before_roll(read, date.max, (case_id,))[case_id]


def _paid_elsewhere(read: Reading, found: Mapping[str, Before]) -> None:
    """Note the months for which a person of a case was paid in another one."""
    cases_of: dict[int, list[str]] = defaultdict(list)
    for case_id, before in found.items():
        for person in before.persons.values():
            cases_of[person].append(case_id)
    statement = select(PERSONS).where(PERSONS.c.person_id.in_(tuple(cases_of)))
    for row in read.rows(statement):
        for case_id in cases_of[row["person_id"]]:
            if case_id != row["case_id"]:
                found[case_id].elsewhere.add(row["for_month"])


def lines(
    read: Reading, month: date, *, region: str = "", after: tuple[str, str] | None = None, limit: int | None = None
) -> Rows:
    """A roll's lines by village and case, those that stand behind one's (village, case)."""
    statement = select(LINES).where(LINES.c.month == month, *_within(region))
    if after is not None:
        statement = statement.where(tuple_(LINES.c.village, LINES.c.case_id) > after)
    return read.rows(statement.order_by(LINES.c.village, LINES.c.case_id).limit(limit))


def line_count(read: Reading, month: date) -> int:
    """How many lines a roll has."""
    statement = select(func.count()).select_from(LINES).where(LINES.c.month == month)
    return int(read.connection.execute(statement).scalar_one())


def line(read: Reading, month: date, case_id: str) -> RowMapping | None:
    """One case's line of a roll."""
    statement = select(LINES).where(LINES.c.month == month, LINES.c.case_id == case_id)
    return read.connection.execute(statement).mappings().first()


def amounts(read: Reading, month: date, ids: Sequence[str]) -> dict[str, list[tuple[date, int]]]:
    """What a roll gave to cases, by the month it was for."""
    found: dict[str, list[tuple[date, int]]] = defaultdict(list)
    statement = select(AMOUNTS).where(AMOUNTS.c.month == month, AMOUNTS.c.case_id.in_(ids))
    for row in read.rows(statement.order_by(AMOUNTS.c.case_id, AMOUNTS.c.for_month)):
        found[row["case_id"]].append((row["for_month"], row["amount"]))
    return found


def totals_by_village(read: Reading, month: date, region: str = "") -> Rows:
    """For each village: households on the roll, households and persons paid, and every figure's sum."""
    paid = LINES.c.to_pay > 0
    statement = (
        select(
            LINES.c.village,
            func.count().label("lines"),
            func.count().filter(paid).label("households"),
            func.coalesce(func.sum(LINES.c.persons).filter(paid), 0).label("persons"),
            *(func.sum(LINES.c[name]).label(name) for name in FIGURES),
        )
        .where(LINES.c.month == month, *_within(region))
        .group_by(LINES.c.village)
        .order_by(LINES.c.village)
    )
    return read.rows(statement)


def payments(read: Reading, month: date, *, attempt: int | None = None, states: Iterable[str] = ()) -> Rows:
    """A month's payments by case and attempt, with the village of each."""
    statement = select(PAYMENTS, LINES.c.village).join(
        LINES, and_(LINES.c.month == PAYMENTS.c.month, LINES.c.case_id == PAYMENTS.c.case_id)
    )
    statement = statement.where(PAYMENTS.c.month == month)
    if attempt is not None:
        statement = statement.where(PAYMENTS.c.attempt == attempt)
    if states:
        statement = statement.where(PAYMENTS.c.state.in_(tuple(states)))
    return read.rows(statement.order_by(LINES.c.village, PAYMENTS.c.case_id, PAYMENTS.c.attempt))


def payments_of(read: Reading, month: date, ids: Sequence[str]) -> dict[str, list[RowMapping]]:
    """A month's payments to cases, every attempt in its order; the first ones were issued by its release."""
    found: dict[str, list[RowMapping]] = defaultdict(list)
    statement = select(PAYMENTS).where(PAYMENTS.c.month == month, PAYMENTS.c.case_id.in_(ids))
    for row in read.rows(statement.order_by(PAYMENTS.c.case_id, PAYMENTS.c.attempt)):
        found[row["case_id"]].append(row)
    return found


def last_attempts(read: Reading, month: date) -> Rows:
    """The last attempt to pay each case of a month."""
    latest = select(PAYMENTS.c.case_id, func.max(PAYMENTS.c.attempt).label("attempt")).where(PAYMENTS.c.month == month)
    last = latest.group_by(PAYMENTS.c.case_id).subquery()
    statement = select(PAYMENTS).join(
        last, and_(last.c.case_id == PAYMENTS.c.case_id, last.c.attempt == PAYMENTS.c.attempt)
    )
    return read.rows(statement.where(PAYMENTS.c.month == month).order_by(PAYMENTS.c.case_id))


def stray_payments(read: Reading) -> Rows:
    """Payments (month, case) that no line of a released roll gave, or that came again though none of it had failed."""
    earlier = PAYMENTS.alias("earlier")
    failed = select(earlier.c.attempt).where(
        earlier.c.month == PAYMENTS.c.month,
        earlier.c.case_id == PAYMENTS.c.case_id,
        earlier.c.attempt < PAYMENTS.c.attempt,
        earlier.c.state == "failed",
    )
    statement = (
        select(PAYMENTS.c.month, PAYMENTS.c.case_id)
        .select_from(PAYMENTS)
        .outerjoin(ROLLS, and_(ROLLS.c.month == PAYMENTS.c.month, ROLLS.c.state == "released"))
        .outerjoin(LINES, and_(LINES.c.month == ROLLS.c.month, LINES.c.case_id == PAYMENTS.c.case_id))
        .where(
            or_(
                LINES.c.case_id.is_(None),
                LINES.c.to_pay != PAYMENTS.c.amount,
                and_(PAYMENTS.c.attempt > 1, ~failed.exists()),
            )
        )
    )
    return read.rows(statement.order_by(PAYMENTS.c.month, PAYMENTS.c.case_id))


def bank_files(read: Reading, month: date) -> Rows:
    """The bank files that were made of a month's roll, the first one first."""
    return read.rows(select(FILES).where(FILES.c.month == month).order_by(FILES.c.id))


def _within(region: str) -> tuple[Any, ...]:
    return tuple(region_range(LINES.c.village, region)) if region else ()


# Writing


def begin_roll(uow: Writing, **row: Any) -> None:
    """Write a roll's head; its lines follow."""
    uow.connection.execute(insert(ROLLS), [row])


def set_roll(uow: Writing, month: date, **values: Any) -> None:
    """Change a roll that is not released."""
    uow.connection.execute(update(ROLLS).where(ROLLS.c.month == month).values(values))


def drop_roll(uow: Writing, month: date) -> None:
    """Take back a roll that is not released, with all its lines; what was repaid is for the next one."""
    uow.connection.execute(update(REPAYMENTS).where(REPAYMENTS.c.month == month).values(month=None))
    for rows in (PERSONS, AMOUNTS, LINES, ROLLS):
        uow.connection.execute(delete(rows).where(rows.c.month == month))


def add_lines(
    uow: Writing,
    written: Sequence[Mapping[str, Any]],
    given: Sequence[Mapping[str, Any]],
    persons: Sequence[Mapping[str, Any]],
) -> None:
    """Add lines with what they give for which months and persons; repayments that they count are taken in."""
    for rows, values in ((LINES, written), (AMOUNTS, given), (PERSONS, persons)):
        if values:
            uow.connection.execute(insert(rows), list(values))
    for row in written:
        if row["repaid"]:
            taken = (REPAYMENTS.c.case_id == row["case_id"], REPAYMENTS.c.month.is_(None))
            uow.connection.execute(update(REPAYMENTS).where(*taken).values(month=row["month"]))


def settle_roll(uow: Writing, month: date) -> None:
    """After a release: how every case on the roll stands, and persons whose month has been recovered whole."""
    on_roll = select(LINES.c.case_id).where(LINES.c.month == month)
    uow.connection.execute(delete(STANDINGS).where(STANDINGS.c.case_id.in_(on_roll)))
    version = LINES.c.rests_on["version"].as_integer()
    uow.connection.execute(
        insert(STANDINGS).from_select(
            ["case_id", "version", "owes"],
            select(LINES.c.case_id, version, LINES.c.owed_after).where(LINES.c.month == month),
        )
    )
    recovered = (
        select(AMOUNTS.c.case_id, AMOUNTS.c.for_month)
        .where(AMOUNTS.c.case_id.in_(on_roll))
        .group_by(AMOUNTS.c.case_id, AMOUNTS.c.for_month)
        .having(func.sum(AMOUNTS.c.amount) <= 0)
    )
    for row in uow.rows(recovered):
        uow.connection.execute(
            delete(PERSONS).where(PERSONS.c.case_id == row["case_id"], PERSONS.c.for_month == row["for_month"])
        )


def add_payments(uow: Writing, rows: Sequence[Mapping[str, Any]]) -> None:
    """Issue payments."""
    if rows:
        uow.connection.execute(insert(PAYMENTS), [{**row, "checksum": checksum(row, PAYMENT_KEYS)} for row in rows])


def tell_payment(uow: Writing, row: Mapping[str, Any], **told: Any) -> None:
    """Write down what became of a payment: its state, why, and the day."""
    this = (PAYMENTS.c[name] == row[name] for name in ("month", "case_id", "attempt"))
    told["checksum"] = checksum({**row, **told}, PAYMENT_KEYS)
    uow.connection.execute(update(PAYMENTS).where(*this).values(told))


def checksum(row: Mapping[str, Any], keys: Sequence[str]) -> str:
    """The checksum of a payment's row, or of a repayment's."""
    return digest([row[name] for name in keys])


def add_bank_file(uow: Writing, **row: Any) -> None:
    """Keep who made a bank file, and of what."""
    uow.connection.execute(insert(FILES), [row])


def add_repayment(uow: Writing, **row: Any) -> None:
    """Record money that a household paid back."""
    uow.connection.execute(insert(REPAYMENTS), [{**row, "checksum": checksum(row, REPAYMENT_KEYS)}])
