from __future__ import annotations

import json
import os
from copy import deepcopy
from datetime import date

import jsonschema
import pytest

from tests.workflow.cli.runs import dibao

ON = "2026-11-23"
SHEET = """
region = "test"
parent = "cn"
[[standard_annual]]
in_force = 2026-01-01
value = "5340.00"
"""
HOUSEHOLD = {
    "id": "H001",
    "members": [
        {"id": "m1", "name": "李[red]某", "born": "1950-03-02", "illness": "uraemia", "major_spending": True},
        {"id": "m2", "born": "1980-03-02"},
        {"id": "m3", "born": "2015-03-02"},
    ],
    "income": [{"member": "m2", "kind": "wages", "annual": "30000.00"}],
    "medical": [
        {"member": "m1", "on": "2026-05-02", "voucher": "V1", "certified": "50000", "basic_insurance": "29000"},
    ],
    "property": {},
}
MONEY = {"type": "string", "pattern": r"^-?\d+\.\d\d$"}
ANSWER = {
    "type": "object",
    "additionalProperties": False,
    "required": [
        "id", "on", "region", "policy_digest", "counted", "income_annual", "self_paid_medical", "adjusted_annual",
        "per_head_annual", "standard_annual", "eligible", "route", "term_months", "batch", "base_monthly", "top_ups",
        "top_up_monthly", "total_monthly", "taper_band", "findings",
    ],
    "properties": {
        "id": {"type": "string"}, "on": {"const": ON}, "region": {"type": "string"},
        "policy_digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"}, "counted": {"type": "integer"},
        **dict.fromkeys(("income_annual", "self_paid_medical", "adjusted_annual", "per_head_annual"), MONEY),
        **dict.fromkeys(("standard_annual", "base_monthly", "top_up_monthly", "total_monthly"), MONEY),
        "eligible": {"type": "boolean"}, "route": {"enum": ["income", "expenditure", None]},
        "term_months": {"type": ["integer", "null"]}, "batch": {"enum": [1, 2, None]},
        "taper_band": {"type": "boolean"}, "taper": {"type": "object"},
        "top_ups": {"items": {"required": ["member", "category", "rate", "monthly", "also_held"]}},
        "findings": {"items": {
            "additionalProperties": False,
            "required": ["code", "kind", "clause", "datum", "limit", "text"],
            "properties": {
                "kind": {"enum": ["blocks", "warns", "unknown"]}, "text": {"type": "string", "minLength": 5},
                "code": {"pattern": "^[A-Z_]+$"}, "clause": {"pattern": "^§"}, "datum": {}, "limit": {},
            },
        }},
    },
}  # fmt: skip


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty directory to write into, that the run starts in, with a sheet in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "sheet.toml").write_text(SHEET, encoding="utf-8")
    return tmp_path


def assess(place, content, *line, name="household.json"):
    data = (
        content
        if isinstance(content, bytes)
        else (content if isinstance(content, str) else json.dumps(content)).encode()
    )
    (place / name).write_bytes(data)
    return dibao("assess", name, "--policy", "sheet.toml", "--on", ON, *line)


def changed(**changes):
    return {**deepcopy(HOUSEHOLD), **changes}


def with_member(**changes):
    household = deepcopy(HOUSEHOLD)
    household["members"][1].update(changes)
    return household


def with_income(**changes):
    household = deepcopy(HOUSEHOLD)
    household["income"][0].update(changes)
    return household


def test_one_household_is_answered_with_the_contracts_object(place):
    run = assess(place, HOUSEHOLD, "--json")
    assert (run.returncode, run.stderr) == (0, "")
    answer = json.loads(run.stdout)
    jsonschema.validate(answer, ANSWER)
    assert (answer["route"], answer["base_monthly"], answer["region"]) == ("expenditure", "585.00", "test")
    assert [(t["member"], t["category"], t["monthly"]) for t in answer["top_ups"]] == [
        ("m1", "serious_illness", "133.50"),
        ("m3", "minor", "44.50"),
    ]
    assert answer["top_ups"][0]["also_held"] == ["elderly"]
    assert answer["total_monthly"] == "763.00"


def test_the_page_adds_up_and_marks_what_is_not_added(place):
    run = assess(place, HOUSEHOLD)
    assert run.returncode == 0
    added = [line for line in run.stdout.splitlines() if line.startswith("+")]
    amounts = [float(line.split("  §")[0].split()[-1].replace(",", "")) for line in added]
    assert sum(amounts) == 763.00
    assert "held, not added 李[red]某: elderly 20 %" in run.stdout
    assert "\x1b" not in run.stdout


