"""What contradicts the released rolls in what is kept beside them: debts, persons paid for, bank files, repayments."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.engine import RowMapping

from db.payroll import AMOUNTS, FILES, LINES, PAYMENTS, PERSONS, REPAYMENTS, ROLLS, STANDINGS
from db.reading import Reading, Rows

RELEASED = and_(ROLLS.c.month == LINES.c.month, ROLLS.c.state == "released")


def other_standings(read: Reading) -> Rows:
    """Cases, with the month of their last line, that do not stand as that line left them."""
    months = select(LINES.c.case_id, func.max(LINES.c.month).label("month")).join(ROLLS, RELEASED)
    last = months.group_by(LINES.c.case_id).subquery()
    line = and_(LINES.c.case_id == last.c.case_id, LINES.c.month == last.c.month)
    lines = select(LINES.c.case_id, LINES.c.month, LINES.c.owed_after, LINES.c.rests_on["version"].as_integer())
    left = lines.join(last, line).subquery()
    case, month, owes, version = left.c
    here = STANDINGS.c.case_id == case
    either = [
        select(case, month).outerjoin(STANDINGS, here).where(
            or_(STANDINGS.c.case_id.is_(None), STANDINGS.c.owes != owes, STANDINGS.c.version != version)
        ),
        select(STANDINGS.c.case_id, month).outerjoin(left, here).where(case.is_(None)),
    ]  # fmt: skip
    return [row for statement in either for row in read.rows(statement)]


def persons_of(read: Reading, month: date, ids: Sequence[str]) -> dict[str, set[tuple[date, int]]]:
    """For which months and persons a roll is the one that paid, by case."""
    found: dict[str, set[tuple[date, int]]] = defaultdict(set)
    for row in read.rows(select(PERSONS).where(PERSONS.c.month == month, PERSONS.c.case_id.in_(ids))):
        found[row["case_id"]].add((row["for_month"], row["person_id"]))
    return found


def stray_persons(read: Reading) -> Rows:
    """Persons (the case, the roll's month) who were paid for by no line."""
    line = and_(LINES.c.month == PERSONS.c.month, LINES.c.case_id == PERSONS.c.case_id)
    return read.rows(select(PERSONS.c.case_id, PERSONS.c.month).outerjoin(LINES, line).where(LINES.c.case_id.is_(None)))


def was_recovered(read: Reading, case_id: str, for_month: date, since: date) -> bool:
    """Whether some roll, from one on, had nothing left of what was given to a case for a month."""
    given, here = 0, (AMOUNTS.c.case_id == case_id, AMOUNTS.c.for_month == for_month)
    for row in read.rows(select(AMOUNTS.c.month, AMOUNTS.c.amount).where(*here).order_by(AMOUNTS.c.month)):
        given += row["amount"]
        if row["month"] >= since and given <= 0:
            return True
    return False


def other_files(read: Reading) -> Rows:
    """Bank files (the month, the attempt) that asked for other payments than there are."""
    asked = and_(PAYMENTS.c.month == FILES.c.month, PAYMENTS.c.attempt == FILES.c.attempt)
    asked = and_(asked, PAYMENTS.c.bank_account != "")
    there = (func.count(PAYMENTS.c.case_id), func.coalesce(func.sum(PAYMENTS.c.amount), 0))
    files = select(FILES.c.month, FILES.c.attempt).outerjoin(PAYMENTS, asked).group_by(FILES.c.id)
    return read.rows(files.having(or_(FILES.c.payments != there[0], FILES.c.total != there[1])))


def repayments(read: Reading) -> Sequence[RowMapping]:
    """Every repayment."""
    return read.rows(select(REPAYMENTS).order_by(REPAYMENTS.c.id))


def stray_repayments(read: Reading) -> Rows:
    """Repayments (the case, the month) that are said to be taken in by a line that there is not."""
    line = and_(LINES.c.month == REPAYMENTS.c.month, LINES.c.case_id == REPAYMENTS.c.case_id)
    statement = select(REPAYMENTS.c.case_id, REPAYMENTS.c.month).outerjoin(LINES, line)
    return read.rows(statement.where(REPAYMENTS.c.month.is_not(None), LINES.c.case_id.is_(None)))


def lines_repaid_otherwise(read: Reading) -> Rows:
    """Lines (the case, the month) of released rolls that count another sum as repaid than they took in."""
    taken = and_(REPAYMENTS.c.month == LINES.c.month, REPAYMENTS.c.case_id == LINES.c.case_id)
    total = func.coalesce(func.sum(REPAYMENTS.c.amount), 0)
    lines = select(LINES.c.case_id, LINES.c.month).join(ROLLS, RELEASED).outerjoin(REPAYMENTS, taken)
    return read.rows(lines.group_by(LINES.c.case_id, LINES.c.month, LINES.c.repaid).having(LINES.c.repaid != total))
