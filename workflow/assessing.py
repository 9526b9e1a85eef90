"""Assessing households from a file: one, or many in a stream; nothing is answered unless everything can be read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from states.assessment import Assessment, assess
from states.facts import PLAN_A_ILLNESSES
from states.household_file import HouseholdFileError, parse_household
from states.months import first_of_month
from workflow.errors import BadFile, BadInput
from workflow.input_files import (
    household_from,
    household_of,
    household_sentences,
    is_one_document,
    lines_of,
    placed,
    sentence,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from states.facts import Household
    from states.policy import Policy
    from workflow.policy_choice import PolicyChoice

STANDARD_INPUT = "-"
MANY = ".ndjson"
MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class Assessed:
    """A household, the policy that held for it, and what it is entitled to."""

    household: Household
    policy: Policy
    assessment: Assessment


def assess_on(household: Household, policy: Policy, on: date) -> Assessment:
    """The entitlement on a day: its month is paid, and the income year ends with the month before (contract)."""
    month = first_of_month(on)
    return assess(household, policy, month, month)


def assess_file(path: str, choice: PolicyChoice) -> Iterator[Assessed]:
    """The households of a file (.json or .toml: one; .ndjson: many) or of standard input ("-"), in their order.

    What is wrong with any of them is raised as BadFile at the end: nothing may be shown before the last has been read.
    """
    if path == STANDARD_INPUT:
        data = sys.stdin.buffer.read()
        text = text_of(path, data)
        if is_one_document(text):
            household = household_of(text, "json", path, on=choice.day, illnesses=choice.illnesses)
            return iter([_assessed(household, choice, path, None)])
        return _assess_lines(path, iter(data.splitlines()), choice)
    if Path(path).suffix.lower() == MANY:
        return _assess_lines(path, lines_of(path), choice)
    household = household_from(path, on=choice.day, illnesses=choice.illnesses)
    return iter([_assessed(household, choice, path, None)])


def _assess_lines(file: str, lines: Iterator[bytes], choice: PolicyChoice) -> Iterator[Assessed]:
    ids: set[str] = set()
    wrong: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            assessed = _assess_line(file, line, number, choice)
            _once(assessed.household.id, ids, file, number)
        except BadFile as error:
            wrong.extend(error.sentences)
            if len(wrong) > MOST_PROBLEMS:
                break
        else:
            if not wrong:
                yield assessed
    if not ids and not wrong:
        wrong.append(sentence(file, "FILE_EMPTY"))
    if wrong:
        raise BadFile(wrong)


def _assess_line(file: str, line: bytes, number: int, choice: PolicyChoice) -> Assessed:
    text = text_of(file, line, number)
    try:
        household = parse_household(text, "json", on=choice.day, illnesses=choice.illnesses, line=number)
    except HouseholdFileError as error:
        raise BadFile(household_sentences(file, error.problems, text, "json")) from None
    return _assessed(household, choice, file, number)


def _once(household_id: str, ids: set[str], file: str, line: int) -> None:
    """Note a household's id; BadFile where it was there already. A household without an id is never the same."""
    if household_id and household_id in ids:
        raise BadFile([sentence(file, "HOUSEHOLD_TWICE", household_id, field="id", line=line)])
    ids.add(household_id)


def _assessed(household: Household, choice: PolicyChoice, file: str, line: int | None) -> Assessed:
    """Assess under the policy of the household's village; BadFile names the line where no policy holds."""
    try:
        policy = choice.policy_for(household.village)
    except BadInput as error:
        field = "" if choice.region else "village"
        raise BadFile([placed(file, str(error), field=field, line=line)]) from None
    unknown = [
        sentence(file, "UNKNOWN_CODE", member.illness, field=f"members[{index}].illness", line=line)
        for index, member in enumerate(household.members)
        if member.illness and member.illness not in policy.serious_illnesses and member.illness not in PLAN_A_ILLNESSES
    ]
    if unknown:
        raise BadFile(unknown)
    return Assessed(household, policy, assess_on(household, policy, choice.day))
