"""The shipped sheets: each loads on every day at which something changes, and says the published figures."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from states import sheets
from states.facts import DisabilityClass
from states.money import rounded
from states.policy import Rounding, TopUpCategory
from states.sheets import MissingParameterError, problems, shipped
from states.stages import Route

FILES = sorted(Path(sheets.__file__).parent.glob("policies/*.toml"))
DAY = date(2026, 11, 23)
ROOT_DAY = date(2016, 1, 1)
WITHOUT_A_STANDARD = {"cn", "cn-11", "cn-2102", "cn-2202", "cn-3211", "cn-3607", "cn-3707", "cn-plan-a-2021"}
BODY_AND_MIND = ["visual", "physical", "intellectual", "mental"]


def below(region):
    """A county of a region whose source gives no standard, with one of its own."""
    text = f'region = "below"\nparent = "{region}"\n[[standard_monthly]]\nin_force = 2016-01-01\nvalue = "445.00"\n'
    return sheets.read_sheet(text, "below.toml")


def policy(region, day=DAY):
    return shipped().policy_of(below(region), day) if region in WITHOUT_A_STANDARD else shipped().policy_on(region, day)


def rules(region, category):
    """Rate or amount of each rule of a category, with its ages, classes and levels."""
    return [
        (rule.rate or rule.amount, rule.min_age, rule.max_age, rule.classes and [*map(str, rule.classes)], rule.levels)
        for rule in policy(region).top_ups
        if rule.category == category
    ]


def standards(region, *days):
    return [policy(region, day).standard_annual for day in days]


# --- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_sheet_is_without_fault_and_says_its_sources(file):
    assert problems(file.read_text(encoding="utf-8"), file.name) == ()


@pytest.mark.parametrize("region", shipped().regions)
def test_a_region_has_a_policy_on_every_day_on_which_something_changes_and_the_day_before(region):
    said = shipped().with_sheet(below(region)).changes("below" if region in WITHOUT_A_STANDARD else region)
    first = shipped().chain(region)[0].days(["standard_annual", "standard_monthly"])
    for day in {each + timedelta(days=k) for each in said for k in (-1, 0, 1)}:
        if day < ROOT_DAY or (region not in WITHOUT_A_STANDARD and day < first[0]):
            with pytest.raises(MissingParameterError):
                policy(region, day)
        else:
            assert policy(region, day).standard_annual > 0


@pytest.mark.parametrize("region", sorted(WITHOUT_A_STANDARD))
def test_a_source_without_a_standard_makes_a_sheet_without_one(region):
    with pytest.raises(MissingParameterError, match=f"standard_annual {region} {DAY}"):
        shipped().policy_on(region, DAY)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_named_after_its_region_and_only_the_root_has_no_parent(file):
    sheet = sheets.read_sheet(file.read_text(encoding="utf-8"), file.name)
    assert file.stem.startswith(sheet.region)
    assert sheet.parent == (None if sheet.region == "cn" else "cn")
    assert shipped().chain(sheet.region)[0].file == file.name


# --- the defaults ----------------------------------------------------------------------------------------------------


def test_the_defaults_are_those_of_the_contract():
    cn = policy("cn")
    assert (cn.rounding, cn.deduct_when_below, cn.major_spending_annual) == (Rounding.HALF_UP_FEN, False, None)
    assert (cn.minimum_monthly, cn.employment_disregard) == (0, None)
    assert (cn.income_window_months, cn.expenditure_term_months) == (12, 12)
    assert (cn.assets_standard_multiple, cn.assets_standard_months) == (2, None)
    assert (cn.motor_vehicles_max, cn.homes_max, cn.home_area_m2_max, cn.business_capital_max) == (0, 1, None, None)
    assert {*cn.income_excluded} == {
        "basic_pension", "disability_subsidy", "old_age_allowance", "family_planning_reward", "student_aid",
        "social_assistance", "veterans_benefit",
    }  # fmt: skip
    assert cn.key_support_average_floor == Fraction(1, 10)
    assert len(cn.serious_illnesses) == 14
    assert (cn.taper_freezes, cn.overdue_payment, cn.confirmed_by) == ("total", "continue", "county")
    assert cn.recheck_interval_months == {"default": 12}
    assert (cn.recheck_lead_days, cn.automatic_amount_share, cn.spot_check_share) == (
        30,
        Fraction(1, 5),
        Fraction(3, 10),
    )


def test_the_clocks_are_those_of_the_policy():
    cn = policy("cn")
    assert (cn.notice_days, cn.survey_start_working_days, cn.process_working_days, cn.confirmation_working_days) == (
        7, 3, 30, 10,
    )  # fmt: skip
    assert (cn.refusal_letter_working_days, cn.information_check_valid_days, cn.complaint_working_days) == (3, 30, 15)
    assert (cn.report_due_day, cn.home_visitors_min, cn.survey_valid_days, cn.retention_years) == (5, 2, 90, 10)
    assert (cn.special_process_working_days, cn.recheck_confirmation_working_days) == (45, 10)
    assert (cn.early_exit_working_days, cn.fund_notice_days) == (30, 10)


def test_the_default_top_ups_are_those_of_the_policy():
    assert [(rule.category.value, rule.rate) for rule in policy("cn").top_ups] == [
        ("serious_illness", Fraction(3, 10)), ("elderly", Fraction(1, 5)), ("severe_disability", Fraction(1, 5)),
        ("elderly_and_disabled", Fraction(1, 5)), ("multiple_disabled_household", Fraction(1, 5)),
        ("multiple_disability", Fraction(1, 5)), ("minor", Fraction(1, 10)),
    ]  # fmt: skip
    assert rules("cn", "elderly")[0][1] == 70
    assert rules("cn", "elderly_and_disabled")[0][1] == 70
    assert rules("cn", "minor")[0][2] == 17
    assert rules("cn", "severe_disability") == [
        (Fraction(1, 5), None, None, ["visual", "intellectual", "physical", "mental"], (1, 2))
    ]


@pytest.mark.parametrize("track", ["registered", "unregistered"])
def test_the_default_taper_is_that_of_the_policy(track):
    rule = policy("cn").taper(track)
    assert (rule.income_multiple, rule.decrement, rule.method, rule.years, rule.end_year, rule.by_month) == (
        2, Fraction(1, 4), "linear", 4, None, False,
    )  # fmt: skip


def test_the_papers_by_route():
    papers = policy("cn").required_papers
    assert papers[Route.INCOME] == (
        "application", "authorisation", "id_and_household_book", "income_property_statement",
        "near_relative_declaration", "disability_certificate",
    )  # fmt: skip
    assert papers[Route.EXPENDITURE] == (*papers[Route.INCOME], "medical_vouchers")


def test_what_neither_plan_nor_practice_says_is_marked_as_illustrative():
    status = {row.parameter: row.entry.status for row in shipped().explain("cn", DAY)}
    for chosen in (
        "deduct_when_below",
        "taper_freezes",
        "recheck_lead_days",
        "report_due_day",
        "complaint_working_days",
    ):
        assert status[chosen] == "illustrative"
    for given in ("income_excluded", "assets_standard_multiple", "top_ups", "serious_illnesses", "fund_notice_days"):
        assert status[given] == "published"


# --- the demonstration county ----------------------------------------------------------------------------------------


def test_the_demonstration_county_has_a_standard_for_each_year_and_says_that_it_is_invented():
    days = [date(year, 1, 1) for year in range(2019, 2028)]
    amounts = standards("cn-371602", *days)
    assert amounts == sorted(set(amounts))
    assert amounts[0] == 534000
    assert standards("cn-371602", date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1)) == [
        738000, 768000, 768000, 798000,
    ]  # fmt: skip
    own = shipped().chain("cn-371602")[0]
    assert {entry.status for entries in own.entries.values() for entry in entries} == {"illustrative"}


# --- published figures, locality by locality -------------------------------------------------------------------------


def test_linkou_raises_its_standard_in_april_2026_and_pays_flat_top_ups_and_whole_yuan():
    assert standards("cn-231025", date(2026, 3, 31), date(2026, 4, 1)) == [585_00 * 12, 632_00 * 12]
    assert {rule.amount for rule in policy("cn-231025").top_ups} == {104_00}
    assert {rule.rate for rule in policy("cn-231025").top_ups} == {None}
    assert {policy("cn-231025").taper(track).income_multiple for track in ("registered", "unregistered")} == {
        Fraction(3, 2)
    }
    assert policy("cn-231025").rounding is Rounding.CEIL_YUAN


def test_linkou_asks_of_a_person_what_the_defaults_ask():
    def conditions(region):
        return [(r.category, r.min_age, r.max_age, r.classes, r.levels) for r in policy(region).top_ups]

    assert conditions("cn-231025") == conditions("cn")
    assert conditions("cn-442000") == conditions("cn")


def test_zhongshan_2020():
    assert standards("cn-442000", date(2020, 1, 1)) == [1100_00 * 12]
    assert rules("cn-442000", "minor") == [(Fraction(2, 5), None, 17, None, None)]


def test_huli_limits_assets_to_48_months_of_its_standard():
    huli = policy("cn-350206")
    assert huli.standard_annual == 1200_00 * 12
    assert (huli.assets_standard_months, huli.assets_standard_multiple) == (48, None)
    assert huli.assets_standard_months * huli.standard_annual / 12 == 57600_00


def test_yunnan_pays_its_full_class_534_in_2024():
    assert standards("cn-53", date(2023, 9, 1), date(2023, 12, 31), date(2024, 1, 1)) == [6148_17, 6148_17, 6400_00]
    assert rounded(Fraction(6400_00, 12), policy("cn-53").rounding) == 534_00


def test_shule_2022_and_huichang_2023():
    assert standards("cn-653122", date(2022, 1, 1)) == [5292_00] == [441_00 * 12]
    assert standards("cn-360733", date(2023, 1, 1)) == [885_00 * 12]


def test_jilin_city():
    assert rules("cn-2202", "serious_illness") == [(Fraction(3, 10), None, None, None, None)]
    assert rules("cn-2202", "severe_disability") == [
        (Fraction(1, 5), None, None, None, (1, 2)),
        (Fraction(1, 5), None, None, ["intellectual", "mental"], (3,)),
    ]
    assert rules("cn-2202", "elderly") == [(Fraction(1, 10), 70, None, None, None)]
    assert rules("cn-2202", "minor") == [(Fraction(1, 10), None, 17, None, None)]


def test_dalian():
    assert rules("cn-2102", "elderly") == [
        (Fraction(1, 10), 60, 69, None, None),
        (Fraction(1, 5), 70, 79, None, None),
        (Fraction(2, 5), 80, None, None, None),
    ]
    assert rules("cn-2102", "severe_disability") == [
        (Fraction(1, 2), None, None, BODY_AND_MIND, (1, 2)),
        (Fraction(1, 5), None, None, ["speech", "hearing"], (1, 2)),
        (Fraction(1, 5), None, None, BODY_AND_MIND, (3,)),
    ]
    assert rules("cn-2102", "minor") == [(Fraction(1, 5), None, 17, None, None)]


def test_huludao():
    assert 2820_00 <= policy("cn-2114").standard_annual <= 3156_00
    assert rules("cn-2114", "bedridden") == [(Fraction(3, 10), None, None, None, None)]
    assert rules("cn-2114", "elderly") == [(Fraction(1, 5), 70, None, None, None)]
    assert [policy("cn-2114").interval_months(each) for each in ("A", "B", "C", None)] == [12, 6, 3, 12]


def test_zhenjiang():
    assert rules("cn-3211", "elderly") == [
        (Fraction(1, 10), 60, 69, None, None),
        (Fraction(1, 5), 70, None, None, None),
    ]
    assert rules("cn-3211", "minor") == [(Fraction(1, 10), None, 17, None, None)]


def test_ganzhou_deducts_the_cost_of_working_and_tapers_six_months_to_three_years_by_cause():
    ganzhou = policy("cn-3607")
    assert (ganzhou.employment_disregard.of, ganzhou.employment_disregard.rate) == ("standard", Fraction(3, 10))
    for track in ("registered", "unregistered"):
        rule = ganzhou.taper(track)
        lengths = {len(percentages) for percentages in rule.by_cause.values()}
        assert (min(lengths), max(lengths)) == (6, 36)
        assert rule.income_multiple == 2
    status = {row.parameter: row.entry.status for row in shipped().explain("cn-3607", DAY)}
    assert (status["employment_disregard"], status["taper_registered"]) == ("published", "illustrative")


def test_beijing_tapers_over_six_months():
    for track in ("registered", "unregistered"):
        rule = policy("cn-11").taper(track)
        assert rule.percentages == (100, 100, 80, 80, 60, 60)
        assert (rule.decrement, rule.years, rule.income_multiple) == (None, None, 2)


def test_the_sister_document_of_plan_a():
    for track in ("registered", "unregistered"):
        rule = policy("cn-plan-a-2021").taper(track)
        assert (rule.income_multiple, rule.decrement) == (2, Fraction(1, 4))


def test_weifang_2017():
    weifang = policy("cn-3707", date(2017, 1, 1))
    assert (weifang.assets_standard_multiple, weifang.motor_vehicles_max, weifang.homes_max) == (2, 0, 1)
    assert weifang.home_area_m2_max is not None
    status = {row.parameter: (row.region, row.entry.status) for row in shipped().explain("cn-3707", DAY)}
    assert status["assets_standard_multiple"] == ("cn-3707", "published")
    assert status["home_area_m2_max"] == ("cn-3707", "illustrative")


def test_national_averages():
    days = ["2019-12-31", "2020-12-31", "2021-06-30", "2023-01-31", "2024-12-31", "2025-02-28"]
    assert standards("cn-national-average", *map(date.fromisoformat, days)) == [
        5335_50, 5962_30, 6150_00, 582_00 * 12, 593_90 * 12, 594_00 * 12,
    ]  # fmt: skip


@pytest.mark.parametrize("region", sorted({*shipped().regions} - {"cn", "cn-371602"}))
def test_each_locality_names_its_document_and_says_what_is_a_copy(region):
    own = shipped().chain(region)[0]
    entries = [entry for listed in own.entries.values() for entry in listed]
    assert entries
    assert {entry.status for entry in entries} <= {"published", "illustrative"}
    assert any(entry.status == "published" or entry.link for entry in entries)
    if region in {"cn-442000", "cn-53", "cn-2102", "cn-2114", "cn-3211", "cn-3607", "cn-11", "cn-plan-a-2021"}:
        assert all(any(word in entry.document for word in ("copy", "mirror")) for entry in entries)
        assert all(entry.link for entry in entries)


def test_the_codes_of_the_sheets_are_those_of_the_facts():
    used = {code for region in shipped().regions for rule in policy(region).top_ups for code in rule.classes or ()}
    assert used <= {*DisabilityClass}
    assert {rule.category for region in shipped().regions for rule in policy(region).top_ups} == {*TopUpCategory} - {
        TopUpCategory.OTHER
    }
