"""A bad value is told in the language that is spoken, whatever the library says of it."""

from __future__ import annotations

import pytest

from tests.workflow.cli.runs import dibao

BAD = {
    "a code of no vocabulary": (("case", "record", "C-0000001", "bogus"), "bogus"),
    "a number that is too small": (("case", "list", "--limit", "0"), "1"),
    "a number that is too large": (("demo", "--households", "9999999"), "2000000"),
    "a number that is none": (("demo", "--households", "many"), "--households"),
    "a day that does not exist": (("recheck", "--on", "2026-02-30"), "2026-02-30"),
}


@pytest.mark.parametrize(("line", "named"), BAD.values(), ids=BAD)
def test_a_bad_value_is_told_in_chinese_and_names_what_is_wrong(line, named):
    done = dibao(*line, "--lang", "zh")
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert not any(word in done.stderr for word in ("Value error", "Input should", "is not", "must"))
