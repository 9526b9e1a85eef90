"""A comprehensive verification drive (全面核查排查, plan A 四): what it finds of a household, held against the ledger.

Every live case of a village or township is visited and surveyed once, and told to which of the four batches its
household belongs. The ledger that this is held against is the one of the day on which the drive began.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from states.evidence import HomeVisit
from states.ledger import ledger_entry
from states.months import first_of_month
from states.recorded import newest
from states.standing import standing_as_surveyed

if TYPE_CHECKING:
    from datetime import date

    from states.case import CaseFacts
    from states.stages import Batch, Stage
    from states.verdict import Rules


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive that a case is in: its number, the day that it began, and its last day."""

    number: int
    begun_on: date
    due_on: date


class Progress(StrEnum):
    """How far a drive has come with a household."""

    TO_VISIT = "to_visit"
    VISITED = "visited"
    SURVEYED = "surveyed"
    ENDED = "ended"


class Difference(StrEnum):
    """How what was found differs from the ledger as it was."""

    SAME = "same"
    ENTERS = "enters"
    OTHER_BATCH = "other_batch"
    OTHER_AMOUNT = "other_amount"
    LEAVES = "leaves"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Listed:
    """A household as it stood when the drive began: `batch` is None outside the caseload; `monthly` in fen."""

    case: str
    village: str
    head: str
    stage: Stage
    batch: Batch | None = None
    counted: int = 0
    topped_up: int = 0
    monthly: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the drive found of a household: of no batch until it was visited and surveyed.

    `topped_up` persons of it are key-supported (batch 3). `unclear`: evidence is missing that would decide it.
    `may_leave_taper`: it is eligible, but tapers until it applies to leave (policy §2.9).
    """

    progress: Progress
    visited_on: date | None = None
    surveyed_on: date | None = None
    batch: Batch | None = None
    counted: int = 0
    topped_up: int = 0
    monthly: int = 0
    unclear: bool = False
    may_leave_taper: bool = False

    @property
    def is_known(self) -> bool:
        """Whether the drive is done with the household."""
        return self.progress in {Progress.SURVEYED, Progress.ENDED}


def visited_on(case: CaseFacts, drive: Drive) -> date | None:
    """The day of the newest home visit of a drive; None while nobody has been there."""
    visit = newest(row for row in case.evidence.of(HomeVisit) if row.on >= drive.begun_on)
    return visit.on if visit is not None else None


def listed(case: CaseFacts, on: date, rules: Rules) -> Listed:
    """A household as it stands in the ledger on the day that a drive begins."""
    head = case.household.head.name
    entry = ledger_entry(case, on, rules)
    if entry is None:
        return Listed(case.id, case.household.village, head, case.stage)
    topped_up = len({part.member for part in entry.top_ups})
    return Listed(case.id, entry.village, head, entry.stage, entry.batch, entry.counted, topped_up, entry.monthly)


def found(case: CaseFacts, drive: Drive, on: date, rules: Rules) -> Found:
    """What a drive has found of a household by a day: on its newest survey, as if it were decided now.

    The amount is told for the month of the ledger: a new standard, birthday or taper year is no finding of the drive.
    """
    visited = visited_on(case, drive)
    survey = case.survey
    surveyed = survey.on if survey is not None and survey.on >= drive.begun_on else None
    if not case.is_live:
        return Found(progress=Progress.ENDED, visited_on=visited, surveyed_on=surveyed)
    stands = (
        standing_as_surveyed(case, rules, on, _month_of_ledger(case, drive))
        if visited is not None and surveyed is not None
        else None
    )
    if stands is None:
        progress = Progress.VISITED if visited is not None else Progress.TO_VISIT
        return Found(progress=progress, visited_on=visited, surveyed_on=surveyed)
    return Found(
        progress=Progress.SURVEYED,
        visited_on=visited,
        surveyed_on=surveyed,
        batch=stands.batch,
        counted=stands.counted,
        topped_up=stands.topped_up,
        monthly=stands.monthly,
        unclear=stands.unclear,
        may_leave_taper=stands.may_leave_taper,
    )


def _month_of_ledger(case: CaseFacts, drive: Drive) -> date:
    """The month whose amount the ledger told when the drive began: the first one paid of who was not yet paid."""
    month = first_of_month(drive.begun_on)
    return max(month, case.decisions[0].effective_from) if case.decisions else month


def difference(before: Listed, after: Found) -> Difference | None:
    """How a household differs from the ledger as it was; None while the drive is not done with it."""
    if not after.is_known:
        return None
    if after.unclear:
        return Difference.UNCLEAR
    if before.batch is not after.batch:
        if before.batch is None:
            return Difference.ENTERS
        return Difference.LEAVES if after.batch is None else Difference.OTHER_BATCH
    return Difference.SAME if before.monthly == after.monthly else Difference.OTHER_AMOUNT
