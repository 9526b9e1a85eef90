"""Appeals: which decision one is about, who may decide it, by when, and what follows (policy §3 set_aside, §4).

An appeal that is upheld against an ending is followed by `set_aside`. One against any other decision is followed by a
decision that corrects it, by the steps that the case's stage has; until then the machine leaves the case alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import Appeal, Resolution
from states.findings import blocks
from states.stages import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from states.calendar import Deadline
    from states.case import Actor, CaseFacts, Decision, StepTaken
    from states.findings import Finding
    from states.verdict import Rules

CLAUSE = "§3 set_aside"


def decision_appealed(case: CaseFacts, appeal: Appeal) -> StepTaken | None:
    """The step that an appeal is about: the last one of its name by its day, else the last one of any name by then."""
    by_then = [step for step in case.history if step.on <= appeal.on]
    named = [step for step in by_then if step.step == appeal.about]
    return next(reversed(named or by_then), None)


def appeal_deadline(appeal: Appeal, rules: Rules) -> Deadline:
    """The last day for deciding an appeal; the day after it came in is day 1 (policy §4)."""
    return rules.calendar.add_working_days(appeal.on, rules.policies(appeal.on).process_working_days)


def bars_to_deciding(case: CaseFacts, appeal: Appeal, who: Iterable[Actor], on: date) -> Iterator[Finding]:
    """What stands against each person's part in deciding an appeal: their role, their kin, their own decision."""
    taken = decision_appealed(case, appeal)
    for actor in who:
        if actor.role is not Role.COUNTY:
            yield blocks("APPEAL_NOT_FOR_ROLE", CLAUSE, datum=actor.role.value, limit=Role.COUNTY.value)
        yield from own_decision(taken, actor.login)
        for kin in case.kin_of_household(actor.login, on):
            yield blocks(
                "NEAR_RELATIVE", "§3 near relatives", datum=actor.login, limit=kin.number, remedy="DECIDE_APPEAL",
                subject=kin.member,
            )  # fmt: skip


def own_decision(taken: StepTaken | None, login: str) -> Iterator[Finding]:
    """Whoever took a decision does not decide the appeal against it."""
    if taken is not None and taken.actor == login:
        yield blocks("APPEAL_OF_OWN_DECISION", CLAUSE, datum=login, limit=taken.on, remedy="DECIDE_APPEAL")


def waits_for_setting_aside(case: CaseFacts, appeal: Appeal) -> bool:
    """Whether an appeal against how the case ended was upheld, and the ending stands all the same."""
    taken = decision_appealed(case, appeal)
    ended = taken is not None and case.stage is Stage.TERMINATED and taken == case.history[-1]
    return ended and appeal.outcome is Resolution.UPHELD


def ends_the_case(taken: StepTaken | None) -> bool:
    """Whether a step that is appealed against ended the case: then setting it aside is what may follow."""
    return taken is not None and taken.dest is Stage.TERMINATED


def waits_for_correction(case: CaseFacts, appeal: Appeal) -> bool:
    """Whether an appeal was upheld against a decision that did not end the case, and none has corrected it since.

    What decides about money is corrected by a decision about money, any other step by any later one.
    """
    taken = decision_appealed(case, appeal)
    if appeal.outcome is not Resolution.UPHELD or not case.is_live or taken is None or ends_the_case(taken):
        return False
    decided = {decision.seq for decision in case.decisions}
    since = [step.seq for step in case.history if step.seq > taken.seq and step.on >= upheld_on(appeal)]
    return not any(seq in decided or taken.seq not in decided for seq in since)


def appeal_to_correct(case: CaseFacts) -> Appeal | None:
    """The first upheld appeal that still waits for a decision that corrects the one it is against."""
    return next((appeal for appeal in case.evidence.of(Appeal) if waits_for_correction(case, appeal)), None)


def decision_to_correct(case: CaseFacts) -> Decision | None:
    """What an upheld appeal found wrong, so that a look at the household may put another decision in its place.

    None where the household has been decided on anew since: then what was wrong is past, and the new look stands.
    """
    appeal, last = appeal_to_correct(case), case.survey_decision
    taken = decision_appealed(case, appeal) if appeal is not None else None
    if taken is None or last is None or last.seq > taken.seq:
        return None
    return next((decision for decision in case.decisions if decision.seq == taken.seq), None)


def correction_deadline(appeal: Appeal, rules: Rules) -> Deadline:
    """The last day for correcting what an appeal found wrong: that of a confirmation, from the day it was upheld."""
    day = upheld_on(appeal)
    return rules.calendar.add_working_days(day, rules.policies(day).confirmation_working_days)


def upheld_on(appeal: Appeal) -> date:
    """The day that the outcome was recorded."""
    return appeal.recorded_on or appeal.on
