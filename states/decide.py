"""What a step decides about money: the amounts month by month from the day it takes effect (policy §2.8-§2.10, §3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from states.appeals import decision_to_correct
from states.assessment import track_of
from states.case import Decision, Span, Taper
from states.dated import first_difference
from states.entitlement import due_in, merged, spans_from
from states.months import add_months, first_of_month, month_after, months_from
from states.situation import DATED_CHANGE
from states.stages import Route
from states.taper import taper_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from states.assessment import Assessment
    from states.situation import Situation

ENDINGS = frozenset({"withdraw", "close", "terminate", "complete_taper"})


def decide(situation: Situation, seq: int) -> Decision | None:
    """The decision that taking the step makes, or None where it decides nothing about money.

    `seq` is the number of the event that will record it. The step's guards have found nothing in the way.
    """
    makes = DECIDED_BY.get(situation.step)
    return makes(situation, seq) if makes is not None else None


def effective_month(situation: Situation) -> date:
    """The first month that a step's decision pays or stops paying, as its first day.

    A renewal that corrects what an appeal found wrong takes its place from the month that it took effect.
    """
    case, act = situation.case, situation.act
    if situation.step == "close" and act.effective_from is not None:
        return act.effective_from
    exit_step = case.last_step("exit_taper_early")
    decision = case.survey_decision
    if situation.step == "renew" and exit_step is not None and (decision is None or exit_step.seq > decision.seq):
        return month_after(exit_step.on)
    ordinary = month_after(act.on)
    wrong = decision_to_correct(case)
    if situation.step == "renew" and wrong is not None:
        return min(ordinary, wrong.effective_from)
    if situation.step == "renew" and decision is not None and decision.term_end is not None:
        return min(ordinary, decision.term_end)
    return ordinary


def amounts(situation: Situation, months: Iterable[date], until: date | None) -> tuple[Span, ...]:
    """What the household is entitled to in each month, by that month's own rules, as spans up to `until`."""
    return merged(((month, _total_in(situation, month)) for month in months), until)


def _total_in(situation: Situation, month: date) -> int:
    assessment = situation.assessment_in(month)
    return assessment.total_monthly if assessment is not None else 0


def _admission(situation: Situation, seq: int) -> Decision | None:
    """Enrolment and renewal: the assessed amount, for a term on the expenditure route; a corrected term stays."""
    assessment, survey = situation.assessment, situation.survey
    if assessment is None or survey is None:
        return None
    start = effective_month(situation)
    term_end = None
    if assessment.route is Route.EXPENDITURE:
        wrong = decision_to_correct(situation.case)
        term_end = wrong.term_end if wrong is not None else None
        term_end = term_end or add_months(start, situation.policies(start).expenditure_term_months)
    last = max(start, month_after(situation.act.on))
    months = [m for m in months_from(start, add_months(last, 1)) if term_end is None or m < term_end]
    return _decision(situation, seq, assessment, start, amounts(situation, months, term_end), term_end=term_end)


def _dated_change(situation: Situation, seq: int) -> Decision | None:
    """Standard, age, death, recognition, certificate: each on its own date, however late it is recorded."""
    before, assessment = situation.case.decision, situation.assessment
    if before is None or assessment is None:
        return None
    until = before.spans[-1].until if before.spans else None
    changed = first_difference(situation)
    if changed is None:
        changed, spans = situation.month, spans_from(situation.month, situation.case.decisions)
    else:
        spans = amounts(situation, months_from(changed, add_months(situation.month, 1)), until)
    return _decision(situation, seq, assessment, changed, spans, term_end=before.term_end, survey=before.survey)


def _taper_begun(situation: Situation, seq: int) -> Decision | None:
    """The frozen amount, falling; the entry is the first month paid under the taper (policy §2.8)."""
    before, assessment = situation.case.decision, situation.assessment
    if before is None or assessment is None:
        return None
    entered = month_after(situation.act.on)
    if before.taper is not None:  # left it early, and is not eligible after all: it goes on as it was (policy §2.9)
        return _taper_resumed(situation, seq)
    policy = situation.policies(entered)
    survey = situation.survey
    household = survey.household if survey is not None else situation.case.household
    track = track_of(household)
    frozen = before.base if policy.taper_freezes == "base" else before.monthly
    kept = before.monthly - before.base if policy.taper_freezes == "base" else 0
    rows = taper_schedule(frozen, entered, policy.taper(track), policy.rounding, household.cause)
    first = next((d.taper for d in situation.case.decisions if d.taper is not None), None)
    limit = add_months(entered.replace(year=first.first_end_year, month=1), 12) if first else None
    spans = _cut(tuple(Span(row.start, row.until, row.monthly + kept) for row in rows), limit)
    ends = spans[-1].until or entered
    taper = Taper(track, entered, frozen, ends, spans, first.first_end_year if first else add_months(ends, -1).year)
    return _decision(situation, seq, assessment, entered, spans, taper=taper, monthly=spans[0].monthly, route=None)


