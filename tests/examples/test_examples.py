"""Worked examples, each held against the program and against the naive second implementation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.examples.worked import Example, examples
from tests.oracle.assess import assess as oracle_assess
from tests.oracle.sheets import NoValueError
from tests.program import Refused, program_assess

EXAMPLES = examples()
NOT_AN_ANSWER = {"told", "refused"}

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)


def differences(expected: Any, got: Any, where: str = "") -> list[str]:
    """Where the answer lacks what is expected; "-" expects null, "absent" no key at all, lists are compared whole."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return [one for key in expected for one in differences(expected[key], got.get(key, "absent"), f"{where}.{key}")]
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return [one for place, pair in pairs for one in differences(*pair, f"{where}[{place}]")]
    same = got is None if expected == "-" else expected == got
    return [] if same else [f"{where}: expected {expected!r}, got {got!r}"]


def held_against(example: Example, answer: dict[str, Any]) -> list[str]:
    """The differences of one answer, its findings looked at as a set of codes."""
    expected = {key: value for key, value in example.expect.items() if key not in NOT_AN_ANSWER}
    if "findings" in expected:
        expected["findings"] = sorted(expected["findings"])
    return differences(expected, {**answer, "findings": sorted({code for code, _ in answer["findings"]})})


@each_example
def test_the_oracle_answers_as_the_example_says(example: Example) -> None:
    if example.refused:
        with pytest.raises(NoValueError):
            _ = example.case.policy
        return
    answer = oracle_assess(example.case.household, example.case.policy, example.case.on)
    assert held_against(example, answer) == []


@each_example
def test_the_program_answers_as_the_example_says(example: Example) -> None:
    if example.refused:
        with pytest.raises(Refused):
            program_assess(example.case)
        return
    answer = program_assess(example.case)
    assert held_against(example, answer.compared) == []


@pytest.mark.parametrize("example", [e for e in EXAMPLES if "told" in e.expect], ids=lambda example: example.name)
def test_a_finding_tells_the_amounts_that_the_example_names(example: Example) -> None:
    findings = {finding["code"]: finding for finding in program_assess(example.case).raw["findings"]}
    for code, amounts in example.expect["told"].items():
        shown = {str(findings[code]["datum"]), str(findings[code]["limit"])}
        assert set(amounts) <= shown, findings[code]


def test_there_are_enough_examples_and_each_names_its_clause() -> None:
    assert len(EXAMPLES) >= 60
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES)
    assert all(example.clause for example in EXAMPLES)
