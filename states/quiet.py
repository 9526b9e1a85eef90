"""How long the machine has nothing to do with a case, so that it need not look at it every night.

The answer may be too early, never too late: whatever a day can change by itself in what the machine does begins on one
of the days named here, or on the first of a month after one. What is written on a case ends its rest at once.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from states.automatic import STEPS_AT_MOST
from states.due import ages_that_matter
from states.evidence import Change, Paper, RecognitionOf, Survey
from states.months import add_months, month_after
from states.situation import next_recheck_on
from states.stages import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.automatic import Plan
    from states.case import CaseFacts
    from states.verdict import Rules

ONE_DAY = timedelta(days=1)
FOR_EVER = date.max
"""Until somebody writes something on the case."""


def quiet_until(planned: Plan, today: date, rules: Rules, next_change: date | None) -> date | None:
    """The first day on which a case is to be looked at again after all that the machine may do was done.

    None where it is to be looked at every night, because somebody is waited for. `next_change` is the first later day
    on which the region's sheets say something else.
    """
    case = planned.after
    if planned.waiting or case.stage is Stage.RE_VERIFIED or len(planned.taken) == STEPS_AT_MOST:
        return None
    days = [*_own_days(case, today, rules), *([next_change] if next_change is not None else [])]
    begins = (later for day in days for later in (day, day + ONE_DAY, _month_from(day), month_after(day)))
    return min((day for day in begins if day > today), default=FOR_EVER)


def _own_days(case: CaseFacts, today: date, rules: Rules) -> Iterator[date]:
    """The days of the case's own facts: of its people, its dated evidence, its decisions and its re-check."""
    policy = rules.policies(today)
    yield from _birthdays(case, ages_that_matter(policy))
    yield from _dated(case)
    for decision in case.decisions:
        yield decision.effective_from
        yield from (span.start for span in decision.spans)
        yield from (span.until for span in decision.spans if span.until is not None)
        yield from (day for day in (decision.term_end, decision.taper.ends if decision.taper else None) if day)
    due_on = next_recheck_on(case, rules.policies)
    if due_on is not None:
        yield due_on
        yield due_on - timedelta(days=policy.recheck_lead_days)


def _birthdays(case: CaseFacts, ages: tuple[int, ...]) -> Iterator[date]:
    """The birthdays at which key support begins or ends, of everybody in any survey; 1 March for 29 February."""
    surveys = (survey.household for survey in case.evidence.of(Survey))
    born = {member.born for household in (case.household, *surveys) for member in household.members}
    for day in born:
        yield from (add_months(day, 12 * age) for age in ages)


def _dated(case: CaseFacts) -> Iterator[date]:
    """Days of deaths and other changes, of recognitions and of certificates."""
    yield from (change.on for change in case.evidence.of(Change))
    for row in case.evidence.of(RecognitionOf):
        yield from (day for day in (row.from_, row.until) if day is not None)
    yield from (row.valid_until for row in case.evidence.of(Paper) if row.valid_until is not None)
    for survey in case.evidence.of(Survey):
        for member in survey.household.members:
            if member.recognised is not None:
                yield from (day for day in (member.recognised.from_, member.recognised.until) if day is not None)


def _month_from(day: date) -> date:
    """The first day of the month that begins on a day or after it."""
    return day if day.day == 1 else month_after(day)
