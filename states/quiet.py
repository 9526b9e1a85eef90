"""How long the machine has nothing to do with a case, so that it need not look at it every night.

The answer may be too early, never too late: whatever a day can change by itself in what the machine does begins on one
of the days named here, or on the first of a month after one. What is written on a case ends its rest at once.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from states.automatic import STEPS_AT_MOST
from states.months import first_of_month, month_after, month_from
from states.own_days import own_days
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
    this_month = first_of_month(today)
    days = {day for day in _days(case, this_month, today, rules) if day >= this_month}
    if next_change is not None:
        days.add(next_change)
    begins = (later for day in days for later in (day, day + ONE_DAY, month_from(day), month_after(day)))
    return min((day for day in begins if day > today), default=FOR_EVER)


def _days(case: CaseFacts, month: date, today: date, rules: Rules) -> Iterator[date]:
    """The days of the case's own facts, and those of its re-check."""
    policy = rules.policies(today)
    yield from own_days(case, month, policy.ages_that_matter)
    due_on = next_recheck_on(case, rules.policies)
    if due_on is not None:
        yield due_on
        yield due_on - timedelta(days=policy.recheck_lead_days)