def test_toml_says_the_same_as_json(place):
    toml = """
id = "H001"
[[members]]
id = "m1"
name = "李[red]某"
born = 1950-03-02
illness = "uraemia"
major_spending = true
[[members]]
id = "m2"
born = "1980-03-02"
[[members]]
id = "m3"
born = 2015-03-02
[[income]]
member = "m2"
kind = "wages"
annual = 30000.00
[[medical]]
member = "m1"
on = 2026-05-02
voucher = "V1"
certified = 50000
basic_insurance = "29000"
[property]
"""
    assert assess(place, toml, "--json", name="h.toml").stdout == assess(place, HOUSEHOLD, "--json").stdout


def test_many_households_are_answered_in_their_order_one_a_line(place):
    lines = [json.dumps(changed(id=f"H{i}", income=[]), ensure_ascii=False) for i in range(30)]
    text = "\ufeff" + "\n\n".join(lines) + "\r\n"
    run = assess(place, text, "--json", name="many.ndjson")
    assert run.returncode == 0, run.stderr
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [f"H{i}" for i in range(30)]
    piped = dibao("assess", "-", "--policy", "sheet.toml", "--on", ON, "--json", given=text.encode())
    assert piped.stdout == run.stdout


@pytest.mark.usefixtures("place")
@pytest.mark.parametrize("indent", [None, 2])
def test_standard_input_may_be_one_document(indent):
    given = json.dumps(HOUSEHOLD, indent=indent).encode()
    run = dibao("assess", "-", "--policy", "sheet.toml", "--on", ON, "--json", given=given)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["total_monthly"] == "763.00"


def test_a_household_that_is_not_eligible_is_an_answer_and_no_failure(place):
    run = assess(place, with_income(annual="9999999"), "--json")
    assert run.returncode == 0
    answer = json.loads(run.stdout)
    assert (answer["eligible"], answer["route"], answer["total_monthly"]) == (False, None, "0.00")
    assert "INCOME_NOT_BELOW_STANDARD" in [finding["code"] for finding in answer["findings"]]


def test_findings_are_told_in_the_language_that_is_spoken(place):
    told = {
        language: [
            f["text"]
            for f in json.loads(assess(place, changed(property=None), "--json", "--lang", language).stdout)["findings"]
        ]
        for language in ("en", "zh")
    }
    assert told["en"] != told["zh"]
    assert "家庭财产" in " ".join(told["zh"])


def test_no_database_and_no_directory_of_the_user_is_touched(place):
    home = place / "home"
    home.mkdir()
    run = dibao(
        "assess", "-", "--policy", "sheet.toml", "--on", ON, given=json.dumps(HOUSEHOLD).encode(), HOME=str(home)
    )
    assert run.returncode == 0
    assert list(home.iterdir()) == []


