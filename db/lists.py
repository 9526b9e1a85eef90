"""Lists of cases: a page at a time by key, over any number of rows; counts by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Date,
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

from db.reading import CASES, REGIONS, Reading, table
from db.registering import id_tail
from db.tables import CaseGramRow, MemberRow, PersonRow
from db.tables.cases import DUE_ORDER_SQL
from db.writing import case_number
from states.stages import PAID, Batch, Route, Stage

GRAMS, MEMBERS, PERSONS = table(CaseGramRow), table(MemberRow), table(PersonRow)
Order = Literal["due", "case", "monthly", "stage"]
FAR = date(9999, 12, 31)
LEAST_DIGITS = 3
PAIR = 2
CHUNK = 500
MANY = 2000
"""Hits from which a search goes through the list in its order instead of sorting what it found."""
LAST = "\U0010ffff"
"""Sorts behind every character of a name."""
NOBODY = "-"
"""Stands for nobody where a person may be named."""

DUE = literal_column(DUE_ORDER_SQL, Date())
ORDERS: dict[Order, tuple[Any, ...]] = {
    "due": (DUE, CASES.c.id),
    "case": (CASES.c.id,),
    "monthly": (CASES.c.monthly, CASES.c.id),
    "stage": (CASES.c.stage, DUE, CASES.c.id),
}


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
    downwards = backwards != descending
    columns = ORDERS[order]
    statement = select(CASES, REGIONS.c.name.label("village_name"), REGIONS.c.name_en.label("village_name_en"))
    statement = statement.join(REGIONS, REGIONS.c.code == CASES.c.village).where(*_conditions(wanted))
    if text := _text(wanted):
        statement = statement.where(_common(text) if _is_common(read, text) else _matches(text))
    if after is not None:
        statement = statement.where(_beyond(columns, tuple(after), downwards=downwards))
    statement = statement.order_by(*(column.desc() if downwards else column for column in columns)).limit(size)
    rows = list(read.rows(statement))
    return rows[::-1] if backwards else rows


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
        statement = statement.where(_matches(text))
    return int(read.connection.execute(statement).scalar_one())


def marked_ids(read: Reading, wanted: ListFilter, most: int) -> Sequence[str]:
    """The numbers of the cases of a list in order, up to `most`."""
    statement = select(CASES.c.id).where(*_conditions(wanted))
    if text := _text(wanted):
        statement = statement.where(_matches(text))
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


def _matches(text: str) -> Any:
    """A case number, last digits of an ID number, pinyin initials, a part of a name, or a place's name."""
    digits = text.upper().removeprefix("C-")
    if text.upper().startswith("C-"):
        return _starts(CASES.c.id, f"C-{digits}") if digits[:1] == "0" else _number(digits)
    if text[:-1].isdecimal() and (text[-1].isdecimal() or digits.endswith("X")):
        return or_(_number(digits), CASES.c.household_id.in_(_owners(digits)))
    return or_(CASES.c.id.in_(_people(text)), CASES.c.village.in_(_places(text)))


def _people(text: str) -> Any:
    """Cases of people whose name holds a text, or has such initials."""
    of_name = _of_name(text)
    found = select(GRAMS.c.case_id).where(_gram(of_name))
    wanted = _parts(of_name)
    return found if len(wanted) == 1 else found.group_by(GRAMS.c.case_id).having(func.count() == len(wanted))


def _common(text: str) -> Any:
    """The same, asked of each case in the list's order: soon enough found where many people are called so."""
    called_so = select(GRAMS.c.gram).where(GRAMS.c.case_id == CASES.c.id, _gram(_of_name(text)))
    return or_(called_so.exists(), CASES.c.village.in_(_places(text)))


def _is_common(read: Reading, text: str) -> bool:
    """Whether a text that is one part of a name stands in more names than are worth sorting."""
    of_name = _of_name(text)
    if text.upper().startswith("C-") or (text[:-1].isdecimal() and text[-1:].isalnum()) or len(_parts(of_name)) != 1:
        return False
    some = select(GRAMS.c.gram).where(_gram(of_name)).limit(MANY).subquery()
    return int(read.connection.execute(select(func.count()).select_from(some)).scalar_one()) == MANY


def _of_name(text: str) -> str:
    return text.replace(" ", "").replace("　", "").lower()


def _parts(of_name: str) -> list[str]:
    """The pairs of characters that a name must hold; initials, and a pair or less, are one part."""
    if of_name.isascii() or len(of_name) <= PAIR:
        return [of_name]
    return list(dict.fromkeys(of_name[i : i + PAIR] for i in range(len(of_name) - 1)))


def _gram(of_name: str) -> Any:
    return _starts(GRAMS.c.gram, of_name) if of_name.isascii() else GRAMS.c.gram.in_(_parts(of_name))


def _starts(column: Any, text: str) -> Any:
    """Begins with a text, as a range that an index serves."""
    return and_(column >= text, column < text + LAST)


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
        .where(_starts(PERSONS.c.id_tail, tail), PERSONS.c.id_no.endswith(digits))
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
