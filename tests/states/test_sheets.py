from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from states.facts import ExcludedKind
from states.policy import Rounding
from states.sheets import (
    MissingParameterError,
    SheetError,
    UnknownRegionError,
    shipped,
)
from states.stages import Route
from tests.states.sheet_texts import DAY, entry, policy, sheet

NEW_YEAR = date(2026, 1, 1)


# --- dates -----------------------------------------------------------------------------------------------------------


def test_a_value_holds_from_its_own_day_and_not_the_day_before():
    said = (entry("notice_days", 8, "2026-01-01"), entry("notice_days", 9, "2026-11-23"))
    days = [date(2025, 12, 31), NEW_YEAR, date(2026, 11, 22), DAY, date(2099, 1, 1)]
    assert [policy(*said, on=day).notice_days for day in days] == [7, 8, 8, 9, 9]


def test_entries_may_stand_in_any_order():
    said = (entry("notice_days", 9, "2026-11-23"), entry("notice_days", 8, "2026-01-01"))
    assert policy(*said, on=date(2026, 11, 22)).notice_days == 8


def test_between_two_changes_the_policy_is_the_same_object():
    book = shipped().with_sheet(sheet(entry("notice_days", 9, "2026-11-23")))
    first = book.policy_on("cn-99", DAY)
    assert book.policy_on("cn-99", date(2030, 2, 28)) is first
    assert first.on == DAY
    assert book.policy_on("cn-99", date(2026, 11, 22)) is not first


def test_before_the_first_day_of_a_child_its_parent_holds():
    child = entry("overdue_payment", '"withhold"', "2026-11-23")
    assert policy(child, on=date(2026, 11, 22)).overdue_payment == "continue"
    assert policy(child).overdue_payment == "withhold"


def test_a_child_beats_a_parent_that_changed_later():
    parent = sheet(entry("notice_days", 20, "2026-06-01"))
    child = sheet(entry("notice_days", 9, "2021-01-01"), region="cn-9901", parent="cn-99")
    book = shipped().with_sheet(parent).with_sheet(child)
    assert book.policy_on("cn-9901", DAY).notice_days == 9
    assert book.policy_on("cn-9901", date(2020, 6, 1)).notice_days == 7
    assert book.policy_on("cn-99", DAY).notice_days == 20


# --- tables and lists ------------------------------------------------------------------------------------------------


def test_tables_are_merged_key_by_key():
    rule = policy(entry("taper_registered", '{income_multiple = "1.5"}')).taper_registered
    assert (rule.income_multiple, rule.decrement, rule.method, rule.years) == (
        Fraction(3, 2), Fraction(1, 4), "linear", 4,
    )  # fmt: skip
    assert policy(entry("recheck_interval_months", "{B = 6}")).recheck_interval_months == {"default": 12, "B": 6}


def test_a_newer_entry_of_one_sheet_replaces_the_older_and_is_merged_with_the_parent_only():
    said = (
        entry("taper_registered", '{income_multiple = "1.5"}', "2020-01-01"),
        entry("taper_registered", '{decrement = "0.5"}', "2021-01-01"),
    )
    rule = policy(*said).taper_registered
    assert (rule.income_multiple, rule.decrement) == (2, Fraction(1, 2))


def test_papers_are_merged_by_route():
    papers = policy(entry("required_papers", '{income = ["application"]}')).required_papers
    assert papers[Route.INCOME] == ("application",)
    assert "medical_vouchers" in papers[Route.EXPENDITURE]


