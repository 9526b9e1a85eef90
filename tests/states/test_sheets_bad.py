from __future__ import annotations

from datetime import date

import pytest

from states.parameters import PARAMETERS
from states.sheets import SheetError, problems, read_sheet
from workflow.wording import LANGUAGES, in_language, say

HEAD = 'region = "cn-99"\nparent = "cn"\n'
DAY = date(2026, 5, 1)
OF_A_SHEET = {"DATE_TWICE", "BOTH_ALTERNATIVES", "KEY_MISSING", "UNKNOWN_KEY", "NOT_A_TEXT", "NO_SUCH_DATE"}


def entry(name, value, in_force="2026-05-01", rest=""):
    return f"[[{name}]]\nin_force = {in_force}\nvalue = {value}\n{rest}"


def found(text, **kept):
    return [(p.parameter, p.in_force, p.code, p.datum) for p in problems(text, "bad.toml", sourced=False, **kept)]


BAD_VALUES = [
    ("standard_annual", '"5340.001"', "NOT_AN_AMOUNT"),
    ("standard_annual", "5340.001", "NOT_AN_AMOUNT"),
    ("standard_annual", '"-5340.00"', "NEGATIVE"),
    ("standard_annual", "-1", "NEGATIVE"),
    ("standard_annual", '"0.00"', "NOT_POSITIVE"),
    ("standard_annual", '"1000000000000"', "NOT_AN_AMOUNT"),
    ("standard_annual", "1000000000000", "NOT_AN_AMOUNT"),
    ("standard_annual", f'"{"9" * 5000}"', "NOT_AN_AMOUNT"),
    ("standard_annual", f'"{"0" * 5000}"', "NOT_POSITIVE"),
    ("standard_annual", f"0x{'f' * 5000}", "NOT_AN_AMOUNT"),
    ("standard_annual", "nan", "NOT_A_NUMBER"),
    ("standard_annual", "-inf", "NOT_A_NUMBER"),
    ("standard_annual", "5.34e3", "NOT_A_NUMBER"),
    ("standard_annual", '"5,340.00"', "NOT_AN_AMOUNT"),
    ("standard_annual", '"５３４０"', "NOT_AN_AMOUNT"),
    ("standard_annual", '" 5340"', "NOT_AN_AMOUNT"),
    ("standard_annual", '"NaN"', "NOT_AN_AMOUNT"),
    ("standard_annual", "true", "NOT_A_NUMBER"),
    ("standard_annual", '["5340.00"]', "NOT_A_NUMBER"),
    ("standard_annual", "2026-01-01", "NOT_A_NUMBER"),
    ("standard_annual", '"none"', "NOT_AN_AMOUNT"),
    ("minimum_monthly", '"-0.01"', "NEGATIVE"),
    ("business_capital_max", '"lots"', "NOT_AN_AMOUNT"),
    ("rounding", '"up"', "UNKNOWN_CODE"),
    ("rounding", "1", "UNKNOWN_CODE"),
    ("rounding", '["half_up_fen"]', "UNKNOWN_CODE"),
    ("deduct_when_below", "1", "NOT_A_FLAG"),
    ("deduct_when_below", '"true"', "NOT_A_FLAG"),
    ("notice_days", "true", "NOT_A_COUNT"),
    ("notice_days", '"7"', "NOT_A_COUNT"),
    ("notice_days", "7.0", "NOT_A_COUNT"),
    ("notice_days", "0", "NOT_POSITIVE"),
    ("notice_days", "-7", "NEGATIVE"),
    ("notice_days", "1000000000", "TOO_LARGE"),
    ("income_window_months", "100000", "TOO_LARGE"),
    ("retention_years", "9999", "TOO_LARGE"),
    ("report_due_day", "31", "TOO_LARGE"),
    ("motor_vehicles_max", "false", "NOT_A_COUNT"),
    ("homes_max", "1.5", "NOT_A_COUNT"),
    ("spot_check_share", '"1.01"', "NOT_A_SHARE"),
    ("spot_check_share", '"30 %"', "NOT_A_NUMBER"),
    ("spot_check_share", "-0.3", "NEGATIVE"),
    ("spot_check_share", "true", "NOT_A_NUMBER"),
    ("spot_check_share", '"1/3"', "NOT_A_NUMBER"),
    ("automatic_amount_share", "1e-1", "NOT_A_NUMBER"),
    ("automatic_amount_share", '"99999999999"', "NOT_A_NUMBER"),
    ("income_excluded", '["basic_pension", "lottery"]', "UNKNOWN_CODE"),
    ("income_excluded", '"basic_pension"', "NOT_A_LIST"),
    ("serious_illnesses", '["Uraemia"]', "UNKNOWN_CODE"),
    ("serious_illnesses", "[nan]", "UNKNOWN_CODE"),
    ("automatic_steps", '["enroll"]', "UNKNOWN_CODE"),
    ("confirmed_by", '"cron"', "UNKNOWN_CODE"),
    ("confirmed_by", '"none"', "UNKNOWN_CODE"),
    ("overdue_payment", '"stop"', "UNKNOWN_CODE"),
    ("required_papers", '["application"]', "NOT_A_TABLE"),
    ("required_papers", '{batch = ["application"]}', "UNKNOWN_KEY"),
    ("recheck_interval_months", "{D = 3}", "UNKNOWN_KEY"),
    ("recheck_interval_months", "{A = 0}", "NOT_POSITIVE"),
    ("recheck_interval_months", "12", "NOT_A_TABLE"),
    ("employment_disregard", '{of = "tips", rate = "0.3"}', "UNKNOWN_CODE"),
    ("employment_disregard", '{of = "amount", rate = "0.3"}', "RATE_OR_AMOUNT"),
    ("employment_disregard", '{of = "wages", amount = "100.00"}', "RATE_OR_AMOUNT"),
    ("employment_disregard", '{of = "wages", rate = "0.3", amount = "100.00"}', "RATE_OR_AMOUNT"),
    ("employment_disregard", '{of = "wages"}', "KEY_MISSING"),
    ("employment_disregard", '{rate = "0.3"}', "KEY_MISSING"),
    ("employment_disregard", '{of = "wages", rate = "0.3", floor = 1}', "UNKNOWN_KEY"),
    ("taper_registered", "{years = 4, end_year = 2029}", "ONE_FORM"),
    ("taper_registered", "{years = 4, percentages = [100]}", "ONE_FORM"),
    ("taper_registered", "{percentages = [100], by_cause = {illness = [100]}}", "ONE_FORM"),
    ("taper_registered", '{percentages = [100], decrement = "0.25"}', "ONE_FORM"),
    ("taper_registered", '{percentages = [100], method = "linear"}', "ONE_FORM"),
    ("taper_registered", "{percentages = []}", "EMPTY"),
    ("taper_registered", "{percentages = [101]}", "NOT_A_PERCENTAGE"),
    ("taper_registered", "{percentages = [99.5]}", "NOT_A_COUNT"),
    ("taper_registered", '{percentages = "100 50"}', "NOT_A_LIST"),
    ("taper_registered", "{by_cause = {}}", "EMPTY"),
    ("taper_registered", "{by_cause = [100]}", "NOT_A_TABLE"),
    ("taper_registered", "{by_cause = {illness = []}}", "EMPTY"),
    ("taper_registered", "{years = 0}", "NOT_POSITIVE"),
    ("taper_registered", "{years = 1000}", "TOO_LARGE"),
    ("taper_registered", "{end_year = 99999}", "NO_SUCH_YEAR"),
    ("taper_registered", "{end_year = 29}", "NO_SUCH_YEAR"),
    ("taper_registered", '{decrement = "1.01"}', "NOT_A_SHARE"),
    ("taper_registered", '{income_multiple = "0"}', "NOT_POSITIVE"),
    ("taper_registered", '{method = "steps"}', "UNKNOWN_CODE"),
    ("taper_registered", "{length = 3}", "UNKNOWN_KEY"),
    ("taper_registered", '"none"', "NOT_A_TABLE"),
    ("top_ups", '{category = "minor", max_age = 17, rate = "0.1"}', "NOT_A_LIST"),
    ("top_ups", '["minor"]', "NOT_A_TABLE"),
    ("top_ups", '[{rate = "0.1"}]', "KEY_MISSING"),
    ("top_ups", '[{category = "youngest", rate = "0.1"}]', "UNKNOWN_CODE"),
    ("top_ups", '[{category = "other", rate = "0.1"}]', "UNKNOWN_CODE"),
    ("top_ups", '[{category = "bedridden"}]', "RATE_OR_AMOUNT"),
    ("top_ups", '[{category = "bedridden", rate = "0.1", amount = "9.00"}]', "RATE_OR_AMOUNT"),
    ("top_ups", '[{category = "bedridden", amount = "-9.00"}]', "NEGATIVE"),
    ("top_ups", '[{category = "bedridden", rate = "-0.1"}]', "NEGATIVE"),
    ("top_ups", '[{category = "bedridden", rate = inf}]', "NOT_A_NUMBER"),
    ("top_ups", '[{category = "elderly", min_age = 80, max_age = 70, rate = "0.1"}]', "AGES_CROSSED"),
    ("top_ups", '[{category = "elderly", min_age = true, rate = "0.1"}]', "NOT_A_COUNT"),
    ("top_ups", '[{category = "elderly", rate = "0.1"}]', "KEY_MISSING"),
    ("top_ups", '[{category = "elderly_and_disabled", rate = "0.1"}]', "KEY_MISSING"),
    ("top_ups", '[{category = "minor", rate = "0.1"}]', "KEY_MISSING"),
    ("top_ups", '[{category = "severe_disability", levels = [0], rate = "0.1"}]', "NO_SUCH_LEVEL"),
    ("top_ups", '[{category = "severe_disability", levels = [5], rate = "0.1"}]', "NO_SUCH_LEVEL"),
    ("top_ups", '[{category = "severe_disability", levels = [1.0], rate = "0.1"}]', "NOT_A_COUNT"),
    ("top_ups", '[{category = "severe_disability", levels = [true], rate = "0.1"}]', "NOT_A_COUNT"),
    ("top_ups", '[{category = "severe_disability", levels = [], rate = "0.1"}]', "EMPTY"),
    ("top_ups", '[{category = "severe_disability", classes = ["legs"], rate = "0.1"}]', "UNKNOWN_CODE"),
    ("top_ups", '[{category = "minor", max_age = 17, rate = "0.1", sex = "F"}]', "UNKNOWN_KEY"),
]


