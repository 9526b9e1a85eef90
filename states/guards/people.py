"""Who may act: roles, near relatives, separation of duties, and what the machine must leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.appeals import appeal_to_correct, upheld_on
from states.case import RESTS_ON_SURVEY
from states.evidence import Delegation, HomeVisit, Survey
from states.findings import Finding, blocks, warns
from states.guards import cites
from states.stages import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.situation import Situation


@cites("§3 near relatives")
def actor_is_no_near_relative(situation: Situation) -> Iterator[Finding]:
    """Whoever acts is no near relative of the household; kin hand the case to the county or another township.

    A declaration holds for the relative wherever they live, whichever case it was recorded in.
    """
    actor = situation.act.actor
    for kin in situation.case.kin_of_household(actor.login, situation.act.on):
        yield blocks("NEAR_RELATIVE", datum=actor.login, limit=kin.number, remedy="DELEGATE", subject=kin.member)


@cites("§3 near relatives")
def delegate_acts(situation: Situation) -> Iterator[Finding]:
    """Once a case has been handed over, the one it was handed to acts; the machine is nobody's kin."""
    delegation = situation.case.evidence.newest(Delegation)
    if delegation is not None and not situation.by_machine and delegation.to != situation.act.actor.login:
        yield blocks(
            "DELEGATED_TO_ANOTHER", datum=situation.act.actor.login, limit=delegation.to, remedy="LET_DELEGATE_ACT"
        )


@cites("§3 separation of duties")
def confirmer_did_not_survey(situation: Situation) -> Iterator[Finding]:
    """Whoever confirms has neither surveyed nor visited the household for this decision."""
    survey = situation.survey
    login = situation.act.actor.login
    if survey is not None and (login in survey.surveyors or login == survey.recorded_by):
        yield blocks("CONFIRMER_SURVEYED", datum=login, limit=survey.on, remedy="ANOTHER_CONFIRMS")
    elif survey is not None and any(login in v.visitors for v in _visits_of(situation, survey)):
        yield blocks("CONFIRMER_VISITED", datum=login, limit=survey.on, remedy="ANOTHER_CONFIRMS")


@cites("§3 separation of duties")
def confirmer_did_not_review(situation: Situation) -> Iterator[Finding]:
    """Whoever enrolls is not the one who verified, unless the county recorded an exception: then it is told."""
    verified, exception = situation.case.last_step("verify"), situation.exception
    if verified is None or verified.actor != situation.act.actor.login:
        return
    if exception is None:
        yield blocks("CONFIRMER_REVIEWED", datum=verified.actor, limit=verified.on, remedy="ANOTHER_CONFIRMS")
    else:
        number = str(exception.number)
        yield warns("REVIEWED_BY_EXCEPTION", datum=verified.actor, limit=exception.until, subject=number)


@cites("§3 set_aside")
def another_than_who_ended_it_acts(situation: Situation) -> Iterator[Finding]:
    """Whoever sets an ending aside is not the person who ended the case."""
    last = situation.case.history[-1] if situation.case.history else None
    if last is not None and last.actor == situation.act.actor.login:
        yield blocks("ENDED_IT_THEMSELVES", datum=last.actor, limit=last.on, remedy="ANOTHER_CONFIRMS")


@cites("§3 automatic steps")
def machine_may_act(situation: Situation) -> Iterator[Finding]:
    """The machine takes only steps that the sheet authorises, none on a paused case, and corrects no decision."""
    if not situation.by_machine:
        return
    if situation.step not in situation.policy.automatic_steps:
        yield blocks("STEP_NOT_AUTOMATIC_HERE", datum=situation.step, remedy="PERSON_STEPS")
    for pause in situation.case.pauses:
        yield blocks("CASE_PAUSED", datum=pause.on, subject=pause.recorded_by or pause.person, remedy="END_PAUSE")
    appeal = appeal_to_correct(situation.case)
    if appeal is not None:
        yield blocks("APPEAL_UPHELD", datum=upheld_on(appeal), subject=appeal.wrong, remedy="CORRECT_DECISION")


def role_may_act(roles: frozenset[Role], situation: Situation) -> Iterator[Finding]:
    """The actor's role is one that the table names; whom a case was handed to in the county acts for the township."""
    role = situation.act.actor.role
    if role is Role.COUNTY and Role.TOWNSHIP in roles and _was_handed_to_actor(situation):
        return
    if role not in roles:
        yield blocks(
            "ROLE_MAY_NOT",
            "§3 who",
            datum=role.value,
            limit=" ".join(sorted(role.value for role in roles)),
            remedy="ROLE_STEPS",
        )


def _was_handed_to_actor(situation: Situation) -> bool:
    delegation = situation.case.evidence.newest(Delegation)
    return delegation is not None and delegation.to == situation.act.actor.login


def _visits_of(situation: Situation, survey: Survey) -> Iterator[HomeVisit]:
    """Home visits that belong to a survey: those since the last decision that rested on another one."""
    before = [d for d in situation.case.decisions if d.step in RESTS_ON_SURVEY and d.survey != survey.id]
    return (v for v in situation.case.evidence.of(HomeVisit) if not before or v.on > before[-1].on)
