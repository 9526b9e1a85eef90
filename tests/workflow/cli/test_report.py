"""Quarterly reports from the command line: drafted, submitted, corrected, rolled up."""

from __future__ import annotations

import io
import json

import pypdf

from tests.workflow.cli.runs import answers

DAY = "2026-10-08"


def test_a_report_goes_from_its_draft_to_the_townships_roll_up(databases, tmp_path):
    database = databases.new()
    made = answers("--db", database, "demo", "--households", "100", "--on", DAY, "--quiet")
    assert made.returncode == 0, made.stderr

    def says(*line, code=0, **environment):
        run = answers("--db", database, "--on", DAY, *line, **environment)
        assert run.returncode == code, (line, run.stdout, run.stderr)
        return run

    everybody = json.loads(says("report", "list", "--json").stdout)
    assert {each["days_late"] for each in everybody} == {3}
    ledger = json.loads(says("ledger", "--as-of", "2026-09-30", "--json").stdout)["households"]
    village = ledger[0]["village"]
    draft = json.loads(says("report", "2026Q3", "--village", village, "--json").stdout)
    assert (draft["submitted"], draft["hold"]) == (None, True)
    assert draft["figures"]["caseload"]["households"] == sum(each["village"] == village for each in ledger)
    submit = ("report", "submit", "2026Q3", "--village", village, "--signed-by", "Li Ming")
    late = says(*submit, "--as", "wang")
    assert late.stdout.strip() == f"2026Q3-{village}-1"
    assert "3 days late" in late.stderr
    says(*submit, code=1)
    says("report", "submit", "2026Q4", "--village", village, "--signed-by", "Li Ming", code=1)
    township = ("report", "submit", "2026Q3", "--village", "371602000000")
    looked = json.loads(says(*township, "--dry-run", "--json").stdout)
    assert village not in {each["village"] for each in looked["reports"]}
    assert looked["refused"] == []
    rest = [each["village"] for each in looked["reports"][:2]]
    one, other = rest
    both = says("report", "submit", "2026Q3", "--village", one, "--village", village, "--signed-by", "Li Ming", code=1)
    assert f"2026Q3-{one}-1" in both.stdout
    assert "1 reports; 1 refused" in both.stdout
    assert f"2026Q3-{other}-1" in says(*township, "--signed-by", "Li Ming", "--as", "chen").stdout
    says(*township, "--signed-by", "Li Ming", code=1)
    says("report", "correct", "2026Q3", "--village", village, "--signed-by", "Li Ming", "--reason", "a typing error")
    first = json.loads(says("report", "2026Q3", "--village", village, "--version", "1", "--json").stdout)
    assert first["figures"] == draft["figures"]
    assert first["submitted"]["unchanged"]
    says("report", "2026Q3", "--village", village, "--version", "9", code=2)
    rolled = json.loads(says("report", "--village", f"{village[:9]}000", "--json").stdout)
    assert rolled["figures"]["households"] == first["figures"]["households"]
    says("report", "--village", village, "--out", tmp_path / "report.pdf", "--lang", "zh")
    text = pypdf.PdfReader(io.BytesIO((tmp_path / "report.pdf").read_bytes())).pages[0].extract_text()
    assert f"2026Q3-{village}-2" in text
