"""Lists of cases: a page at a time by key, over any number of rows; counts by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Select, and_, case, func, or_, select, tuple_
from sqlalchemy.engine import RowMapping

from db.reading import CASES, REGIONS, Reading, table
from db.registering import id_tail
from db.tables import CaseGramRow, MemberRow, PersonRow
from db.writing import case_number
from states.stages import Stage

GRAMS, MEMBERS, PERSONS = table(CaseGramRow), table(MemberRow), table(PersonRow)
Order = Literal["due", "case", "monthly", "stage"]
FAR = date(9999, 12, 31)
LEAST_DIGITS = 3
PAIR = 2
LAST = "\U0010ffff"
"""Sorts behind every character of a name."""

ORDERS: dict[Order, tuple[Any, ...]] = {
    "due": (func.coalesce(CASES.c.next_due_on, FAR), CASES.c.id),
    "case": (CASES.c.id,),
    "monthly": (CASES.c.monthly, CASES.c.id),
    "stage": (CASES.c.stage, CASES.c.id),
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which cases a list holds; what is left empty does not narrow it.

    `text` is a part of a member's name, its pinyin initials, last digits of an ID number, a case number, or a place.
    """

    stage: Stage | None = None
    live: bool | None = None
    village: str = ""
    route: str = ""
    due_before: date | None = None
    held: bool | None = None
    responsible: str = ""
    text: str = ""


def page(
    read: Reading, wanted: ListFilter, order: Order, after: Sequence[Any] | None, size: int, *, backwards: bool = False
) -> list[RowMapping]:
    """Up to `size` rows after a key (or before it, `backwards`), in the order asked for; keys are `key_of` a row."""
    columns = ORDERS[order]
    statement = _filtered(
        select(CASES, REGIONS.c.name.label("village_name"), REGIONS.c.name_en.label("village_name_en")), wanted
    )
    statement = statement.join(REGIONS, REGIONS.c.code == CASES.c.village)
    if after is not None:
        here = tuple_(*columns)
        statement = statement.where(here < tuple(after) if backwards else here > tuple(after))
    statement = statement.order_by(*(column.desc() if backwards else column for column in columns)).limit(size)
    rows = list(read.rows(statement))
    return rows[::-1] if backwards else rows


def key_of(row: RowMapping, order: Order) -> tuple[Any, ...]:
    """Where a row stands in an order."""
    due = row["next_due_on"] or FAR
    return {
        "due": (due, row["id"]),
        "case": (row["id"],),
        "monthly": (row["monthly"], row["id"]),
        "stage": (str(row["stage"]), row["id"]),
    }[order]


def total(read: Reading, wanted: ListFilter) -> int:
    """How many cases a list holds."""
    return int(read.connection.execute(_filtered(select(func.count()).select_from(CASES), wanted)).scalar_one())


def counts_by_stage(read: Reading, today: date, village: str = "") -> list[RowMapping]:
    """For each stage the number of cases, how many have work overdue, and what is paid a month in fen."""
    overdue = func.sum(case((CASES.c.next_due_on < today, 1), else_=0))
    statement = select(
        CASES.c.stage, func.count().label("count"), overdue.label("overdue"), func.sum(CASES.c.monthly).label("monthly")
    )
    if village:
        statement = statement.where(_in_region(village))
    return list(read.rows(statement.group_by(CASES.c.stage)))


def ended_since(read: Reading, day: date, village: str = "") -> int:
    """How many cases ended on a day or later."""
    statement = select(func.count()).select_from(CASES).where(CASES.c.ended_on >= day)
    if village:
        statement = statement.where(_in_region(village))
    return int(read.connection.execute(statement).scalar_one())


def region_range(village: Any, prefix: str) -> Any:
    """A condition on a column of village codes: within a region, as a range that an index serves."""
    digits = _significant(prefix)
    return and_(village >= digits.ljust(12, "0"), village <= digits.ljust(12, "9"))


