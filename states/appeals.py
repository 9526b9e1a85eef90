"""Appeals: which decision one is about, who may decide it, and by when (policy §3 set_aside, §4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import Appeal, Resolution
from states.findings import blocks
from states.stages import Role, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from states.calendar import Deadline
    from states.case import Actor, CaseFacts, StepTaken
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
