"""For each guard of each step: how a life that is ready for the step is spoiled, and the codes that must then be found.

A spoiler takes the ready life and the step's name; it answers with what is said otherwise, if anything.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from states.case import MACHINE, Actor, Elsewhere
from states.evidence import (
    Change,
    ChangeKind,
    Declaration,
    Delegation,
    Doubt,
    EarlyExit,
    EarlyExitCause,
    HomeVisit,
    InformationCheck,
    Notice,
    Objection,
    Order,
    Paper,
    PaperStatus,
    Pause,
    Survey,
    Wish,
)
from states.stages import Role
from tests.states.life import ready
from tests.states.life.builders import Life, a_household, disabled, earning, ill, ready_for, risen

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Attempt:
    """A life at a step that one thing stands against; `bars` False where it is told and bars nothing."""

    life: Life
    codes: list[str]
    by: Actor | None = None
    said: dict[str, Any] = field(default_factory=dict)
    bars: bool = True


Spoiler = "Callable[[str], Attempt]"


def spoiled(change: Callable[[Life], object], *codes: str, by: Actor | None = None, **said: Any) -> Spoiler:
    """A ready life with one change; a `by` of None is who usually takes the step."""

    def attempt(step: str) -> Attempt:
        life = ready_for(step)
        change(life)
        return Attempt(life, list(codes), by, said)

    return attempt


def said(*codes: str, **words: Any) -> Spoiler:
    """A ready life, and something else said with the step."""
    return spoiled(lambda _: None, *codes, **words)


def without_income_line(life: Life) -> None:
    household = life.case.survey.household
    life.newest_changed(Survey, household=replace(household, income=household.income[:-1]))


def too_rich(life: Life) -> None:
    life.newest_changed(Survey, household=earning(40000_00, life.case.survey.household))


def poor_by_illness(life: Life) -> None:
    """Every survey as if medical bills had eaten an income above the standard."""
    survey = life.case.survey
    household = ill(earning(20000_00, survey.household), on=survey.window_end - timedelta(days=10))
    life.changed(Survey, household=household)


def of_kin(step: str) -> Attempt:
    life = ready_for(step)
    actor = life.actor(step)
    life.record(Declaration(on=life.today, worker=actor.login, relative="m1", relation="cousin"))
    return Attempt(life, ["NEAR_RELATIVE"] if step != "enroll" else ["COUNTY_VISIT_MISSING", "NEAR_RELATIVE"])


def delegated(life: Life) -> None:
    life.record(Delegation(on=life.today, to="qian", reason="cousin"))


def by_a_surveyor(step: str) -> Attempt:
    life = ready_for(step)
    return Attempt(life, ["CONFIRMER_SURVEYED"], by=replace(life.actor(step), login="liu"))


def paused(life: Life) -> None:
    life.record(Pause(on=life.today, reason="a complaint is being looked into"))


def term_over(step: str) -> Attempt:
    """An expenditure term has ended; the step would be due otherwise."""
    if step == "grant_key_support":
        return Attempt(ready.ill_with_key_support().at(date(2027, 4, 1)), ["TERM_ENDED"])
    if step == "end_key_support":
        life = ready.ill_with_key_support().take("grant_key_support")
        return Attempt(life.changed(Survey, household=ill(earning(20000_00))).at(date(2027, 4, 1)), ["TERM_ENDED"])
    life = Life(ill(earning(20000_00), on=date(2026, 11, 10)), opened=date(2026, 12, 1)).enrolled()
    return Attempt(life.at(date(2028, 1, 3)), ["TERM_ENDED"])


def of_another_route(step: str) -> Attempt:
    life = ready_for(step)
    poor_by_illness(life)
    return Attempt(life, ["ROUTE_DIFFERS"])


def too_early(_: str) -> Attempt:
    life = Life().enrolled().at(date(2026, 8, 1)).looked_at().wait(1)
    return Attempt(life, ["RECHECK_NOT_DUE"])


def applied_to_leave(_: str) -> Attempt:
    life = ready.taper_looked_at_again()
    life.record(EarlyExit(on=life.today, cause=EarlyExitCause.EARNINGS_FELL, before=2, after=1))
    return Attempt(life, ["EARLY_EXIT_OPEN"], by=MACHINE)


def far_from_before(_: str) -> Attempt:
    return Attempt(ready.re_verified(income=4000_00), ["AMOUNT_MOVES_TOO_FAR"], by=MACHINE)


def still_eligible(life: Life) -> None:
    life.newest_changed(Survey, household=earning(9000_00, life.case.survey.household))


def the_other_door(step: str) -> Attempt:
    if step == "renew":
        return Attempt(
            ready.re_verified(income=ready.ABOVE_DOUBLE), ["INCOME_NOT_BELOW_STANDARD", "OTHER_DOOR_IS_OPEN"]
        )
    if step == "resume_taper":
        life = ready_for(step)
        too_rich(life)
        return Attempt(life, ["OTHER_DOOR_IS_OPEN"])
    return spoiled(still_eligible, "OTHER_DOOR_IS_OPEN")(step)


def survey_too_old(step: str) -> Attempt:
    life = ready_for(step)
    return Attempt(life.at(life.case.survey.on + timedelta(days=91)), ["SURVEY_TOO_OLD"])


def not_applied_to_leave(life: Life) -> None:
    life.without(EarlyExit)


def ended_it(step: str) -> Attempt:
    life = ready_for(step)
    return Attempt(life, ["ENDED_IT_THEMSELVES"], by=Actor(life.case.history[-1].actor, Role.COUNTY))


def counted_in_paid(life: Life) -> None:
    life.case = replace(life.case, elsewhere=(Elsewhere("m2", "C7", paid=True),))


def elsewhere_told(step: str) -> Attempt:
    life = ready_for(step)
    life.case = replace(life.case, elsewhere=(Elsewhere("m2", "C7", paid=False),))
    return Attempt(life, ["COUNTED_ELSEWHERE"], bars=False)


def no_papers(life: Life) -> None:
    life.without(Paper, name="authorisation")


def old_check(life: Life) -> None:
    survey_on = life.case.survey.on
    rows = [row for row in life.case.evidence.of(InformationCheck) if row.on == survey_on]
    life.without(InformationCheck, id=rows[0].id)
    life.record(replace(rows[0], id=0, on=survey_on - timedelta(days=31)))


def reported(life: Life) -> None:
    life.record(Change(on=life.today, change=ChangeKind.INCOME))


def notice_of(**values: Any) -> Callable[[Life], object]:
    return lambda life: life.changed(Notice, **values)


def nobody_qualifies(life: Life) -> None:
    life.changed(Survey, household=a_household())


def still_qualifies(life: Life) -> None:
    life.changed(Survey, household=disabled(a_household()))


FAILING: dict[str, Spoiler] = {
    "papers_are_complete": spoiled(no_papers, "PAPER_NOT_SEEN"),
    "information_check_is_current": spoiled(old_check, "CHECK_EXPIRED"),
    "home_was_visited_by_two": spoiled(lambda life: life.changed(HomeVisit, visitors=("chen",)), "TOO_FEW_VISITORS"),
    "survey_is_complete": spoiled(without_income_line, "NO_INCOME_LINE"),
    "appraisal_has_passed": spoiled(lambda life: life.record(Doubt(on=life.today, about="a car")), "APPRAISAL_MISSING"),
    "actor_is_no_near_relative": of_kin,
    "delegate_acts": spoiled(delegated, "DELEGATED_TO_ANOTHER"),
    "members_elsewhere_are_told": elsewhere_told,
    "what_to_mend_is_recorded": said("NOTE_MISSING", note="  "),
    "household_is_eligible": spoiled(too_rich, "INCOME_NOT_BELOW_STANDARD"),
    "notice_period_has_elapsed": spoiled(lambda life: life.wait(-1), "NOTICE_NOT_ELAPSED"),
    "notice_shows_this_decision": spoiled(notice_of(monthly=1), "NOTICE_SHOWS_OTHER_AMOUNT"),
    "nothing_counted_changed_since_verify": spoiled(Life.surveyed, "SURVEY_CHANGED_SINCE_VERIFY"),
    "no_objection_is_open": spoiled(
        lambda life: life.record(Objection(on=life.today, about="a shop")), "OBJECTION_OPEN"
    ),
    "county_has_visited_where_flagged": spoiled(
        lambda life: life.record(Order(on=life.today, of="visit", reason="complaint")), "COUNTY_VISIT_MISSING"
    ),
    "confirmer_did_not_survey": by_a_surveyor,
    "confirmer_did_not_review": said("CONFIRMER_REVIEWED", by=Actor("li", Role.COUNTY)),
    "nobody_is_counted_in_another_paid_case": spoiled(counted_in_paid, "COUNTED_IN_PAID_CASE"),
    "reject_reason_holds": said("REASON_MISSING", reason=""),
    "a_member_qualifies": spoiled(nobody_qualifies, "NOBODY_QUALIFIES"),
    "no_member_qualifies": spoiled(still_qualifies, "MEMBER_STILL_QUALIFIES"),
    "term_has_not_ended": term_over,
    "route_is_as_before": of_another_route,
    "no_report_is_open": spoiled(reported, "REPORT_OPEN"),
    "machine_may_act": spoiled(paused, "CASE_PAUSED", by=MACHINE),
    "amount_differs": spoiled(lambda life: life.at(date(2027, 12, 30)), "AMOUNT_UNCHANGED"),
    "recheck_is_due": too_early,
    "survey_is_newer_than_last_decision": spoiled(
        lambda life: life.without(Survey, since=ready.RECHECK_DAY), "SURVEY_BEFORE_LAST_DECISION"
    ),
    "home_was_visited_since": spoiled(lambda life: life.without(HomeVisit, since=ready.RECHECK_DAY), "NOT_VISITED"),
    "machine_sees_no_early_exit_application": applied_to_leave,
    "it_is_the_open_door": the_other_door,
    "survey_is_fresh": survey_too_old,
    "machine_renews_only_the_same": far_from_before,
    "household_applied_for_early_exit": spoiled(not_applied_to_leave, "EARLY_EXIT_NOT_APPLIED"),
    "cause_is_recognised": spoiled(lambda life: life.changed(EarlyExit, after=30000_00), "EARNINGS_DID_NOT_FALL"),
    "survey_is_newer_than_application": spoiled(
        lambda life: life.changed(EarlyExit, on=life.today), "SURVEY_BEFORE_APPLICATION"
    ),
    "nothing_more_would_be_paid": spoiled(lambda life: life.at(date(2030, 12, 31)), "TAPER_STILL_PAYS"),
    "nothing_is_open": spoiled(reported, "REPORT_OPEN"),
    "machine_sees_no_papers_that_came_in": spoiled(
        lambda life: life.record(Paper(on=life.today, name="medical_vouchers", status=PaperStatus.RECEIVED)),
        "PAPERS_CAME_IN",
        by=MACHINE,
    ),
    "household_wishes_to_withdraw": spoiled(lambda life: life.without(Wish), "WISH_NOT_SIGNED"),
    "close_reason_holds": said("REASON_MISSING", reason=""),
    "ending_was_wrong": said("REASON_NOT_LISTED", reason="pity"),
    "another_than_who_ended_it_acts": ended_it,
    "household_has_no_other_live_case": spoiled(
        lambda life: setattr(life, "case", replace(life.case, other_live_case="C9")), "OTHER_LIVE_CASE"
    ),
}
"""One way to fail for every guard, whatever the step."""

__all__ = ["FAILING", "Attempt", "risen"]
