from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.case import MACHINE, Act
from states.evidence import Notice, Objection
from states.machine import Token, move
from states.stages import LIVE, PAID, Stage
from states.steps import STEP, STEPS, steps_from
from states.verdict import judge_all
from tests.states.life.builders import CONFIRMER, COUNTY, TOWNSHIP, a_life, ready_for
from tests.states.life.failing import FAILING


def destinations(step):
    """The stages that a step leads to, by source, as the policy's table has them."""
    if step.name == "set_aside":
        return {(Stage.TERMINATED, stage) for stage in LIVE}
    if step.name == "renew":
        return {(Stage.RE_VERIFIED, Stage.ENROLLED), (Stage.RE_VERIFIED, Stage.KEY_SUPPORTED)}
    return {(source, step.dest or source) for source in step.source}


EDGES = {edge for step in STEPS for edge in destinations(step)}


@given(
    st.sampled_from(list(STEP)),
    st.sampled_from(list(Stage)),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", *Stage]),
)
def test_the_machine_moves_exactly_when_the_table_has_the_step_and_nothing_bars(step, stage, barred, qualifies, before):
    token = Token(stage.value, barred=barred, qualifies=qualifies, returns_to=str(before))
    reached = move(step, token)
    possible = stage in STEP[step].source and not barred and (step != "set_aside" or before in LIVE)
    assert (reached is not None) == possible
    assert token.stage == (reached or stage)
    if reached is not None:
        assert (stage, reached) in destinations(STEP[step])


def test_a_step_that_is_not_in_the_table_moves_nothing():
    assert move("promote", Token("applied")) is None


def test_a_renewal_leads_to_key_support_when_a_member_qualifies():
    assert move("renew", Token("re_verified", qualifies=True)) is Stage.KEY_SUPPORTED
    assert move("renew", Token("re_verified")) is Stage.ENROLLED


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("step", STEP)
def test_a_verdict_moves_exactly_when_no_finding_bars_whatever_the_stage(stage, step):
    life = a_life(stage)
    for actor in (TOWNSHIP, CONFIRMER, COUNTY, MACHINE):
        verdict = life.judge(step, actor)
        assert verdict.allowed == (not verdict.bars)
        if stage not in STEP[step].source:
            assert [f.code for f in verdict.findings] == ["STEP_NOT_FROM_HERE"]


@pytest.mark.parametrize("step", STEP)
def test_a_spoiled_case_moves_exactly_when_no_finding_bars(step):
    for guard in STEP[step].needs:
        attempt = FAILING[guard.__name__](step)
        verdict = attempt.life.judge(step, attempt.by, **attempt.said)
        assert (verdict.dest is not None) == (not verdict.bars)


@pytest.mark.parametrize("stage", Stage)
def test_all_steps_of_a_stage_are_judged_in_the_order_of_the_table(stage):
    life = a_life(stage)
    verdicts = judge_all(life.case, Act(actor=TOWNSHIP, on=life.today), life.rules)
    assert [verdict.step for verdict in verdicts] == [step.name for step in STEPS if stage in step.source]


def test_a_refusal_lists_everything_at_once():
    life = ready_for("enroll").wait(-1)
    life.record(Objection(on=life.today, about="a shop")).changed(Notice, monthly=1, persons=9)
    assert life.bars("enroll", TOWNSHIP) == [
        "ROLE_MAY_NOT", "NOTICE_NOT_ELAPSED", "NOTICE_SHOWS_OTHER_AMOUNT", "NOTICE_SHOWS_OTHER_PERSONS",
        "OBJECTION_OPEN", "CONFIRMER_REVIEWED",
    ]  # fmt: skip


@pytest.mark.parametrize("stage", LIVE)
def test_every_live_stage_has_a_way_out_and_to_the_end(stage):
    assert any(source is stage and dest is not stage for source, dest in EDGES)
    reached, new = set(), {stage}
    while new:
        reached |= new
        new = {dest for source, dest in EDGES if source in new} - reached
    assert Stage.TERMINATED in reached


def test_every_stage_is_reached_from_the_application():
    reached, new = set(), {Stage.APPLIED}
    while new:
        reached |= new
        new = {dest for source, dest in EDGES if source in new} - reached
    assert reached == set(Stage)


def test_only_setting_aside_leads_out_of_the_end():
    assert [step.name for step in steps_from(Stage.TERMINATED)] == ["set_aside"]


def test_only_an_enrolment_leads_into_the_caseload():
    entering = {
        step.name for step in STEPS for source, dest in destinations(step) if source not in PAID and dest in PAID
    }
    assert entering == {"enroll", "set_aside"}


def test_each_ending_and_nothing_else_has_an_outcome():
    assert {s.name for s in STEPS if s.outcome} == {s.name for s in STEPS if s.dest is Stage.TERMINATED}


def test_the_machine_may_take_the_steps_that_the_policy_marks_cron():
    assert {step.name for step in STEPS if step.automatic} == {
        "grant_key_support", "end_key_support", "adjust", "reverify", "renew", "resume_taper", "complete_taper",
    }  # fmt: skip