@pytest.mark.parametrize(("name", "value", "code"), BAD_VALUES, ids=[f"{n}={v[:40]}" for n, v, _ in BAD_VALUES])
def test_a_bad_value_is_named_with_parameter_and_date(name, value, code):
    assert [each[:3] for each in found(HEAD + entry(name, value))] == [(name, DAY, code)]


@pytest.mark.parametrize("name", sorted(PARAMETERS))
@pytest.mark.parametrize("value", ["[[[1]]]", "{a = {b = 1}}", '"\\u001b[31m\\u202e"', "nan", "1979-05-27T07:32:00Z"])
def test_no_parameter_takes_nonsense_and_none_breaks_on_it(name, value):
    told = problems(HEAD + entry(name, value), "bad.toml", sourced=False)
    assert [(each.parameter, each.in_force) for each in told] == [(name, DAY)]
    assert all(sign.isprintable() for each in told for sign in each.datum)


BAD_ENTRIES = [
    ("[[notice_days]]\nvalue = 7\n", [("notice_days", None, "NO_SUCH_DATE", "in_force")]),
    (entry("notice_days", 7, '"2026-05-01"'), [("notice_days", None, "NO_SUCH_DATE", "2026-05-01")]),
    (
        entry("notice_days", 7, "2026-05-01T00:00:00"),
        [("notice_days", None, "NO_SUCH_DATE", "2026-05-01 00:00:00")],
    ),
    ("[[notice_days]]\nin_force = 2026-05-01\n", [("notice_days", DAY, "KEY_MISSING", "value")]),
    (entry("notice_days", 7) + entry("notice_days", 8), [("notice_days", DAY, "DATE_TWICE", "")]),
    (
        entry("standard_annual", 5340) + entry("standard_monthly", 445),
        [("standard_annual", DAY, "BOTH_ALTERNATIVES", "standard_monthly")],
    ),
    (
        entry("assets_standard_months", 24) + entry("assets_standard_multiple", '"none"'),
        [("assets_standard_multiple", DAY, "BOTH_ALTERNATIVES", "assets_standard_months")],
    ),
    (entry("notice_days", 7, rest="until = 2027-01-01\n"), [("notice_days", DAY, "UNKNOWN_KEY", "until")]),
    (entry("notice_days", 7, rest="unit = 1\n"), [("notice_days", DAY, "NOT_A_TEXT", "unit")]),
    (entry("notice_days", 7, rest="link = false\n"), [("notice_days", DAY, "NOT_A_TEXT", "link")]),
    (entry("notice_days", 7, rest='document = "\\u001b[2J"\n'), [("notice_days", DAY, "NOT_A_TEXT", "document")]),
    (entry("notice_days", 7, rest='status = "real"\n'), [("notice_days", DAY, "UNKNOWN_CODE", "real")]),
    ("[notice_days]\nin_force = 2026-05-01\nvalue = 7\n", [("notice_days", None, "NOT_DATED", "")]),
    ("[[notice_day]]\nin_force = 2026-05-01\nvalue = 7\n", [("notice_day", None, "UNKNOWN_PARAMETER", "")]),
    ('[["\\u202e"]]\nin_force = 2026-05-01\nvalue = 7\n', [("�", None, "UNKNOWN_PARAMETER", "")]),
]


