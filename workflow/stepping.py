"""Taking a step: the one way in which a stage or an amount changes.

One transaction: the facts are read, every guard speaks, and then the compare-and-set on the case's version, the event
with its hash and what was decided on are written together, or nothing is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.journal import Entry
from states.entitlement import Settlement, due_in, settlements_of
from states.life import Taken as TakenFacts
from states.life import monthly_on, take
from states.steps import STEP
from states.verdict import Verdict, judge, judge_all
from workflow.bookkeeping import write_taken
from workflow.case_reads import note_read
from workflow.errors import BadInput
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from datetime import date

    from db.writing import Writing
    from states.case import CaseFacts, Decision
    from states.findings import Finding
    from states.stages import Stage
    from workflow.office import Office


@dataclass(frozen=True, slots=True)
class Preview:
    """A step looked at before it is taken: stage and money before and after, from which month, and every finding.

    Money is fen a month; `settlements` are arrears and recoveries of months already paid.
    """

    step: str
    verdict: Verdict
    stage_before: Stage
    stage_after: Stage | None
    monthly_before: int
    monthly_after: int | None
    effective_from: date | None
    settlements: tuple[Settlement, ...]
    version: int

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that the guards had to say."""
        return self.verdict.findings

    @property
    def allowed(self) -> bool:
        """Whether the step may be taken."""
        return self.verdict.allowed


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken."""

    case: str
    step: str
    stage: Stage
    decision: Decision | None
    event: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that was refused, and all that stands in the way."""

    case: str
    step: str
    findings: tuple[Finding, ...]


def preview(office: Office, case_id: str, step: str, **said: object) -> Preview:
    """What taking a step would do, without taking it."""
    _known(step)
    with office.reading() as read:
        case = read.load_case(case_id)
    return preview_of(office, case, judge(case, office.act(**said), step, office.rules_for(case.household.village)))


def next_steps(office: Office, case_id: str) -> tuple[Preview, ...]:
    """Every step that the table has for the case's stage, each with all its findings."""
    with office.reading() as read:
        case = read.load_case(case_id)
    note_read(office, case_id)
    return next_steps_of(office, case)


def next_steps_of(office: Office, case: CaseFacts) -> tuple[Preview, ...]:
    """The same for facts that were already read."""
    verdicts = judge_all(case, office.act(), office.rules_for(case.household.village))
    return tuple(preview_of(office, case, verdict) for verdict in verdicts)


def preview_of(office: Office, case: CaseFacts, verdict: Verdict) -> Preview:
    """A verdict with what it would do to stage and money."""
    taken = take(verdict) if verdict.allowed else None
    decision = taken.decision if taken is not None else None
    return Preview(
        step=verdict.step,
        verdict=verdict,
        stage_before=case.stage,
        stage_after=verdict.dest,
        monthly_before=monthly_on(office.today, case),
        monthly_after=_monthly_after(office, taken),
        effective_from=decision.effective_from if decision is not None else None,
        settlements=settlements_of(case, decision) if decision is not None else (),
        version=case.version,
    )


@despite_a_cut
def take_step(
    office: Office,
    case_id: str,
    step: str,
    *,
    expected_version: int | None = None,
    request_key: str | None = None,
    **said: object,
) -> Taken | Refusal:
    """Take a step, or say everything that stands in the way; a refusal is recorded too.

    `expected_version` is the version that the person looked at: where the case has moved on, LostRace says who, when
    and what. The same `request_key` again gives the first answer and does nothing.
    """
    _known(step)
    act = office.act(**said)
    with office.writing() as uow:
        done = uow.request_done(request_key)
        case = uow.load_case(case_id)
        if done is not None:
            return Taken(case_id, step, case.stage, case.decision, done[1])
        uow.expect_version(case_id, expected_version)
        verdict = judge(case, act, step, office.rules_for(case.household.village))
        if not verdict.allowed:
            _record_refusal(uow, office, case, verdict)
            uow.commit()
            return Refusal(case_id, step, verdict.findings)
        taken = take(verdict)
        write_taken(uow, office, case, taken, note=verdict.situation.act.note)
        uow.remember_request(request_key, case_id, taken.step.seq)
        uow.commit()
    return Taken(case_id, step, taken.case.stage, taken.decision, taken.step.seq)


def _record_refusal(uow: Writing, office: Office, case: CaseFacts, verdict: Verdict) -> None:
    act = verdict.situation.act
    uow.append(
        case.id,
        Entry(
            kind="refused", step=verdict.step, on=office.today, actor=act.actor.login, role=act.actor.role,
            source=case.stage, dest=case.stage, note=act.note, reason=act.reason,
            body={"findings": [finding.code for finding in verdict.bars]},
        ),
    )  # fmt: skip


def _monthly_after(office: Office, taken: TakenFacts | None) -> int | None:
    """The amount from the month that the decision takes effect; where none is made, as it stands today."""
    if taken is None:
        return None
    if taken.decision is None:
        return monthly_on(office.today, taken.case)
    return due_in(taken.decision.effective_from, taken.case.decisions)


def _known(step: str) -> None:
    if step not in STEP:
        raise BadInput("steps.unknown", step=step, allowed=" ".join(STEP))