def test_three_sheets_are_merged_from_the_root_down():
    parent = sheet(entry("taper_unregistered", '{income_multiple = "1.5", end_year = 2030}'))
    child = sheet(entry("taper_unregistered", '{decrement = "0.1"}'), region="cn-9901", parent="cn-99", standard="")
    rule = shipped().with_sheet(parent).policy_of(child, DAY).taper_unregistered
    assert (rule.income_multiple, rule.decrement, rule.years, rule.end_year) == (
        Fraction(3, 2), Fraction(1, 10), None, 2030,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("parent", "child", "left"),
    [
        ("{years = 4}", "{end_year = 2029}", {"years": None, "end_year": 2029, "decrement": Fraction(1, 4)}),
        ("{end_year = 2029}", "{years = 3}", {"years": 3, "end_year": None, "decrement": Fraction(1, 4)}),
        ("{years = 4}", "{percentages = [100, 50]}", {"years": None, "decrement": None, "percentages": (100, 50)}),
        ("{end_year = 2029}", "{percentages = [100]}", {"end_year": None, "decrement": None, "percentages": (100,)}),
        ("{percentages = [100]}", "{by_cause = {illness = [9]}}", {"percentages": None, "by_cause": {"illness": (9,)}}),
        ("{by_cause = {illness = [9]}}", "{percentages = [100]}", {"percentages": (100,), "by_cause": None}),
        (
            "{percentages = [100]}",
            '{years = 2, decrement = "0.5"}',
            {"years": 2, "decrement": Fraction(1, 2), "percentages": None, "method": "linear"},
        ),
        (
            "{by_cause = {illness = [9]}}",
            '{end_year = 2031, decrement = "0.2", method = "geometric"}',
            {"end_year": 2031, "method": "geometric", "by_cause": None},
        ),
        (
            "{percentages = [100]}",
            '{income_multiple = "1.2"}',
            {"percentages": (100,), "income_multiple": Fraction(6, 5)},
        ),
    ],
)
def test_keys_of_another_form_displace_a_parents(parent, child, left):
    upper = sheet(entry("taper_registered", parent))
    lower = sheet(entry("taper_registered", child), region="cn-9901", parent="cn-99")
    rule = shipped().with_sheet(upper).policy_of(lower, DAY).taper_registered
    assert {name: getattr(rule, name) for name in left} == left


def test_an_amount_displaces_a_rate_of_the_employment_deduction_and_back():
    upper = sheet(entry("employment_disregard", '{of = "standard", rate = "0.3", cap = "0.5"}'))
    book = shipped().with_sheet(upper)
    lower = sheet(
        entry("employment_disregard", '{of = "amount", amount = "1200.00"}'), region="cn-9901", parent="cn-99"
    )
    found = book.policy_of(lower, DAY).employment_disregard
    assert (found.of, found.rate, found.amount, found.cap) == ("amount", None, 120000, Fraction(1, 2))
    again = sheet(
        entry("employment_disregard", '{of = "wages", rate = "0.2"}'), region="cn-990101", parent="cn-9901", standard=""
    )
    found = book.with_sheet(lower).policy_of(again, DAY).employment_disregard
    assert (found.of, found.rate, found.amount) == ("wages", Fraction(1, 5), None)


def test_lists_are_whole():
    changed = policy(
        entry("serious_illnesses", '["uraemia", "county_fever"]'),
        entry("income_excluded", '["student_aid"]'),
        entry("top_ups", '[{category = "bedridden", rate = "0.30"}]'),
        entry("automatic_steps", '["reverify"]'),
    )
    assert changed.serious_illnesses == {"uraemia", "county_fever"}
    assert changed.income_excluded == {ExcludedKind.STUDENT_AID}
    assert [rule.category for rule in changed.top_ups] == ["bedridden"]
    assert changed.automatic_steps == {"reverify"}


@pytest.mark.parametrize(
    "name",
    [
        "assets_standard_multiple", "assets_standard_months", "motor_vehicles_max", "homes_max", "home_area_m2_max",
        "business_capital_max", "major_spending_annual", "employment_disregard",
    ],
)  # fmt: skip
def test_none_switches_an_inherited_limit_off(name):
    switched_on = {"employment_disregard": '{of = "wages", rate = "0.2"}', "major_spending_annual": '"10000.00"'}
    parent = sheet(entry(name, switched_on.get(name, "3")))
    child = sheet(entry(name, '"none"', "2026-11-23"), region="cn-9901", parent="cn-99", standard="")
    book = shipped().with_sheet(parent).with_sheet(child)
    assert getattr(book.policy_on("cn-9901", date(2026, 11, 22)), name) is not None
    assert getattr(book.policy_on("cn-9901", DAY), name) is None


def test_a_limit_switched_off_in_the_other_form_is_off():
    off = policy(entry("assets_standard_months", '"none"'))
    assert (off.assets_standard_multiple, off.assets_standard_months) == (None, None)


# --- alternatives ----------------------------------------------------------------------------------------------------


def test_of_two_alternatives_in_one_sheet_the_later_in_force_holds():
    said = (entry("standard_monthly", '"500.00"', "2026-01-01"), entry("standard_annual", '"6100.00"', "2026-11-23"))
    days = [date(2025, 12, 31), NEW_YEAR, date(2026, 11, 22), DAY]
    assert [policy(*said, on=day).standard_annual for day in days] == [534000, 600000, 600000, 610000]


