"""Who may act: kin, delegates, separation of duties, pauses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from states.case import MACHINE, Actor
from states.duties import DutyException
from states.evidence import CountyVisit, Declaration, Delegation, HomeVisit, Pause
from states.findings import Kind
from states.stages import Role, Stage
from states.steps import STEP
from tests.states.life.builders import CONFIRMER, COUNTY, TOWNSHIP, Life, ready_for, rules
from tests.states.life.ready import looked_at_again, re_verified

KIN_STEPS = [s.name for s in STEP.values() if any(g.__name__ == "actor_is_no_near_relative" for g in s.needs)]
DELEGATED_STEPS = [s.name for s in STEP.values() if any(g.__name__ == "delegate_acts" for g in s.needs)]


def kin(life, worker, **period):
    return life.record(Declaration(on=life.today, worker=worker.login, relative="m1", relation="cousin", **period))


@pytest.mark.parametrize("step", KIN_STEPS)
def test_kin_of_the_household_never_act(step):
    life = ready_for(step)
    assert "NEAR_RELATIVE" in kin(life, life.actor(step)).bars(step)


def test_kinship_bars_from_its_first_day_up_to_not_including_its_last():
    life = ready_for("verify")
    kin(life, TOWNSHIP, from_=life.today, until=life.today + timedelta(days=5))
    assert [life.bars("verify"), life.wait(4).bars("verify"), life.wait(1).bars("verify")] == [
        ["NEAR_RELATIVE"], ["NEAR_RELATIVE"], [],
    ]  # fmt: skip


def test_a_declaration_that_was_amended_away_bars_nobody():
    life = kin(ready_for("verify"), TOWNSHIP)
    wrong = life.case.evidence.newest(Declaration)
    life.record(Declaration(on=life.today, worker="another", relative="m1", amends=wrong.id))
    assert life.bars("verify") == []


@pytest.mark.parametrize("step", DELEGATED_STEPS)
def test_a_delegate_of_the_county_or_of_another_township_acts_and_nobody_else(step):
    for role in (Role.COUNTY, Role.TOWNSHIP):
        life = kin(ready_for(step), TOWNSHIP)
        delegate = Actor("qian", role)
        life.record(Delegation(on=life.today, to="qian", reason="cousin"))
        assert life.bars(step, delegate) == []
        assert life.bars(step, Actor("yang", Role.TOWNSHIP)) == ["DELEGATED_TO_ANOTHER"]
    assert life.bars(step, COUNTY) == ["ROLE_MAY_NOT", "DELEGATED_TO_ANOTHER"]


def test_a_delegate_who_is_kin_as_well_does_not_act():
    life = ready_for("verify")
    life.record(Delegation(on=life.today, to="qian", reason="cousin"))
    assert kin(life, Actor("qian", Role.TOWNSHIP)).bars("verify", Actor("qian", Role.TOWNSHIP)) == ["NEAR_RELATIVE"]


def test_the_machine_is_nobodys_kin_and_looks_at_a_delegated_case_again():
    life = looked_at_again()
    life.record(Delegation(on=life.today, to="qian", reason="cousin"))
    assert life.bars("reverify", MACHINE) == []


def test_the_county_visits_a_case_of_kin_before_it_is_enrolled():
    life = kin(ready_for("enroll"), TOWNSHIP)
    assert life.bars("enroll") == ["COUNTY_VISIT_MISSING"]
    life.record(CountyVisit(on=life.today, visitors=("zhao", "qin"), confirmed=False))
    assert life.bars("enroll") == ["COUNTY_VISIT_DID_NOT_CONFIRM"]
    assert life.record(CountyVisit(on=life.today, visitors=("zhao", "qin"))).bars("enroll") == []


def test_whoever_visited_for_this_look_does_not_confirm_and_whoever_visited_years_ago_may():
    life = re_verified()
    first, second = life.case.evidence.of(HomeVisit)
    assert first.on < life.case.survey_decision.on < second.on
    visitor = Actor("he", Role.COUNTY)
    life.newest_changed(HomeVisit, visitors=("he", "liu"))
    assert life.bars("renew", visitor) == ["CONFIRMER_VISITED"]
    life = re_verified().record(HomeVisit(on=first.on, visitors=("he", "liu")))
    assert life.bars("renew", visitor) == []


def test_who_wrote_the_survey_down_does_not_confirm_it():
    life = ready_for("renew")
    assert life.bars("renew", Actor(life.case.survey.recorded_by, Role.COUNTY)) == ["CONFIRMER_SURVEYED"]


def test_another_county_officer_sets_an_ending_aside():
    life = ready_for("set_aside")
    assert life.bars("set_aside", CONFIRMER) == ["ENDED_IT_THEMSELVES"]
    assert life.bars("set_aside", COUNTY) == []


@pytest.mark.parametrize("step", [s.name for s in STEP.values() if s.automatic])
def test_a_pause_stops_the_machine_and_no_person_until_it_is_ended(step):
    life = ready_for(step)
    life.record(Pause(on=life.today, reason="a complaint"))
    assert life.bars(step, MACHINE) == ["CASE_PAUSED"]
    assert life.bars(step) == []
    pause = life.case.evidence.newest(Pause)
    life.record(Pause(on=life.today, reason="settled", ended=True, amends=pause.id))
    assert life.bars(step, MACHINE) == []


def test_where_the_sheet_delegates_the_township_confirms_but_not_who_surveyed_or_reviewed():
    here = rules('[[confirmed_by]]\nin_force = 2016-01-02\nvalue = "township"')
    life = Life(rules_=here).verified().wait(1).published().wait(8)
    assert life.bars("enroll", TOWNSHIP) == ["CONFIRMER_REVIEWED"]
    assert life.bars("enroll", Actor("liu", Role.TOWNSHIP)) == ["CONFIRMER_SURVEYED"]
    assert life.bars("enroll", Actor("ma", Role.TOWNSHIP)) == []
    assert life.bars("enroll", CONFIRMER) == ["ROLE_MAY_NOT"]


def test_an_exception_lets_who_verified_enroll_and_nothing_else():
    here = rules('[[confirmed_by]]\nin_force = 2016-01-02\nvalue = "township"')
    life = Life(rules_=here).verified().wait(1).published().wait(8)
    held = DutyException(1, "zhao", life.today, life.today + timedelta(days=1))
    life.case = replace(life.case, exceptions=(replace(held, until=life.today), held))
    assert [(f.code, f.kind) for f in life.findings("enroll", TOWNSHIP)] == [("REVIEWED_BY_EXCEPTION", Kind.WARNS)]
    assert life.bars("enroll", Actor("liu", Role.TOWNSHIP)) == ["CONFIRMER_SURVEYED"]
    assert life.findings("enroll", Actor("ma", Role.TOWNSHIP)) == ()
    assert kin(life, TOWNSHIP).bars("enroll", TOWNSHIP) == ["COUNTY_VISIT_MISSING", "NEAR_RELATIVE"]
    life.case = replace(life.case, exceptions=(replace(held, made_by=TOWNSHIP.login),))
    assert "CONFIRMER_REVIEWED" in life.bars("enroll", TOWNSHIP)
    assert "CONFIRMER_REVIEWED" in life.wait(1).bars("enroll", TOWNSHIP)


def test_a_county_officer_to_whom_a_case_was_handed_does_not_act_under_an_exception():
    life = ready_for("enroll")
    verified = life.case.last_step("verify")
    steps = tuple(replace(s, actor=CONFIRMER.login) if s is verified else s for s in life.case.history)
    exception = DutyException(1, "zhao", life.today, life.today + timedelta(days=1))
    life.case = replace(life.case, history=steps, exceptions=(exception,))
    assert life.bars("enroll") == ["CONFIRMER_REVIEWED"]


def test_a_case_that_has_ended_is_left_alone_by_everybody_but_the_county():
    life = ready_for("set_aside")
    assert life.case.stage is Stage.TERMINATED
    assert life.bars("set_aside", Actor("ma", Role.TOWNSHIP)) == ["ROLE_MAY_NOT"]


def test_declarations_of_the_past_do_not_call_for_the_countys_visit():
    life = kin(ready_for("enroll"), Actor("old", Role.TOWNSHIP), until=date(2020, 1, 1))
    assert life.bars("enroll") == []
