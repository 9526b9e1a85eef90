"""Dated changes: since which month a standard, an age, a death or a certificate makes another amount (policy §2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.entitlement import due_in
from states.evidence import Change, ChangeKind, Paper, RecognitionOf, Resolution
from states.months import add_months, month_after, month_from, months_from
from states.own_days import own_days
from states.situation import DATED_CHANGE, DISABILITY_CERTIFICATE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from states.evidence import Record
    from states.recorded import Evidence
    from states.situation import Situation


def first_difference(situation: Situation) -> date | None:
    """The first month whose entitlement is not what was decided for it; None when nothing differs.

    Months are looked at back to the household's last admission after a taper, but only when this month differs, dated
    evidence has come in since the last decision, or a dated change fell into the time before a renewal: else nothing
    earlier can differ either. What was found is remembered: it is asked by several guards and by what they lead to.
    """
    case, asked = situation.case, ("first difference", situation.step in DATED_CHANGE, situation.month)
    return situation.rules.remembered.answer(
        (case.evidence, case.decisions), asked, lambda: _first_difference(situation)
    )


def _first_difference(situation: Situation) -> date | None:
    month = situation.month
    looks_back = (
        differs_in(month, situation) or _dated_evidence_is_new(situation) or _differed_before_renewal(situation)
    )
    if not looks_back:
        return None
    return next((m for m in beginnings(_looked_at_from(situation), situation) if differs_in(m, situation)), None)


def beginnings(first: date, situation: Situation) -> Iterator[date]:
    """The months from one up to the situation's in which something begins: any other is as the one before it."""
    months = tuple(months_from(first, month_after(situation.month)))
    policies = [situation.policies(month) for month in months]
    ages = {age for policy in policies for age in policy.ages_that_matter}
    own = {month_from(day) for day in own_days(situation.case, first, ages)}
    before = None
    for month, policy in zip(months, policies, strict=True):
        if policy is not before or month in own:
            yield month
        before = policy


def differs_in(month: date, situation: Situation) -> bool:
    """Whether a month's entitlement is not what was decided for it."""
    assessment = situation.assessment_in(month)
    return assessment is not None and assessment.total_monthly != due_in(month, situation.case.decisions)


def _differed_before_renewal(situation: Situation) -> bool:
    """Whether the last month before a renewal is due another amount: a standard may rise in between."""
    decision = situation.case.decision
    if decision is None or decision.step != "renew":
        return False
    month = add_months(decision.effective_from, -1)
    return month >= _looked_at_from(situation) and differs_in(month, situation)


def _dated_evidence_is_new(situation: Situation) -> bool:
    """Whether a death, recognition or certificate came in since the last step that looked back: a renewal does not."""
    looked_back = {"enroll", *DATED_CHANGE}
    since = next((d.on for d in reversed(situation.case.decisions) if d.step in looked_back), None)
    newest = situation.case.evidence.once(_dated_evidence_came_in)
    return since is not None and newest is not None and newest >= since


def _dated_evidence_came_in(evidence: Evidence) -> date | None:
    """The last day on which such evidence came in; None where there is none."""
    rows = (*evidence.every(Change), *evidence.every(Paper), *evidence.every(RecognitionOf))
    return max((row.recorded_on or row.on for row in rows if _is_dated(row)), default=None)


def _is_dated(row: Record) -> bool:
    """Whether a record changes amounts on a day of its own, which may be past; the note that settled it does not."""
    if isinstance(row, Change):
        return row.change is ChangeKind.DEATH and row.outcome is Resolution.OPEN
    if isinstance(row, Paper):
        return row.name == DISABILITY_CERTIFICATE and row.valid_until is not None
    return isinstance(row, RecognitionOf)


def _looked_at_from(situation: Situation) -> date:
    """The first month since which the household has been paid its gap without a taper in between."""
    start = situation.month
    for decision in reversed(situation.case.decisions):
        if decision.taper is not None:
            break
        start = min(start, decision.effective_from)
    return start
