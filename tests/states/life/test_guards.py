from __future__ import annotations

import pytest

from states.case import MACHINE, Actor
from states.stages import Role
from states.steps import STEP, STEPS
from states.verdict import judge_allowed
from tests.states.life.builders import ready_for, rules
from tests.states.life.failing import FAILING

CELLS = [(step.name, guard.__name__) for step in STEPS for guard in step.needs]


@pytest.mark.parametrize("step", STEP)
def test_a_case_with_everything_in_order_passes(step):
    verdict = ready_for(step).judge(step)
    assert verdict.allowed
    assert verdict.findings == ()


@pytest.mark.parametrize(("step", "guard"), CELLS)
def test_each_guard_of_each_step_has_a_case_that_it_alone_refuses(step, guard):
    attempt = FAILING[guard](step)
    verdict = attempt.life.judge(step, attempt.by, **attempt.said)
    codes = [finding.code for finding in (verdict.bars if attempt.bars else verdict.findings)]
    assert codes == attempt.codes
    assert verdict.allowed is not attempt.bars
    looked_at = verdict.situation
    short = judge_allowed(looked_at.case, looked_at.act, step, looked_at.rules)
    assert short == (verdict if verdict.allowed else None)
    own = {f.code for f in next(g for g in STEP[step].needs if g.__name__ == guard)(verdict.situation)}
    assert own & set(attempt.codes), "the refusal comes from another guard"


def test_every_failing_case_belongs_to_a_guard_of_the_table():
    assert set(FAILING) == {guard for _, guard in CELLS}


@pytest.mark.parametrize("step", STEP)
def test_every_finding_cites_its_clause_and_says_what_would_satisfy_it(step):
    for guard in STEP[step].needs:
        attempt = FAILING[guard.__name__](step)
        for finding in attempt.life.findings(step, attempt.by, **attempt.said):
            assert finding.clause.startswith("§"), finding
            assert finding.remedy or finding.code in {"INCOME_NOT_BELOW_STANDARD", "AMOUNT_UNCHANGED",
                "MEMBER_STILL_QUALIFIES", "OTHER_LIVE_CASE"}, finding  # fmt: skip


@pytest.mark.parametrize("step", STEP)
@pytest.mark.parametrize("role", Role)
def test_only_the_roles_of_the_table_may_take_a_step(step, role):
    life = ready_for(step)
    somebody = Actor("somebody else", role)
    allowed = role in STEP[step].roles(life.rules.policies(life.today))
    assert life.bars(step, somebody) == ([] if allowed else ["ROLE_MAY_NOT"])


def test_a_sheet_that_delegates_makes_the_township_the_confirmer():
    policy = rules('[[confirmed_by]]\nin_force = 2016-01-02\nvalue = "township"').policies(ready_for("enroll").today)
    assert STEP["enroll"].roles(policy) == {Role.TOWNSHIP}
    assert STEP["renew"].roles(policy) == {Role.TOWNSHIP, Role.CRON}
    assert STEP["close"].roles(policy) == {Role.COUNTY}


@pytest.mark.parametrize("step", [step.name for step in STEPS if step.automatic])
def test_the_machine_takes_only_what_the_sheet_authorises(step):
    life = ready_for(step)
    assert life.bars(step, MACHINE) == []
    others = [s.name for s in STEPS if s.automatic and s.name != step]
    life.rules = rules(f"[[automatic_steps]]\nin_force = 2016-01-02\nvalue = {others}".replace("'", '"'))
    assert life.bars(step, MACHINE) == ["STEP_NOT_AUTOMATIC_HERE"]
    assert life.bars(step) == []
