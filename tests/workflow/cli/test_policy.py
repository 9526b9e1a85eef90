from __future__ import annotations

import json
from pathlib import Path

import pytest

from states import sheets
from tests.workflow.cli.runs import dibao

DRAFT = """
region = "draft"
parent = "cn"
[[standard_annual]]
in_force = 2026-01-01
value = "5340.00"
[[standard_annual]]
in_force = 2027-01-01
value = "5640.00"
[[top_ups]]
in_force = 2026-01-01
value = [{category = "minor", max_age = 17, amount = "104.00"}]
"""


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "draft.toml").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def test_parameters_are_shown_with_source_status_and_the_day_since_which_they_hold():
    shown = json.loads(dibao("policy", "show", "371602001203", "--on", "2026-11-23", "--json").stdout)
    assert shown["region"] == "cn-371602"
    standard = shown["parameters"]["standard_annual"]
    assert standard["region"] == "cn-371602"
    assert standard["in_force"] <= "2026-11-23"
    assert all(standard[key] for key in ("value", "unit", "document", "status"))
    assert shown["parameters"]["notice_days"]["value"] == 7
    text = dibao("policy", "show", "cn-371602", "--on", "2026-11-23").stdout
    assert f'standard_annual = "{standard["value"]}"' in text
    assert f"since {standard['in_force']}" in text
    assert "from cn" in text


def test_the_next_change_of_a_parameter_is_shown():
    assert "until 2026-12-31" in dibao("policy", "show", "draft.toml", "--on", "2026-06-01").stdout


@pytest.mark.parametrize("language", ["en", "zh"])
def test_parameters_are_shown_in_both_languages(language):
    run = dibao("policy", "show", "cn-53", "--lang", language)
    assert run.returncode == 0
    assert ("起" in run.stdout) == (language == "zh")


def test_a_region_that_is_not_there_is_bad_input():
    run = dibao("policy", "show", "nowhere")
    assert (run.returncode, run.stdout) == (2, "")
    assert "nowhere" in run.stderr


@pytest.mark.parametrize("file", sorted(Path(sheets.__file__).parent.glob("policies/*.toml")), ids=lambda p: p.stem)
def test_every_shipped_sheet_is_without_fault_and_says_its_sources(file):
    run = dibao("policy", "check", file, "--json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["problems"] == []


def test_a_sheet_without_sources_is_fit_for_use_and_they_are_noted():
    run = dibao("policy", "check", "draft.toml")
    assert run.returncode == 0
    assert "note: draft.toml, standard_annual, in force 2026-01-01" in run.stderr
    assert dibao("policy", "check", "draft.toml", "--quiet").stderr == ""


def test_everything_wrong_with_a_sheet_is_named_with_parameter_and_date(place):
    (place / "bad.toml").write_text(
        DRAFT.replace("5640.00", "-1")
        + '[[rounding]]\nin_force = 2026-05-01\nvalue = "up"\n[[nope]]\nin_force = 2026-01-01\nvalue = 1\n',
        encoding="utf-8",
    )
    run = dibao("policy", "check", "bad.toml", "--json")
    assert run.returncode == 2
    named = {(p["parameter"], p["in_force"], p["code"]) for p in json.loads(run.stdout)["problems"]}
    assert ("standard_annual", "2027-01-01", "NEGATIVE") in named
    assert ("rounding", "2026-05-01", "UNKNOWN_CODE") in named
    assert ("nope", None, "UNKNOWN_PARAMETER") in named
    for language in ("en", "zh"):
        told = dibao("policy", "check", "bad.toml", "--lang", language).stderr
        assert all(part in told for part in ("bad.toml", "rounding", "2026-05-01", "nope"))


@pytest.mark.parametrize("content", [b"", b"\xff", b"x = ", b"[[standard_annual]]", b"a = " + b"[" * 5000])
def test_a_sheet_that_cannot_be_read_is_bad_input_and_never_a_traceback(place, content):
    (place / "odd.toml").write_bytes(content)
    for line in (
        ["policy", "check", "odd.toml"],
        ["policy", "compare", "cn", "odd.toml"],
        ["policy", "show", "odd.toml"],
    ):
        run = dibao(*line)
        assert (run.returncode, run.stdout) == (2, ""), line
        assert "odd.toml" in run.stderr
        assert "Traceback" not in run.stderr


def test_two_sheets_are_compared_by_what_differs_on_the_day():
    compared = json.loads(dibao("policy", "compare", "cn", "draft.toml", "--on", "2026-06-01", "--json").stdout)
    by_name = {d["parameter"]: d for d in compared["differences"]}
    assert set(by_name) == {"standard_annual", "top_ups"}
    assert (by_name["standard_annual"]["a"], by_name["standard_annual"]["b"]) == (None, "5340.00")
    later = json.loads(dibao("policy", "compare", "cn", "draft.toml", "--on", "2027-06-01", "--json").stdout)
    assert {d["parameter"]: d["b"] for d in later["differences"]}["standard_annual"] == "5640.00"


def test_a_sheet_compared_with_itself_says_the_same():
    run = dibao("policy", "compare", "draft.toml", "draft.toml", "--on", "2026-06-01")
    assert run.returncode == 0
    assert "say the same" in run.stdout
