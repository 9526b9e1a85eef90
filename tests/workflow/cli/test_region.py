"""An office begins on an empty database: regions from a file, people, and the first households."""

from __future__ import annotations

import json

import pytest

from tests.workflow.cli.runs import answers

FILE = """大湾县区划代码表
代码,名称,英文名称
371602001203,前进村,Qianjin
371602000000,大湾县,Dawan county
371602001000,大湾镇,
"""


OF_A_REGION = (
    "due", "payroll 2026-10", "ledger", "ledger township", "report list", "report show", "county-report",
    "notice list", "notice waiting", "case list", "appeal list", "declaration list", "drive list", "tasks show",
    "tasks give wang", "match show register.csv", "export all.xlsx",
)  # fmt: skip
BEFORE_ANY_SHEET = ("report list 2010Q1", "report show 2010Q1", "county-report 2010Q1")


@pytest.fixture
def office(databases):
    url = databases.new()

    def run(*words: str):
        return answers(*words, "--db", url, "--on", "2026-11-24")

    assert run("init").returncode == 0
    return run


def test_an_office_is_founded_and_takes_in_its_first_household(office, tmp_path):
    file = tmp_path / "regions.csv"
    file.write_text(FILE, encoding="gb18030")
    assert "3 regions added, 0 named anew" in office("region", "load", str(file)).stderr
    assert (
        office("user", "add", "wang", "--role", "township", "--region", "371602001000", "--name", "王").returncode == 0
    )
    file.write_text(FILE.replace("大湾镇", "大湾街道"), encoding="utf-8")
    assert "0 regions added, 1 named anew" in office("region", "load", str(file)).stderr
    listed = json.loads(office("region", "list", "--json").stdout)
    assert [(each["code"], each["name"], each["level"]) for each in listed] == [
        ("371602000000", "大湾县", "county"), ("371602001000", "大湾街道", "township"),
        ("371602001203", "前进村", "village"),
    ]  # fmt: skip
    for line in OF_A_REGION:
        done = office(*line.split(), "--village", "371602009")
        assert (done.returncode, done.stdout) == (2, ""), line
        assert "no region has the code 371602009" in done.stderr, line
    assert office("due", "--village", "3716020").returncode == 0
    for line in BEFORE_ANY_SHEET:
        done = office(*line.split())
        assert (done.returncode, done.stdout) == (2, ""), line
        assert "no policy sheet speaks for cn-371602 on 2010-" in done.stderr, line
    people = tmp_path / "people.csv"
    people.write_text("户主,姓名,出生日期,村\n赵有福,赵有福,1950年1月1日,前进村\n", encoding="utf-8")
    assert json.loads(office("import", str(people), "--json").stdout)["opened"] == ["C-0000001"]


def test_where_no_regions_are_loaded_a_code_is_not_refused(office):
    office("user", "add", "wang", "--role", "township", "--region", "371602001000")
    done = office("case", "list", "--village", "371602001203")
    assert (done.returncode, done.stderr.count("No regions are loaded")) == (0, 1)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("37160200,大湾", "is no 12-digit code"),
        ("371602000000,大湾县\n371602000000,大湾县", "stands twice"),
        ("371602000000,大湾县\n371602001203,前进村", "lies in 371602001000"),
    ],
)
def test_a_file_with_a_row_that_is_no_region_is_refused_whole(office, tmp_path, rows, told):
    file = tmp_path / "regions.csv"
    file.write_text(f"代码,名称\n{rows}\n", encoding="utf-8")
    done = office("region", "load", str(file))
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
