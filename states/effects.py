"""What a step does to the evidence that it rests on: reports looked at, applications answered, notices voided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from states.evidence import Change, ChangeKind, Notice, Record, Resolution, Withhold
from states.guards.recheck import open_changes
from states.guards.taper import open_early_exit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.situation import Situation

BY_THE_MACHINE = "machine"
"""`person` of a withholding that the machine recorded; a decision on the case ends it."""

MONEY_DECIDED = frozenset({"renew", "begin_taper", "resume_taper", "terminate", "close", "withdraw", "set_aside"})


def records_made_by(situation: Situation) -> tuple[Record, ...]:
    """The records that taking the step adds, each amending one that it answers."""
    return tuple(_records(situation))


def notices_voided_by(situation: Situation) -> tuple[int, ...]:
    """Ids of the notices that a send-back makes void (policy §3)."""
    if situation.step != "send_back":
        return ()
    return tuple(notice.id for notice in situation.case.evidence.of(Notice))


def _records(situation: Situation) -> Iterator[Record]:
    case = situation.case
    if situation.step in {"reverify", "exit_taper_early"}:
        for change in open_changes(case):
            yield _answered(change, situation)
    if situation.step in {"adjust", "grant_key_support", "end_key_support", "close"}:
        for change in open_changes(case):
            if change.change is ChangeKind.DEATH:
                yield _answered(change, situation)
    application = open_early_exit(case)
    if situation.step == "exit_taper_early" and application is not None:
        yield replace(
            application, outcome=Resolution.UPHELD, amends=application.id, id=0, recorded_by=situation.act.actor.login,
            recorded_on=situation.act.on,
        )  # fmt: skip
    if situation.step in MONEY_DECIDED:
        for row in case.withholdings:
            if row.person == BY_THE_MACHINE:
                yield _released(row, situation)


def _answered(change: Change, situation: Situation) -> Change:
    return replace(
        change, outcome=Resolution.UPHELD, amends=change.id, id=0, recorded_by=situation.act.actor.login,
        recorded_on=situation.act.on,
    )  # fmt: skip


def _released(row: Withhold, situation: Situation) -> Withhold:
    return replace(
        row, ended=True, amends=row.id, id=0, recorded_by=situation.act.actor.login, recorded_on=situation.act.on
    )  # fmt: skip
