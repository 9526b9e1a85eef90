"""Verification drives from the command line: begun, visited, shown in every form, finished."""

from __future__ import annotations

import io
import json

import pypdf

from tests.workflow.cli.runs import answers

DAY = "2026-10-08"


def test_a_drive_goes_from_its_beginning_to_its_signed_summary(databases, tmp_path):
    database = databases.new()
    made = answers("--db", database, "demo", "--households", "100", "--on", DAY, "--quiet")
    assert made.returncode == 0, made.stderr

    def says(*line, code=0, **environment):
        run = answers("--db", database, "--on", DAY, *line, **environment)
        assert run.returncode == code, (line, run.stdout, run.stderr)
        return run

    says("drive", "show", code=2)
    ledger = json.loads(says("ledger", "--json").stdout)["households"]
    township = f"{ledger[0]['village'][:9]}000"
    begin = ("drive", "begin", "--village", township, "--until", "2026-12-20")
    says(*begin, "--as", "cun", code=4)
    assert says(*begin, "--as", "chen").stdout.strip() == "1"
    says(*begin, "--as", "chen", code=1)
    begun = json.loads(says("drive", "--json").stdout)
    here = {entry["case"]: entry["monthly"] for entry in ledger if entry["village"].startswith(township[:9])}
    listed = {each["case"]: each["in_the_ledger"] for each in begun["households"]}
    assert {case: of["monthly"] for case, of in listed.items() if of["batch"]} == here
    assert begun["left"] == begun["count"] == len(listed)
    due = json.loads(says("due", "2026Q4", "--village", township, "--json").stdout)
    assert sum(each["kind"] == "drive_visit" for each in due["items"]) == begun["count"]
    case = begun["households"][0]["case"]
    says("case", "record", case, "home-visit", "--visitor", "liu", "--visitor", "sun", "--as", "wang")
    seen = json.loads(says("drive", "1", "--json").stdout)["households"]
    assert [each["progress"] for each in seen if each["case"] == case] == ["visited"]
    finish = ("drive", "finish", "--signed-by", "Li Ming", "--as", "chen")
    assert f"surveyed: {begun['count']};" in says(*finish, code=1).stderr
    says(*finish, "--explain", "bad roads")
    says(*finish, "--explain", "again", code=1)
    says("drive", "show", "9", code=2)
    listing = json.loads(says("drive", "list", "--village", township, "--json").stdout)
    assert [(each["number"], each["finished_on"]) for each in listing] == [(1, DAY)]
    rows = says("drive", "1", "--format", "csv").stdout.splitlines()
    assert len(rows) == 1 + begun["count"]
    says("drive", "1", "--out", tmp_path / "drive.pdf", "--lang", "zh")
    pages = pypdf.PdfReader(io.BytesIO((tmp_path / "drive.pdf").read_bytes())).pages
    assert "Li Ming" in pages[0].extract_text()
    assert "负责人签字" in pages[-1].extract_text().replace("\n", "")
