"""Lives that stand right before a step, with everything in order."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from states.evidence import RecognitionOf, Wish
from states.months import add_months, first_of_month
from workflow.demo import lives
from workflow.demo.households import with_income_share

if TYPE_CHECKING:
    from workflow.demo.life import Life
    from workflow.demo.lives import Setting


def rejectable(setting: Setting) -> Life:
    """Surveyed and found above the standard."""
    life = setting.applying(setting.household(supported=False, share=1.6), setting.days_ago(8, 12))
    return life.wait(2).papers().checks().wait(1).visit().survey()


def grantable(setting: Setting) -> Life:
    """Enrolled with somebody who qualifies; the machine has not been by."""
    return setting.applying(setting.household(supported=True), setting.days_ago(40, 200)).admitted()


def recognised(setting: Setting) -> Life:
    """In key support for a recognition that ended with last month."""
    life = setting.applying(setting.household(supported=False), setting.days_ago(150, 200)).admitted()
    this_month = first_of_month(setting.today)
    life.record(
        RecognitionOf(
            on=life.today,
            person=setting.office.county.login,
            document="county order",
            member="m1",
            rate=Fraction(15, 100),
            from_=first_of_month(add_months(life.today, 1)),
            until=this_month,
        ),
        by=setting.office.county,
    )
    return life.wait_until(first_of_month(add_months(life.today, 1))).night().wait_until(setting.today)


def adjustable(setting: Setting) -> Life:
    """In key support, and a second, higher recognition holds since this month."""
    life = setting.applying(setting.household(supported=True), setting.days_ago(150, 200)).admitted().night()
    life.wait_until(setting.today - timedelta(days=2))
    life.record(
        RecognitionOf(
            on=life.today,
            person=setting.office.county.login,
            document="county order",
            member="m1",
            rate=Fraction(45, 100),
            from_=first_of_month(setting.today),
        ),
        by=setting.office.county,
    )
    return life


def resumable(setting: Setting) -> Life:
    """In the taper, looked at again, still below the multiple."""
    life = lives.begun(setting, setting.days_ago(390, 400), registered=True)
    surveyed = life.case.survey
    household = surveyed.household if surveyed is not None else life.case.household
    still = with_income_share(setting.random, household, setting.standard_on(setting.today), 1.5)
    return life.wait_until(setting.today - timedelta(days=4)).looked_at(still).step("reverify")


def wishes_to_leave(setting: Setting) -> Life:
    """Supported, and the household has signed that it wishes to withdraw."""
    life = (
        setting.applying(setting.household(supported=False), setting.days_ago(40, 300))
        .admitted()
        .wait_until(setting.today)
    )
    life.record(Wish(on=life.today, person=life.case.household.head.name, document="signed wish"))
    return life
