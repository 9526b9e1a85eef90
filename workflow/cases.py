"""Looking at cases: the overview of an office, lists page by page, and one case with everything about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from db.due import cases_due, due_page, items_by_day
from db.lists import ListFilter, Order, counts_by_stage, ended_since, key_of, page, total
from states.due import DueItem, due_items
from states.entitlement import RollLine, rolls
from states.life import monthly_on
from states.months import add_months, days_left, first_of_month
from states.situation import Situation
from states.stages import LIVE, Role, Stage
from workflow.case_reads import note_read
from workflow.derived import keep_derived
from workflow.due import Quarter, due_filter, in_order, item_of, quarter_of
from workflow.report_duty import reports_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from states.assessment import Assessment
    from states.case import CaseFacts
    from workflow.office import Office

K = TypeVar("K")
NEXT_ITEMS = 10
ROLL_MONTHS = 12
PAGE = 50


@dataclass(frozen=True, slots=True)
class StageCount:
    """One stage of the caseload: cases, how many have work overdue, fen a month."""

    count: int = 0
    overdue: int = 0
    monthly: int = 0


@dataclass(frozen=True, slots=True)
class Caseload:
    """The live stages, and how many cases ended since 1 January."""

    by_stage: dict[Stage, StageCount]
    terminated_this_year: int


@dataclass(frozen=True, slots=True)
class Overview:
    """An office at a glance: the stages, and the quarter's work."""

    by_stage: dict[Stage, StageCount]
    terminated_this_year: int
    quarter: str
    days_left: int
    live: int
    due: int
    not_due: int
    overdue: int
    due_by_kind: dict[str, int]
    due_by_week: dict[date, int]
    """Items by the Monday of their week; what is overdue stands under the Monday of this week's past, `date.min`."""
    next_items: tuple[DueItem, ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as a line of a list; money in fen a month."""

    case: str
    head: str
    village: str
    village_name: str
    village_name_en: str
    stage: Stage
    route: str | None
    counted: int
    monthly: int
    next_due_on: date | None
    overdue: bool
    paused: bool
    withheld: bool
    responsible: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of a list: its lines, and the keys before and after which the neighbouring pages stand."""

    lines: tuple[CaseLine, ...]
    first: tuple[Any, ...] | None
    last: tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event of a case: a step, a record, a refusal or a dated change; `monthly` is what a decision approved."""

    seq: int
    on: date
    at: datetime
    kind: str
    what: str
    actor: str
    role: Role
    reason: str = ""
    note: str = ""
    monthly: int | None = None
    effective_from: date | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseView:
    """One case with everything that a screen shows of it."""

    facts: CaseFacts
    assessment: Assessment | None
    monthly: int
    due: tuple[DueItem, ...]
    timeline: tuple[TimelineEntry, ...]
    roll: tuple[RollLine, ...]
    responsible: str


def caseload(office: Office, village: str = "") -> Caseload:
    """The caseload by stage, of all or of the region of a code: counted, so that it is there at once."""
    with office.reading() as read:
        counts = {row["stage"]: row for row in counts_by_stage(read, office.today, village)}
        ended = ended_since(read, date(office.today.year, 1, 1), village)
    return Caseload({stage: _stage_count(counts.get(stage.value)) for stage in LIVE}, ended)


def overview(office: Office, village: str = "") -> Overview:
    """The caseload by stage and the present quarter's work, of all or of the region of a code."""
    quarter = quarter_of(office.today)
    asked = due_filter(office, quarter, village)
    counted = caseload(office, village)
    keep_derived(office)
    with office.reading() as read:
        live, due, overdue = cases_due(read, asked)
        days = items_by_day(read, asked)
        coming = tuple(item_of(row) for row in due_page(read, asked, None, NEXT_ITEMS))
        reports = reports_due(office, read, quarter, asked)
    works = [*((row["due_on"], row["kind"], row["items"]) for row in days), *((r.due_on, r.kind, 1) for r in reports)]
    return Overview(
        by_stage=counted.by_stage,
        terminated_this_year=counted.terminated_this_year,
        quarter=quarter.name,
        days_left=days_left(office.today, quarter.last_day),
        live=live,
        due=due,
        not_due=live - due,
        overdue=overdue,
        due_by_kind=_counted((kind, items) for _, kind, items in works),
        due_by_week=dict(sorted(_counted((_week(day, office.today), items) for day, _, items in works).items())),
        next_items=in_order((*coming, *reports))[:NEXT_ITEMS],
    )


def case_page(
    office: Office,
    wanted: ListFilter,
    *,
    order: Order = "due",
    after: Sequence[Any] | None = None,
    before: Sequence[Any] | None = None,
    size: int = PAGE,
    descending: bool = False,
) -> CasePage:
    """A page of the cases that a filter leaves, in an order; `after` and `before` are a neighbouring page's keys.

    Before nothing (`()`) stands the last page.
    """
    key, backwards = (after, False) if before is None else (before or None, True)
    with office.reading() as read:
        rows = page(read, wanted, order, key, size, backwards=backwards, descending=descending)
    keys = [key_of(row, order) for row in (rows[:1] + rows[-1:])]
    return CasePage(
        tuple(_line(row, office.today) for row in rows), keys[0] if keys else None, keys[-1] if keys else None
    )


def case_count(office: Office, wanted: ListFilter) -> int:
    """How many cases a filter leaves."""
    with office.reading() as read:
        return total(read, wanted)


def case_view(office: Office, case_id: str) -> CaseView:
    """One case: its facts, this month's amount with its lines, its work, its timeline and its last twelve rolls."""
    with office.reading() as read:
        case = read.load_case(case_id)
        row = read.case_row(case_id)
        events = read.events(case_id)
    note_read(office, case_id)
    rules = office.rules_for(case.household.village)
    month = first_of_month(office.today)
    situation = Situation(case, office.act(), "enroll" if case.decision is None else "adjust", rules)
    return CaseView(
        facts=case,
        assessment=situation.assessment,
        monthly=monthly_on(office.today, case),
        due=due_items(case, rules, add_months(office.today, 24), office.today),
        timeline=_timeline(case, events),
        roll=rolls(case, add_months(month, 1 - ROLL_MONTHS), add_months(month, 1)) if case.decisions else (),
        responsible=row["responsible"] if row is not None else "",
    )


def _timeline(case: CaseFacts, events: Sequence[Any]) -> tuple[TimelineEntry, ...]:
    """The journal, newest first, with what was decided."""
    decided = {decision.seq: decision for decision in case.decisions}
    return tuple(
        TimelineEntry(
            seq=row["seq"],
            on=row["on_date"],
            at=row["at"],
            kind=row["kind"],
            what=row["step"] or row["body"].get("kind", ""),
            actor=row["actor"],
            role=Role(row["role"]),
            reason=row["reason"],
            note=(row["personal"] or {}).get("note", ""),
            monthly=decided[row["seq"]].monthly if row["seq"] in decided else None,
            effective_from=decided[row["seq"]].effective_from if row["seq"] in decided else None,
            detail=row["body"],
        )
        for row in reversed(events)
    )


def _stage_count(row: Any) -> StageCount:
    return StageCount(row["count"], row["overdue"] or 0, row["monthly"] or 0) if row is not None else StageCount()


def _week(day: date, today: date) -> date:
    """The Monday of a day's week; `date.min` where the day is over."""
    return date.min if day < today else day - timedelta(days=day.weekday())


def _counted(found: Iterable[tuple[K, int]]) -> dict[K, int]:
    """Sums by key, the largest first."""
    sums: Counter[K] = Counter()
    for key, number in found:
        sums[key] += number
    return dict(sums.most_common())


def _line(row: Any, today: date) -> CaseLine:
    due_on = row["next_due_on"]
    stage = Stage(row["stage"])
    return CaseLine(
        case=row["id"],
        head=row["head_name"],
        village=row["village"],
        village_name=row["village_name"],
        village_name_en=row["village_name_en"],
        stage=stage,
        route=str(row["route"]) if row["route"] else None,
        counted=row["counted"],
        monthly=row["monthly"],
        next_due_on=due_on,
        overdue=due_on is not None and due_on < today and stage is not Stage.TERMINATED,
        paused=row["paused"],
        withheld=row["withheld"],
        responsible=row["responsible"],
    )


__all__ = [
    "CaseLine",
    "CasePage",
    "CaseView",
    "Caseload",
    "ListFilter",
    "Order",
    "Overview",
    "Quarter",
    "StageCount",
    "TimelineEntry",
    "case_count",
    "case_page",
    "case_view",
    "caseload",
    "overview",
    "quarter_of",
]