@pytest.mark.parametrize(("text", "told"), BAD_ENTRIES, ids=[told[0][2] for _, told in BAD_ENTRIES])
def test_a_bad_entry_is_named_with_parameter_and_date(text, told):
    assert found(HEAD + text) == told


@pytest.mark.parametrize("line", ["notice_days = 7", "notice_days = []", 'notice_days = [7, "8"]'])
def test_a_parameter_that_is_no_list_of_dated_entries_is_named(line):
    assert found(f"{HEAD}{line}\n") == [("notice_days", None, "NOT_DATED", "")]


@pytest.mark.parametrize(
    "text",
    [
        "x = ", "\x00", "region", 'region = "a"\nregion = "b"', "a = " + "[" * 5000, "a = 2026-02-30",
        "a = " + "9" * 5000, "[[notice_days]]\nin_force = 2026-02-30\nvalue = 7", "�", '"""',
    ],
)  # fmt: skip
def test_a_text_that_is_no_toml_is_one_problem_and_no_exception(text):
    told = problems(text, "bad.toml")
    assert [(each.parameter, each.code) for each in told] == [("", "NOT_TOML")]
    assert told[0].datum
    assert all(sign.isprintable() for sign in told[0].datum)


@pytest.mark.parametrize("head", ["", 'region = ""\n', "region = 37\n", 'region = "\\u001b"\n'])
def test_a_sheet_says_its_region(head):
    assert ("region", None, "KEY_MISSING", "region") in found(head + 'parent = "cn"\n')


