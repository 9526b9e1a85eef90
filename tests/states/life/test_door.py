"""Out of re_verified: every combination of what the policy names, against the policy's sentence read again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest

from states.door import DOORS, open_door
from states.evidence import Survey
from states.facts import Property
from states.stages import Route, Stage
from tests.states.life.builders import Life, a_household, earning, ill, parameter, registered, risen, rules
from tests.states.life.ready import RECHECK_DAY, re_verified, to_exit_taper_early, to_resume_taper

CAME = ("reverify in the taper", "early exit", "reverify")
SITUATIONS = (
    "eligible by income",
    "eligible by expenditure",
    "in the band",
    "above the band",
    "property blocked",
    "property unknown",
    "in the band, property blocked",
)
TRACKS = ("registered", "unregistered")
DATES = ("known", "unknown", "before")
SURVEYS = ("fresh", "too old", "missing")
INCOME = {"in the band": 20000_00, "above the band": 2 * 3 * 6000_00, "in the band, property blocked": 20000_00}


@cache
def base(came):
    return {
        "reverify in the taper": to_resume_taper, "early exit": lambda: to_exit_taper_early().take("exit_taper_early"),
        "reverify": re_verified,
    }[came]()  # fmt: skip


def surveyed(situation, track, dates, today, last):
    """The household as the newest survey found it."""
    household = earning(INCOME.get(situation, 9000_00), a_household())
    if situation == "eligible by expenditure":
        household = ill(earning(20000_00), on=today - timedelta(days=60))
    if "blocked" in situation:
        household = replace(household, holdings=Property(motor_vehicles=1))
    if situation == "property unknown":
        household = replace(household, holdings=None)
    if track == "registered":
        return registered(household, None if dates == "unknown" else date(2019, 12, 31))
    since = {"known": last + timedelta(days=1), "unknown": None, "before": last}[dates]
    return risen(household, since, household.income[0].annual)


def arranged(came, situation, route, track, dates, years_left, survey):
    """A case in re_verified with exactly these facts."""
    life = Life()
    life.rules, life.today, life.case = base(came).rules, base(came).today, base(came).case
    case = life.case
    decisions = tuple(
        replace(d, route=route if d.route is not None else None, taper=with_end(d.taper, life.today, years_left))
        for d in case.decisions
    )
    life.case = replace(case, decisions=decisions)
    household = surveyed(situation, track, dates, life.today, life.case.survey_decision.on)
    life.newest_changed(Survey, household=household)
    if survey == "too old":
        life.newest_changed(Survey, on=life.today - timedelta(days=91))
    if survey == "missing":
        life.case = replace(life.case, decisions=(*decisions[:-1], replace(decisions[-1], survey=life.case.survey.id)))
    return life


def with_end(taper, today, years_left):
    if taper is None or years_left:
        return taper
    return replace(taper, ends=date(today.year, today.month, 1), first_end_year=today.year - 1)


def expected(came, situation, route, track, dates, years_left, survey):  # noqa: PLR0911  a return for each clause
    """The sentence of policy §3, "out of re_verified exactly one", as plain conditions."""
    if survey != "fresh":
        return None
    below_multiple = situation != "above the band"
    if came == "reverify in the taper":
        return "resume_taper" if below_multiple and years_left else "terminate"
    if situation in {"eligible by income", "eligible by expenditure"}:
        return "renew"
    if situation == "property unknown":
        return None
    in_band = situation.startswith("in the band")
    if not in_band or route is not Route.INCOME or (came == "early exit" and not years_left):
        return "terminate"
    if dates == "unknown":
        return None
    if track == "registered":
        return "begin_taper"
    return "begin_taper" if dates == "known" else "terminate"


@pytest.mark.parametrize("came", CAME)
@pytest.mark.parametrize("situation", SITUATIONS)
def test_exactly_one_door_is_open_or_evidence_is_missing(came, situation):
    for facts in product((Route.INCOME, Route.EXPENDITURE), TRACKS, DATES, (True, False), SURVEYS):
        life = arranged(came, situation, *facts)
        verdicts = {step: life.judge(step) for step in DOORS}
        door = open_door(verdicts["renew"].situation)
        wanted = expected(came, situation, *facts)
        assert door.step == wanted, facts
        assert [step for step, verdict in verdicts.items() if verdict.allowed] == ([wanted] if wanted else []), facts
        if wanted is None:
            assert door.missing
            assert all(f.kind == "unknown" for f in door.missing)
            assert all({f.code for f in door.missing} <= {f.code for f in v.bars} for v in verdicts.values()), facts


def test_a_household_that_came_from_the_taper_and_is_eligible_is_told_that_it_may_apply():
    life = arranged("reverify in the taper", "eligible by income", Route.INCOME, "unregistered", "known", True, "fresh")
    assert "MAY_APPLY_TO_LEAVE_EARLY" in [finding.code for finding in life.findings("resume_taper")]
    assert life.judge("resume_taper").allowed


def test_whoever_is_refused_a_renewal_is_told_why():
    life = re_verified(40000_00)
    assert life.bars("renew") == ["INCOME_NOT_BELOW_STANDARD", "OTHER_DOOR_IS_OPEN"]


@pytest.mark.parametrize(("income", "door"), [
    (3 * 5340_00 - 1, "renew"), (3 * 5340_00, "begin_taper"), (2 * 3 * 5340_00 - 1, "begin_taper"),
    (2 * 3 * 5340_00, "terminate"),
])  # fmt: skip
def test_equal_to_the_standard_is_not_below_it_and_at_the_multiple_is_outside_the_band(income, door):
    life = Life().enrolled().at(RECHECK_DAY).looked_at(risen(income=income)).wait(1).take("reverify")
    assert open_door(life.judge("renew").situation).step == door


def test_a_survey_of_ninety_days_serves_and_one_of_ninety_one_does_not():
    life = re_verified()
    assert life.at(life.case.survey.on + timedelta(days=90)).bars("renew") == []
    assert life.wait(1).bars("renew") == ["SURVEY_TOO_OLD"]


def test_a_taper_may_be_resumed_until_the_last_day_of_its_end_year():
    life = to_resume_taper()
    assert life.case.taper.ends == date(2031, 1, 1)
    life.newest_changed(Survey, on=date(2030, 12, 1))
    assert life.at(date(2030, 12, 31)).bars("resume_taper") == []
    assert life.at(date(2031, 1, 1)).bars("terminate") == []


def test_where_the_sheets_end_year_is_past_nobody_enters_the_taper():
    ended = parameter("taper_unregistered", '{income_multiple = "2.0", decrement = "0.25", end_year = 2026}')
    life = Life(rules_=rules(ended)).enrolled().at(RECHECK_DAY).looked_at(risen()).wait(1).take("reverify")
    assert life.bars("begin_taper") == ["OTHER_DOOR_IS_OPEN"]
    assert life.bars("terminate") == []


def test_a_household_without_a_card_is_not_registered_whatever_else_the_register_says():
    life = re_verified()
    household = risen(registered(a_household()))
    life.newest_changed(
        Survey, household=replace(household, registered_poor=replace(household.registered_poor, card=""))
    )
    assert life.bars("begin_taper") == []
    life.newest_changed(Survey, household=replace(life.case.survey.household, members=a_household().members))
    assert life.bars("terminate") == []


def test_a_renewal_out_of_the_taper_goes_through_an_early_exit():
    life = to_exit_taper_early().take("exit_taper_early").wait(1)
    assert life.case.stage is Stage.RE_VERIFIED
    assert life.bars("renew") == []
    assert life.bars("resume_taper") == ["OTHER_DOOR_IS_OPEN"]
