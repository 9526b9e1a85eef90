"""Every clause that the rules cite has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workflow.clauses import clauses_of
from workflow.wording import LANGUAGES, in_language

CITED = re.compile(r'"(§[^"{]+)"')
STATES = Path(__file__).parents[2] / "states"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_clause_that_is_cited_has_its_words(language):
    citations = {cited for file in STATES.rglob("*.py") for cited in CITED.findall(file.read_text())}
    assert len(citations) > 30
    with in_language(language):
        missing = {c for c in citations if len(clauses_of(c)) != sum(p.strip()[0] == "§" for p in c.split(","))}
    assert missing == set()
