"""A verification drive as a value, and as the rows that keep it: what began, what was found, what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from db.documents import digest
from db.journal import instant_text
from states.drive import Difference, Found, Listed, Progress, difference
from states.stages import Batch, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import RowMapping

DAYS = ("visited_on", "surveyed_on")
PLAIN = ("counted", "topped_up", "monthly", "unclear", "may_leave_taper")


@dataclass(frozen=True, slots=True)
class Household:
    """A household of a drive: as the ledger had it, and what was found."""

    listed: Listed
    found: Found

    @property
    def difference(self) -> Difference | None:
        """How what was found differs from the ledger as it was; None while the drive is not done with it."""
        return difference(self.listed, self.found)


@dataclass(frozen=True, slots=True)
class Finish:
    """How a drive was finished: on which day, by whom, with whose signature, and why what was left was left."""

    on: date
    by: str
    signed_by: str
    explanation: str
    digest: str


@dataclass(frozen=True, slots=True)
class DriveRecord:
    """A drive with its households, by village and case: as they are today, or as they were signed."""

    number: int
    region: str
    begun_on: date
    due_on: date
    begun_by: str
    households: tuple[Household, ...]
    finish: Finish | None
    is_whole: bool
    """Whether it says what was kept when it began and when it was signed."""

    @property
    def left(self) -> tuple[Household, ...]:
        """The households where somebody still has to go, or to write down what they found."""
        return tuple(household for household in self.households if not household.found.is_known)

    @property
    def differing(self) -> tuple[Household, ...]:
        """The households that would not stand in the ledger as they did."""
        return tuple(each for each in self.households if each.difference not in {None, Difference.SAME})


def record_of(
    row: RowMapping, cases: Sequence[RowMapping], households: Sequence[Household], summary: RowMapping | None
) -> DriveRecord:
    """A drive from its rows, with its households as they are today or were signed."""
    is_whole = row["digest"] == digest_of_beginning(row, cases)
    if summary is not None:
        is_whole = is_whole and summary["digest"] == digest_of_summary(summary, row["digest"])
    return DriveRecord(
        number=row["number"],
        region=row["region"],
        begun_on=row["begun_on"],
        due_on=row["due_on"],
        begun_by=row["begun_by"],
        households=tuple(households),
        finish=_finish(summary) if summary is not None else None,
        is_whole=is_whole,
    )


def case_row(number: int, each: Listed) -> dict[str, Any]:
    """A household of the ledger as a row of a drive."""
    return {
        "case_id": each.case,
        "drive": number,
        "village": each.village,
        "head_name": each.head,
        "stage": each.stage.value,
        "batch": each.batch.value if each.batch is not None else None,
        "counted": each.counted,
        "topped_up": each.topped_up,
        "monthly": each.monthly,
    }


def listed_of(row: RowMapping) -> Listed:
    """The same from a row."""
    return Listed(
        row["case_id"],
        row["village"],
        row["head_name"],
        Stage(row["stage"]),
        _batch(row["batch"]),
        row["counted"],
        row["topped_up"],
        row["monthly"],
    )


def found_document(each: Household) -> dict[str, Any]:
    """What was found of a household, as it is signed; money in fen."""
    found = each.found
    return {
        "case": each.listed.case,
        "progress": found.progress.value,
        "batch": found.batch.value if found.batch is not None else None,
        **{name: day.isoformat() if (day := getattr(found, name)) is not None else None for name in DAYS},
        **{name: getattr(found, name) for name in PLAIN},
    }


def found_of(document: Mapping[str, Any]) -> Found:
    """The same from what was signed."""
    visited, surveyed = (date.fromisoformat(document[name]) if document[name] else None for name in DAYS)
    return Found(
        progress=Progress(document["progress"]),
        visited_on=visited,
        surveyed_on=surveyed,
        batch=_batch(document["batch"]),
        **{name: document[name] for name in PLAIN},
    )


def digest_of_beginning(row: Mapping[str, Any] | RowMapping, cases: Sequence[Mapping[str, Any] | RowMapping]) -> str:
    """SHA-256 of a drive as it began, with the ledger of its day."""
    days = [row[name].isoformat() for name in ("begun_on", "due_on")]
    names = ("case_id", "village", "head_name", "counted", "topped_up", "monthly")
    ledger = sorted(
        [*(case[name] for name in names), str(Stage(case["stage"])), str(case["batch"] or "")] for case in cases
    )
    return digest([row["number"], row["region"], row["begun_by"], instant_text(row["begun_at"]), days, ledger])


def digest_of_summary(summary: Mapping[str, Any] | RowMapping, beginning: str) -> str:
    """SHA-256 of all that was signed, and of the drive as it began."""
    texts = [summary[name] for name in ("finished_by", "signed_by", "explanation")]
    days = [summary["finished_on"].isoformat(), instant_text(summary["finished_at"])]
    return digest([summary["drive"], days, texts, summary["found"], beginning])


def _finish(summary: RowMapping) -> Finish:
    return Finish(
        summary["finished_on"],
        summary["finished_by"],
        summary["signed_by"],
        summary["explanation"],
        summary["digest"],
    )


def _batch(code: str | None) -> Batch | None:
    return Batch(code) if code else None
