"""Lives in the later stages that one guard stops: kin, a paused case, a death that changes everything, stale papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from states.evidence import (
    Change,
    ChangeKind,
    Declaration,
    Delegation,
    EarlyExit,
    EarlyExitCause,
    InformationCheck,
    Pause,
    Survey,
)
from states.facts import Income, IncomeKind
from states.months import first_of_month
from workflow.demo import lives
from workflow.demo.households import with_income_share

if TYPE_CHECKING:
    from collections.abc import Callable

    from states.facts import Household
    from workflow.demo.life import Life
    from workflow.demo.lives import Setting

    Script = Callable[[Setting], Life]


def with_kin(script: Script) -> Script:
    """The same life, whose workers have all turned out to be cousins of the household."""

    def live(setting: Setting) -> Life:
        life = script(setting)
        head = life.case.household.head
        for actor in (setting.office.reviewer, setting.office.confirmer, setting.office.county):
            life.record(
                Declaration(on=life.today, person=actor.login, worker=actor.login, relative=head.id, relation="cousin")
            )
        return life

    return live


def with_pause(script: Script) -> Script:
    """The same life, with the machine stopped by a person."""

    def live(setting: Setting) -> Life:
        life = script(setting)
        login = setting.office.reviewer.login
        life.record(Pause(on=life.today, person=login, reason="the household is in hospital"))
        return life

    return live


def with_delegate(script: Script) -> Script:
    """The same life, handed over to somebody else."""

    def live(setting: Setting) -> Life:
        life = script(setting)
        office = setting.office
        life.record(Delegation(on=life.today, person=office.reviewer.login, to=office.surveyors[0], reason="kin"))
        return life

    return live


def with_report(script: Script) -> Script:
    """The same life, with a change that somebody reported."""

    def live(setting: Setting) -> Life:
        life = script(setting)
        life.record(Change(on=life.today, person="village", change=ChangeKind.INCOME, detail="a stall at the market"))
        return life

    return live


def after_night(script: Script) -> Script:
    """The same life, one night of the machine later."""
    return lambda setting: script(setting).night()


def without_income_lines(script: Script) -> Script:
    """The same life, surveyed once more by somebody who wrote down no income."""
    return lambda setting: _surveyed_bare(script(setting))


def _surveyed_bare(life: Life) -> Life:
    return life.survey(replace(life.case.household, income=()))


def poorer_by_a_death(setting: Setting) -> Life:
    """One earned for two; the other died, and what is earned is now too much for one."""
    return _bereaved(setting, _one_earns(setting), dead=1)


def grown_poorer_in_support(setting: Setting) -> Life:
    """The same, in key support."""
    return _bereaved(setting, _one_earns(setting), dead=1, supported=True)


def route_changed_by_a_death(setting: Setting) -> Life:
    """Admitted for the bills; who earned has died, and now the income alone is below the standard."""
    return _bereaved(setting, _one_earns_one_is_ill(setting), dead=0)


def route_changed_in_support(setting: Setting) -> Life:
    """The same, in key support."""
    return _bereaved(setting, _one_earns_one_is_ill(setting), dead=0, supported=True)


def term_ended(setting: Setting) -> Life:
    """In key support for a term that ended before anybody looked."""
    return lives.term_ended_undecided(setting).night().wait_until(setting.today).night()


def figures_do_not_show_it(setting: Setting) -> Life:
    """Applies to leave the taper because earnings fell; the figures say that they rose."""
    return _application(setting, before=480000, after=2400000)


def applied_after_the_survey(setting: Setting) -> Life:
    """Surveyed first, applied to leave the taper afterwards."""
    life = lives.begun(setting, setting.days_ago(150, 300), registered=False)
    fallen = with_income_share(setting.random, life.case.household, setting.standard_on(setting.today), 0.3)
    life.wait_until(setting.today - timedelta(days=9)).looked_at(fallen).wait(2)
    return _apply(life, before=2400000, after=480000)


def check_forgotten(setting: Setting) -> Life:
    """Visited and surveyed for the re-check on last year's information check."""
    life = lives.papers_wait(setting)
    life.record(
        InformationCheck(
            on=life.today - timedelta(days=60), person="bank", source="tax", member=life.case.household.head.id
        )
    )
    survey = life.case.survey
    if survey is not None:
        life.record(
            Survey(on=life.today, household=survey.household, surveyors=survey.surveyors, window_end=survey.window_end)
        )
    return life


def _application(setting: Setting, before: int, after: int) -> Life:
    life = lives.begun(setting, setting.days_ago(150, 300), registered=False)
    fallen = with_income_share(setting.random, life.case.household, setting.standard_on(setting.today), 0.3)
    return (
        _apply(life.wait_until(setting.today - timedelta(days=6)), before=before, after=after).wait(1).looked_at(fallen)
    )


def _apply(life: Life, *, before: int, after: int) -> Life:
    head = life.case.household.head
    life.record(
        EarlyExit(on=life.today, person=head.name, cause=EarlyExitCause.EARNINGS_FELL, before=before, after=after)
    )
    return life


def _pair(setting: Setting) -> Household:
    return replace(setting, persons=2).household(supported=True)


def _one_earns(setting: Setting) -> Household:
    return _earning(_pair(setting), setting, earner=0, share=1.2)


def _one_earns_one_is_ill(setting: Setting) -> Household:
    return _with_bills(_earning(_pair(setting), setting, earner=0, share=2.6), setting, member=1, share=1.5)


def _earning(household: Household, setting: Setting, *, earner: int, share: float) -> Household:
    """One member earns a share of one standard, the others nothing."""
    annual = int(setting.standard_on(setting.days_ago(200, 200)) * share) // 100 * 100
    rows = tuple(
        Income(member.id, IncomeKind.TRANSFER, annual if number == earner else 0)
        for number, member in enumerate(household.members)
    )
    return replace(household, income=rows)


def _with_bills(household: Household, setting: Setting, *, member: int, share: float) -> Household:
    opened = setting.days_ago(200, 200)
    annual = int(setting.standard_on(opened) * share) // 100 * 100
    return lives.with_bill(household, household.members[member].id, annual, opened)


def _bereaved(setting: Setting, household: Household, *, dead: int, supported: bool = False) -> Life:
    """Admitted half a year ago; a member died last month, and the machine has not been by since."""
    life = setting.applying(household, setting.days_ago(200, 200)).admitted()
    if supported:
        life.night()
    life.wait_until(first_of_month(setting.today) - timedelta(days=20))
    member = life.case.household.members[dead]
    life.record(
        Change(on=life.today, person="village", document="death certificate", change=ChangeKind.DEATH, member=member.id)
    )
    return life.wait_until(setting.today)
