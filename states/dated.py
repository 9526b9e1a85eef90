"""Dated changes: since which month a standard, an age, a death or a certificate makes another amount (policy §2.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.entitlement import due_in
from states.evidence import Change, Paper, RecognitionOf
from states.months import add_months, months_from

if TYPE_CHECKING:
    from datetime import date

    from states.situation import Situation


def first_difference(situation: Situation) -> date | None:
    """The first month whose entitlement is not what was decided for it; None when nothing differs.

    Months are looked at back to the household's last admission after a taper, but only when this month differs or dated
    evidence has come in since the last decision: else nothing earlier can differ either.
    """
    month = situation.month
    if not differs_in(month, situation) and not _dated_evidence_is_new(situation):
        return None
    return next(
        (m for m in months_from(_looked_at_from(situation), add_months(month, 1)) if differs_in(m, situation)), None
    )


def differs_in(month: date, situation: Situation) -> bool:
    """Whether a month's entitlement is not what was decided for it."""
    assessment = situation.assessment_in(month)
    return assessment is not None and assessment.total_monthly != due_in(month, situation.case.decisions)


def _dated_evidence_is_new(situation: Situation) -> bool:
    decision = situation.case.decision
    if decision is None:
        return False
    return any(
        isinstance(row, Change | RecognitionOf | Paper) and (row.recorded_on or row.on) >= decision.on
        for row in situation.case.evidence.rows
    )


def _looked_at_from(situation: Situation) -> date:
    """The first month since which the household has been paid its gap without a taper in between."""
    start = situation.month
    for decision in reversed(situation.case.decisions):
        if decision.taper is not None:
            break
        start = min(start, decision.effective_from)
    return start
