"""Households that part and join, from the command line."""

from __future__ import annotations

from datetime import date

import pytest

from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled
from workflow.cases import ListFilter, case_page


@pytest.fixture
def county(databases):
    office = filled(databases.new(), households=120)
    yield office
    office.store.close()


def households(office) -> list[str]:
    """Two supported cases of two people or more, whose workers are not kin."""
    lines = case_page(office, ListFilter(text=""), order="case", size=200).lines
    with office.reading() as read:
        cases = read.load_cases([line.case for line in lines])
    return [
        case.id
        for case in cases
        if case.stage == "key_supported"
        and len(case.household.counted) > 1
        and not case.deaths()
        and not any(case.kin_of_household(login, TODAY) for login in ("wang", "zhao"))
    ]


def said(office, *words: str):
    return answers("case", *words, "--db", office.store.url, "--on", TODAY.isoformat())


def members_of(office, case_id: str) -> set[str]:
    with office.reading() as read:
        return {member.name for member in read.load_case(case_id).household.members}


def test_a_member_goes_from_one_case_to_another(county):
    source, target = households(county)[:2]
    with county.reading() as read:
        member = read.load_case(source).household.members[-1]
    done = said(county, "move-member", source, target, "--member", member.id)
    assert done.returncode == 0
    assert member.name in members_of(county, target)
    assert member.name not in members_of(county, source)


def test_the_head_cannot_be_split_off(county):
    source = households(county)[0]
    done = said(county, "split", source, "--member", "m1")
    assert (done.returncode, done.stdout) == (2, "")


def test_the_head_does_not_go_alone(county):
    source, target = households(county)[:2]
    assert said(county, "move-member", source, target, "--member", "m1").returncode == 2


def test_a_member_is_split_off(county):
    source = households(county)[0]
    before = members_of(county, source)
    assert said(county, "split", source, "--member", "m2").returncode == 0
    assert len(members_of(county, source)) == len(before) - 1


def test_a_merger_is_the_countys_and_closes_the_emptied_case(county):
    source, target = households(county)[:2]
    people = members_of(county, source)
    month = date(TODAY.year, TODAY.month + 1, 1).isoformat()
    refused = said(county, "merge", source, target, "--effective-from", month, "--as", "wang")
    assert (refused.returncode, refused.stdout) == (1, "")
    done = said(county, "merge", source, target, "--effective-from", month, "--as", "zhao")
    assert done.returncode == 0, done.stderr
    assert people <= members_of(county, target)
    with county.reading() as read:
        assert read.load_case(source).stage == "terminated"
