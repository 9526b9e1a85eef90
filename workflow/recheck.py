"""The nightly run: every paid case is looked at, and the machine does what it may (policy §3).

A case that was looked at in vain rests until a day that may change something, or until something is written on it.
Cases are read in chunks by their ids and each chunk is one transaction, so that a person's step waits only for a chunk.
Killed at any moment and run again, the run ends where an uninterrupted one would have: the cases themselves say what is
still to be done. A dry run makes the same plan and writes nothing. One run goes over the caseload at a time; many
machines that share one go over it township by township (`workflow.night`), by the same chunks.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.lists import counts_by_stage
from db.run_lock import alone
from states.automatic import Plan, plan
from states.money import yuan
from states.quiet import FOR_EVER
from states.stages import PAID, Role
from workflow.bookkeeping import write_plan
from workflow.derived import is_fresh, keep_derived
from workflow.stores import database_trouble
from workflow.this_process import who

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from datetime import date

    from sqlalchemy import RowMapping

    from db.gathered import Gathered
    from db.reading import Rows
    from states.case import CaseFacts
    from workflow.office import Office

CHUNK = 50
READ_AT_ONCE = 2000
"""Rows by which it is seen which cases rest."""


FIGURES = (
    "looked_at", "stepped", "amount_changed", "withheld", "waiting", "waiting_cases", "monthly_before", "monthly_after",
)  # fmt: skip
"""What a report counts."""


@dataclass(slots=True)
class RecheckReport:
    """What a run did, or would do; money in fen a month over the caseload."""

    on: date
    run: str
    dry_run: bool
    looked_at: int = 0
    stepped: Counter[str] = field(default_factory=Counter)
    amount_changed: int = 0
    withheld: int = 0
    waiting: Counter[str] = field(default_factory=Counter)
    waiting_cases: int = 0
    monthly_before: int = 0
    monthly_after: int = 0

    def add_resting(self, monthly: int) -> None:
        """Count a case of which it is known that nothing is to be done today."""
        self.looked_at += 1
        self.monthly_before += monthly
        self.monthly_after += monthly

    def add(self, planned: Plan) -> None:
        """Count one case."""
        self.looked_at += 1
        self.stepped.update(taken.step.step for taken in planned.taken)
        self.amount_changed += planned.monthly_after != planned.monthly_before
        self.withheld += planned.withheld is not None
        self.waiting.update(planned.waiting)
        self.waiting_cases += bool(planned.waiting)
        self.monthly_before += planned.monthly_before
        self.monthly_after += planned.monthly_after

    def figures(self) -> dict[str, Any]:
        """What was counted so far, to be stored; money in fen."""
        return {name: getattr(self, name) for name in FIGURES}

    def add_figures(self, stored: Mapping[str, Any]) -> None:
        """Count what was counted somewhere else; nothing stored is nothing counted."""
        for name, figure in stored.items():
            more = Counter(figure) if isinstance(figure, dict) else figure
            setattr(self, name, getattr(self, name) + more)


def report_on(office: Office, *, dry_run: bool = False) -> RecheckReport:
    """A report of the office's day that nothing is counted in yet."""
    return RecheckReport(on=office.today, run=f"{office.today:%Y%m%d}", dry_run=dry_run)


def report_document(report: RecheckReport) -> dict[str, Any]:
    """A run's figures as the contract's JSON object; a dry run says that it was one."""
    document: dict[str, Any] = {
        "on": report.on.isoformat(),
        "looked_at": report.looked_at,
        "stepped": dict(sorted(report.stepped.items())),
        "amount_changed": report.amount_changed,
        "withheld": report.withheld,
        "waiting": dict(sorted(report.waiting.items())),
        "monthly_before": yuan(report.monthly_before),
        "monthly_after": yuan(report.monthly_after),
        "run": report.run,
    }
    return {**document, "dry_run": True} if report.dry_run else document


