"""A case as it was known on a past day: the fold of what had happened by then (policy §6)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from states.evidence import Change, ChangeKind, Notice, Survey
from states.recorded import Evidence
from states.stages import Stage
from states.steps import STEP

if TYPE_CHECKING:
    from datetime import date

    from states.case import CaseFacts, StepTaken
    from states.evidence import Record
    from states.facts import Household, Member

ARRIVED = frozenset({ChangeKind.BIRTH, ChangeKind.JOINED})


def as_known_on(case: CaseFacts, day: date) -> CaseFacts | None:
    """The case as it stood at the end of a day; None where it had not been opened.

    What is not dated stands as it is today: address, phone, and in which other cases members count.
    """
    history = tuple(step for step in case.history if step.on <= day)
    if not history:
        return None
    stage = history[-1].dest
    evidence = _evidence_by(case, day, history)
    later = [row for row in case.evidence.rows if isinstance(row, Change) and row.amends is None and _known(row) > day]
    return replace(
        case,
        stage=stage,
        outcome=STEP[history[-1].step].outcome if stage is Stage.TERMINATED else None,
        history=history,
        decisions=tuple(decision for decision in case.decisions if decision.on <= day),
        evidence=evidence,
        household=_before(case.household, evidence, later),
        version=history[-1].seq,
    )


def _known(row: Record) -> date:
    return row.recorded_on or row.on


def _evidence_by(case: CaseFacts, day: date, history: tuple[StepTaken, ...]) -> Evidence:
    rows = tuple(row for row in case.evidence.rows if _known(row) <= day)
    sent_back = max((step.on for step in history if step.step == "send_back"), default=None)
    voided = frozenset(
        row.id
        for row in rows
        if row.id in case.evidence.voided and isinstance(row, Notice) and sent_back is not None and row.on <= sent_back
    )
    return Evidence(rows, voided)


def _before(household: Household, known: Evidence, later: list[Change]) -> Household:
    """The household without the changes that were reported later, the last one taken back first."""
    survey = known.newest(Survey)
    surveyed = survey.household.members if survey is not None else ()
    head = _head(household, known, later)
    for change in reversed(later):
        if change.change is ChangeKind.MOVED:
            household = replace(household, village=change.former)
        elif change.change is ChangeKind.ACCOUNT:
            household = replace(household, bank_account=change.former)
        elif change.change in ARRIVED and change.joins is not None:
            joined = change.joins.id
            household = replace(household, members=tuple(m for m in household.members if m.id != joined))
        elif change.change is ChangeKind.LEFT and change.member not in {m.id for m in household.members}:
            back = tuple(member for member in surveyed if member.id == change.member)
            household = replace(household, members=(*household.members, *back))
    if later:
        household = replace(household, members=_in_order(household.members, surveyed, head))
    return household


def _head(household: Household, known: Evidence, later: list[Change]) -> str:
    """Who was the head: by the last change that was known, else whom the first later change replaced."""
    changes = [row.member for row in known.of(Change) if row.change is ChangeKind.HEAD]
    replaced = [change.former for change in later if change.change is ChangeKind.HEAD]
    return changes[-1] if changes else replaced[0] if replaced else household.head.id


def _in_order(members: tuple[Member, ...], surveyed: tuple[Member, ...], head: str) -> tuple[Member, ...]:
    """The head first, the others as they were surveyed, who was not there then last; each as related to that head."""
    places = {member.id: place for place, member in enumerate(surveyed)}
    relations = {member.id: member.relation for member in surveyed}

    def related(member: Member) -> Member:
        relation = relations.get(member.id, member.relation)
        return replace(member, relation="head" if member.id == head else "relative" if relation == "head" else relation)

    ordered = sorted(members, key=lambda m: (m.id != head, places.get(m.id, len(places))))
    return tuple(related(member) for member in ordered)