def test_a_childs_alternative_displaces_its_parents_even_a_later_one():
    parent = sheet(entry("standard_annual", '"9999.00"', "2026-06-01"))
    child = sheet(region="cn-9901", parent="cn-99", standard=entry("standard_monthly", '"500.00"', "2021-01-01"))
    book = shipped().with_sheet(parent).with_sheet(child)
    assert book.policy_on("cn-9901", DAY).standard_annual == 600000
    assert "standard_annual" not in book.values_on("cn-9901", DAY)


def test_an_asset_limit_in_months_displaces_the_multiple():
    found = policy(entry("assets_standard_months", "48"))
    assert (found.assets_standard_multiple, found.assets_standard_months) == (None, 48)


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [('"6148.17"', 614817), ("6148.17", 614817), ("6148", 614800), ('"6148.1"', 614810), ("6148.1", 614810)],
)
def test_money_is_exact_as_text_and_as_number(written, read):
    assert policy(standard=entry("standard_annual", written)).standard_annual == read


def test_a_decimal_number_of_a_sheet_is_never_a_binary_fraction():
    said = policy(
        entry("spot_check_share", "0.1"), entry("taper_registered", "{decrement = 0.3, income_multiple = 1.1}")
    )
    assert said.spot_check_share == Fraction(1, 10)
    assert (said.taper_registered.decrement, said.taper_registered.income_multiple) == (
        Fraction(3, 10),
        Fraction(11, 10),
    )


def test_a_standard_by_the_month_is_twelve_times_that_by_the_year():
    assert policy(standard=entry("standard_monthly", '"445.00"')).standard_annual == 534000


def test_codes_become_the_vocabularys_own_items():
    assert policy(entry("rounding", '"ceil_yuan"')).rounding is Rounding.CEIL_YUAN


# --- what is missing -------------------------------------------------------------------------------------------------


def test_a_missing_value_is_an_error_that_names_parameter_region_and_day():
    for region, day in (("cn", DAY), ("cn-2202", DAY), ("cn-371602", date(2018, 12, 31))):
        with pytest.raises(MissingParameterError) as missing:
            shipped().policy_on(region, day)
        assert (missing.value.parameter, missing.value.region, missing.value.day) == ("standard_annual", region, day)


def test_a_day_before_every_sheet_is_an_error_that_names_it():
    with pytest.raises(MissingParameterError) as missing:
        policy(on=date(2015, 12, 31))
    assert missing.value.day == date(2015, 12, 31)


def test_a_sheet_without_a_parent_must_be_complete_on_the_day():
    with pytest.raises(MissingParameterError) as missing:
        policy(parent=None)
    assert missing.value.parameter == "rounding"


def test_a_region_without_a_sheet_is_an_error_that_names_it():
    for region in ("cn-00", "", "nowhere"):
        with pytest.raises(UnknownRegionError) as unknown:
            shipped().policy_on(region, DAY)
        assert unknown.value.region == region


def test_sheets_that_make_no_value_together_are_an_error_with_parameter_and_day():
    parent = sheet(entry("taper_registered", "{percentages = [100]}"))
    child = sheet(entry("taper_registered", "{years = 3}"), region="cn-9901", parent="cn-99")
    with pytest.raises(SheetError) as error:
        shipped().with_sheet(parent).policy_of(child, DAY)
    problem = error.value.problems[0]
    assert (problem.parameter, problem.in_force, problem.code, problem.datum) == (
        "taper_registered", DAY, "KEY_MISSING", "decrement",
    )  # fmt: skip


# --- regions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "region"),
    [
        ("371602001203", "cn-371602"),
        ("371602", "cn-371602"),
        ("cn-371602", "cn-371602"),
        ("370702001001", "cn-3707"),
        ("530102003004", "cn-53"),
        ("530000", "cn-53"),
        ("110101001001", "cn-11"),
        ("371603001203", "cn"),
        ("cn-national-average", "cn-national-average"),
        ("cn", "cn"),
        ("", "cn"),
    ],
)
def test_a_code_has_the_most_specific_sheet(code, region):
    assert shipped().sheet_for_code(code) == region


def test_a_township_with_a_sheet_of_its_own_goes_before_its_county():
    book = shipped().with_sheet(sheet(region="cn-371602001", parent="cn-371602", standard=""))
    assert book.sheet_for_code("371602001203") == "cn-371602001"
    assert book.sheet_for_code("371602002203") == "cn-371602"


@pytest.mark.parametrize("code", ["nowhere", "37160２", "37 1602", "cn-x", "²"])
def test_a_code_that_is_neither_a_name_nor_digits_is_refused(code):
    with pytest.raises(UnknownRegionError):
        shipped().sheet_for_code(code)
