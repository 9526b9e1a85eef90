from __future__ import annotations

import re
import sys

import pytest

from states.stages import Stage
from states.steps import STEPS
from tests.repo.tree import ROOT, tracked

sys.path.insert(0, str(ROOT / "tools"))
import generated_docs

LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("name", generated_docs.DOCUMENTS)
def test_generated_documents_are_not_stale(name):
    assert (ROOT / "docs" / name).read_text(encoding="utf-8") == generated_docs.DOCUMENTS[name](), "run: make docs"


def test_the_diagram_has_every_stage_and_every_step():
    diagram = generated_docs.life_cycle().split("```")[1]
    arrows = set(re.findall(r"(\S+) --> (\S+): (\w+)", diagram))
    assert {step.name for step in STEPS} - {"set_aside"} | {"apply"} == {arrow[2] for arrow in arrows}
    assert "note right of terminated: set_aside" in diagram
    assert {stage.value for stage in Stage} <= {end for arrow in arrows for end in arrow[:2]}


def test_every_link_between_documents_leads_somewhere():
    for page in tracked():
        if page.suffix == ".md":
            for target in LINK.findall(page.read_text(encoding="utf-8")):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_test_that_the_security_page_names_is_there():
    named = re.findall(r"`(tests/\S+\.py)::(\w+)`", (ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    missing = [
        f"{page}::{test}"
        for page, test in named
        if not re.search(rf"^(async )?def {test}\(", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert named
    assert missing == []
