"""The amount that a notice proposes: what the county would confirm on the first day it may (policy §3, §5)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from states.case import Act, Actor
from states.situation import Situation
from states.stages import Role

if TYPE_CHECKING:
    from datetime import date

    from states.assessment import Assessment
    from states.case import CaseFacts
    from states.verdict import Rules


def first_confirmation(posted_on: date, rules: Rules) -> date:
    """The first day on which the county may confirm what a notice posted on a day shows."""
    return posted_on + timedelta(days=rules.policies(posted_on).notice_days + 1)


def proposed(case: CaseFacts, rules: Rules, confirmed_on: date) -> Assessment | None:
    """The assessment that the county would confirm on a day, and a notice must show; None before the survey.

    A notice that runs into another month shows that month's amount, by that month's standard and ages.
    """
    act = Act(actor=Actor("", Role.COUNTY), on=confirmed_on)
    return Situation(case, act, "enroll", rules).assessment
