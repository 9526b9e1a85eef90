"""An assessment as the JSON object that `assess --json` answers with; keys and forms are the contract's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from states.assessment import track_of
from states.findings import Finding, Yuan
from states.household_shape import decimal_text
from states.money import half_up, yuan
from states.taper import TaperRow, taper_schedule
from workflow.wording import finding_sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from states.assessment import Assessment, Line
    from states.facts import Household
    from states.policy import Policy
    from states.situation import Situation


def assessment_object(household: Household, assessment: Assessment, policy: Policy, on: date) -> dict[str, Any]:
    """The whole answer for one household on a day; with `taper` where the file says what was approved and entered."""
    answer = {
        "id": household.id,
        "on": on.isoformat(),
        "region": policy.region,
        "policy_digest": policy.digest,
        "counted": assessment.counted,
        "income_annual": yuan(half_up(assessment.income_annual)),
        "self_paid_medical": yuan(assessment.self_paid_medical),
        "adjusted_annual": yuan(half_up(assessment.adjusted_annual)),
        "per_head_annual": yuan(assessment.per_head_annual),
        "standard_annual": yuan(assessment.standard_annual),
        "eligible": assessment.eligible,
        "route": assessment.route.value if assessment.route is not None else None,
        "term_months": assessment.term_months,
        "batch": assessment.batch,
        "base_monthly": yuan(assessment.base_monthly),
        "top_ups": [_top_up_object(top_up) for top_up in assessment.top_ups],
        "top_up_monthly": yuan(assessment.top_up_monthly),
        "total_monthly": yuan(assessment.total_monthly),
        "taper_band": assessment.taper_band,
        "findings": [finding_object(finding, names_of(household)) for finding in assessment.findings],
    }
    taper = taper_object(household, policy, on)
    return answer if taper is None else {**answer, "taper": taper}


def decided_on(situation: Situation) -> dict[str, Any] | None:
    """What a decision rests on, as codes and figures: the month, the amount's lines, every finding; None if nothing."""
    assessment = situation.assessment
    if assessment is None:
        return None
    survey = situation.survey
    return {
        "month": situation.month.isoformat(),
        "window_end": survey.window_end.isoformat() if survey is not None else None,
        "region": situation.policies(situation.month).region,
        "counted": assessment.counted,
        "income_annual": yuan(half_up(assessment.income_annual)),
        "self_paid_medical": yuan(assessment.self_paid_medical),
        "adjusted_annual": yuan(half_up(assessment.adjusted_annual)),
        "standard_annual": yuan(assessment.standard_annual),
        "route": assessment.route.value if assessment.route is not None else None,
        "total_monthly": yuan(assessment.total_monthly),
        "lines": [line_object(line) for line in assessment.lines],
        "findings": [[f.code, f.kind.value, _shown(f.datum), _shown(f.limit), f.subject] for f in assessment.findings],
    }


def line_object(line: Line) -> dict[str, Any]:
    """One line of an amount, as codes and figures."""
    return {
        "label": line.label,
        "clause": line.clause,
        "amount": yuan(line.amount),
        "added": line.added,
        "member": line.member,
        "category": line.category,
        "rate": decimal_text(line.rate) if line.rate is not None else None,
    }


def names_of(household: Household) -> dict[str, str]:
    """Members' names by id, for sentences; the id where there is no name."""
    return {member.id: member.name or member.id for member in household.members}


def finding_object(finding: Finding, names: Mapping[str, str] | None = None) -> dict[str, Any]:
    """A finding with its sentence in the language that is spoken."""
    return {
        "code": finding.code,
        "kind": finding.kind.value,
        "clause": finding.clause,
        "datum": _shown(finding.datum),
        "limit": _shown(finding.limit),
        "text": finding_sentence(finding, names),
    }


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, Yuan):
        return yuan(value.fen)
    return value.isoformat() if isinstance(value, date) else str(value)


def _top_up_object(top_up: Any) -> dict[str, Any]:
    return {
        "member": top_up.member,
        "category": top_up.category.value,
        "rate": decimal_text(top_up.rate) if top_up.rate is not None else None,
        "monthly": yuan(top_up.monthly),
        "also_held": [category.value for category in top_up.also_held],
    }


def taper_object(household: Household, policy: Policy, on: date) -> dict[str, Any] | None:
    """The frozen amount's schedule by years, or by months where the sheet counts months.

    None unless the file says what was approved last and when the taper was entered.
    """
    previous = household.previous
    if previous is None or previous.monthly is None or previous.taper_entered_year is None:
        return None
    rule = policy.taper(track_of(household))
    entered = date(previous.taper_entered_year, previous.taper_entered_month or 1, 1)
    rows = taper_schedule(previous.monthly, entered, rule, policy.rounding, household.cause)
    current = next((row.monthly for row in rows if row.start <= on < row.until), 0)
    return {
        "frozen": yuan(previous.monthly),
        "schedule": [_row_object(row, by_month=rule.by_month) for row in rows],
        "ends": (rows[-1].until - timedelta(days=1)).isoformat() if rows else None,
        "current": yuan(current),
    }


def _row_object(row: TaperRow, *, by_month: bool) -> dict[str, Any]:
    period: dict[str, Any] = {"month": f"{row.start:%Y-%m}"} if by_month else {"year": row.start.year}
    return {**period, "monthly": yuan(row.monthly)}
