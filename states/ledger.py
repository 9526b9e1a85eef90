"""A household's entry in the ledger, to the person: what it is paid and on what grounds (policy §6)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from states.case import MACHINE, Act
from states.life import monthly_on
from states.money import half_up
from states.months import first_of_month
from states.payroll import TAPER, TOP_UP, Part, parts_of
from states.situation import Situation, next_recheck_on
from states.stages import PAID, Batch

if TYPE_CHECKING:
    from datetime import date

    from states.case import CaseFacts, Taper
    from states.facts import Household, Member
    from states.stages import Route, Stage
    from states.verdict import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One household of the caseload on a day. Money in fen; incomes are of the survey that the decision rests on.

    `parts` add up to `monthly`; `percent` is what of a frozen amount is paid in the day's month.
    """

    case: str
    stage: Stage
    village: str
    household: Household
    living: tuple[Member, ...]
    counted: int
    income_annual: int
    adjusted_annual: int
    per_head_annual: int
    route: Route | None
    batch: Batch | None
    parts: tuple[Part, ...]
    monthly: int
    term_end: date | None
    taper: Taper | None
    percent: Fraction | None
    next_recheck_on: date | None

    @property
    def top_ups(self) -> tuple[Part, ...]:
        """The persons' top-ups."""
        return tuple(part for part in self.parts if part.label == TOP_UP)

    @property
    def base(self) -> int:
        """What of the amount is neither a top-up nor a taper's."""
        return sum(part.amount for part in self.parts if part.label not in {TOP_UP, TAPER})

    @property
    def card(self) -> str:
        """The household's number in the poverty register, if it has one."""
        return self.household.registered_poor.card if self.household.registered_poor is not None else ""


def ledger_entry(case: CaseFacts, day: date, rules: Rules) -> LedgerEntry | None:
    """The entry of a case on a day; None where the case is not of the caseload."""
    if case.stage not in PAID or case.decision is None:
        return None
    month = max(first_of_month(day), case.decisions[0].effective_from)
    situation = Situation(case, Act(actor=MACHINE, on=day), "adjust", rules)
    found = situation.assessment_in(month)
    monthly = monthly_on(day, case)
    taper = case.taper
    dead = case.deaths()
    route = next((d.route for d in reversed(case.decisions) if d.route is not None), None)
    return LedgerEntry(
        case=case.id,
        stage=case.stage,
        village=case.household.village,
        household=case.household,
        living=tuple(m for m in case.household.members if m.id not in dead or dead[m.id] > day),
        counted=found.counted if found is not None else case.decision.counted,
        income_annual=half_up(found.income_annual) if found is not None else 0,
        adjusted_annual=half_up(found.adjusted_annual) if found is not None else 0,
        per_head_annual=found.per_head_annual if found is not None else 0,
        route=route,
        batch=Batch.TAPER if taper is not None else Batch(str(route.batch)) if route is not None else None,
        parts=parts_of(month, case, rules, MACHINE),
        monthly=monthly,
        term_end=case.decision.term_end,
        taper=taper,
        percent=Fraction(100 * monthly, taper.frozen) if taper is not None and taper.frozen else None,
        next_recheck_on=next_recheck_on(case, rules.policies),
    )
