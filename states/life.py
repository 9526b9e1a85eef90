"""Taking a step, as values: the case after it, and all that a transaction must write."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from states.case import StepTaken
from states.decide import decide
from states.effects import notices_voided_by, records_made_by
from states.entitlement import due_in
from states.months import first_of_month
from states.stages import PAID
from states.steps import STEP

if TYPE_CHECKING:
    from datetime import date

    from states.case import CaseFacts, Decision
    from states.evidence import Record
    from states.situation import Situation
    from states.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Taken:
    """A step taken: the case as it is afterwards and what was added to it."""

    case: CaseFacts
    step: StepTaken
    decision: Decision | None
    records: tuple[Record, ...]
    voided: tuple[int, ...]
    situation: Situation

    @property
    def numbered(self) -> tuple[Record, ...]:
        """The records as they stand in the case, with their numbers."""
        return self.case.evidence.rows[len(self.case.evidence.rows) - len(self.records) :] if self.records else ()


def take(verdict: Verdict) -> Taken:
    """The case after an allowed step; a refused verdict raises ValueError.

    The step's number is the case's version plus one, as its event's will be.
    """
    if verdict.dest is None:
        message = f"{verdict.step} is refused"
        raise ValueError(message)
    situation = verdict.situation
    case, act = situation.case, situation.act
    seq = case.version + 1
    decision = decide(situation, seq)
    records = records_made_by(situation)
    voided = notices_voided_by(situation)
    step = StepTaken(
        seq=seq,
        step=verdict.step,
        on=act.on,
        actor=act.actor.login,
        role=act.actor.role,
        source=case.stage,
        dest=verdict.dest,
        reason=act.reason,
        survey=situation.survey.id if situation.survey else None,
    )
    after = replace(
        with_records(case, records),
        stage=verdict.dest,
        outcome=STEP[verdict.step].outcome,
        history=(*case.history, step),
        decisions=(*case.decisions, decision) if decision is not None else case.decisions,
        version=seq,
    )
    if voided:
        after = replace(after, evidence=replace(after.evidence, voided=after.evidence.voided | frozenset(voided)))
    return Taken(after, step, decision, records, voided, situation)


def with_records(case: CaseFacts, records: tuple[Record, ...]) -> CaseFacts:
    """The case with records added; one without an id gets the next after the case's highest."""
    if not records:
        return case
    following = max((entry.id for entry in case.evidence.entries), default=0) + 1
    numbered = tuple(row if row.id else replace(row, id=following + offset) for offset, row in enumerate(records))
    return replace(case, evidence=case.evidence.with_rows(numbered))


def monthly_on(day: date, case: CaseFacts) -> int:
    """What the case is worth a month on a day, in fen: this month's amount, or that of the first month to come."""
    if case.stage not in PAID or case.decision is None:
        return 0
    month = first_of_month(day)
    first = case.decisions[0].effective_from
    return due_in(max(month, first), case.decisions)