@pytest.mark.parametrize(
    ("parent", "code", "datum"),
    [('"cn-77"', "UNKNOWN_PARENT", "cn-77"), ("7", "UNKNOWN_PARENT", "7"), ('"cn-99"', "PARENT_IN_CIRCLE", "cn-99")],
)
def test_a_parent_that_is_not_there_is_named(parent, code, datum):
    assert found(f'region = "cn-99"\nparent = {parent}\n') == [("parent", None, code, datum)]


def test_a_sheet_may_not_take_its_parents_place():
    assert found('region = "cn"\nparent = "cn-371602"\n') == [("parent", None, "PARENT_IN_CIRCLE", "cn")]


def test_a_sheet_without_a_parent_lacks_each_parameter_that_it_does_not_say():
    told = found('region = "alone"\n' + entry("standard_monthly", 445) + entry("notice_days", 7, "2026-06-01"))
    said = {"standard_annual", "standard_monthly", "notice_days", "assets_standard_months"}
    wanted = {name for name, parameter in PARAMETERS.items() if not parameter.optional} - said
    assert {each[0] for each in told} == wanted
    assert {each[1:3] for each in told} == {(DAY, "MISSING")}


def test_a_sheet_with_a_parent_may_leave_the_standard_to_the_sheets_below_it():
    assert found(HEAD + entry("notice_days", 8)) == []


