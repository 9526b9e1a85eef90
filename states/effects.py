"""What a step does to the evidence that it rests on: reports looked at, applications answered, notices voided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from states.evidence import Change, ChangeKind, EarlyExit, Notice, Record, Resolution, Withhold
from states.guards.recheck import open_changes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.situation import Situation

Answerable = TypeVar("Answerable", Change, EarlyExit)

BY_THE_MACHINE = "machine"
"""`person` of a withholding that the machine recorded; a decision on the case ends it."""

MONEY_DECIDED = frozenset(
    {"renew", "begin_taper", "resume_taper", "terminate", "complete_taper", "close", "withdraw", "set_aside"}
)
"""Steps after which the machine has no reason to hold money back."""

LOOKED_AT = frozenset({"verify", "reverify", "exit_taper_early"})
"""Steps that look at the household on a survey, and so at what was reported of it."""

LIVES_THERE = frozenset({ChangeKind.BIRTH, ChangeKind.DEATH, ChangeKind.JOINED, ChangeKind.LEFT})
"""Changes of who lives there: a complete survey has them, whenever they were reported."""


def records_made_by(situation: Situation) -> tuple[Record, ...]:
    """The records that taking the step adds, each amending one that it answers."""
    return tuple(_records(situation))


def notices_voided_by(situation: Situation) -> tuple[int, ...]:
    """Ids of the notices that a send-back makes void (policy §3)."""
    if situation.step != "send_back":
        return ()
    return tuple(notice.id for notice in situation.case.evidence.of(Notice))


def _records(situation: Situation) -> Iterator[Record]:
    case, step = situation.case, situation.step
    for change in open_changes(case):
        if _settles(situation, change):
            yield _answered(change, situation)
    if step == "exit_taper_early":
        for application in case.evidence.of(EarlyExit):
            if application.outcome is Resolution.OPEN:
                yield _answered(application, situation)
    if step in MONEY_DECIDED:
        for row in case.withholdings:
            if row.person == BY_THE_MACHINE:
                yield _released(row, situation)


def _settles(situation: Situation, change: Change) -> bool:
    """Whether the step has looked at a reported change: a later report waits for a later survey.

    A death is dated, and every decision about the amount, and every ending, takes it into account.
    """
    if situation.step in LOOKED_AT:
        survey = situation.survey
        reported = change.recorded_on or change.on
        return change.change in LIVES_THERE or (survey is not None and reported <= survey.on)
    return change.change is ChangeKind.DEATH and situation.step not in {"send_back", "reject"}


def _answered(row: Answerable, situation: Situation) -> Answerable:
    return replace(
        row,
        outcome=Resolution.UPHELD,
        amends=row.id,
        id=0,
        recorded_by=situation.act.actor.login,
        recorded_on=situation.act.on,
    )


def _released(row: Withhold, situation: Situation) -> Withhold:
    return replace(
        row, ended=True, amends=row.id, id=0, recorded_by=situation.act.actor.login, recorded_on=situation.act.on
    )
