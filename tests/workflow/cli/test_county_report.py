"""The county's report from the command line, in every form."""

from __future__ import annotations

import io
import json

import pypdf

from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled


def test_the_report_agrees_with_the_ledger_and_is_saved_in_every_form(databases, tmp_path):
    office = filled(databases.new(), households=60)
    office.store.close()

    def run(*words, code=0):
        done = answers(*words, "--db", office.store.url, "--on", TODAY.isoformat())
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stdout

    said = json.loads(run("county-report", f"{TODAY.year}", "--json"))
    ledger = json.loads(run("ledger", "--json"))["households"]
    assert said["total"]["caseload"]["households"] == len(ledger)
    assert said["total"]["key_support"]["persons"] == sum(len(each["top_ups"]) for each in ledger)
    assert sum(each["caseload"]["households"] for each in said["townships"]) == len(ledger)
    for form in ("csv", "xlsx"):
        run("county-report", "--table", "causes", "--out", tmp_path / f"causes.{form}", "--quiet")
    assert (tmp_path / "causes.csv").read_text("utf-8-sig").startswith("Township,Cause,")
    run("county-report", f"{TODAY.year}", "--lang", "zh", "--out", tmp_path / "county.pdf", "--quiet")
    text = pypdf.PdfReader(io.BytesIO((tmp_path / "county.pdf").read_bytes())).pages[0].extract_text()
    assert "农村低保工作报告" in text
    run("county-report", "March", code=2)
