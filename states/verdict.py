"""The verdict on an attempt: every finding of every guard, and where the machine would lead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from states.assessment import assess, what_months_change
from states.machine import Token, move
from states.remembered import Remembered
from states.situation import Situation
from states.steps import STEP, steps_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from states.assessment import Assessment
    from states.calendar import WorkingCalendar
    from states.case import Act, CaseFacts
    from states.facts import Household
    from states.findings import Finding
    from states.policy import Policy
    from states.stages import Stage


@dataclass(frozen=True, slots=True)
class Verdict:
    """One step judged: `dest` is None where it is refused, and `findings` then say why, all at once."""

    step: str
    situation: Situation
    findings: tuple[Finding, ...]
    dest: Stage | None

    @property
    def allowed(self) -> bool:
        """Whether the step may be taken."""
        return self.dest is not None

    @property
    def bars(self) -> tuple[Finding, ...]:
        """The findings that stand in the way."""
        return tuple(finding for finding in self.findings if finding.bars)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold for a case's region: its policy by day, and the working calendar."""

    policies: Callable[[date], Policy]
    calendar: WorkingCalendar
    remembered: Remembered = field(default_factory=Remembered, init=False, repr=False, compare=False)

    def assess(self, household: Household, month: date, window_end: date) -> Assessment:
        """What the household is entitled to in a month under that month's policy; alike months are answered once."""
        policy = self.policies(month)
        asked = (window_end, what_months_change(household, policy, month))
        return self.remembered.answer((household, policy), asked, lambda: assess(household, policy, month, window_end))


def judge(case: CaseFacts, act: Act, step: str, rules: Rules) -> Verdict:
    """Judge one step on one case; a name that is not in the table raises KeyError."""
    situation = Situation(case, act, step, rules)
    return _verdict(situation, STEP[step].each_finding(situation))


def judge_allowed(case: CaseFacts, act: Act, step: str, rules: Rules) -> Verdict | None:
    """The verdict of `judge` on a step that may be taken, else None: the first thing in the way ends the look."""
    situation = Situation(case, act, step, rules)
    findings: list[Finding] = []
    for finding in STEP[step].each_finding(situation):
        if finding.bars:
            return None
        findings.append(finding)
    return _verdict(situation, findings)


def judge_all(case: CaseFacts, act: Act, rules: Rules) -> tuple[Verdict, ...]:
    """Judge every step that the table has for the case's stage, in its order."""
    return tuple(judge(case, act, step.name, rules) for step in steps_from(case.stage))


def _verdict(situation: Situation, each: Iterable[Finding]) -> Verdict:
    findings = tuple(dict.fromkeys(each))
    return Verdict(situation.step, situation, findings, move(situation.step, _token(situation, findings)))


def _token(situation: Situation, findings: tuple[Finding, ...]) -> Token:
    case, assessment = situation.case, situation.assessment
    before_end = case.stage_before_end
    return Token(
        case.stage.value,
        barred=any(finding.bars for finding in findings),
        qualifies=situation.step == "renew" and assessment is not None and bool(assessment.top_ups),
        returns_to=before_end.value if before_end is not None else "",
    )
