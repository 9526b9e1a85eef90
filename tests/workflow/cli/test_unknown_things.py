"""Nobody, nowhere, no such day: whatever is asked about a thing that is not there is refused with one sentence."""

from __future__ import annotations

import pytest

from tests.workflow.cli.runs import answers
from tests.workflow.test_demo_county import TODAY, filled

UNKNOWN = """
case list --stage bogus
case list --on 0001-01-01
case record C-0000001 bogus
case record C-0000001 pause --reason=
case split C-0000001 --member bogus
case split C-0000001 --member m1 --dated 2199-01-01
case step C-0000001 bogus
caseload --on 9999-12-31
drive show 99999999999999999999
due 1800Q1
export out.csv --table bogus
payroll show 3000-01
tasks give bogus C-0000001 --dry-run
tasks give liu
tasks give liu C-0000001 --from wang
tasks give who C-0000001
tasks give liu C-9999999 --dry-run
tasks give liu --from bogus
tasks history C-9999999
tasks list bogus
user add li --role bogus --region 371602001000
user add li --role village --region 371602001000
user add li --role township --region 371602001200
user add li --role county --region 371602001000
user add li --role township --region 371699000000
"""
WRITTEN = {"key_supported", "key-supported", "Key Supported", "重点保障"}


@pytest.fixture(scope="module")
def county(databases):
    office = filled(databases.new(), households=30)
    yield office.store.url
    office.store.close()


@pytest.mark.parametrize("line", UNKNOWN.strip().splitlines())
def test_what_is_not_there_is_refused_in_a_sentence(county, line):
    on = () if "--on" in line else ("--on", TODAY.isoformat())
    done = answers(*line.split(), "--db", county, *on)
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("dibao: ")


def test_a_code_may_be_written_as_it_is_printed_in_either_language(county):
    lists = {answers("case", "list", "--stage", stage, "--db", county).stdout for stage in WRITTEN}
    assert len(lists) == 1
    assert "key-supported" in lists.pop()
    kinds = answers("case", "record", "C-0000001", "入户调查", "--visitor", "liu", "--db", county, "--on", "2026-12-01")
    assert kinds.returncode == 0, kinds.stderr
    bogus = answers("case", "list", "--stage", "bogus", "--db", county)
    assert "applied, verified, enrolled, key_supported, tapering, re_verified, terminated" in bogus.stderr
