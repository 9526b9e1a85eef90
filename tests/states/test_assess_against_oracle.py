"""The program against the naive second implementation, on thousands of random households, sheets and days.

DIBAO_ORACLE_CASES sets how many, DIBAO_ORACLE_SEED where to begin; a failure names the seed that repeats it.
"""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

import pytest

from tests.oracle.assess import assess as oracle_assess
from tests.program import program_assess
from tests.random_households import KNOWN, Case, random_case, shipped_case

CASES = int(os.environ.get("DIBAO_ORACLE_CASES", "3000"))
SEED = int(os.environ.get("DIBAO_ORACLE_SEED", "20261123"))
PARTS = 6
SHIPPED_CASES = max(1, CASES // 60)


def case_of(seed: int) -> Case:
    """The random case of a seed."""
    return random_case(Random(seed))


def disagreements(case: Case) -> dict[str, Any]:
    """Key -> (oracle's, program's) where they differ."""
    expected = oracle_assess(case.household, case.policy, case.on)
    got = program_assess(case).compared
    return {
        key: (expected.get(key, "absent"), got.get(key, "absent"))
        for key in {**expected, **got}
        if expected.get(key, "absent") != got.get(key, "absent")
    }


def told(seed: int | str, case: Case, differing: dict[str, Any]) -> str:
    """Everything that repeats a disagreement."""
    return (
        f"seed {seed}, on {case.on}: (oracle, program) {differing}\n"
        f"household: {json.dumps(case.household, ensure_ascii=False)}\nsheet:\n{case.sheet_text}"
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_the_program_answers_as_the_oracle_on_random_households_and_sheets(part: int) -> None:
    for seed in range(SEED + part, SEED + CASES, PARTS):
        case = case_of(seed)
        differing = disagreements(case)
        assert not differing, told(seed, case, differing)


@pytest.mark.parametrize("region", sorted(set(KNOWN) - {"cn"}))
def test_the_program_answers_as_the_oracle_under_every_shipped_sheet(region: str) -> None:
    for seed in range(SEED, SEED + SHIPPED_CASES):
        case = shipped_case(Random(f"{region} {seed}"), region)
        differing = disagreements(case)
        assert not differing, told(f"{region} {seed}", case, differing)


def test_the_random_cases_reach_every_answer() -> None:
    """A generator that never makes a case of some kind would let both agree on nothing."""
    answers = [oracle_assess(case.household, case.policy, case.on) for case in map(case_of, range(SEED, SEED + 600))]
    codes = {code for answer in answers for code, _ in answer["findings"]}
    categories = {line["category"] for answer in answers for line in answer["top_ups"]}
    assert {answer["route"] for answer in answers} == {"income", "expenditure", None}
    assert {(answer["eligible"], answer["taper_band"]) for answer in answers} == {
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    }
    assert categories == {
        *("serious_illness", "elderly", "severe_disability", "elderly_and_disabled", "multiple_disabled_household"),
        *("multiple_disability", "bedridden", "minor", "other"),
    }
    assert codes == {
        *("INCOME_NOT_BELOW_STANDARD", "ASSETS_ABOVE_LIMIT", "MOTOR_VEHICLES_ABOVE_LIMIT", "HOMES_ABOVE_LIMIT"),
        *("BUSINESS_CAPITAL_ABOVE_LIMIT", "NOBODY_COUNTED", "PROPERTY_UNKNOWN", "VOUCHER_WITHOUT_NUMBER"),
        *("VOUCHER_OUTSIDE_YEAR", "VOUCHER_TWICE", "OFFSETS_ABOVE_COST", "KIND_NOT_EXCLUDED_HERE"),
        *("ID_NUMBER_SUSPECT", "DEDUCTION_WOULD_PAY_MORE"),
    }
    assert {next(iter(answer["taper"]["schedule"][0])) for answer in answers if "taper" in answer} == {"year", "month"}
