"""When a household is looked at again, and on what (policy §3 reverify)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from states.appeals import appeal_to_correct, upheld_on
from states.evidence import ADMINISTRATIVE, Change, EarlyExit, Order, Resolution
from states.findings import Finding, blocks, unknown, warns
from states.guards import cites
from states.situation import next_recheck_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.case import CaseFacts
    from states.situation import Situation


def open_changes(case: CaseFacts) -> tuple[Change, ...]:
    """Reported changes that touch somebody's right and have not been looked at."""
    return tuple(
        change
        for change in case.evidence.of(Change)
        if change.outcome is Resolution.OPEN and change.change not in ADMINISTRATIVE
    )


def open_recheck_orders(case: CaseFacts) -> tuple[Order, ...]:
    """The county's orders to re-check that no re-check has followed."""
    done = case.last_step("reverify", "exit_taper_early")
    return tuple(o for o in case.evidence.of(Order) if o.of == "recheck" and (done is None or o.on > done.on))


def interval_is_near(situation: Situation) -> bool:
    """Whether the interval alone calls for a re-check: its end is within the lead time, or past."""
    due_on = next_recheck_on(situation.case, situation.policies)
    return due_on is None or situation.act.on >= due_on - timedelta(days=situation.policy.recheck_lead_days)


@cites("§3 reverify, interval")
def recheck_is_due(situation: Situation) -> Iterator[Finding]:
    """The re-check is due within the lead time, a change is reported, or the county ordered it or upheld an appeal."""
    case = situation.case
    appeal = appeal_to_correct(case)
    if appeal is not None and not situation.by_machine:
        yield warns("APPEAL_UPHELD", datum=upheld_on(appeal), subject=appeal.wrong, remedy="CORRECT_DECISION")
    if open_changes(case) or open_recheck_orders(case) or appeal is not None:
        return
    due_on = next_recheck_on(case, situation.policies)
    if due_on is not None and not interval_is_near(situation):
        opens_on = due_on - timedelta(days=situation.policy.recheck_lead_days)
        yield blocks("RECHECK_NOT_DUE", datum=due_on, limit=opens_on, remedy="WAIT_OR_REPORT_CHANGE")


@cites("§3 reverify")
def survey_is_newer_than_last_decision(situation: Situation) -> Iterator[Finding]:
    """The survey was made after the last decision that rested on one."""
    survey, decision = situation.survey, situation.case.survey_decision
    if survey is None or decision is None:
        return
    if survey.id == decision.survey or survey.on < decision.on:
        yield unknown("SURVEY_BEFORE_LAST_DECISION", datum=survey.on, limit=decision.on, remedy="RECORD_SURVEY")


@cites("§3 reverify, cron")
def machine_sees_no_early_exit_application(situation: Situation) -> Iterator[Finding]:
    """The machine leaves alone a household that has applied to leave the taper early."""
    if not situation.by_machine:
        return
    for application in situation.case.evidence.of(EarlyExit):
        if application.outcome is Resolution.OPEN:
            yield blocks("EARLY_EXIT_OPEN", datum=application.on, remedy="PERSON_STEPS")
