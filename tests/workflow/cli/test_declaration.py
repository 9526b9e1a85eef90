"""Near-relative declarations from the command line."""

from __future__ import annotations

import json

from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled


def test_declarations_are_listed_with_their_cases_and_saved_with_their_changes(databases, tmp_path):
    office = filled(databases.new(), households=60)
    office.store.close()

    def run(*words):
        done = answers("declaration", *words, "--db", office.store.url, "--on", TODAY.isoformat())
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    said = json.loads(run("list", "--json"))
    assert said["declarations"]
    assert {each["record"] for each in said["changes"]} >= {each["record"] for each in said["declarations"]}
    case = next(each["live_cases"][0] for each in said["declarations"] if each["live_cases"])
    assert case in run("list")
    for form in ("csv", "xlsx", "pdf"):
        run("list", "--out", tmp_path / f"declarations.{form}", "--quiet")
    assert case in (tmp_path / "declarations.csv").read_text("utf-8-sig")
    assert run("changes").splitlines()[0] == f"Changes of declarations: {len(said['changes'])}"
