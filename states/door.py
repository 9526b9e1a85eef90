"""Out of re_verified exactly one door is open, or, where evidence is missing, none (policy §3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from states.assessment import track_of
from states.facts import EmploymentKind
from states.findings import Finding, Kind, Yuan, unknown, warns
from states.months import month_after
from states.stages import Route
from states.taper import band_ceiling_annual, taper_schedule

if TYPE_CHECKING:
    from states.assessment import Assessment
    from states.facts import Household
    from states.situation import Situation

DOORS = ("renew", "begin_taper", "resume_taper", "terminate")


@dataclass(frozen=True, slots=True)
class Door:
    """The one step that is open, or None with what is missing; `warnings` are told whichever way it goes."""

    step: str | None
    missing: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()


def open_door(situation: Situation) -> Door:
    """Which of the four ways out of re_verified the facts open."""
    missing = _missing_evidence(situation)
    assessment = situation.assessment
    if missing or assessment is None:
        return Door(None, missing)
    if situation.from_taper:
        return door_of_taper(situation, assessment)
    unclear = tuple(f for f in assessment.findings if f.kind is Kind.UNKNOWN)
    if assessment.eligible:
        return Door(None, unclear) if unclear else Door("renew")
    return door_when_not_eligible(situation, assessment)


def _household(situation: Situation) -> Household:
    survey = situation.survey
    return survey.household if survey is not None else situation.case.household


def _missing_evidence(situation: Situation) -> tuple[Finding, ...]:
    survey, decision = situation.survey, situation.case.survey_decision
    if survey is None or (decision is not None and survey.id == decision.survey):
        return (unknown("SURVEY_MISSING", "§3 renew", remedy="RECORD_SURVEY"),)
    days = situation.policy.survey_valid_days
    if situation.act.on - survey.on > timedelta(days=days):
        return (unknown("SURVEY_TOO_OLD", "§3 renew", datum=survey.on, limit=days, remedy="RECORD_SURVEY"),)
    return ()


def door_of_taper(situation: Situation, assessment: Assessment) -> Door:
    """From the taper by reverify: below the multiple it goes on, else it ends (policy §2.8, §3)."""
    taper = situation.case.taper
    ceiling = band_ceiling_annual(
        situation.policies(situation.month), track_of(_household(situation)), assessment.counted
    )
    told: tuple[Finding, ...] = ()
    if assessment.eligible:
        told = (
            warns("MAY_APPLY_TO_LEAVE_EARLY", "§2.9", datum=Yuan(assessment.total_monthly), remedy="RECORD_EARLY_EXIT"),
        )
    if taper is not None and assessment.income_annual < ceiling and situation.act.on < taper.ends:
        return Door("resume_taper", warnings=told)
    return Door("terminate", warnings=told)


def door_when_not_eligible(situation: Situation, assessment: Assessment) -> Door:
    """Not eligible: into the taper where band, route and cause of the rise allow it, else out (policy §2.8)."""
    last = situation.case.survey_decision
    came_early = situation.case.last_step("exit_taper_early") is not None and not _decided_since_exit(situation)
    route = _route_before_taper(situation) if came_early else (last.route if last else None)
    if not assessment.taper_band or route is not Route.INCOME or not _taper_years_left(situation):
        return Door("terminate")
    return _cause_of_rise(situation)


def _decided_since_exit(situation: Situation) -> bool:
    left = situation.case.last_step("exit_taper_early")
    decision = situation.case.survey_decision
    return left is None or (decision is not None and decision.seq > left.seq)


def _route_before_taper(situation: Situation) -> Route | None:
    """A household that applied to leave the taper was last admitted by the decision before it."""
    return next((d.route for d in reversed(situation.case.decisions) if d.step in {"enroll", "renew"}), None)


def _taper_years_left(situation: Situation) -> bool:
    """A household may taper again until the end year of its first taper, and while the sheet still has one (§2.8)."""
    entered = month_after(situation.act.on)
    first = next((d.taper for d in situation.case.decisions if d.taper is not None), None)
    if first is not None and entered.year > first.first_end_year:
        return False
    policy, household = situation.policies(entered), _household(situation)
    return bool(taper_schedule(0, entered, policy.taper(track_of(household)), policy.rounding, household.cause))


def _cause_of_rise(situation: Situation) -> Door:
    """Registered: lifted out under poverty policies. Others: a job or business begun after the last decision."""
    survey, last = situation.survey, situation.case.survey_decision
    if survey is None or last is None:
        return Door(None, (unknown("SURVEY_MISSING", "§3 renew", remedy="RECORD_SURVEY"),))
    household = survey.household
    poor = household.registered_poor
    if poor is not None and track_of(household) == "registered":
        if poor.lifted_on is None:
            return Door(None, (unknown("LIFTED_DATE_MISSING", "§2.8", remedy="RECORD_SURVEY"),))
        return Door("begin_taper")
    jobs = [
        (m.id, m.employment.since)
        for m in household.counted
        if m.employment is not None and m.employment.kind is not EmploymentKind.NONE
    ]
    if any(since is not None and since > last.on for _, since in jobs):
        return Door("begin_taper")
    undated = [member for member, since in jobs if since is None]
    if undated:
        return Door(
            None, tuple(unknown("JOB_START_MISSING", "§2.8", remedy="RECORD_SURVEY", subject=m) for m in undated)
        )
    return Door("terminate")
