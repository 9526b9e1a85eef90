"""Looking back for the first month that is due another amount: only the months in which something begins are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from states.case import MACHINE, Act
from states.dated import beginnings, differs_in
from states.evidence import Change, ChangeKind, Paper, RecognitionOf
from states.months import add_months, month_after, months_from
from states.situation import DISABILITY_CERTIFICATE, Situation
from tests.states.life.builders import OPENED, Life, a_household, disabled, earning, rules

FIRST, LAST = OPENED, date(2028, 6, 30)
DAYS = st.dates(FIRST, LAST)
AGES = rules().policies(OPENED).ages_that_matter


def assert_that_months_in_which_nothing_begins_are_as_the_one_before(life: Life) -> None:
    """Entitlement, and whether it is what was decided, of every month since the first that was ever paid."""
    situation = Situation(life.case, Act(actor=MACHINE, on=life.today), "adjust", replace(life.rules))
    first = min(situation.month, *(decision.effective_from for decision in life.case.decisions))
    begins = set(beginnings(first, situation))
    months = months_from(first, month_after(situation.month))
    found = [(month, differs_in(month, situation), situation.assessment_in(month)) for month in months]
    for (_, *before), (month, *now) in pairwise(found):
        assert month in begins or now == before, month


@settings(max_examples=80, deadline=None)
@given(
    birthday=DAYS, age=st.sampled_from(AGES), died=st.none() | DAYS, valid_until=st.none() | DAYS,
    recognised=st.none() | st.tuples(DAYS, st.none() | DAYS), income=st.sampled_from([3000_00, 9500_00, 15000_00]),
    looked_again=st.none() | DAYS,
)  # fmt: skip
def test_months_in_which_nothing_begins_are_as_the_one_before(
    birthday, age, died, valid_until, recognised, income, looked_again
):
    one, two, three = disabled(earning(income, a_household()), "m2").members
    older = replace(three, born=add_months(birthday, -12 * age))
    life = Life(household=replace(earning(income, disabled(a_household(), "m2")), members=(one, two, older))).enrolled()
    if looked_again is not None and looked_again > life.today:
        life.at(looked_again).looked_at().wait(1)
        life.record(Change(on=life.today, change=ChangeKind.INCOME)).take("reverify").wait(1).take("renew")
    life.at(max(LAST, life.today))
    if died is not None:
        life.record(Change(on=died, change=ChangeKind.DEATH, member="m2", document="certificate"))
    if valid_until is not None:
        life.record(Paper(on=life.today, name=DISABILITY_CERTIFICATE, member="m2", valid_until=valid_until))
    if recognised is not None:
        from_, until = recognised
        life.record(RecognitionOf(on=FIRST, member="m1", rate=Fraction(1, 2), from_=from_, until=until))
    assert_that_months_in_which_nothing_begins_are_as_the_one_before(life)
