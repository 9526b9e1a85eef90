"""Lives on the way to an enrolment, and the first re-check, that one guard stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from states.evidence import (
    Appraisal,
    Change,
    ChangeKind,
    Declaration,
    Delegation,
    Doubt,
    HomeVisit,
    InformationCheck,
    Notice,
    Objection,
    Order,
    OrderOf,
    Paper,
    PaperStatus,
    Pause,
)
from states.facts import Property
from states.months import first_of_month
from workflow.demo import lives
from workflow.demo.households import with_income_share
from workflow.demo.life import BOARD

if TYPE_CHECKING:
    from states.facts import Household
    from workflow.demo.life import Life
    from workflow.demo.lives import Setting


def _applied(setting: Setting, *, supported: bool = True) -> Life:
    return setting.applying(setting.household(supported=supported), setting.days_ago(8, 10)).wait(1)


def paper_missing(setting: Setting) -> Life:
    """The authorisation has not been seen."""
    return _applied(setting).papers(without="authorisation").checks().wait(1).visit().survey()


def check_expired(setting: Setting) -> Life:
    """The information check is older than thirty days at the survey."""
    life = setting.applying(setting.household(supported=True), setting.days_ago(42, 44)).wait(1).papers().checks()
    return life.wait(35).visit().survey()


def one_visitor(setting: Setting) -> Life:
    """One person went alone, and nobody signed."""
    life = _applied(setting).papers().checks().wait(1)
    life.record(HomeVisit(on=life.today, visitors=(setting.office.surveyors[0],)))
    return life.survey()


def no_income_line(setting: Setting) -> Life:
    """The survey leaves out what somebody earns."""
    life = _applied(setting).papers().checks().wait(1).visit()
    return life.survey(replace(life.case.household, income=()))


def vote_lost(setting: Setting) -> Life:
    """There was doubt, and the village meeting voted against."""
    life = lives.ready_to_verify(setting)
    life.record(Doubt(on=life.today, person="village", about="a shop in town"))
    life.record(Appraisal(on=life.today, person="village", present=21, votes_for=6, votes_against=15))
    return life


def worker_is_kin(setting: Setting) -> Life:
    """The caseworker is a cousin of the household."""
    life = lives.ready_to_verify(setting)
    head = life.case.household.head
    for actor in (setting.office.reviewer, setting.office.confirmer, setting.office.county):
        life.record(
            Declaration(on=life.today, person=actor.login, worker=actor.login, relative=head.id, relation="cousin")
        )
    return life


def handed_over(setting: Setting) -> Life:
    """The case was handed to the next township."""
    life = lives.ready_to_verify(setting)
    life.record(
        Delegation(on=life.today, person=setting.office.reviewer.login, to=setting.office.county.login, reason="kin")
    )
    return life


def above_the_standard(setting: Setting) -> Life:
    """Verified, on the board, and not eligible."""
    return _before_enrolment(setting, share=1.3)


def notice_young(setting: Setting) -> Life:
    """The notice has run three days."""
    life = _verified(setting)
    return life.wait_until(setting.today - timedelta(days=3)).publish()


def notice_of_other_amount(setting: Setting) -> Life:
    """The notice shows another amount, and fewer people."""
    life = _verified(setting)
    life.record(Notice(on=life.today, place=BOARD, monthly=12300, persons=len(life.case.household.members) + 1))
    return life.wait_until(setting.today)


def changed_after_verify(setting: Setting) -> Life:
    """Surveyed again after it was verified."""
    life = lives.ready_to_enroll(setting)
    return life.survey()


def objected(setting: Setting) -> Life:
    """Somebody objects to the notice, and nobody has answered."""
    life = lives.ready_to_enroll(setting)
    life.record(Objection(on=life.today, person="a neighbour", about="a second house"))
    return life


def county_has_not_been(setting: Setting) -> Life:
    """Flagged for the county's own visit, which has not been made."""
    life = lives.ready_to_enroll(setting)
    life.record(
        Order(on=life.today, person=setting.office.county.login, of=OrderOf.VISIT, reason="complaint"),
        by=setting.office.county,
    )
    return life


def confirmer_worked_on_it(setting: Setting) -> Life:
    """The confirmer went along on the visit and reviewed the case."""
    both = replace(
        setting.office,
        reviewer=replace(setting.office.reviewer, login=setting.office.confirmer.login),
        surveyors=(setting.office.surveyors[0], setting.office.confirmer.login),
    )
    return lives.ready_to_enroll(replace(setting, office=both))


def report_open(setting: Setting) -> Life:
    """Supported, and a change of income has been reported."""
    life = (
        setting.applying(setting.household(supported=True), setting.days_ago(60, 300))
        .admitted()
        .wait_until(setting.today)
    )
    life.record(Change(on=life.today, person="village", change=ChangeKind.INCOME, detail="sold the orchard"))
    return life


def paused(setting: Setting) -> Life:
    """Somebody has stopped the machine on a case that it could grant key support."""
    life = (
        setting.applying(setting.household(supported=True), setting.days_ago(60, 300))
        .admitted()
        .wait_until(setting.today)
    )
    life.record(Pause(on=life.today, person=setting.office.reviewer.login, reason="asked the hospital"))
    return life


def visited_before(setting: Setting) -> Life:
    """Re-check due; the only visit and survey are of the year before."""
    return _a_year_on(setting).wait_until(setting.today)


def members_grown(setting: Setting) -> Life:
    """Re-verified, and property differs: no renewal by the machine."""
    life = _a_year_on(setting)
    richer = replace(life.case.household, holdings=Property(financial_assets=100, homes=1))
    return life.wait_until(setting.today - timedelta(days=3)).looked_at(richer).step("reverify")


def _a_year_on(setting: Setting) -> Life:
    return setting.applying(setting.household(supported=True), setting.days_ago(392, 402)).admitted().night()


def survey_stale(setting: Setting) -> Life:
    """Re-verified four months ago and left lying."""
    life = setting.applying(setting.household(supported=True), setting.days_ago(510, 520)).admitted().night()
    life.wait_until(setting.today - timedelta(days=120)).looked_at().step("reverify")
    return life


def did_not_ask_to_leave(setting: Setting) -> Life:
    """In the taper, below the standard again, and has not applied."""
    life = lives.tapering(setting)
    return life.wait_until(setting.today)


def paper_came_in(setting: Setting) -> Life:
    """The taper is over, and a paper came in that nobody has looked at."""
    life = lives.taper_over(setting)
    life.wait_until(setting.today).record(
        Paper(on=life.today, person=life.case.household.head.name, name="hospital_letter", status=PaperStatus.RECEIVED)
    )
    return life


def discrepancy_open(setting: Setting) -> Life:
    """The bank knows of a deposit that nobody has explained."""
    life = _applied(setting).papers().checks().wait(1).visit().survey()
    head = life.case.household.head
    life.record(
        InformationCheck(
            on=life.today, person=head.name, source="bank", member=head.id, discrepancy="deposit of 80,000"
        )
    )
    return life


def _verified(setting: Setting) -> Life:
    life = setting.applying(setting.household(supported=True), setting.days_ago(14, 20))
    return life.wait(1).papers().checks().wait(1).visit().survey().wait(1).step("verify").wait(1)


def _before_enrolment(setting: Setting, share: float) -> Life:
    life = _applied(setting, supported=False)
    rich: Household = with_income_share(setting.random, life.case.household, setting.standard_on(setting.today), share)
    life.papers().checks().wait(1).visit().survey(rich).wait(1).step("verify").publish()
    return life.wait_until(
        first_of_month(setting.today) if first_of_month(setting.today) > life.today else setting.today
    )
