"""Lists of cases: a page at a time by key, over any number of rows; counts by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.engine import RowMapping

from db.reading import CASES, REGIONS, Reading
from db.searching import GRAMS, asked_of_each, called, is_common, is_of_people, matches, places_called, rarest_first
from db.tables.cases import DUE_ORDER_SQL, FAR
from states.stages import PAID, Batch, Route, Stage

Order = Literal["due", "case", "monthly", "stage"]
CHUNK, TOWNSHIP = 500, 9
"""Cases asked for at once; the digits of a code that name a township, whose few cases can each be looked at."""
NOBODY = "-"
"""Stands for nobody where a person may be named."""

DUE = literal_column(DUE_ORDER_SQL, Date())
ORDERS: dict[Order, tuple[Any, ...]] = {
    "due": (DUE, CASES.c.id),
    "case": (CASES.c.id,),
    "monthly": (CASES.c.monthly, CASES.c.id),
    "stage": (CASES.c.stage, DUE, CASES.c.id),
}

SEARCHED: dict[Order, tuple[Any, ...]] = {"due": (GRAMS.c.due_on, GRAMS.c.case_id), "case": (GRAMS.c.case_id,)}
"""Orders in which the parts of names are kept."""


@dataclass(frozen=True, slots=True)
class ListFilter:
    """Which cases a list holds; what is left empty does not narrow it.

    `responsible` is a login, or `NOBODY`.
    `text` is a part of a member's name, its pinyin initials, last digits of an ID number, a case number, or a place.
    """

    stage: Stage | None = None
    live: bool | None = None
    village: str = ""
    route: str = ""
    batch: Batch | None = None
    due_before: date | None = None
    held: bool | None = None
    responsible: str = ""
    text: str = ""


def held_by(person: str) -> str:
    """What stands in a row that a person holds, or nobody (`NOBODY`)."""
    return "" if person == NOBODY else person


def page(
    read: Reading,
    wanted: ListFilter,
    order: Order,
    after: Sequence[Any] | None,
    size: int,
    *,
    backwards: bool = False,
    descending: bool = False,
) -> list[RowMapping]:
    """Up to `size` rows after a key (or before it, `backwards`), in the order asked for; keys are `key_of` a row."""
    downwards, text = backwards != descending, _text(wanted)
    narrow = bool(wanted.responsible) or len(_significant(wanted.village)) >= TOWNSHIP
    if order in SEARCHED and is_of_people(text) and not narrow:
        rows = _found(read, wanted, order, after, size, downwards=downwards)
    else:
        statement = _lines(wanted)
        if text:
            in_turn = is_of_people(text) and (narrow or is_common(read, text))
            statement = statement.where(asked_of_each(text) if in_turn else matches(text))
        rows = list(read.rows(_cut(statement, ORDERS[order], after, size, downwards=downwards)))
    return rows[::-1] if backwards else rows


def _lines(wanted: ListFilter) -> Select[Any]:
    """The rows that a filter leaves, whatever its text."""
    statement = select(CASES, REGIONS.c.name.label("village_name"), REGIONS.c.name_en.label("village_name_en"))
    return statement.join(REGIONS, REGIONS.c.code == CASES.c.village).where(*_conditions(wanted))


def _cut(
    statement: Select[Any], columns: tuple[Any, ...], after: Sequence[Any] | None, size: int, *, downwards: bool
) -> Select[Any]:
    """Up to `size` of the rows behind a key, in the order of columns."""
    if after is not None:
        statement = statement.where(_beyond(columns, tuple(after), downwards=downwards))
    return statement.order_by(*(column.desc() if downwards else column for column in columns)).limit(size)


def _found(
    read: Reading, wanted: ListFilter, order: Order, after: Sequence[Any] | None, size: int, *, downwards: bool
) -> list[RowMapping]:
    """The same of those whose people are called so, which lie in the order, and of those whose place is."""
    text = _text(wanted)
    first, *others = rarest_first(read, text)
    people = _lines(wanted).join(GRAMS, GRAMS.c.case_id == CASES.c.id).where(GRAMS.c.gram == first)
    people = people.where(*(called(part) for part in others))
    rows = list(read.rows(_cut(people, SEARCHED[order], after, size, downwards=downwards)))
    if places := places_called(read, text):
        there = _lines(wanted).where(CASES.c.village.in_(places))
        rows += read.rows(_cut(there, ORDERS[order], after, size, downwards=downwards))
        once = {row["id"]: row for row in rows}.values()
        rows = sorted(once, key=lambda row: key_of(row, order), reverse=downwards)[:size]
    return rows


def key_of(row: RowMapping, order: Order) -> tuple[Any, ...]:
    """Where a row stands in an order."""
    due = row["next_due_on"] or FAR
    return {
        "due": (due, row["id"]),
        "case": (row["id"],),
        "monthly": (row["monthly"], row["id"]),
        "stage": (str(row["stage"]), due, row["id"]),
    }[order]


def total(read: Reading, wanted: ListFilter) -> int:
    """How many cases a list holds."""
    statement = select(func.count()).select_from(CASES).where(*_conditions(wanted))
    if text := _text(wanted):
        statement = statement.where(matches(text))
    return int(read.connection.execute(statement).scalar_one())


def marked_ids(read: Reading, wanted: ListFilter, most: int) -> Sequence[str]:
    """The numbers of the cases of a list in order, up to `most`."""
    statement = select(CASES.c.id).where(*_conditions(wanted))
    if text := _text(wanted):
        statement = statement.where(matches(text))
    return read.connection.execute(statement.order_by(CASES.c.id).limit(most)).scalars().all()


def stages_of(read: Reading, ids: Sequence[str]) -> list[str]:
    """The stages of cases, in no order."""
    found: list[str] = []
    for start in range(0, len(ids), CHUNK):
        statement = select(CASES.c.stage).where(CASES.c.id.in_(ids[start : start + CHUNK]))
        found += read.connection.execute(statement).scalars()
    return found


def counts_by_stage(read: Reading, today: date, village: str = "") -> list[RowMapping]:
    """For each stage the number of cases, how many have work overdue, and what is paid a month in fen."""
    overdue = func.sum(case((CASES.c.next_due_on < today, 1), else_=0))
    # An expression: grouped by the column itself, SQLite goes by stage and looks every row up in the table.
    stage = type_coerce(CASES.c.stage, String).concat("").label("stage")
    monthly = cast(func.sum(CASES.c.monthly), BigInteger)  # a server's sum of such numbers is a decimal
    statement = select(stage, func.count().label("count"), overdue.label("overdue"), monthly.label("monthly"))
    if village:
        statement = statement.where(_in_region(village))
    return list(read.rows(statement.group_by(stage)))


def ended_since(read: Reading, day: date, village: str = "") -> int:
    """How many cases ended on a day or later."""
    statement = select(func.count()).select_from(CASES).where(CASES.c.ended_on >= day)
    if village:
        statement = statement.where(_in_region(village))
    return int(read.connection.execute(statement).scalar_one())


def looked_at_ids(read: Reading, village: str, ended_since: date, *, after: str, limit: int) -> Sequence[str]:
    """Numbers of the live cases and of those that ended on a day or later, in a region, after one, in order."""
    statement = select(CASES.c.id).where(CASES.c.id > after, *_looked_at(village, ended_since))
    return read.connection.execute(statement.order_by(CASES.c.id).limit(limit)).scalars().all()


def looked_at_count(read: Reading, village: str, ended_since: date) -> int:
    """How many those are."""
    statement = select(func.count()).select_from(CASES).where(*_looked_at(village, ended_since))
    return int(read.connection.execute(statement).scalar_one())


def _looked_at(village: str, ended_since: date) -> list[Any]:
    of_now = or_(CASES.c.stage != Stage.TERMINATED.value, CASES.c.ended_on >= ended_since)
    return [of_now, _in_region(village)] if village else [of_now]


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


def _beyond(columns: Sequence[Any], key: Sequence[Any], *, downwards: bool) -> Any:
    """Rows behind a key, going up or down: an index finds the first column, the others only part equals."""
    first, *others = columns
    if not others:
        return first < key[0] if downwards else first > key[0]
    if downwards:
        return and_(first <= key[0], or_(first < key[0], tuple_(*others) < tuple(key[1:])))
    return and_(first >= key[0], or_(first > key[0], tuple_(*others) > tuple(key[1:])))


def _text(wanted: ListFilter) -> str:
    return wanted.text.replace("\0", "").strip()


def _conditions(wanted: ListFilter) -> list[Any]:
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
    if wanted.batch is not None:
        conditions.extend(_of_batch(wanted.batch))
    if wanted.due_before is not None:
        conditions.append(and_(CASES.c.next_due_on < wanted.due_before, CASES.c.stage != Stage.TERMINATED.value))
    if wanted.held is not None:
        conditions.append(or_(CASES.c.paused.is_(wanted.held), CASES.c.withheld.is_(wanted.held)))
    if wanted.responsible:
        conditions.append(CASES.c.responsible == held_by(wanted.responsible))
    return conditions


def _of_batch(batch: Batch) -> list[Any]:
    if batch is Batch.KEY_SUPPORT:
        return [CASES.c.stage == Stage.KEY_SUPPORTED.value]
    if batch is Batch.TAPER:
        return [CASES.c.stage == Stage.TAPERING.value]
    supported = [stage.value for stage in PAID if stage is not Stage.TAPERING]
    route = Route.INCOME if batch is Batch.ADMISSION else Route.EXPENDITURE
    return [CASES.c.stage.in_(supported), CASES.c.route == route.value]
