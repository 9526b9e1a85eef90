"""`dibao tasks`: who holds what, lists for each person, and cases given in bulk."""

from __future__ import annotations

import json

import pytest

from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled


@pytest.fixture
def said(databases):
    office = filled(databases.new(), households=120)

    def run(*words: str):
        return answers("tasks", *words, "--db", office.store.url, "--on", TODAY.isoformat())

    yield run
    office.store.close()


def held(said):
    return {load["person"]: load for load in json.loads(said("--json").stdout)}


def test_a_whole_caseload_changes_hands_and_each_person_has_a_list(said):
    before = held(said)
    assert before["wang"]["cases"] > 20
    told = said("give", "liu", "--from", "wang", "--dry-run")
    assert f"{before['wang']['cases']:,}" in told.stderr
    assert held(said) == before
    given = said("give", "liu", "--from", "wang", "--as", "sun")
    assert (given.returncode, given.stderr) == (0, f"Given to liu: {before['wang']['cases']:,} cases.\n")
    after = held(said)
    assert after.get("wang", {"cases": 0})["cases"] == 0
    assert after["liu"]["cases"] == before["wang"]["cases"] + before.get("liu", {"cases": 0})["cases"]
    work = json.loads(said("list", "liu", "--json").stdout)
    assert len(work) == after["liu"]["items"]
    assert said("list", "liu").stdout.count("\n") == len(work) + 2
    case = work[0]["case"]
    assert json.loads(said("history", case, "--json").stdout)[0] | {"at": ""} == {
        "on": TODAY.isoformat(), "at": "", "before": "wang", "person": "liu", "by": "sun",
    }  # fmt: skip
    assert said("history", case).stdout.splitlines()[0].startswith(TODAY.isoformat())
    assert said("give", "-", case).returncode == 0
    assert said().stdout.splitlines()[2].startswith("! nobody")
