"""docs/policy-sheets.md, executed: its sheet, its household and its figures are those of the program."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from states.household_file import parse_household
from states.sheets import differences, problems, read_sheet, shipped
from workflow.answers import assessment_object
from workflow.assessing import assess_on

PAGE = (Path(__file__).parents[2] / "docs" / "policy-sheets.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```(?:toml|text) (\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")][:5]
    for line in PAGE.splitlines()
    if re.match(r"\| \d{4}-\d\d-\d\d \|", line)
]
BOOK = shipped().with_sheet(read_sheet(BLOCKS["sheet.toml"], "sheet.toml"))


def test_the_entry_and_the_sheet_of_the_page_are_without_fault():
    assert problems(BLOCKS["sheet.toml"], "sheet.toml") == ()
    assert problems(f'region = "cn-379901"\nparent = "cn"\n{BLOCKS["example"]}', "entry.toml") == ()


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_household_of_the_page_is_paid_what_the_page_says(row):
    on = date.fromisoformat(row[0])
    policy = BOOK.policy_on("cn-379901", on)
    household = parse_household(BLOCKS["household.toml"], "toml", on=on, illnesses=policy.serious_illnesses)
    answer = assessment_object(household, assess_on(household, policy, on), policy, on)
    assert [
        "yes" if answer["eligible"] else "no",
        *(answer[key] for key in ("base_monthly", "top_up_monthly", "total_monthly")),
    ] == row[1:]
    if not answer["eligible"]:
        assert [each["code"] for each in answer["findings"] if each["kind"] == "blocks"] == [
            "MOTOR_VEHICLES_ABOVE_LIMIT"
        ]


def test_the_page_has_the_day_before_and_the_day_of_each_change():
    assert [row[0] for row in ROWS] == ["2026-06-30", "2026-07-01", "2026-12-31", "2027-01-01"]


def test_the_differences_that_the_page_names_are_all_there_are():
    day = date(2026, 7, 1)
    found = differences(shipped().values_on("cn", day), BOOK.values_on("cn-379901", day))
    assert [each.parameter for each in found] == BLOCKS["differences"].split()


def test_the_page_names_every_shipped_sheet():
    section = PAGE.split("## Shipped sheets")[1]
    assert set(re.findall(r"`(cn[a-z0-9-]*)`", section.replace("from `cn`", ""))) == set(shipped().regions)


def test_the_county_of_the_example_is_nobodys():
    assert tomllib.loads(BLOCKS["sheet.toml"])["region"] not in shipped().regions
