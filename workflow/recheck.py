"""The nightly run: every paid case is looked at, and the machine does what it may (policy §3).

A case that was looked at in vain rests until a day that may change something, or until something is written on it.
Cases are read in chunks by their ids and each chunk is one transaction, so that a person's step waits only for a chunk.
Killed at any moment and run again, the run ends where an uninterrupted one would have: the cases themselves say what is
still to be done. A dry run makes the same plan and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from db.lists import counts_by_stage
from states.automatic import Plan, plan
from states.money import yuan
from states.quiet import FOR_EVER
from states.stages import PAID
from workflow.bookkeeping import write_plan
from workflow.derived import is_fresh, keep_derived

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from sqlalchemy import RowMapping

    from db.reading import Rows
    from states.case import CaseFacts
    from workflow.office import Office

CHUNK = 200
READ_AT_ONCE = 2000
"""Rows by which it is seen which cases rest."""


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


def run(office: Office, *, dry_run: bool = False, progress: Callable[[int], None] | None = None) -> RecheckReport:
    """Look at every paid case and do, or with `dry_run` only count, what the machine may do today."""
    report = RecheckReport(on=office.today, run=f"{office.today:%Y%m%d}", dry_run=dry_run)
    if not dry_run:
        keep_derived(office)
    for resting, ids in _chunks(office):
        for case in resting:
            report.add_resting(case["monthly"])
        planned = _plan_chunk(office, ids) if dry_run else _write_chunk(office, ids)
        for each in planned:
            report.add(each)
        if progress is not None:
            progress(len(resting) + len(ids))
    return report


def _chunks(office: Office) -> Iterator[tuple[list[RowMapping], list[str]]]:
    """Paid cases in order: some that rest, and at most a chunk of numbers of those to be looked at.

    None rests where what was derived rests on other sheets than today's.
    """
    today = office.today if is_fresh(office) else FOR_EVER
    resting: list[RowMapping] = []
    ids: list[str] = []
    after = ""
    while rows := _rows_after(office, after):
        after = rows[-1]["id"]
        for row in rows:
            if row["quiet_until"] is not None and row["quiet_until"] > today:
                resting.append(row)
            else:
                ids.append(row["id"])
            if len(ids) == CHUNK:
                yield resting, ids
                resting, ids = [], []
    yield resting, ids


def _rows_after(office: Office, after: str) -> Rows:
    with office.reading() as read:
        return read.paid_cases(after=after, limit=READ_AT_ONCE)


def _plan_chunk(office: Office, ids: Sequence[str]) -> list[Plan]:
    with office.reading() as read:
        return [_plan(office, case, known) for case, known in read.load_cases_with_monthly(ids)]


def _write_chunk(office: Office, ids: Sequence[str]) -> list[Plan]:
    with office.gathering() as uow:
        planned = [_plan(office, case, known) for case, known in uow.load_cases_with_monthly(ids)]
        for each in planned:
            write_plan(uow, office, each)
        uow.commit()
    return planned


def _plan(office: Office, case: CaseFacts, monthly_known: int) -> Plan:
    return plan(case, office.today, office.rules_for(case.household.village), monthly_known=monthly_known)
