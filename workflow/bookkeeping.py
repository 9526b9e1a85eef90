"""Writing down what happened: records, steps, decisions, each with its event, in the transaction that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.journal import Entry
from states.case import MACHINE
from states.quiet import quiet_until
from states.stages import PAID, Role, Stage
from workflow.answers import decided_on
from workflow.summary import summary_of

if TYPE_CHECKING:
    from datetime import date

    from db.writing import Writing
    from states.automatic import Plan
    from states.case import CaseFacts
    from states.evidence import Record
    from states.life import Taken
    from workflow.office import Office


def write_record(uow: Writing, office: Office, case: CaseFacts, record: Record) -> int:
    """Add one record to a case, with its event; gives the record's id."""
    return write_record_at(uow, office, case.id, case.stage, record)


def write_record_at(uow: Writing, office: Office, case_id: str, stage: Stage, record: Record) -> int:
    """The same for a case of which nothing but its number and stage is known here."""
    record_id, digest = uow.add_record(case_id, record)
    uow.append(case_id, recorded(office, stage, record, record_id, digest))
    return record_id


def recorded(office: Office, stage: Stage, record: Record, record_id: int, digest: str) -> Entry:
    """The event of a record of this number that was added to a case at a stage."""
    body = {"record": record_id, "kind": record.kind.value, "on": record.on.isoformat(), "digest": digest}
    return Entry(
        kind="recorded",
        on=office.today,
        actor=record.recorded_by,
        role=_role(office, record.recorded_by),
        source=stage,
        dest=stage,
        body=body,
    )


def write_taken(uow: Writing, office: Office, before: CaseFacts, taken: Taken, *, note: str = "") -> None:
    """Write a step: its event, what was decided, the evidence that it answers or voids, and the case's summary."""
    step = taken.step
    answered = [uow.add_record(before.id, record) for record in taken.records]
    uow.void(taken.voided, step.seq)
    body: dict[str, object] = {
        "survey": step.survey,
        "answers": [list(each) for each in answered],
        "voids": list(taken.voided),
    }
    if taken.decision is not None:
        body["decision"] = uow.add_decision(before.id, taken.decision, decided_on(taken.situation))
    if taken.case.outcome is not None:
        body["outcome"] = taken.case.outcome.value
    if taken.situation.exception is not None:
        body["exception"] = taken.situation.exception.number
    # A renewal pays for who was born or joined since.
    if (before.stage in PAID) != (taken.case.stage in PAID) or step.step == "renew":
        uow.count_in_paid_case(before.id, counted=taken.case.stage in PAID)
    uow.append(
        before.id,
        Entry(
            kind="step",
            step=step.step,
            on=step.on,
            actor=step.actor,
            role=step.role,
            source=step.source,
            dest=step.dest,
            note=note,
            reason=step.reason,
            body=body,
        ),
        stage=taken.case.stage,
        outcome=taken.case.outcome,
    )
    write_summary(uow, office, taken.case)


def write_plan(uow: Writing, office: Office, planned: Plan) -> None:
    """Write what the machine does with one case, and until when it need not look at it again."""
    case = planned.before
    for taken in planned.taken:
        write_taken(uow, office, case, taken)
        case = taken.case
    if planned.withheld is not None:
        write_record(uow, office, case, planned.withheld)
    changed = planned.monthly_after != planned.monthly_before
    if changed and not planned.taken:
        uow.append(case.id, _dated_change(office, planned))
    if planned.withheld is not None or (changed and not planned.taken):
        write_summary(uow, office, planned.after)
    uow.rest(case.id, quiet_until_of(office, planned))


def quiet_until_of(office: Office, planned: Plan) -> date | None:
    """Until when the machine need not look at a case again, once what it planned is done; None: it is to."""
    village = planned.after.household.village
    next_change = office.book.next_change(office.book.sheet_for_code(village), office.today)
    return quiet_until(planned, office.today, office.rules_for(village), next_change)


def write_summary(uow: Writing, office: Office, case: CaseFacts) -> None:
    """Keep what lists are made of in step with the case."""
    found = summary_of(case, office.rules_for(case.household.village), office.today)
    uow.summarise(case.id, found.columns, found.grams, found.due)


def _dated_change(office: Office, planned: Plan) -> Entry:
    """A taper's new year has begun: the amount changes on its own date, without a step."""
    stage = planned.before.stage
    return Entry(
        kind="dated_change",
        on=office.today,
        actor=MACHINE.login,
        role=MACHINE.role,
        source=stage,
        dest=stage,
        body={"monthly_before": planned.monthly_before, "monthly": planned.monthly_after},
    )


def _role(office: Office, login: str) -> Role:
    return MACHINE.role if login == MACHINE.login else office.user.role
