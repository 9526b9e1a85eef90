"""`dibao assess` as a stream: a line in, a line out, in the same order, and each as if asked alone."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from typing import TYPE_CHECKING

from tests.oracle import sheets
from tests.program import program_assess
from tests.random_households import KNOWN, Case, random_household
from tests.random_sheets import random_sheet, toml
from tests.workflow.cli.runs import dibao

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 11, 23)
MANY = 300


def stream(seed: int) -> list[Case]:
    """Households with names of their own under one random sheet."""
    rng = Random(seed)
    sheet = random_sheet(rng, ON)
    policy = sheets.resolve(sheet, KNOWN, ON)
    names = [f"H{number:04d}" for number in range(MANY)]
    rng.shuffle(names)
    return [Case(random_household(rng, policy, ON, name), sheet, ON) for name in names]


def test_many_households_are_answered_in_their_order_as_each_alone(tmp_path: Path) -> None:
    cases = stream(20261123)
    (tmp_path / "sheet.toml").write_text(toml(cases[0].sheet), encoding="utf-8")
    lines = "\n".join(case.household_text for case in cases) + "\n"
    run = dibao("assess", "-", "--policy", tmp_path / "sheet.toml", "--on", ON, "--json", given=lines.encode())
    assert run.returncode == 0, run.stderr
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [case.household["id"] for case in cases]
    for answer, case in zip(answers, cases, strict=True):
        alone = program_assess(case).raw
        assert {**answer, "findings": codes(answer)} == {**alone, "findings": codes(alone)}


def codes(answer: dict[str, list[dict[str, str]]]) -> list[tuple[str, ...]]:
    """The findings without their sentences, whose language is the run's."""
    return [tuple(f"{one[key]}" for key in ("code", "kind", "clause", "datum", "limit")) for one in answer["findings"]]
