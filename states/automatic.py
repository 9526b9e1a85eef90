"""What the machine does with a case on a day: dated changes, re-checks, taper years and ends, ended terms (policy §3).

The plan is made on facts alone; a dry run prints it, a real run writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from states.case import MACHINE, Act
from states.effects import BY_THE_MACHINE
from states.evidence import Withhold
from states.guards.recheck import open_changes, open_recheck_orders
from states.life import Taken, monthly_on, take, with_records
from states.months import first_of_month, month_after
from states.situation import Situation, next_recheck_on
from states.stages import Stage
from states.steps import STEP
from states.verdict import Rules, Verdict, judge_allowed

if TYPE_CHECKING:
    from datetime import date

    from states.case import CaseFacts

IN_ORDER: dict[Stage, tuple[str, ...]] = {
    Stage.ENROLLED: ("grant_key_support", "adjust", "reverify"),
    Stage.KEY_SUPPORTED: ("end_key_support", "adjust", "reverify"),
    Stage.TAPERING: ("complete_taper", "reverify"),
    Stage.RE_VERIFIED: ("renew", "resume_taper"),
}
"""Steps that the machine tries, by stage: what is dated first, then the look at the household."""

STEPS_AT_MOST = 6
"""More in one night would be a circle: a case can be re-verified, renewed and adjusted once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the machine would do with one case: steps, a withholding, and why it waits for a person."""

    before: CaseFacts
    after: CaseFacts
    taken: tuple[Taken, ...]
    withheld: Withhold | None
    waiting: tuple[str, ...]
    monthly_before: int
    monthly_after: int


def plan(case: CaseFacts, today: date, rules: Rules, *, monthly_known: int) -> Plan:
    """What the machine does with a paid case today; `monthly_known` is the amount last recorded, in fen.

    It leaves a case on which something was written on a later day: the clock was set back, or was wrong then.
    """
    if case.newest_on is not None and case.newest_on > today:
        return Plan(case, case, (), None, ("WRITTEN_LATER",), monthly_known, monthly_known)
    taken: list[Taken] = []
    now = case
    while len(taken) < STEPS_AT_MOST and (verdict := _first_allowed(now, today, rules)) is not None:
        taken.append(take(verdict))
        now = taken[-1].case
    withheld = _withholding(now, today, rules)
    if withheld is not None:
        now = with_records(now, (withheld,))
    return Plan(
        before=case,
        after=now,
        taken=tuple(taken),
        withheld=withheld,
        waiting=_waiting(now, today, rules),
        monthly_before=monthly_known,
        monthly_after=monthly_on(today, now),
    )


def _first_allowed(case: CaseFacts, today: date, rules: Rules) -> Verdict | None:
    for step in IN_ORDER.get(case.stage, ()):
        if step == "reverify" and not _is_to_be_looked_at(case, today, rules):
            continue
        verdict = judge_allowed(case, Act(actor=MACHINE, on=today), step, rules)
        if verdict is not None:
            return verdict
    return None


def _is_to_be_looked_at(case: CaseFacts, today: date, rules: Rules) -> bool:
    """Whether a re-check is due, reported or ordered: the machine begins none on its own."""
    if open_changes(case) or open_recheck_orders(case):
        return True
    due_on = next_recheck_on(case, rules.policies)
    return due_on is not None and today >= due_on - timedelta(days=rules.policies(today).recheck_lead_days)


def _withholding(case: CaseFacts, today: date, rules: Rules) -> Withhold | None:
    """Money waits when an expenditure term has ended undecided, or where the sheet withholds overdue re-checks."""
    decision = case.survey_decision
    if decision is None or case.stage is Stage.TERMINATED:
        return None
    if any(row.person == BY_THE_MACHINE for row in case.withholdings):
        return None
    if decision.term_end is not None:
        return _withhold("term_ended", decision.term_end, today) if decision.term_end <= today else None
    due_on = next_recheck_on(case, rules.policies)
    if due_on is not None and due_on < today and rules.policies(today).overdue_payment == "withhold":
        return _withhold("recheck_overdue", max(month_after(due_on), first_of_month(today)), today)
    return None


def _withhold(reason: str, from_: date, today: date) -> Withhold:
    return Withhold(
        on=today,
        person=BY_THE_MACHINE,
        reason=reason,
        from_=first_of_month(from_),
        recorded_by=MACHINE.login,
        recorded_on=today,
    )


def _waiting(case: CaseFacts, today: date, rules: Rules) -> tuple[str, ...]:
    """Codes of what bars the machine from work that is due on the case; empty when nothing is due."""
    if case.stage is Stage.TERMINATED:
        return ()
    if case.stage is Stage.RE_VERIFIED:
        steps: tuple[str, ...] = ("resume_taper",) if case.taper is not None and _from_taper(case) else ("renew",)
    elif _is_to_be_looked_at(case, today, rules):
        steps = ("reverify",)
    else:
        steps = tuple(s for s in IN_ORDER.get(case.stage, ()) if s in {"adjust", "complete_taper"})
    act = Act(actor=MACHINE, on=today)
    codes = [code for step in steps for code in _what_it_waits_for(Situation(case, act, step, rules))]
    return tuple(dict.fromkeys(codes))


def _what_it_waits_for(situation: Situation) -> tuple[str, ...]:
    """Codes of what bars a step; none where the machine has nothing to do with it, which ends the look."""
    codes: list[str] = []
    for finding in STEP[situation.step].each_finding(situation):
        if finding.code in NOTHING_TO_DO:
            return ()
        if finding.bars:
            codes.append(finding.code)
    return tuple(codes)


NOTHING_TO_DO = frozenset({"AMOUNT_UNCHANGED", "TAPER_STILL_PAYS", "RECHECK_NOT_DUE"})
"""Findings that mean there is nothing for the machine to do, not that it waits for somebody."""


def _from_taper(case: CaseFacts) -> bool:
    step = case.last_step("reverify", "exit_taper_early")
    return step is not None and step.step == "reverify" and step.source is Stage.TAPERING
