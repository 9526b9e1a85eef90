"""What the rules find is said in both languages, whole: no code, no gap, no brace left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from states.guards.papers import MEDICAL_VOUCHERS
from states.sheets import shipped
from states.situation import DISABILITY_CERTIFICATE
from states.steps import STEP, STEPS
from tests.repo.tree import ROOT
from tests.states.life.failing import FAILING
from workflow.wording import LANGUAGES, finding_text, has_wording, in_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.findings import Finding

CODE = re.compile(r"[A-Z]{2,}_[A-Z_]+|[a-z]+_[a-z_]+|[{}]|\bNone\b(?! of )")


def refusals() -> Iterator[Finding]:
    """What every guard of every step says of its failing case."""
    for step in STEP.values():
        for guard in step.needs:
            attempt = FAILING[guard.__name__](step.name)
            yield from attempt.life.findings(step.name, attempt.by, **attempt.said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_is_told_in_words(language):
    with in_language(language):
        told = {finding_text(finding) for finding in refusals()}
    assert len(told) > 40
    assert [text for text in told if CODE.search(text)] == []
    assert [text for text in told if not text.endswith("。" if language == "zh" else ".")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_paper_that_a_shipped_sheet_asks_for_has_a_name(language):
    book = shipped()
    lists = [
        entry.value
        for region in book.regions
        for sheet in book.chain(region)
        for entry in sheet.entries.get("required_papers", ())
    ]
    papers = {paper for table in lists for papers in table.values() for paper in papers}
    assert {MEDICAL_VOUCHERS, DISABILITY_CERTIFICATE} <= papers
    with in_language(language):
        assert [paper for paper in papers if not has_wording(f"codes.paper.{paper}")] == []


def test_every_clause_that_a_guard_cites_is_in_the_policy():
    policy = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\d+)\. .*?\n(.*?)(?=^## |\Z)", policy, re.MULTILINE | re.DOTALL))
    cited = {guard.clause for step in STEPS for guard in step.needs} | {finding.clause for finding in refusals()}
    for clause in cited:
        for section, point in re.findall(r"§(\d+)(?:\.(\d+))?", clause):
            assert section in sections, clause
            assert not point or re.search(rf"^{point}\. ", sections[section], re.MULTILINE), clause
