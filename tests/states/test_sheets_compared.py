from __future__ import annotations

from datetime import date

import pytest

from states.parameters import PARAMETERS
from states.sheets import SheetBook, differences, shipped
from states.stages import Role
from states.steps import STEPS
from tests.states.sheet_texts import DAY, entry, policy, sheet

# --- digest ----------------------------------------------------------------------------------------------------------


def test_equal_parameters_have_an_equal_digest_whatever_region_day_order_and_spelling():
    one = policy(entry("notice_days", 9), entry("taper_registered", '{decrement = "0.5", income_multiple = "1.50"}'))
    other = policy(
        entry("taper_registered", '{income_multiple = 1.5, decrement = "0.500"}', "2021-02-03"),
        entry("notice_days", 9, "2019-01-01"),
        region="cn-88",
        standard=entry("standard_monthly", "445", "2018-01-01"),
        on=date(2030, 1, 1),
    )
    assert one.digest == other.digest
    assert len(one.digest) == 64


def test_lists_without_order_have_an_equal_digest_and_rules_in_another_order_do_not():
    assert (
        policy(entry("income_excluded", '["student_aid", "basic_pension"]')).digest
        == policy(entry("income_excluded", '["basic_pension", "student_aid"]')).digest
    )
    rules = ['{category = "bedridden", rate = "0.3"}', '{category = "multiple_disability", rate = "0.3"}']
    digests = {policy(entry("top_ups", f"[{', '.join(order)}]")).digest for order in (rules, rules[::-1])}
    assert len(digests) == 2


DIFFERENT = {
    "standard_annual": '"5340.01"', "rounding": '"ceil_yuan"', "deduct_when_below": "true",
    "major_spending_annual": '"1.00"', "minimum_monthly": '"1.00"', "income_excluded": "[]",
    "employment_disregard": '{of = "wages", rate = "0.1"}', "income_window_months": 6, "expenditure_term_months": 6,
    "assets_standard_multiple": "3", "assets_standard_months": "24", "motor_vehicles_max": 1, "homes_max": 2,
    "home_area_m2_max": "90.5", "business_capital_max": "0", "top_ups": "[]", "serious_illnesses": "[]",
    "key_support_average_floor": '"0.11"', "taper_registered": "{years = 5}", "taper_unregistered": "{years = 5}",
    "taper_freezes": '"base"', "required_papers": "{income = []}", "recheck_interval_months": "{A = 12}",
    "recheck_lead_days": 0, "overdue_payment": '"withhold"', "automatic_steps": "[]", "automatic_amount_share": '"0.3"',
    "confirmed_by": '"township"', "home_visitors_min": 3, "survey_valid_days": 60, "special_process_working_days": 44,
    "recheck_confirmation_working_days": 9, "early_exit_working_days": 29, "fund_notice_days": 11,
    "retention_years": 15, "notice_days": 8, "survey_start_working_days": 4, "process_working_days": 29,
    "confirmation_working_days": 9, "refusal_letter_working_days": 4, "information_check_valid_days": 31,
    "complaint_working_days": 14, "report_due_day": 6, "spot_check_share": '"0.31"',
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENT)
def test_every_parameter_changes_policy_and_digest(name):
    plain, changed = policy(), policy(entry(name, DIFFERENT[name], "2021-01-01"))
    assert getattr(changed, name) != getattr(plain, name)
    assert changed.digest != plain.digest


def test_the_parameters_above_are_all_there_are():
    assert {*DIFFERENT, "standard_monthly"} == set(PARAMETERS)


def test_the_machine_may_be_given_exactly_the_steps_that_the_life_of_a_case_marks_cron():
    assert {step.name for step in STEPS if Role.CRON in step.by} == policy().automatic_steps


# --- for reading -----------------------------------------------------------------------------------------------------


def test_every_parameter_in_force_is_explained_with_its_source():
    rows = {row.parameter: row for row in shipped().explain("cn-231025", DAY)}
    standard = rows["standard_monthly"]
    assert (standard.value, standard.region, standard.entry.in_force) == ("632.00", "cn-231025", date(2026, 4, 1))
    assert (standard.entry.unit, standard.entry.status) == ("CNY/person/month", "published")
    assert (rows["notice_days"].value, rows["notice_days"].region) == (7, "cn")
    assert rows["taper_registered"].value == {
        "income_multiple": "1.5", "decrement": "0.25", "method": "linear", "years": 4,
    }  # fmt: skip
    assert rows["taper_registered"].region == "cn-231025"


def test_the_next_change_is_the_first_day_with_another_value():
    rows = {row.parameter: row for row in shipped().explain("cn-371602", DAY)}
    assert rows["standard_annual"].next_change == date(2027, 1, 1)
    assert rows["notice_days"].next_change is None
    earlier = {row.parameter: row for row in shipped().explain("cn-231025", date(2026, 3, 31))}
    assert earlier["standard_monthly"].next_change == date(2026, 4, 1)


def test_a_change_of_the_parent_that_the_child_hides_is_no_change():
    parent = sheet(entry("notice_days", 20, "2027-01-01"), entry("taper_registered", "{years = 5}", "2027-01-01"))
    child = sheet(
        entry("notice_days", 9), entry("taper_registered", '{decrement = "0.5"}'), region="cn-9901", parent="cn-99"
    )
    rows = {row.parameter: row for row in shipped().with_sheet(parent).with_sheet(child).explain("cn-9901", DAY)}
    assert rows["notice_days"].next_change is None
    assert rows["taper_registered"].next_change == date(2027, 1, 1)


def test_two_regions_differ_in_what_is_meant_and_not_in_how_it_is_written():
    book = SheetBook([
        *(shipped().chain("cn")),
        sheet(entry("spot_check_share", "0.30"), entry("notice_days", 9)),
        sheet(entry("assets_standard_multiple", '"2.00"'), entry("homes_max", '"none"'), region="cn-98",
              standard=entry("standard_monthly", '"445"')),
    ])  # fmt: skip
    found = differences(book.values_on("cn-99", DAY), book.values_on("cn-98", DAY))
    assert [(each.parameter, each.a, each.b) for each in found] == [("homes_max", 1, "none"), ("notice_days", 9, 7)]


def test_a_region_without_a_standard_differs_by_it():
    found = differences(shipped().values_on("cn", DAY), shipped().values_on("cn-371602", DAY))
    assert [(each.parameter, each.a, each.b) for each in found] == [("standard_annual", None, "7680.00")]


def test_a_table_that_its_parent_does_not_complete_yet_can_still_be_compared():
    early = shipped().with_sheet(sheet(entry("taper_registered", "{years = 3}", "2010-01-01")))
    day = date(2012, 1, 1)
    found = differences(early.values_on("cn-99", day), shipped().values_on("cn", day))
    assert [each.parameter for each in found] == ["taper_registered"]
