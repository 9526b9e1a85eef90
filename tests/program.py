"""The program as the tests ask it: a household and a sheet as text in, the object of `assess --json` out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from states.household_file import HouseholdFileError, parse_household
from states.sheets import MissingParameterError, SheetError, read_sheet, shipped
from workflow.answers import assessment_object
from workflow.assessing import assess_on

if TYPE_CHECKING:
    from datetime import date

    from states.assessment import Assessment
    from states.facts import Household
    from states.policy import Policy
    from tests.random_households import Case


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error of the test
    """The program did not answer; the text says why."""


@dataclass(frozen=True)
class Answer:
    """What the program says."""

    raw: dict[str, Any]

    @property
    def compared(self) -> dict[str, Any]:
        """The answer without what the contract leaves open: findings as sorted [code, kind], each once, no digest."""
        findings = sorted([code, kind] for code, kind in {(one["code"], one["kind"]) for one in self.raw["findings"]})
        return {**{key: self.raw[key] for key in self.raw if key != "policy_digest"}, "findings": findings}


@lru_cache(maxsize=64)
def policy_of(sheet_text: str, on: date) -> Policy:
    """The policy of a sheet among the shipped ones, on a day."""
    sheet = read_sheet(sheet_text, "sheet.toml")
    return shipped().with_sheet(sheet).policy_on(sheet.region, on)


def read(case: Case) -> tuple[Household, Policy]:
    """What the program reads from the texts; Refused where the household, the sheet or the day allows no answer."""
    try:
        policy = policy_of(case.sheet_text, case.on)
        return parse_household(case.household_text, "json", on=case.on, illnesses=policy.serious_illnesses), policy
    except (HouseholdFileError, SheetError, MissingParameterError) as error:
        raise Refused(str(error)) from error


def program_assessment(case: Case) -> Assessment:
    """The assessment as the program's own value."""
    household, policy = read(case)
    return assess_on(household, policy, case.on)


def program_assess(case: Case) -> Answer:
    """The answer for a case, as the command prints it; Refused as by `read`."""
    household, policy = read(case)
    return Answer(assessment_object(household, assess_on(household, policy, case.on), policy, case.on))