def test_a_parameter_may_begin_later_than_another():
    assert found(HEAD + entry("top_ups", "[]", "2020-01-01") + entry("standard_annual", 5340, "2026-01-01")) == []


def test_what_a_table_inherits_may_begin_later_than_the_table():
    assert found(HEAD + entry("taper_registered", "{years = 3}", "2010-01-01")) == []


def test_tables_that_make_no_value_with_what_they_inherit_are_named_at_each_date():
    head = HEAD.replace('"cn"', '"cn-11"')
    text = (
        head + entry("taper_registered", "{years = 3}") + entry("taper_registered", "{end_year = 2030}", "2027-01-01")
    )
    assert found(text) == [
        ("taper_registered", DAY, "KEY_MISSING", "decrement"),
        ("taper_registered", date(2027, 1, 1), "KEY_MISSING", "decrement"),
    ]


def test_all_problems_are_named_at_once():
    text = (
        'region = "alone"\n'
        + entry("standard_annual", '"-1"')
        + entry("standard_annual", '"x"', "2027-01-01", "until = 1\n")
        + entry("notice_days", "true")
        + "[[nope]]\nin_force = 2026-01-01\n"
    )
    told = found(text)
    for one in (
        ("standard_annual", DAY, "NEGATIVE", "-1"),
        ("standard_annual", date(2027, 1, 1), "NOT_AN_AMOUNT", "x"),
        ("standard_annual", date(2027, 1, 1), "UNKNOWN_KEY", "until"),
        ("notice_days", DAY, "NOT_A_COUNT", "True"),
        ("nope", None, "UNKNOWN_PARAMETER", ""),
        ("rounding", DAY, "MISSING", ""),
    ):
        assert one in told
    assert len(set(told)) == len(told)


def test_a_sheet_to_be_published_says_unit_document_and_status_of_each_entry():
    text = HEAD + entry("notice_days", 8, rest='unit = "days"\n') + entry("homes_max", 1, rest='status = "published"\n')
    told = [(p.parameter, p.in_force, p.code, p.datum) for p in problems(text, "x.toml")]
    assert told == [
        ("notice_days", DAY, "SOURCE_MISSING", "document"),
        ("notice_days", DAY, "SOURCE_MISSING", "status"),
        ("homes_max", DAY, "SOURCE_MISSING", "unit"),
        ("homes_max", DAY, "SOURCE_MISSING", "document"),
    ]
    assert problems(text, "x.toml", sourced=False) == ()


def test_reading_a_bad_sheet_raises_with_every_problem_of_its_text():
    text = HEAD + entry("notice_days", "true") + entry("rounding", '"up"')
    with pytest.raises(SheetError) as error:
        read_sheet(text, "bad.toml")
    assert error.value.problems == problems(text, "bad.toml", sourced=False)
    assert (
        str(error.value)
        == "bad.toml notice_days 2026-05-01 NOT_A_COUNT True; bad.toml rounding 2026-05-01 UNKNOWN_CODE up"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_a_problem_is_a_sentence_in_both_languages(language):
    codes = {code for _, _, code in BAD_VALUES} | {told[0][2] for _, told in BAD_ENTRIES} | OF_A_SHEET
    codes |= {"NOT_TOML", "UNKNOWN_PARENT", "PARENT_IN_CIRCLE", "MISSING", "SOURCE_MISSING"}
    with in_language(language):
        for code in codes:
            assert code not in say(f"sheets.{code}", datum="x")