BAD = {
    "not JSON": ('{"members": [', ["household.json", "line 1", "JSON"]),
    "not JSON, further down": ('{\n"members":\n}', ["line 3"]),
    "an empty file": ("", ["nothing in it"]),
    "blanks alone": (" \n \n", ["nothing in it"]),
    "a list": ([HOUSEHOLD], ["object"]),
    "a number": ("5", ["object"]),
    "null": ("null", ["object"]),
    "bytes that are no text": (b"\xff\xfe\x00\x01", ["UTF-8"]),
    "nested too deeply": ("[" * 100_000, ["household.json"]),
    "nested in a known key": ('{"members": ' + "[" * 5000 + "]" * 5000 + "}", ["household.json"]),
    "an unknown key": (changed(colour="red"), ["colour", "no such key"]),
    "an unknown key of a member": (with_member(colour="red"), ["members[1].colour"]),
    "no members": (changed(members=[]), ["members"]),
    "members missing": ({"id": "H1"}, ["members", "required"]),
    "no birthday": (changed(members=[{"id": "m1"}], income=[], medical=[]), ["members[0].born"]),
    "a date that does not exist": (with_member(born="2026-02-30"), ["members[1].born", "2026-02-30"]),
    "a date in another form": (with_member(born="19800302"), ["members[1].born"]),
    "born after the day": (with_member(born="2026-11-24"), ["members[1].born"]),
    "three decimals": (with_income(annual="1.005"), ["income[0].annual", "1.005"]),
    "three decimals as a number": (json.dumps(HOUSEHOLD).replace('"30000.00"', "1.005"), ["income[0].annual", "1.005"]),
    "not a number": (json.dumps(HOUSEHOLD).replace('"30000.00"', "NaN"), ["income[0].annual", "NaN"]),
    "infinity": (json.dumps(HOUSEHOLD).replace('"30000.00"', "-Infinity"), ["income[0].annual"]),
    "an exponent": (json.dumps(HOUSEHOLD).replace('"30000.00"', "3e4"), ["income[0].annual", "3e4"]),
    "too much money": (with_income(annual="1000000000000"), ["income[0].annual"]),
    "a number of ten thousand digits": (json.dumps(HOUSEHOLD).replace('"30000.00"', "9" * 10_000), ["annual"]),
    "negative wages": (with_income(annual="-1"), ["income[0].annual", "below zero"]),
    "money as true": (with_income(annual=True), ["income[0].annual"]),
    "an unknown member": (with_income(member="m9"), ["income[0].member", "m9"]),
    "an unknown kind": (with_income(kind="lottery"), ["income[0].kind", "lottery"]),
    "an unknown illness": (with_member(illness="ennui"), ["members[1].illness", "ennui"]),
    "a member twice": (with_member(id="m1"), ["members[1].id", "second time"]),
    "a key twice": ('{"id": "a", "id": "b", "members": []}', ["id", "twice"]),
    "control characters": (with_member(name="a\x1b[31mb"), ["members[1].name", "control"]),
    "a bidi override": (with_member(name="a\u202eb"), ["members[1].name"]),
    "half a character": (json.dumps(with_member(name="\ud800")), ["members[1].name"]),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_bad_input_ends_with_2_nothing_on_standard_output_and_the_place_named(place, what, language):
    content, named = BAD[what]
    run = assess(place, content, "--json", "--lang", language)
    assert run.returncode == 2, run.stdout + run.stderr
    assert run.stdout == ""
    assert "Traceback" not in run.stderr
    assert "household.json" in run.stderr
    assert "\x1b" not in run.stderr
    if language == "en":
        for part in named:
            assert part in run.stderr


def test_a_problem_in_a_file_over_many_lines_is_named_with_its_line(place):
    text = json.dumps(with_member(born="1980-13-01"), indent=1)
    line = next(n for n, written in enumerate(text.splitlines(), start=1) if "1980-13-01" in written)
    assert f"line {line}, members[1].born" in assess(place, text).stderr
    toml = '[[members]]\nid = "m1"\nborn = 1980-01-01\n[[members]]\nid = "m2"\nborn = "1980-13-01"\n'
    assert "line 6, members[1].born" in assess(place, toml, name="h.toml").stderr


def test_every_problem_of_a_file_is_named_at_once(place):
    household = with_member(born="x")
    household["income"][0]["annual"] = "y"
    household["colour"] = 1
    told = assess(place, household).stderr
    assert all(part in told for part in ("members[1].born", "income[0].annual", "colour"))


def test_one_bad_line_among_good_ones_leaves_standard_output_empty(place):
    lines = [json.dumps(changed(id=f"H{i}")) for i in range(50)]
    lines[30] = json.dumps(with_income(annual="1.001"))
    lines[40] = lines[10]
    run = assess(place, "\n".join(lines), "--json", name="many.ndjson")
    assert (run.returncode, run.stdout) == (2, "")
    assert "many.ndjson, line 31, income[0].annual" in run.stderr
    assert "many.ndjson, line 41, id: household “H10” was there already" in run.stderr


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff", b"{}", b'{"members": []}\n[]', b"\x00" * 100])
def test_a_bad_stream_ends_with_2_whether_it_is_a_file_or_standard_input(place, content):
    (place / "many.ndjson").write_bytes(content)
    for run in (
        dibao("assess", "many.ndjson", "--policy", "sheet.toml", "--on", ON),
        dibao("assess", "-", "--policy", "sheet.toml", "--on", ON, given=content),
    ):
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr
        assert "Traceback" not in run.stderr


def test_a_file_that_cannot_be_opened_is_named(place):
    (place / "folder.json").mkdir()
    for name, told in (
        ("missing.json", "no such file"),
        ("folder.json", "directory"),
        ("h.json/x.json", "no such file"),
        ("h.pdf", ".json"),
    ):
        run = dibao("assess", name, "--policy", "sheet.toml")
        assert (run.returncode, run.stdout) == (2, ""), name
        assert name in run.stderr
        assert told in run.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(place):
    (place / "h.json").write_text("{}", encoding="utf-8")
    (place / "h.json").chmod(0)
    assert dibao("assess", "h.json").returncode == 2


def test_a_region_without_a_standard_is_named_with_parameter_and_day(place):
    (place / "h.json").write_text(json.dumps(HOUSEHOLD), encoding="utf-8")
    run = dibao("assess", "h.json", "--on", ON)
    assert (run.returncode, run.stdout) == (2, "")
    assert all(part in run.stderr for part in ("standard_annual", "cn", ON))


def test_the_region_is_the_one_asked_for_else_the_settled_one_else_the_villages(place):
    household = changed(village="371602001203")
    (place / "h.json").write_text(json.dumps(household), encoding="utf-8")

    def region(*line):
        run = dibao("assess", "h.json", "--on", ON, "--json", *line)
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)["region"]

    assert region() == "cn-371602"
    assert region("--region", "cn-53") == "cn-53"
    assert region("--region", "530102001001") == "cn-53"
    (place / "config" / "dibao").mkdir(parents=True)
    (place / "config" / "dibao" / "settings.toml").write_text('region = "cn-653122"', encoding="utf-8")
    assert region() == "cn-653122"
    assert region("--region", "cn-53") == "cn-53"


