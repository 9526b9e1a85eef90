"""What holds of every assessment, whatever the household, the sheet and the day."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from states.assessment import assess
from states.calendar import WorkingCalendar
from states.months import add_months, first_of_month, months_from
from states.verdict import Rules
from tests.oracle.days import month_after, month_before
from tests.program import Answer, program_assess, program_assessment, read
from tests.random_households import Case, cases

if TYPE_CHECKING:
    from random import Random

PROPERTY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SHEET = {
    "region": "cn-371602",
    "parent": "cn",
    "standard_annual": [{"in_force": date(2020, 1, 1), "value": "5340.00"}],
}
DAYS = st.dates(date(2021, 1, 1), date(2032, 12, 31))
ONE_DAY = timedelta(days=1)


def plain(on: date, **household: Any) -> Case:
    """A case of one grown person under a plain sheet."""
    one = {"id": "H1", "members": [{"id": "m1", "born": "1980-06-15"}], "property": {"homes": 1}}
    return Case({**one, **household}, SHEET, on)


def changed(case: Case, **household: Any) -> Case:
    """The same case with other parts of the household."""
    return replace(case, household={**deepcopy(case.household), **household})


@PROPERTY
@given(cases(), st.integers(0, 10**7))
def test_within_one_route_more_income_never_pays_more(case: Case, more_fen: int) -> None:
    member = case.household["members"][0]["id"]
    extra = {"member": member, "kind": "transfer", "annual": f"{more_fen // 100}.{more_fen % 100:02d}"}
    less = program_assess(case).raw
    more = program_assess(changed(case, income=[*case.household["income"], extra])).raw
    if less["route"] == more["route"]:
        assert Decimal(more["base_monthly"]) <= Decimal(less["base_monthly"])
        assert Decimal(more["total_monthly"]) <= Decimal(less["total_monthly"])


@PROPERTY
@given(cases(), st.integers(0, 10**7))
def test_more_income_never_makes_somebody_eligible(case: Case, more_fen: int) -> None:
    member = case.household["members"][0]["id"]
    extra = {"member": member, "kind": "transfer", "annual": f"{more_fen // 100}.{more_fen % 100:02d}"}
    more = program_assess(changed(case, income=[*case.household["income"], extra])).raw
    assert program_assess(case).raw["eligible"] or not more["eligible"]


def regardless_of_order(answer: Answer) -> dict[str, Any]:
    """The answer with its lists sorted."""
    top_ups = sorted(answer.compared["top_ups"], key=lambda line: line["member"])
    return {**answer.compared, "top_ups": top_ups}


@PROPERTY
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_members_and_rows_changes_nothing_but_the_order(case: Case, rng: Random) -> None:
    # Of two bills with one number the first counts, so here each bill has its own.
    bills = [{**row, "voucher": f"N{place}"} for place, row in enumerate(case.household["medical"])]
    case = changed(case, medical=bills)
    shuffled = {rows: rng.sample(case.household[rows], len(case.household[rows])) for rows in ("income", "medical")}
    members = rng.sample(case.household["members"], len(case.household["members"]))
    other = changed(case, members=members, **shuffled)
    assert regardless_of_order(program_assess(case)) == regardless_of_order(program_assess(other))


@PROPERTY
@given(cases())
def test_top_ups_stand_in_the_order_of_the_members(case: Case) -> None:
    order = [member["id"] for member in case.household["members"]]
    told = [line["member"] for line in program_assess(case).raw["top_ups"]]
    assert told == [one for one in order if one in told]


@PROPERTY
@given(cases())
def test_amounts_are_never_below_zero_and_add_up(case: Case) -> None:
    answer = program_assess(case).raw
    lines = [Decimal(line["monthly"]) for line in answer["top_ups"]]
    assert Decimal(answer["base_monthly"]) >= 0
    assert all(line >= 0 for line in lines)
    assert sum(lines, Decimal(0)) == Decimal(answer["top_up_monthly"])
    assert Decimal(answer["base_monthly"]) + Decimal(answer["top_up_monthly"]) == Decimal(answer["total_monthly"])


@PROPERTY
@given(cases())
def test_nobody_is_paid_who_is_not_eligible(case: Case) -> None:
    answer = program_assess(case).raw
    blocked = any(finding["kind"] == "blocks" for finding in answer["findings"])
    assert answer["eligible"] is not blocked
    if blocked:
        assert (answer["route"], answer["batch"], answer["term_months"], answer["top_ups"]) == (None, None, None, [])
        assert answer["total_monthly"] == "0.00"


@PROPERTY
@given(cases())
def test_the_schedule_of_a_taper_without_percentages_never_rises(case: Case) -> None:
    schedule = program_assess(case).raw.get("taper", {}).get("schedule", [])
    amounts = [Decimal(row["monthly"]) for row in schedule]
    assert all(amount >= 0 for amount in amounts)
    if schedule and "year" in schedule[0]:
        assert amounts == sorted(amounts, reverse=True)


@PROPERTY
@given(st.dates(date(1930, 1, 1), date(1962, 12, 31)))
def test_seventy_is_old_from_the_first_month_whose_first_day_finds_it_reached(born: date) -> None:
    leap_day = (born.month, born.day) == (2, 29)
    common = (born.year + 70) % 4 != 0
    birthday = date(born.year + 70, 3, 1) if leap_day and common else born.replace(year=born.year + 70)
    first = birthday if birthday.day == 1 else month_after(birthday.replace(day=1))
    if first < date(2021, 2, 1):
        first = date(2021, 2, 1)
        before = []
    else:
        before = program_assess(plain(first - ONE_DAY, members=[{"id": "m1", "born": str(born)}])).raw["top_ups"]
    after = program_assess(plain(first, members=[{"id": "m1", "born": str(born)}])).raw["top_ups"]
    assert before == []
    assert [line["category"] for line in after] == ["elderly"]


@PROPERTY
@given(DAYS, st.integers(-500, 30))
def test_a_bill_counts_exactly_in_the_twelve_months_before_the_month(on: date, offset: int) -> None:
    billed = on + timedelta(days=offset)
    bill = {"member": "m1", "on": str(billed), "voucher": "V1", "certified": "100.00"}
    answer = program_assess(plain(on, medical=[bill])).raw
    months_back = (on.year - billed.year) * 12 + on.month - billed.month
    assert (answer["self_paid_medical"] == "100.00") is (1 <= months_back <= 12)
    assert any(one["code"] == "VOUCHER_OUTSIDE_YEAR" for one in answer["findings"]) is not (1 <= months_back <= 12)


@PROPERTY
@given(DAYS)
def test_the_first_and_the_last_day_of_the_income_year_count_and_the_days_beside_them_do_not(on: date) -> None:
    end = start = on.replace(day=1)
    for _ in range(12):
        start = month_before(start)
    for billed, paid in ((start - ONE_DAY, "0.00"), (start, "7.00"), (end - ONE_DAY, "7.00"), (end, "0.00")):
        bill = {"member": "m1", "on": str(billed), "voucher": "V1", "certified": "7.00"}
        assert program_assess(plain(on, medical=[bill])).raw["self_paid_medical"] == paid, billed


@PROPERTY
@given(st.dates(date(2021, 1, 2), date(2032, 12, 31)))
def test_a_new_standard_holds_from_its_day_and_not_the_day_before(begins: date) -> None:
    entries = [*SHEET["standard_annual"], {"in_force": begins, "value": "6000.00"}]
    sheet = {**SHEET, "standard_annual": entries}
    before = program_assess(replace(plain(begins - ONE_DAY), sheet=sheet)).raw
    after = program_assess(replace(plain(begins), sheet=sheet)).raw
    assert (before["standard_annual"], before["total_monthly"]) == ("5340.00", "445.00")
    assert (after["standard_annual"], after["total_monthly"]) == ("6000.00", "500.00")


@PROPERTY
@given(st.integers(2021, 2030), st.integers(0, 5))
def test_a_taper_year_changes_with_the_calendar_year(entered: int, years: int) -> None:
    previous = {"monthly": "900.00", "taper_entered": entered}
    amounts = ["900.00", "675.00", "450.00", "225.00", "0.00", "0.00", "0.00"]
    last = program_assess(plain(date(entered + years, 12, 31), previous=previous)).raw["taper"]
    first = program_assess(plain(date(entered + years + 1, 1, 1), previous=previous)).raw["taper"]
    assert (last["current"], first["current"]) == (amounts[years], amounts[years + 1])
    assert last["ends"] == first["ends"] == f"{entered + 3}-12-31"


@PROPERTY
@given(DAYS, st.sampled_from([-ONE_DAY, timedelta(0), ONE_DAY]), st.sampled_from(["from", "until"]))
def test_a_recognition_begins_and_ends_with_the_first_day_of_a_month(on: date, beside: timedelta, bound: str) -> None:
    first = on.replace(day=1)
    record = {"rate": "0.50", "by": "county", bound: str(first + beside)}
    member = {"id": "m1", "born": "1980-06-15", "recognised": record}
    paid = bool(program_assess(plain(on, members=[member])).raw["top_ups"])
    assert paid is (beside <= timedelta(0) if bound == "from" else beside > timedelta(0))


@PROPERTY
@given(cases())
def test_the_lines_that_are_added_sum_to_the_total(case: Case) -> None:
    assessment = program_assessment(case)
    assert sum(line.amount for line in assessment.lines if line.added) == assessment.total_monthly
    assert all(line.clause for line in assessment.lines)


@PROPERTY
@given(cases(), cases())
def test_the_same_case_is_answered_the_same_whatever_was_asked_before(case: Case, other: Case) -> None:
    first = program_assess(case).raw
    program_assess(other)
    assert program_assess(case).raw == first


@PROPERTY
@given(cases())
def test_an_answer_that_is_remembered_is_the_one_that_would_be_given(case: Case) -> None:
    household, policy = read(case)
    rules = Rules(lambda _: policy, WorkingCalendar(2004, frozenset(), frozenset(), frozenset()))
    window_end = first_of_month(case.on)
    for month in months_from(window_end, add_months(window_end, 30)):
        assert rules.assess(household, month, window_end) == assess(household, policy, month, window_end)
