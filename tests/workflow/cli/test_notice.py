"""Notices from the command line: who waits, a list posted, shown, printed."""

from __future__ import annotations

import io
import json

import pypdf

from tests.workflow.cli.runs import answers

DAY = "2026-11-24"


def test_a_list_goes_from_those_who_wait_to_the_board(databases, tmp_path):
    database = databases.new()
    made = answers("--db", database, "demo", "--households", "150", "--on", DAY, "--quiet")
    assert made.returncode == 0, made.stderr

    def says(*line, code=0, **environment):
        run = answers("--db", database, "--on", DAY, *line, **environment)
        assert run.returncode == code, (line, run.stderr)
        return run

    waiting = json.loads(says("notice", "waiting", "--json").stdout)
    ready = [each for each in waiting if not each["held_back"]]
    assert ready
    assert all(held["text"] for each in waiting for held in each["held_back"])
    village = ready[0]["village"]
    post = ("notice", "post", "--village", village, "--place", "board")
    says(*post, "--as", "cun", code=4)
    says("notice", "post", "--village", "371602001000", "--place", "board", code=2)
    batch = json.loads(says(*post, "--as", "wang", "--json").stdout)
    assert {line["case"] for line in batch["lines"]} == {each["case"] for each in ready if each["village"] == village}
    says(*post, code=1)
    number = batch["batch"]
    assert number.startswith(f"{DAY}-")
    assert json.loads(says("notice", "show", number, "--json").stdout) == batch
    listed = json.loads(says("notice", "list", "--json").stdout)
    assert batch in listed
    assert {line["standing"] for each in listed for line in each["lines"]} >= {"running", "over", "confirmed"}
    assert any(each["objections"]["dismissed"] for each in listed)
    board = says("notice", "print", number).stdout
    assert board.splitlines()[1].lstrip().startswith("农村最低生活保障")
    assert all(line["head"] in board and line["case"] not in board for line in batch["lines"])
    assert "Whoever objects" in says("notice", "print", number, "--lang", "en").stdout
    says("notice", "print", number, "--out", tmp_path / "board.docx", code=2)
    says("notice", "print", number, "--out", tmp_path / "board.pdf", "--phone", "0000-1234567")
    text = pypdf.PdfReader(io.BytesIO((tmp_path / "board.pdf").read_bytes())).pages[0].extract_text()
    assert all(line["head"] in text for line in batch["lines"])
    assert "0000-1234567" in text
    says("notice", "show", "2026-01-01-1", code=2)
    assert "0 problems" in says("journal", "verify").stdout