def _in_region(prefix: str) -> Any:
    return region_range(CASES.c.village, prefix)


def _significant(code: str) -> str:
    """The digits of a 12-digit code that name its region: county 6, township 9, village 12."""
    for length in (2, 4, 6, 9):
        if len(code) > length and code[length:].strip("0") == "":
            return code[:length]
    return code


def _filtered(statement: Select[Any], wanted: ListFilter) -> Select[Any]:
    conditions: list[Any] = []
    if wanted.stage is not None:
        conditions.append(CASES.c.stage == wanted.stage.value)
    if wanted.live is not None:
        conditions.append(
            (CASES.c.stage != Stage.TERMINATED.value) if wanted.live else (CASES.c.stage == Stage.TERMINATED.value)
        )
    if wanted.village:
        conditions.append(_in_region(wanted.village))
    if wanted.route:
        conditions.append(CASES.c.route == wanted.route)
    if wanted.due_before is not None:
        conditions.append(and_(CASES.c.next_due_on < wanted.due_before, CASES.c.stage != Stage.TERMINATED.value))
    if wanted.held is not None:
        conditions.append(or_(CASES.c.paused.is_(wanted.held), CASES.c.withheld.is_(wanted.held)))
    if wanted.responsible:
        conditions.append(CASES.c.responsible == wanted.responsible)
    if text := wanted.text.replace("\0", "").strip():
        conditions.append(_matches(text))
    return statement.where(*conditions)


def _matches(text: str) -> Any:
    """A case number, last digits of an ID number, pinyin initials, a part of a name, or a place's name."""
    digits = text.upper().removeprefix("C-")
    if text.upper().startswith("C-"):
        return CASES.c.id.startswith(f"C-{digits}", autoescape=True) if digits[:1] == "0" else _number(digits)
    if text[:-1].isdecimal() and (text[-1].isdecimal() or digits.endswith("X")):
        return or_(_number(digits), CASES.c.household_id.in_(_owners(digits)))
    plain = text.replace(" ", "").replace("　", "")
    if plain.isascii():
        people = select(GRAMS.c.case_id).where(GRAMS.c.gram >= plain.lower(), GRAMS.c.gram < plain.lower() + LAST)
    else:
        wanted = [plain] if len(plain) <= PAIR else [plain[i : i + PAIR] for i in range(len(plain) - 1)]
        people = (
            select(GRAMS.c.case_id)
            .where(GRAMS.c.gram.in_(wanted))
            .group_by(GRAMS.c.case_id)
            .having(func.count() == len(set(wanted)))
        )
    return or_(CASES.c.id.in_(people), CASES.c.village.in_(_places(text)))


def _number(digits: str) -> Any:
    """The case of a number."""
    return CASES.c.id == (case_number(int(digits)) if digits.isascii() and digits.isdecimal() else f"C-{digits}")


def _owners(digits: str) -> Any:
    """Households of people whose ID number ends so; one digit or two would be everybody's."""
    tail = id_tail(digits)
    if len(digits) < LEAST_DIGITS:
        return ()
    return (
        select(MEMBERS.c.household_id)
        .join(PERSONS, PERSONS.c.id == MEMBERS.c.person_id)
        .where(PERSONS.c.id_tail >= tail, PERSONS.c.id_tail < tail + LAST, PERSONS.c.id_no.endswith(digits))
    )


def _places(text: str) -> Any:
    """Villages whose name, or whose township's, holds a text."""
    township = REGIONS.alias("township")
    return (
        select(REGIONS.c.code)
        .join(township, township.c.code == REGIONS.c.parent)
        .where(
            REGIONS.c.level == "village",
            or_(
                *(
                    column.icontains(text, autoescape=True)
                    for column in (REGIONS.c.name, REGIONS.c.name_en, township.c.name, township.c.name_en)
                )
            ),
        )
    )
