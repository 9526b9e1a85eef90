"""What is wrong with a household file: everything at once, by its place, in printable words."""

from __future__ import annotations

import json
from datetime import date

import pytest

from states.household_file import HouseholdFileError, parse_household

ON = date(2026, 11, 24)
ILLNESSES = frozenset({"uraemia"})
HEAD = {"id": "m1", "name": "甲", "born": "1960-01-01", "id_no": "11010119600101001X"}


def problems(document):
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    with pytest.raises(HouseholdFileError) as refused:
        parse_household(text, "json", on=ON, illnesses=ILLNESSES, line=7)
    return {(p.code, p.field) for p in refused.value.problems}, refused.value.problems


def test_a_key_that_stands_twice_is_named_by_its_path_without_control_characters():
    text = '{"members": [{"id": "m1", "born": "1960-01-01", "\\u001b[31mname": "a", "\\u001b[31mname": "b"}]}'
    found, raw = problems(text)
    assert any(code == "KEY_TWICE" and field.startswith("members[0].") for code, field in found)
    assert all(problem.field.isprintable() for problem in raw)
    assert {problem.line for problem in raw} == {7}


def test_what_rows_say_about_each_other_is_told_beside_what_is_wrong_in_a_row():
    found, _ = problems(
        {
            "members": [HEAD, {**HEAD, "name": "乙"}],
            "income": [
                {"member": "m9", "kind": "wages", "annual": "1.00"},
                {"member": "m1", "kind": "wages", "annual": "-1.00"},
                {"member": "m1", "kind": "wages", "annual": "x"},
            ],
            "phone": 5,
        }
    )
    assert {code for code, _ in found} >= {"TWICE", "UNKNOWN_MEMBER", "NEGATIVE"}
    assert {"income[2].annual", "phone", "members[1].id"} <= {field for _, field in found}


def test_an_id_number_is_the_same_with_a_small_x():
    found, raw = problems(
        {"members": [HEAD, {**HEAD, "id": "m2", "id_no": HEAD["id_no"].lower()}]},
    )
    assert ("TWICE", "members[1].id_no") in found
    assert all(HEAD["id_no"][:-1] not in str(problem.datum) for problem in raw), "an ID number is never repeated"


def test_a_value_of_the_wrong_kind_is_shown_as_it_was_written():
    _, raw = problems({"members": [HEAD], "phone": [1, {"a": 2}]})
    assert all("Written" not in str(problem.datum) for problem in raw)