def caseload_size(office: Office) -> int:
    """How many paid cases a run will look at."""
    with office.reading() as read:
        return sum(row["count"] for row in counts_by_stage(read, office.today) if row["stage"] in set(PAID))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Paid cases in order: some that rest, the numbers of those to be looked at, and the last number of all."""

    resting: Sequence[RowMapping]
    ids: Sequence[str]
    upto: str

    def __len__(self) -> int:
        return len(self.resting) + len(self.ids)


def run(office: Office, *, dry_run: bool = False, progress: Callable[[int], None] | None = None) -> RecheckReport:
    """Look at every paid case and do, or with `dry_run` only count, what the machine may do today.

    Refused, with nothing done: another run is under way. A dry run waits for none. NotPermitted: an auditor asks.
    """
    if not dry_run:
        assert_may_run(office)
    report = report_on(office, dry_run=dry_run)
    with closing(_foretold(office, report) if dry_run else _done_alone(office, report)) as chunks:
        for looked_at in chunks:
            if progress is not None:
                progress(looked_at)
    return report


def assert_may_run(office: Office) -> None:
    """NotPermitted: whoever starts a run is neither the machine nor somebody who works on cases."""
    if office.user.role is not Role.CRON:
        office.assert_works_on_cases()


def go_over(
    office: Office, report: RecheckReport, beside: Callable[[Gathered, Chunk], None], region: str = "", after: str = ""
) -> Iterator[int]:
    """Do what the machine may on a region's paid cases after one, and count it in the report; cases of each chunk.

    `beside` is called in the transaction of each chunk, once the chunk is counted.
    """
    for chunk in _chunks(office, region, after):
        _do(office, report, chunk, beside)
        yield len(chunk)


def _do(office: Office, report: RecheckReport, chunk: Chunk, beside: Callable[[Gathered, Chunk], None]) -> None:
    """One chunk in one transaction; its cases are let go before the next is read."""
    with office.gathering() as uow:
        planned = [_plan(office, case, known) for case, known in uow.load_cases_with_monthly(chunk.ids)]
        for each in planned:
            write_plan(uow, office, each)
        _count(report, chunk, planned)
        beside(uow, chunk)
        uow.commit()


def _done_alone(office: Office, report: RecheckReport) -> Generator[int]:
    with database_trouble(), alone(office.store, who()):
        keep_derived(office)
        yield from go_over(office, report, lambda _uow, _chunk: None)


def _foretold(office: Office, report: RecheckReport) -> Generator[int]:
    for chunk in _chunks(office):
        with office.reading() as read:
            planned = [_plan(office, case, known) for case, known in read.load_cases_with_monthly(chunk.ids)]
        _count(report, chunk, planned)
        yield len(chunk)


def _count(report: RecheckReport, chunk: Chunk, planned: Sequence[Plan]) -> None:
    for case in chunk.resting:
        report.add_resting(case["monthly"])
    for each in planned:
        report.add(each)


def _chunks(office: Office, region: str = "", after: str = "") -> Iterator[Chunk]:
    """A region's paid cases after one; none rests where what was derived rests on other sheets than today's."""
    today = office.today if is_fresh(office) else FOR_EVER
    resting: list[RowMapping] = []
    ids: list[str] = []
    while rows := _rows_after(office, region, after):
        for row in rows:
            after = row["id"]
            if row["quiet_until"] is not None and row["quiet_until"] > today:
                resting.append(row)
            else:
                ids.append(after)
            if len(ids) == CHUNK or len(resting) == READ_AT_ONCE:
                yield Chunk(resting, ids, after)
                resting, ids = [], []
    yield Chunk(resting, ids, after)


def _rows_after(office: Office, region: str, after: str) -> Rows:
    with office.reading() as read:
        return read.paid_cases(after=after, limit=READ_AT_ONCE, region=region)


def _plan(office: Office, case: CaseFacts, monthly_known: int) -> Plan:
    return plan(case, office.today, office.rules_for(case.household.village), monthly_known=monthly_known)
