"""A household's line of a month's payment roll: a pure fold of what was decided and what earlier rolls gave.

A roll pays the month itself and settles every earlier month: what the month is worth by what is known now, less what
the rolls so far have given for it (policy §2.10). A household that owes more than it is due is paid nothing, and owes
the rest to the next roll.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from states.case import Act
from states.entitlement import Settlement, due_in, payable_in
from states.months import month_after, months_from
from states.situation import Situation, household_in
from states.stages import PAID
from states.unpaid import Reason, Unpaid, nothing_paid, waiting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from fractions import Fraction

    from states.case import Actor, CaseFacts, Decision
    from states.verdict import Rules

BASE, TOP_UP, TAPER, AS_DECIDED = "base", "top_up", "taper", "as_decided"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what a month is worth, in fen: the base, one person's top-up, or the taper's amount."""

    label: str
    clause: str
    amount: int
    member: str = ""
    category: str = ""
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What rolls before this one gave a household: fen by the month they were for, and fen that it still `owes`.

    `repaid` fen have come back from it since; `elsewhere` are months for which somebody of it was paid in another case.
    """

    months: Mapping[date, int] = field(default_factory=dict)
    owes: int = 0
    repaid: int = 0
    elsewhere: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayLine:
    """One household's line, in fen.

    `due` is what the month is worth, `withheld` what of it waits; `settlements` are for earlier months. The line adds
    up: due - withheld + settlements - owed_before + repaid = to_pay - owed_after.
    """

    month: date
    parts: tuple[Part, ...]
    due: int
    withheld: int
    settlements: tuple[Settlement, ...]
    owed_before: int
    repaid: int
    unpaid: Unpaid | None
    reasons: tuple[Reason, ...]
    """Of each month whose money waits, earlier ones too, and of the month itself where nothing is paid: why."""
    decision: Decision | None
    members: tuple[tuple[date, tuple[str, ...]], ...]
    """The members paid for: in the month itself, and in earlier months that no roll gave anything for before."""

    @property
    def arrears(self) -> int:
        """What earlier months turned out to be worth more."""
        return sum(s.difference for s in self.settlements if s.difference > 0)

    @property
    def recovery(self) -> int:
        """What earlier months turned out to be worth less."""
        return -sum(s.difference for s in self.settlements if s.difference < 0)

    @property
    def balance(self) -> int:
        """Everything together; below zero the household owes it."""
        return self.due - self.withheld + self.arrears - self.recovery - self.owed_before + self.repaid

    @property
    def to_pay(self) -> int:
        """What the household is paid."""
        return max(0, self.balance)

    @property
    def owed_after(self) -> int:
        """What it owes to the next roll."""
        return max(0, -self.balance)

    @property
    def amounts(self) -> tuple[tuple[date, int], ...]:
        """What the line gives, month by month: the earlier ones, then its own; months it gives nothing for left out."""
        own = ((self.month, self.due - self.withheld),)
        return tuple((month, fen) for month, fen in (*((s.month, s.difference) for s in self.settlements), *own) if fen)

    @property
    def persons(self) -> int:
        """For how many persons the month itself is paid."""
        return len(dict(self.members).get(self.month, ()))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say about the household in this month."""
        return not (self.due or self.settlements or self.owed_before or self.repaid or self.unpaid)


def pay_line(month: date, case: CaseFacts, known_on: date, given: Given, rules: Rules, actor: Actor) -> PayLine:
    """The household's line of a month's roll, by what is known on a day."""
    known = [decision for decision in case.decisions if decision.on <= known_on]
    due = due_in(month, known)
    months = months_from(min((d.effective_from for d in known), default=month), month_after(month))
    reasons = tuple(waiting(months, case, known_on, given.months, given.elsewhere))
    held = due if any(reason.month == month for reason in reasons) else 0
    decision = _in_force(month, known)
    settled = tuple(settlements(month, case, known_on, given))
    late = [s.month for s in settled if s.difference > 0 and not given.months.get(s.month)]
    line = PayLine(
        month=month,
        parts=parts_of(month, case, rules, actor) if due else (),
        due=due,
        withheld=held,
        settlements=settled,
        owed_before=given.owes,
        repaid=given.repaid,
        unpaid=None,
        reasons=reasons,
        decision=decision,
        members=tuple((paid, _members(paid, case, known)) for paid in (*late, *((month,) if due > held else ()))),
    )
    unpaid = _unpaid(line, case, given)
    if unpaid is not None and not held:
        reasons = (*reasons, nothing_paid(month, unpaid, decision, known))
    return replace(line, unpaid=unpaid, reasons=reasons)