@pytest.mark.parametrize("region", ["nowhere", "cn-x", "../cn"])
def test_a_region_that_has_no_sheet_is_named(place, region):
    (place / "h.json").write_text(json.dumps(HOUSEHOLD), encoding="utf-8")
    run = dibao("assess", "h.json", "--region", region)
    assert (run.returncode, run.stdout) == (2, "")
    assert region in run.stderr


def test_a_village_that_is_no_code_is_named_with_its_field_and_line(place):
    lines = [json.dumps(changed(id="a", village="371602001203")), json.dumps(changed(id="b", village="Dawan"))]
    (place / "many.ndjson").write_text("\n".join(lines), encoding="utf-8")
    run = dibao("assess", "many.ndjson", "--on", ON)
    assert (run.returncode, run.stdout) == (2, "")
    assert "many.ndjson, line 2, village" in run.stderr
    assert "Dawan" in run.stderr


@pytest.mark.parametrize(
    ("sheet", "named"),
    [
        ("", ["region"]),
        ("not toml", ["TOML"]),
        ('region = "x"\nparent = "nowhere"\n', ["nowhere"]),
        ('region = "x"\nparent = "x"\n', ["x"]),
        (SHEET.replace("5340.00", "5340.001"), ["standard_annual", "2026-01-01", "5340.001"]),
        (SHEET.replace("2026-01-01", "2026-02-30"), ["sheet.toml"]),
        (SHEET.replace("2026-01-01", '"2026-01-01"'), ["standard_annual", "in_force"]),
        (SHEET.replace("standard_annual", "standard_weekly"), ["standard_weekly"]),
        (SHEET.replace('value = "5340.00"', ""), ["standard_annual", "value"]),
        (SHEET + '[[rounding]]\nin_force = 2026-01-01\nvalue = "down"\n', ["rounding", "2026-01-01", "down"]),
        (SHEET + '[[top_ups]]\nin_force = 2026-01-01\nvalue = [{category = "elderly"}]\n', ["top_ups", "elderly"]),
        ('region = "x"\n[[standard_annual]]\nin_force = 2026-01-01\nvalue = "1"\n', ["rounding"]),
    ],
)
def test_a_sheet_that_cannot_be_used_is_named_with_parameter_and_date(place, sheet, named):
    (place / "sheet.toml").write_text(sheet, encoding="utf-8")
    run = assess(place, HOUSEHOLD, "--json")
    assert (run.returncode, run.stdout) == (2, "")
    assert "Traceback" not in run.stderr
    for part in ["sheet.toml", *named]:
        assert part in run.stderr


def test_a_sheet_that_begins_later_leaves_the_day_without_a_standard(place):
    (place / "h.json").write_text(json.dumps(HOUSEHOLD), encoding="utf-8")
    run = dibao("assess", "h.json", "--policy", "sheet.toml", "--on", "2025-12-31")
    assert run.returncode == 2
    assert all(part in run.stderr for part in ("standard_annual", "test", "2025-12-31"))


def test_a_taper_is_shown_with_its_amounts_to_the_end(place):
    household = changed(previous={"monthly": "900.00", "taper_entered": 2026})
    taper = json.loads(assess(place, household, "--json").stdout)["taper"]
    assert taper["schedule"] == [
        {"year": 2026, "monthly": "900.00"}, {"year": 2027, "monthly": "675.00"},
        {"year": 2028, "monthly": "450.00"}, {"year": 2029, "monthly": "225.00"},
    ]  # fmt: skip
    assert (taper["ends"], taper["current"]) == ("2029-12-31", "900.00")
    page = assess(place, household).stdout
    assert f"→  {date.fromisoformat(ON).year}  900.00" in page


def test_a_thousand_households_are_one_stream_that_can_be_cut_off(place):
    text = "\n".join(json.dumps(changed(id=f"H{i}")) for i in range(1000))
    run = assess(place, text, "--json", name="many.ndjson")
    assert run.stdout.count("\n") == 1000
