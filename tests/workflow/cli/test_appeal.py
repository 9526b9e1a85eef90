"""Appeals from the command line: recorded, listed, refused to whoever took the decision, decided by another."""

from __future__ import annotations

import json

from states.evidence import Appeal
from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled
from workflow.evidence import record


def test_an_appeal_goes_from_its_record_to_the_decision_of_somebody_else(databases, tmp_path):
    office = filled(databases.new(), households=30)
    with office.reading() as read:
        cases = read.load_cases(read.case_ids(after="", limit=30))
    case, enrolled = next((each.id, step) for each in cases if (step := each.last_step("enroll")) is not None)
    number = record(office, case, Appeal(on=TODAY, person="head", about="enroll"))
    office.store.close()

    def run(*words, code=0):
        done = answers(*words, "--db", office.store.url, "--on", TODAY.isoformat())
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done

    said = json.loads(run("appeal", "list", "--json").stdout)[0]
    assert (said["case"], said["record"], said["decision"]["by"]) == (case, number, enrolled.actor)
    assert enrolled.actor not in said["may_decide"]
    decide = ("case", "record", case, "appeal", "--amends", number, "--outcome", "dismissed")
    assert "§3 set_aside" in run(*decide, "--as", enrolled.actor, code=1).stderr
    uphold = (*decide[:-1], "upheld", "--as", said["may_decide"][0])
    assert "what was wrong" in run(*uphold, code=2).stderr
    run(*uphold, "--wrong", "a neighbour's wages")
    (upheld,) = (each for each in json.loads(run("appeal", "list", "--json").stdout) if each["case"] == case)
    assert (upheld["wrong"], upheld["to_correct"]) == ("a neighbour's wages", True)
    due = json.loads(run("due", "--format", "json").stdout)["items"]
    assert (case, "appeal") in {(each["case"], each["kind"]) for each in due}
    run("appeal", "list", "--out", tmp_path / "appeals.pdf", "--quiet")
    assert (tmp_path / "appeals.pdf").read_bytes().startswith(b"%PDF")
    run("appeal", "list", "--out", tmp_path / "appeals.csv", "--village", said["village"], "--quiet")
    assert said["may_decide"][0] in (tmp_path / "appeals.csv").read_text("utf-8-sig")
