"""Rolls: over any history of decisions and withholdings, what was paid adds up to what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from states.case import CaseFacts, Decision, Span
from states.entitlement import due_in, merged, payable_in, rolls, spans_from
from states.evidence import Withhold
from states.months import add_months, first_of_month, months_from
from states.recorded import Evidence
from states.stages import Stage
from tests.states.life.builders import a_household

START = date(2026, 1, 1)
MONTHS = 30
END = add_months(START, MONTHS)
ALL = tuple(months_from(START, END))

amounts = st.integers(min_value=0, max_value=2000_00)
days = st.integers(min_value=0, max_value=(END - START).days - 1).map(lambda n: START + timedelta(days=n))
months = st.integers(min_value=0, max_value=MONTHS - 1).map(lambda n: add_months(START, n))


@st.composite
def spans(draw, start):
    """One to three amounts from a month on, the last of which may end."""
    lengths = draw(st.lists(st.integers(1, 8), min_size=0, max_size=2))
    starts = [start]
    for length in lengths:
        starts.append(add_months(starts[-1], length))
    last = draw(st.none() | st.integers(1, 12).map(lambda n: add_months(starts[-1], n)))
    ends = [*starts[1:], last]
    return tuple(Span(a, b, draw(amounts)) for a, b in zip(starts, ends, strict=True))


@st.composite
def decisions(draw):
    """Decisions in the order of their days, each from a month around its own."""
    taken_on = sorted(draw(st.lists(days, min_size=1, max_size=6)))
    made = []
    for seq, on in enumerate(taken_on, start=2):
        start = add_months(first_of_month(on), draw(st.integers(-5, 2)))
        made.append(
            Decision(
                seq=seq,
                step="adjust",
                on=on,
                decided_by="wang",
                effective_from=start,
                spans=draw(spans(start)),
                monthly=0,
            )
        )
    return tuple(made)


@st.composite
def withholdings(draw):
    """Money held back from some months, some of it let go on a later day."""
    rows = []
    for number in range(draw(st.integers(0, 3))):
        on = draw(days)
        row = Withhold(id=2 * number + 1, on=on, reason="x", from_=draw(months), recorded_on=on)
        rows.append(row)
        if draw(st.booleans()):
            ended_on = on + timedelta(days=draw(st.integers(0, 300)))
            rows.append(replace(row, id=row.id + 1, amends=row.id, ended=True, recorded_on=ended_on))
    return tuple(rows)


def a_history(made, held=()):
    return CaseFacts(
        id="C1", household=a_household(), stage=Stage.ENROLLED, opened_on=START, decisions=made, evidence=Evidence(held)
    )


@given(decisions(), withholdings())
def test_all_rolls_together_pay_what_is_finally_due_less_what_is_withheld(made, held):
    case = a_history(made, held)
    first = min(d.effective_from for d in made)
    last_day = END - timedelta(days=1)
    finally_payable = sum(payable_in(month, case, last_day) for month in months_from(first, END))
    assert sum(line.total for line in rolls(case, first, END)) == finally_payable


@given(decisions(), withholdings())
def test_no_month_is_paid_twice(made, held):
    case = a_history(made, held)
    first = min(d.effective_from for d in made)
    paid: dict[date, int] = {}
    for line in rolls(case, first, END):
        paid[line.month] = paid.get(line.month, 0) + line.regular
        for settlement in line.settlements:
            assert settlement.month < line.month
            paid[settlement.month] = paid.get(settlement.month, 0) + settlement.difference
        assert all(amount >= 0 for amount in paid.values())
    last_day = END - timedelta(days=1)
    assert paid == {month: payable_in(month, case, last_day) for month in months_from(first, END)}


@given(decisions())
def test_without_withholdings_the_rolls_pay_exactly_what_is_due(made):
    case = a_history(made)
    first = min(d.effective_from for d in made)
    assert sum(line.total for line in rolls(case, first, END)) == sum(
        due_in(month, made) for month in months_from(first, END)
    )


@given(decisions(), months)
def test_the_spans_from_a_month_on_say_the_same_as_the_decisions(made, start):
    restored = Decision(
        seq=99,
        step="set_aside",
        on=END,
        decided_by="zhao",
        effective_from=start,
        spans=spans_from(start, made),
        monthly=0,
    )
    for month in ALL:
        assert due_in(month, (*made, restored)) == due_in(month, made)


@given(decisions())
def test_the_last_decision_that_has_begun_decides_a_month(made):
    for month in ALL:
        begun = [d for d in made if d.effective_from <= month]
        naive = next((s.monthly for s in begun[-1].spans if s.covers(month)), 0) if begun else 0
        assert due_in(month, made) == naive


@given(st.lists(amounts, min_size=1, max_size=20), st.none() | st.just(END))
def test_equal_amounts_of_following_months_are_one_span(values, until):
    each = list(zip(ALL, values, strict=False))
    together = merged(each, until)
    assert all(a.monthly != b.monthly and a.until == b.start for a, b in pairwise(together))
    assert [next(s.monthly for s in together if s.covers(month)) for month, _ in each] == values


def test_a_month_that_was_withheld_and_let_go_is_paid_with_the_next_roll():
    decision = Decision(
        seq=2, step="enroll", on=date(2025, 12, 9), decided_by="wang", effective_from=START,
        spans=(Span(START, None, 100),),
        monthly=100,
    )  # fmt: skip
    held = Withhold(id=1, on=date(2026, 2, 3), reason="x", from_=date(2026, 2, 1), recorded_on=date(2026, 2, 3))
    freed = replace(held, id=2, amends=1, ended=True, recorded_on=date(2026, 4, 20))
    case = a_history((decision,), (held, freed))
    assert [line.total for line in rolls(case, START, date(2026, 6, 1))] == [100, 0, 0, 300, 100]