def _cut(spans: tuple[Span, ...], limit: date | None) -> tuple[Span, ...]:
    if limit is None:
        return spans
    return tuple(Span(s.start, min(s.until or limit, limit), s.monthly) for s in spans if s.start < limit)


def _taper_resumed(situation: Situation, seq: int) -> Decision | None:
    """The taper goes on as it was; the decision moves the next re-check."""
    before, assessment = situation.case.decision, situation.assessment
    if before is None or assessment is None or before.taper is None:
        return None
    start = month_after(situation.act.on)
    spans = spans_from(start, situation.case.decisions)
    return _decision(
        situation,
        seq,
        assessment,
        start,
        spans,
        taper=before.taper,
        monthly=due_in(start, situation.case.decisions),
        route=None,
    )


def _ending(situation: Situation, seq: int) -> Decision | None:
    """Nothing is due from the month that the ending takes effect; a death or standard before it still counts."""
    before = situation.case.decision
    if before is None:
        return None
    end = effective_month(situation)
    start, settled = _settled_before(end, situation)
    return Decision(
        seq=seq,
        step=situation.step,
        on=situation.act.on,
        decided_by=situation.act.actor.login,
        effective_from=start,
        spans=(*settled, Span(end, None, 0)),
        monthly=0,
        taper=before.taper,
        survey=situation.survey.id if situation.survey else None,
        policy_digest=situation.policy.digest,
    )


def _settled_before(end: date, situation: Situation) -> tuple[date, tuple[Span, ...]]:
    """The first month before `end` whose entitlement a dated change has made another one, and the amounts from it.

    Only where the household is still eligible with the change: else it ends as any other (policy §2.10, §3 adjust).
    """
    dated = replace(situation, step="adjust")
    assessment, taper = dated.assessment, situation.case.taper
    if taper is not None or assessment is None or not assessment.eligible:
        return end, ()
    start, term_end = first_difference(dated), situation.case.decisions[-1].term_end
    until = end if term_end is None else min(end, term_end)
    if start is None or start >= until:
        return end, ()
    return start, amounts(dated, (m for m in months_from(start, until)), until)


def _restored(situation: Situation, seq: int) -> Decision | None:
    """What was decided before a wrong ending holds again from the month that it stopped; years counted on."""
    if len(situation.case.decisions) < 2:  # noqa: PLR2004  the ending, and one before it
        return None
    *earlier, ending = situation.case.decisions
    before = earlier[-1]
    return Decision(
        seq=seq,
        step=situation.step,
        on=situation.act.on,
        decided_by=situation.act.actor.login,
        effective_from=ending.effective_from,
        spans=spans_from(ending.effective_from, earlier),
        monthly=due_in(max(first_of_month(situation.act.on), before.effective_from), earlier),
        base=before.base,
        counted=before.counted,
        route=before.route,
        term_end=before.term_end,
        taper=before.taper,
        survey=before.survey,
        policy_digest=before.policy_digest,
    )


def _decision(
    situation: Situation,
    seq: int,
    assessment: Assessment,
    start: date,
    spans: tuple[Span, ...],
    *,
    term_end: date | None = None,
    taper: Taper | None = None,
    monthly: int | None = None,
    route: Route | str | None = "assessed",
    survey: int | None = None,
) -> Decision:
    newest = situation.survey
    return Decision(
        seq=seq,
        step=situation.step,
        on=situation.act.on,
        decided_by=situation.act.actor.login,
        effective_from=start,
        spans=spans,
        monthly=assessment.total_monthly if monthly is None else monthly,
        base=assessment.base_monthly if taper is None else 0,
        counted=assessment.counted,
        route=assessment.route if route == "assessed" else None,
        term_end=term_end,
        taper=taper,
        survey=survey if survey is not None else (newest.id if newest else None),
        policy_digest=situation.policies(situation.month).digest,
    )


DECIDED_BY: dict[str, Callable[[Situation, int], Decision | None]] = {
    "enroll": _admission,
    "renew": _admission,
    **dict.fromkeys(DATED_CHANGE, _dated_change),
    "begin_taper": _taper_begun,
    "resume_taper": _taper_resumed,
    **dict.fromkeys(ENDINGS, _ending),
    "set_aside": _restored,
}
"""What decides about money, and how; every other step leaves it as it is."""
