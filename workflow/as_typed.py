"""What a household is entitled to while it is still being typed, by the rules that will decide; nothing is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from states.assessment import assess
from states.evidence import Survey
from states.facts import PLAN_A_ILLNESSES
from states.income import self_paid
from states.months import first_of_month, income_window, month_after
from states.proposal import first_confirmation, proposed
from states.stages import PAID
from workflow.errors import BadFile
from workflow.evidence import objections, survey_record
from workflow.input_files import checked
from workflow.intake import objections_to_application

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from states.assessment import Assessment
    from states.case import CaseFacts
    from states.facts import Household
    from states.income import SelfPaid
    from workflow.errors import Trouble
    from workflow.office import Office

ILLNESSES = frozenset(PLAN_A_ILLNESSES)
"""Those that every office knows."""


@dataclass(frozen=True, slots=True)
class AsTyped:
    """What follows from what is typed; `troubles` are all for which it would be refused.

    `start` and `end` are the income year, half-open; `month` is the first that would be paid.
    """

    household: Household
    troubles: tuple[Trouble, ...]
    assessment: Assessment
    self_paid: SelfPaid
    start: date
    end: date
    month: date


def survey_as_typed(office: Office, case: CaseFacts, household: Household, on: date) -> AsTyped:
    """A case with a survey in place of those before it: the entitlement that would be decided next."""
    survey = replace(survey_record(case, household, (), on), id=-1)
    others = tuple(row for row in case.evidence.rows if not isinstance(row, Survey))
    with_it = replace(case, evidence=replace(case.evidence, entries=(*others, survey)))
    rules = office.rules_for(case.household.village)
    decided_on = office.today if case.stage in PAID else first_confirmation(office.today, rules)
    assessment = proposed(with_it, rules, decided_on)
    if assessment is None:
        raise AssertionError
    policy = rules.policies(month_after(decided_on))
    start, end = income_window(survey.window_end, policy.income_window_months)
    troubles = (*_refused(office, household), *objections(office, case, survey))
    paid = self_paid(survey.household, policy, survey.window_end)
    return AsTyped(household, troubles, assessment, paid, start, end, month_after(decided_on))


def application_as_typed(office: Office, household: Household) -> AsTyped:
    """A household that applies: without a survey its income and property are not known, who counts and is ill is."""
    applied_on = household.applied_on or office.today
    rules = office.rules_for(household.village or office.user.region)
    month = month_after(first_confirmation(applied_on, rules))
    policy, window_end = rules.policies(month), first_of_month(applied_on)
    start, end = income_window(window_end, policy.income_window_months)
    troubles = (*_refused(office, household), *objections_to_application(office, household))
    found = assess(household, policy, month, window_end)
    return AsTyped(household, troubles, found, self_paid(household, policy, window_end), start, end, month)


def _refused(office: Office, household: Household) -> Iterator[Trouble]:
    try:
        checked(household, on=office.today, illnesses=ILLNESSES)
    except BadFile as refused:
        yield refused
