"""Due work by day and place: derived from the facts of a case, written beside it, found without reading any case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, case, delete, func, insert, or_, select, tuple_, union_all, update
from sqlalchemy.engine import RowMapping

from db.lists import DUE, held_by, region_range
from db.reading import CASES, Reading, Rows, table
from db.tables import DerivedRow, DueItemRow, DueMarkRow
from db.writing import Writing
from states.stages import Stage

ITEMS, MARKS, DERIVED = table(DueItemRow), table(DueMarkRow), table(DerivedRow)
ENDED = CASES.c.stage == Stage.TERMINATED.value
ORDER = (ITEMS.c.due_on, ITEMS.c.village, ITEMS.c.case_id, ITEMS.c.position)


@dataclass(frozen=True, slots=True)
class DueFilter:
    """Which work a list holds: that with a last day from `start` (None: however long ago) to before `until`.

    What passes by itself has passed on `today`. What is left empty does not narrow the list.
    `ended_since`: work on ended cases (letters to deliver) counts where its last day is this day or later.
    """

    start: date | None
    until: date
    today: date
    ended_since: date
    region: str = ""
    kind: str = ""
    person: str = ""
    case: str = ""


def due_page(read: Reading, wanted: DueFilter, after: Sequence[Any] | None, size: int | None) -> Rows:
    """Up to `size` items after a key (`key_of` an item), earliest first, with their case and what was noted on them."""
    statement = select(
        ITEMS, CASES.c.head_name, CASES.c.stage, CASES.c.responsible, MARKS.c.person, MARKS.c.done_on, MARKS.c.done_by
    )
    statement = _filtered(statement.select_from(_JOINED), wanted)
    if after is not None:
        statement = statement.where(ITEMS.c.due_on >= after[0], tuple_(*ORDER) > tuple(after))
    # Each lies in the order of the list: what stays open until it is done, and of what passes by itself what is open.
    of_each = (ITEMS.c.passing.is_(False),), (ITEMS.c.passing.is_(True), ITEMS.c.due_on >= wanted.today)
    kinds = (statement.where(*kind).order_by(*ORDER).limit(size).subquery() for kind in of_each)
    both = union_all(*map(select, kinds)).subquery()
    return read.rows(select(both).order_by(*(both.c[column.name] for column in ORDER)).limit(size))


def key_of(row: RowMapping) -> tuple[Any, ...]:
    """Where an item stands in the order of lists."""
    return (row["due_on"], row["village"], row["case_id"], row["position"])


def items_by_village(read: Reading, wanted: DueFilter) -> Rows:
    """For each village with work: how many items, how many overdue, the earliest day."""
    statement = select(
        ITEMS.c.village,
        func.count().label("items"),
        func.sum(case((ITEMS.c.due_on < wanted.today, 1), else_=0)).label("overdue"),
        func.min(ITEMS.c.due_on).label("earliest"),
    )
    return read.rows(_counting(statement, wanted).group_by(ITEMS.c.village))


def items_by_person(read: Reading, wanted: DueFilter) -> Rows:
    """For each person with work ("" for nobody): how many items, how many overdue."""
    holder = HOLDER.label("person")
    overdue = func.sum(case((ITEMS.c.due_on < wanted.today, 1), else_=0)).label("overdue")
    statement = select(holder, func.count().label("items"), overdue).select_from(_JOINED)
    return read.rows(_filtered(statement, wanted).where(MARKS.c.done_on.is_(None)).group_by(holder))


def ticked_by_village(read: Reading, wanted: DueFilter) -> dict[str, int]:
    """For each village how many of its items are ticked off."""
    ticked = select(MARKS.c.case_id).where(MARKS.c.done_on.is_not(None))
    statement = select(ITEMS.c.village, func.count().label("done")).select_from(_NOTED)
    statement = statement.where(ITEMS.c.case_id.in_(ticked), MARKS.c.done_on.is_not(None))
    statement = _filtered(statement, wanted).group_by(ITEMS.c.village)
    return {row["village"]: row["done"] for row in read.rows(statement)}


def items_by_day(read: Reading, wanted: DueFilter) -> Rows:
    """How many items each day and kind has."""
    statement = select(ITEMS.c.due_on, ITEMS.c.kind, func.count().label("items"))
    return read.rows(_counting(statement, wanted).group_by(ITEMS.c.due_on, ITEMS.c.kind))


def cases_due(read: Reading, wanted: DueFilter) -> tuple[int, int, int]:
    """How many live cases there are in the region, how many of them have work, how many have work overdue."""
    every = _cases_in(wanted.region)
    # The ended are few, and all are counted without reading them.
    live = select(every.scalar_subquery() - every.where(ENDED).scalar_subquery())
    narrowed = wanted.start or wanted.region or wanted.kind or wanted.person or wanted.case
    due, late = (_behind_some if narrowed else _behind_all)(read, wanted)
    return int(read.connection.execute(live).scalar_one()), due, late


def _behind_some(read: Reading, wanted: DueFilter) -> tuple[int, int]:
    """Live cases behind the items of any filter, and those behind what is overdue: each is looked for among all."""
    overdue = case((ITEMS.c.due_on < wanted.today, ITEMS.c.case_id))
    counts = select(func.count(ITEMS.c.case_id.distinct()).label("due"), func.count(overdue.distinct()).label("late"))
    found = read.rows(_counting(counts, wanted).where(ITEMS.c.live))[0]
    return int(found["due"]), int(found["late"])


def _behind_all(read: Reading, wanted: DueFilter) -> tuple[int, int]:
    """The same of all work up to a day, everywhere: a live case carries the first day of what stays open until done.

    To those come cases with nothing but what passes by itself.
    """
    first = DUE
    late = _cases_in("").where(first < wanted.today)
    due = _cases_in("").where(first < wanted.until)
    passing = _filtered(select(func.count(ITEMS.c.case_id.distinct())).select_from(_WITH_CASES), wanted)
    passing = passing.where(ITEMS.c.passing.is_(True), ITEMS.c.due_on >= wanted.today, ITEMS.c.live)
    passing = passing.where(first >= wanted.until)
    found = select(due.scalar_subquery() + passing.scalar_subquery(), late.scalar_subquery())
    counts = read.connection.execute(found).one()
    return int(counts[0]), int(counts[1])


def _cases_in(region: str) -> Any:
    """The number of cases in a region, to be narrowed."""
    every = select(func.count()).select_from(CASES)
    return every.where(region_range(CASES.c.village, region)) if region else every


def basis(read: Reading, name: str) -> str:
    """What derived rows of a name rested on when they were last derived as a whole; "" where they never were."""
    return read.connection.execute(select(DERIVED.c.basis).where(DERIVED.c.name == name)).scalar() or ""


def keep_basis(uow: Writing, name: str, found: str) -> None:
    """Note what derived rows rest on now."""
    uow.connection.execute(delete(DERIVED).where(DERIVED.c.name == name))
    uow.connection.execute(insert(DERIVED), [{"name": name, "basis": found}])


def mark_person(uow: Writing, item: Mapping[str, Any], person: str) -> None:
    """Note who is to do a piece of work."""
    _mark(uow, item, {"person": person})


def mark_done(uow: Writing, item: Mapping[str, Any], done_on: date | None, done_by: str) -> None:
    """Tick a piece of work off, or take the tick away (None, "")."""
    _mark(uow, item, {"done_on": done_on, "done_by": done_by})


def _mark(uow: Writing, item: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    where = [MARKS.c[name] == item[name] for name in ("case_id", "kind", "due_on")]
    changed = uow.connection.execute(update(MARKS).where(*where).values(**values))
    if changed.rowcount == 0:
        uow.connection.execute(insert(MARKS), [{"person": "", "done_by": "", **item, **values}])


_OF_ITEM = and_(
    MARKS.c.case_id == ITEMS.c.case_id,
    MARKS.c.kind == ITEMS.c.kind,
    MARKS.c.due_on == ITEMS.c.due_on,
)
_WITH_CASES = ITEMS.join(CASES, CASES.c.id == ITEMS.c.case_id)
_JOINED, _NOTED = _WITH_CASES.outerjoin(MARKS, _OF_ITEM), _WITH_CASES.join(MARKS, _OF_ITEM)
"""Items with what was noted on them, if anything; and those on which something was."""


HOLDER = case((func.coalesce(MARKS.c.person, "") != "", MARKS.c.person), else_=CASES.c.responsible)
"""Who does a piece of work: whoever was named for it, else the case's person."""


def _counting(statement: Any, wanted: DueFilter) -> Any:
    """What is counted of the items alone needs no other table, unless somebody's own work is wanted."""
    return _filtered(statement.select_from(_JOINED if wanted.person else ITEMS), wanted)


def _filtered(statement: Any, wanted: DueFilter) -> Any:
    conditions: list[Any] = [
        ITEMS.c.due_on < wanted.until,
        # One comparison: asked with "or", SQLite reads two indexes and puts together what it found.
        ITEMS.c.due_on >= case((ITEMS.c.passing, wanted.today), else_=date.min),
        or_(ITEMS.c.live, ITEMS.c.due_on >= wanted.ended_since),
    ]
    if wanted.start is not None:
        conditions.append(ITEMS.c.due_on >= wanted.start)
    if wanted.region:
        conditions.append(region_range(ITEMS.c.village, wanted.region))
    if wanted.kind:
        conditions.append(ITEMS.c.kind == wanted.kind)
    if wanted.case:
        conditions.append(ITEMS.c.case_id == wanted.case)
    if wanted.person:
        conditions.append(held_by(wanted.person) == HOLDER)
    return statement.where(*conditions)