def settlements(month: date, case: CaseFacts, known_on: date, given: Given) -> Iterable[Settlement]:
    """What each month before `month` is worth by what is known, less what was given for it; equal months left out.

    Arrears for a month in which somebody of the household was paid in another case wait.
    """
    first = min((d.effective_from for d in case.decisions), default=month)
    for earlier in months_from(min((first, *given.months)), month):
        difference = payable_in(earlier, case, known_on) - given.months.get(earlier, 0)
        if difference < 0 or (difference and earlier not in given.elsewhere):
            yield Settlement(earlier, difference)


def presumed(case: CaseFacts, until: date, known_on: date) -> Mapping[date, int]:
    """What is taken to have been paid for the months before the office's first roll: what was due as then known."""
    first = min((d.effective_from for d in case.decisions), default=until)
    return {month: payable_in(month, case, known_on) for month in months_from(first, until)}


def added(*givings: Mapping[date, int]) -> Mapping[date, int]:
    """What several sources gave, month by month."""
    found: Counter[date] = Counter()
    for giving in givings:
        found.update(giving)
    return found


def parts_of(month: date, case: CaseFacts, rules: Rules, actor: Actor) -> tuple[Part, ...]:
    """What a month's amount is made of; the parts add up to what was decided for it.

    An amount that the month's own rules do not explain, a restored or an overtaken one, stands as it was decided.
    """
    due = due_in(month, case.decisions)
    decision = _in_force(month, case.decisions)
    if decision is None or not due:
        return ()
    if decision.taper is not None:
        return (Part(TAPER, "§2.8", due),)
    situation = Situation(case, Act(actor=actor, on=month), "adjust", rules)
    assessment = situation.assessment_in(month)
    if assessment is None or assessment.total_monthly != due:
        return (Part(AS_DECIDED, "§2.10", due),)
    top_ups = (Part(TOP_UP, "§2.7", t.monthly, t.member, t.category.value, t.rate) for t in assessment.top_ups)
    base = (Part(BASE, "§2.4", assessment.base_monthly),) if assessment.base_monthly else ()
    return (*base, *top_ups)


def _unpaid(line: PayLine, case: CaseFacts, given: Given) -> Unpaid | None:
    """Why a household of the caseload gets nothing; None where it is paid, or where it is no longer of the caseload."""
    if line.to_pay or (case.stage not in PAID and not line.withheld):
        return None
    if line.withheld:
        return Unpaid.PAID_ELSEWHERE if line.month in given.elsewhere else Unpaid.WITHHELD
    if line.due:
        return Unpaid.OWES
    if line.decision is None:
        return Unpaid.NOT_YET
    term_end = line.decision.term_end
    return Unpaid.TERM_ENDED if term_end is not None and term_end <= line.month else Unpaid.NOTHING_DUE


def _in_force(month: date, decisions: Iterable[Decision]) -> Decision | None:
    """The decision by which a month is paid: the last that takes effect by then."""
    return next((d for d in reversed(tuple(decisions)) if d.effective_from <= month), None)


def _members(month: date, case: CaseFacts, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """The members who count in a month, by the survey that its decision rests on."""
    decision = _in_force(month, decisions)
    survey = case.survey_of(decision) if decision is not None else None
    if survey is None:
        return ()
    return tuple(member.id for member in household_in(month, survey, case).counted)
