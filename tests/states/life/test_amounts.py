"""What steps decide about money, month by month."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from states.case import MACHINE
from states.entitlement import due_in, roll_line, rolls, settlements_of
from states.evidence import Change, ChangeKind, EarlyExit, EarlyExitCause, Paper, RecognitionOf, Withhold
from states.life import monthly_on, take
from states.months import add_months
from states.stages import Outcome, Route, Stage
from tests.states.life.builders import (
    Life,
    a_household,
    disabled,
    due_months,
    earning,
    ill,
    parameter,
    ready_for,
    registered,
    risen,
    rules,
)  # fmt: skip
from tests.states.life.ready import RECHECK_DAY

SICK = ill(earning(20000_00), 16000_00)
SICK_GAP = 1001_67  # (16,020 - 4,000) / 12


def month(year, number):
    return date(year, number, 1)


def paid(case, first, last):
    """Totals of the rolls of the months from `first` to `last`."""
    return [line.total for line in rolls(case, first, add_months(last, 1))]


def dies(life, member, on):
    return life.record(Change(on=on, change=ChangeKind.DEATH, member=member, document="certificate"))


# admission


def test_an_enrolment_pays_from_the_month_after_it():
    life = Life().enrolled()
    assert life.today == date(2026, 3, 14)
    assert due_months(life.case, month(2026, 2), month(2026, 5)) == [0, 0, 585_00, 585_00]
    assert life.case.decision.route is Route.INCOME
    assert life.case.decision.term_end is None


def test_an_enrolment_on_the_last_of_january_pays_from_february():
    life = Life(opened=date(2028, 1, 19)).enrolled()
    assert life.today == date(2028, 1, 31)
    assert life.case.decision.effective_from == month(2028, 2)


def test_an_expenditure_term_is_twelve_paid_months():
    life = Life(SICK).enrolled()
    assert life.case.decision.term_end == month(2027, 4)
    months = due_months(life.case, month(2026, 3), month(2027, 5))
    assert months == [0, *[SICK_GAP] * 12, 0, 0]


def test_key_support_is_paid_from_the_enrolment_and_granting_it_changes_no_amount():
    life = Life(disabled(a_household())).enrolled().at(date(2026, 4, 2)).take("grant_key_support")
    assert life.case.stage is Stage.KEY_SUPPORTED
    assert due_months(life.case, month(2026, 4), month(2026, 5)) == [585_00 + 89_00] * 2
    assert paid(life.case, month(2026, 4), month(2026, 5)) == [674_00] * 2


# renewal


def test_a_renewal_pays_from_the_month_after_it_and_as_before_until_then():
    life = Life().enrolled().at(RECHECK_DAY).looked_at(earning(6000_00)).wait(1).take("reverify").wait(20).take("renew")
    assert life.today == date(2027, 4, 10)
    assert due_months(life.case, month(2027, 3), month(2027, 5)) == [585_00, 585_00, 835_00]


def test_a_renewal_within_a_term_takes_effect_with_the_next_month_and_begins_a_new_term():
    life = Life(SICK).enrolled().at(date(2027, 3, 10)).looked_at(ill(earning(20000_00), 10000_00, date(2027, 1, 5)))
    life.wait(1).take("reverify").wait(3).take("renew")
    assert life.case.decision.effective_from == month(2027, 4)
    assert life.case.decision.term_end == month(2028, 4)


def test_a_late_renewal_starts_the_day_after_the_old_term_and_pays_the_withheld_months_as_arrears():
    life = Life(SICK).enrolled().at(date(2027, 4, 2))
    life.record(Withhold(on=life.today, person="machine", reason="term_ended", from_=month(2027, 4)))
    life.at(date(2027, 6, 10)).looked_at(ill(earning(20000_00), 16000_00, date(2027, 1, 5))).wait(1).take("reverify")
    life.wait(2).take("renew")
    decision = life.case.decision
    assert (decision.effective_from, decision.term_end) == (month(2027, 4), month(2028, 4))
    assert paid(life.case, month(2027, 3), month(2027, 7)) == [SICK_GAP, 0, 0, 3 * SICK_GAP, SICK_GAP]
    assert sum(paid(life.case, month(2026, 4), month(2028, 6))) == 24 * SICK_GAP


def test_a_late_renewal_by_income_starts_the_day_after_the_term_too():
    life = (
        Life(SICK).enrolled().at(date(2027, 6, 10)).looked_at(earning(9000_00)).wait(1).take("reverify").take("renew")
    )
    assert due_months(life.case, month(2027, 3), month(2027, 5)) == [SICK_GAP, 585_00, 585_00]
    assert life.case.decision.term_end is None


def test_terminated_after_its_term_nothing_is_due_after_the_term():
    life = Life(SICK).enrolled().at(date(2027, 6, 10)).looked_at(earning(40000_00)).wait(1).take("reverify")
    life.take("terminate")
    assert sum(paid(life.case, month(2026, 4), month(2027, 12))) == 12 * SICK_GAP


# the taper


def climbed(frozen_gap, entered_year, **sheet):
    """A household whose approved total is `frozen_gap` fen a month, in the taper since January of a year."""
    income = 3 * 5340_00 - 12 * frozen_gap
    life = Life(earning(income), opened=date(entered_year - 1, 1, 5), rules_=rules(**sheet) if sheet else rules())
    life.enrolled().at(date(entered_year - 1, 12, 10))
    job = date(entered_year - 1, 6, 1)
    life.looked_at(risen(since=job)).record(Change(on=life.today, change=ChangeKind.INCOME))
    return life.wait(1).take("reverify").wait(1).take("begin_taper")


def test_a_taper_of_900_falls_by_a_quarter_each_year_and_ends():
    life = climbed(900_00, 2026)
    amounts = [due_in(month(year, 6), life.case.decisions) for year in range(2025, 2032)]
    assert amounts == [900_00, 900_00, 675_00, 450_00, 225_00, 0, 0]
    assert life.case.taper.ends == month(2030, 1)
    assert due_in(month(2029, 12), life.case.decisions) == 225_00


def test_the_year_of_entry_is_the_year_of_the_first_month_paid_under_the_taper():
    life = climbed(900_00, 2026)
    assert life.case.history[-1].on.year == 2025
    assert life.case.taper.entered == month(2026, 1)


def test_the_frozen_amount_is_the_total_last_approved_top_ups_included():
    life = Life(disabled(a_household())).enrolled().at(date(2026, 4, 2)).take("grant_key_support")
    life.at(date(2027, 3, 10)).looked_at(disabled(risen())).wait(1).take("reverify").wait(1).take("begin_taper")
    assert life.case.taper.frozen == 585_00 + 89_00
    assert due_in(month(2028, 1), life.case.decisions) == 505_50


def test_a_sheet_may_freeze_the_base_alone_and_top_ups_go_on():
    life = Life(disabled(a_household()), rules_=rules(parameter("taper_freezes", '"base"'))).enrolled()
    life.at(date(2026, 4, 2)).take("grant_key_support").at(date(2027, 3, 10)).looked_at(disabled(risen()))
    life.wait(1).take("reverify").wait(1).take("begin_taper")
    assert life.case.taper.frozen == 585_00
    amounts = [due_in(month(year, 6), life.case.decisions) for year in range(2027, 2032)]
    assert amounts == [674_00, 438_75 + 89_00, 292_50 + 89_00, 146_25 + 89_00, 0]


def test_each_track_has_its_own_figures():
    here = rules(parameter("taper_registered", '{income_multiple = "2.0", decrement = "0.50", years = 2}'))
    life = Life(rules_=here).enrolled().at(RECHECK_DAY).looked_at(registered(earning(20000_00))).wait(1)
    life.take("reverify").take("begin_taper")
    assert life.case.taper.track == "registered"
    assert [due_in(month(y, 6), life.case.decisions) for y in (2027, 2028, 2029)] == [585_00, 292_50, 0]


def test_a_taper_by_months_pays_its_percentages_and_ends():
    here = rules(parameter("taper_unregistered", '{income_multiple = "2.0", percentages = [100, 50, 20]}'))
    life = Life(rules_=here).climbing()
    assert life.case.taper.entered == month(2027, 4)
    assert due_months(life.case, month(2027, 3), month(2027, 7)) == [585_00, 585_00, 292_50, 117_00, 0]
    assert life.at(date(2027, 6, 30)).bars("complete_taper") == ["TAPER_STILL_PAYS"]
    assert life.at(date(2027, 7, 1)).bars("complete_taper") == []


def test_a_resumed_taper_goes_on_as_it_was():
    life = ready_for("resume_taper")
    before = due_months(life.case, month(2027, 1), month(2031, 3))
    life.take("resume_taper")
    assert due_months(life.case, month(2027, 1), month(2031, 3)) == before
    assert life.case.taper.frozen == 585_00


def test_a_second_taper_ends_with_the_end_year_of_the_first():
    life = climbed(900_00, 2026).at(date(2026, 12, 10))
    life.record(EarlyExit(on=life.today, cause=EarlyExitCause.EARNINGS_FELL, before=20000_00, after=5220_00))
    life.wait(1).looked_at(earning(5220_00)).wait(1).take("exit_taper_early").take("renew")
    assert life.case.taper is None
    life.at(date(2027, 12, 10)).looked_at(risen(since=date(2027, 8, 1))).wait(1).take("reverify").take("begin_taper")
    taper = life.case.taper
    assert (taper.entered, taper.ends, taper.first_end_year) == (month(2028, 1), month(2030, 1), 2029)
    assert [due_in(month(y, 6), life.case.decisions) for y in (2027, 2028, 2029, 2030)] == [900_00, 900_00, 675_00, 0]


def test_after_the_end_year_of_the_first_taper_there_is_no_second():
    life = climbed(900_00, 2026).at(date(2028, 12, 10))
    life.record(EarlyExit(on=life.today, cause=EarlyExitCause.EARNINGS_FELL, before=20000_00, after=5220_00))
    life.wait(1).looked_at(earning(5220_00)).wait(1).take("exit_taper_early").take("renew")
    life.at(date(2029, 12, 10)).looked_at(risen(since=date(2029, 8, 1))).wait(1).take("reverify")
    assert life.bars("begin_taper") == ["OTHER_DOOR_IS_OPEN"]
    assert life.bars("terminate") == []


def test_an_early_exit_reviewed_in_may_and_confirmed_in_july_pays_the_taper_through_may_and_the_gap_from_june():
    life = climbed(900_00, 2019).at(date(2019, 5, 2))
    life.record(EarlyExit(on=life.today, cause=EarlyExitCause.EARNINGS_FELL, before=20000_00, after=3000_00))
    life.at(date(2019, 5, 18)).looked_at(earning(3000_00)).at(date(2019, 5, 20)).take("exit_taper_early")
    assert due_months(life.case, month(2019, 5), month(2019, 8)) == [900_00] * 4
    life.at(date(2019, 7, 10)).take("renew")
    gap = 1085_00
    assert due_months(life.case, month(2019, 4), month(2019, 8)) == [900_00, 900_00, gap, gap, gap]
    assert paid(life.case, month(2019, 5), month(2019, 8)) == [900_00, 900_00, gap + (gap - 900_00), gap]


def test_who_left_the_taper_early_and_is_not_eligible_after_all_goes_on_with_it_as_it_was():
    life = climbed(900_00, 2026).at(date(2027, 4, 10))
    before = due_months(life.case, month(2026, 1), month(2030, 2))
    life.record(EarlyExit(on=life.today, cause=EarlyExitCause.EARNINGS_FELL, before=20000_00, after=5220_00))
    life.wait(1).looked_at(earning(5220_00)).wait(1).take("exit_taper_early")
    life.wait(1).looked_at(risen(since=date(2026, 5, 1))).wait(1).take("begin_taper")
    assert due_months(life.case, month(2026, 1), month(2030, 2)) == before
    assert life.case.taper.frozen == 900_00


def test_a_taper_is_completed_in_the_january_after_its_last_year():
    life = climbed(900_00, 2026)
    assert life.at(date(2029, 12, 31)).bars("complete_taper", MACHINE) == ["TAPER_STILL_PAYS"]
    life.at(date(2030, 1, 1)).take("complete_taper", MACHINE)
    assert life.case.outcome is Outcome.ENDED
    assert sum(paid(life.case, month(2026, 1), month(2030, 6))) == 12 * (900_00 + 675_00 + 450_00 + 225_00)


def test_a_taper_is_completed_when_nothing_more_would_be_paid():
    here = rules(parameter("taper_unregistered", '{income_multiple = "2.0", decrement = "0.50", years = 4}'))
    life = Life(rules_=here).climbing()
    assert life.case.taper.ends == month(2031, 1)
    assert life.at(date(2028, 12, 31)).bars("complete_taper") == ["TAPER_STILL_PAYS"]
    assert life.at(date(2029, 1, 1)).bars("complete_taper") == []


# dated changes


def test_a_new_standard_is_paid_from_its_own_day_however_late_the_machine_comes():
    life = Life(opened=date(2027, 9, 1)).enrolled().at(date(2028, 3, 5)).take("adjust", MACHINE)
    old, new = 585_00, 750_00
    assert life.case.decision.effective_from == month(2028, 1)
    assert due_months(life.case, month(2027, 11), month(2028, 4)) == [old, old, new, new, new, new]
    assert paid(life.case, month(2027, 12), month(2028, 4)) == [old, old, old, new + 2 * (new - old), new]
    assert life.bars("adjust", MACHINE) == ["AMOUNT_UNCHANGED"]


def test_a_dated_change_rests_on_the_survey_of_the_decision_that_holds_in_the_month():
    life = Life().enrolled().at(RECHECK_DAY).looked_at(earning(6000_00)).wait(1).take("reverify").take("renew")
    life.at(date(2028, 1, 2)).take("adjust")
    months = due_months(life.case, month(2027, 3), month(2028, 1))
    assert months == [585_00, *[835_00] * 9, 1000_00]
    assert life.case.decision.effective_from == month(2028, 1)


def test_a_birthday_counts_from_the_first_month_whose_first_day_finds_the_age_reached():
    turning = a_household()
    members = (replace(turning.members[0], born=date(1956, 6, 1)), replace(turning.members[1], born=date(1956, 6, 2)))
    life = Life(replace(turning, members=(*members, turning.members[2]))).enrolled()
    assert life.at(date(2026, 5, 31)).bars("grant_key_support") == ["NOBODY_QUALIFIES"]
    life.at(date(2026, 6, 1)).take("grant_key_support").at(date(2026, 7, 1)).take("adjust")
    assert due_months(life.case, month(2026, 5), month(2026, 7)) == [585_00, 674_00, 763_00]


def test_a_person_born_on_29_february_grows_older_on_1_march_in_common_years():
    leap = a_household()
    life = Life(replace(leap, members=(replace(leap.members[0], born=date(1956, 2, 29)), *leap.members[1:])),
                opened=date(2025, 11, 3)).enrolled()  # fmt: skip
    assert life.at(date(2026, 2, 28)).bars("grant_key_support") == ["NOBODY_QUALIFIES"]
    assert life.at(date(2026, 3, 1)).bars("grant_key_support") == []


def test_a_death_found_late_counts_from_the_month_after_it_and_makes_recovery():
    life = Life().enrolled().at(date(2026, 8, 20))
    dies(life, "m3", date(2026, 5, 4)).take("adjust")
    two = 140_00
    assert due_months(life.case, month(2026, 4), month(2026, 9)) == [585_00, 585_00, two, two, two, two]
    line = roll_line(month(2026, 8), life.case)
    assert [(s.month, s.difference) for s in line.settlements] == [(month(2026, 6), -445_00), (month(2026, 7), -445_00)]
    assert line.total == two - 2 * 445_00


def test_the_arrears_and_recoveries_of_a_step_are_known_before_it_is_taken():
    life = Life().enrolled().at(date(2026, 8, 20))
    verdict = dies(life, "m3", date(2026, 5, 4)).judge("adjust")
    decision = take(verdict).decision
    assert [s.difference for s in settlements_of(life.case, decision)] == [-445_00, -445_00]


def test_the_death_of_the_only_member_found_late_is_closed_from_the_month_after_it():
    life = Life(a_household(1)).enrolled().at(date(2026, 9, 20))
    dies(life, "m1", date(2026, 6, 30)).take(
        "close", reason="last_member_died", effective_from=month(2026, 7), document=""
    )
    assert due_months(life.case, month(2026, 5), month(2026, 9)) == [195_00, 195_00, 0, 0, 0]
    assert sum(paid(life.case, month(2026, 4), month(2026, 12))) == 3 * 195_00


def test_a_death_found_while_the_case_is_looked_at_again_is_settled_after_the_renewal():
    life = Life().enrolled().at(date(2027, 3, 10)).looked_at().wait(1).take("reverify")
    dies(life, "m3", date(2027, 1, 9)).wait(1).take("renew")
    assert due_in(month(2027, 3), life.case.decisions) == 585_00
    life.at(date(2027, 4, 1)).take("adjust", MACHINE)
    assert due_months(life.case, month(2027, 1), month(2027, 4)) == [585_00, 140_00, 140_00, 140_00]


def test_a_recognition_is_paid_from_its_first_month_to_its_last_and_after_it_the_case_is_enrolled_again():
    life = Life().enrolled()
    life.record(
        RecognitionOf(on=life.today, member="m1", rate=Fraction(15, 100), from_=month(2026, 5), until=month(2026, 8))
    )
    life.at(date(2026, 4, 30))
    assert life.bars("grant_key_support") == ["NOBODY_QUALIFIES"]
    life.at(date(2026, 5, 1)).take("grant_key_support").at(date(2026, 9, 12)).take("end_key_support")
    with_it = 585_00 + 66_75
    assert due_months(life.case, month(2026, 4), month(2026, 9)) == [585_00, with_it, with_it, with_it, 585_00, 585_00]
    assert life.case.stage is Stage.ENROLLED


def test_a_recognition_that_was_over_before_anybody_recorded_it_is_paid_as_arrears():
    life = Life().enrolled().at(date(2026, 9, 3))
    life.record(
        RecognitionOf(on=life.today, member="m1", rate=Fraction(15, 100), from_=month(2026, 6), until=month(2026, 8))
    )
    life.take("adjust")
    assert roll_line(month(2026, 9), life.case).total == 585_00 + 2 * 66_75


def test_a_certificate_that_ends_ends_key_support_with_its_own_month():
    life = (
        Life(disabled(a_household())).papers().changed(Paper, valid_until=date(2026, 7, 1)).wait(2).looked_at().wait(1)
    )
    life.take("verify").published().wait(8).take("enroll").at(date(2026, 4, 1)).take("grant_key_support")
    assert life.at(date(2026, 6, 30)).bars("end_key_support") == ["MEMBER_STILL_QUALIFIES"]
    life.at(date(2026, 7, 1)).take("end_key_support")
    assert due_months(life.case, month(2026, 6), month(2026, 7)) == [674_00, 585_00]


def test_adjusting_never_pays_past_an_expenditure_term():
    ailing = ill(earning(20000_00), 16000_00, date(2027, 2, 1))
    life = Life(ailing, opened=date(2027, 3, 1)).enrolled().at(date(2028, 1, 2)).take("adjust")
    assert life.case.decision.term_end == month(2028, 4)
    assert due_months(life.case, month(2028, 3), month(2028, 4)) == [SICK_GAP + 165_00, 0]


# endings and what undoes them


def test_an_ending_stops_the_money_with_the_next_month():
    for step in ("withdraw", "terminate"):
        life = ready_for(step)
        before = due_in(life.today.replace(day=1), life.case.decisions)
        life.take(step)
        this = life.today.replace(day=1)
        assert before > 0
        assert due_months(life.case, this, add_months(this, 1)) == [before, 0]
        assert monthly_on(life.today, life.case) == 0


def test_a_closing_may_take_effect_in_the_past_and_recovers():
    life = Life().enrolled().at(date(2026, 8, 10)).take("close", effective_from=month(2026, 6))
    assert paid(life.case, month(2026, 4), month(2026, 9)) == [585_00] * 4 + [-2 * 585_00, 0]


def test_a_closing_before_the_first_paid_month_leaves_nothing_due():
    life = Life().enrolled().at(date(2026, 8, 10)).take("close", effective_from=month(2026, 1))
    assert sum(paid(life.case, month(2026, 1), month(2026, 12))) == 0


def test_setting_aside_restores_what_was_decided_with_arrears():
    life = ready_for("set_aside")
    assert life.case.history[-1].on == date(2027, 3, 22)
    life.at(date(2027, 6, 5)).take("set_aside")
    assert (life.case.stage, life.case.outcome) == (Stage.RE_VERIFIED, None)
    assert paid(life.case, month(2027, 3), month(2027, 7)) == [585_00, 0, 0, 3 * 585_00, 585_00]


def test_setting_aside_restores_every_amount_that_a_backdated_closing_took_away():
    life = Life(opened=date(2027, 9, 1)).enrolled().at(date(2028, 1, 2)).take("adjust")
    before = due_months(life.case, month(2027, 9), month(2028, 9))
    life.at(date(2028, 5, 9)).take("close", effective_from=month(2027, 8))
    assert sum(due_months(life.case, month(2027, 9), month(2028, 9))) == 0
    life.wait(9)
    life.case = replace(life.case, history=(*life.case.history[:-1], replace(life.case.history[-1], actor="another")))
    life.take("set_aside")
    assert due_months(life.case, month(2027, 9), month(2028, 9)) == before


def test_a_tapers_years_count_on_while_it_was_wrongly_ended():
    life = climbed(900_00, 2026)
    before = due_months(life.case, month(2026, 1), month(2031, 1))
    life.at(date(2026, 8, 3)).take("close", effective_from=month(2026, 9))
    life.case = replace(life.case, history=(*life.case.history[:-1], replace(life.case.history[-1], actor="another")))
    life.at(date(2027, 2, 10)).take("set_aside")
    assert life.case.stage is Stage.TAPERING
    assert due_months(life.case, month(2026, 1), month(2031, 1)) == before
    assert life.case.taper.ends == month(2030, 1)


@pytest.mark.parametrize("step", ["verify", "send_back", "reject", "reverify", "exit_taper_early"])
def test_steps_that_decide_nothing_about_money_make_no_decision(step):
    life = ready_for(step)
    assert take(life.judge(step)).decision is None


def test_money_that_the_machine_held_back_is_let_go_when_somebody_decides_and_what_a_person_held_is_not():
    life = ready_for("renew")
    for person in ("machine", "zhao"):
        life.record(Withhold(on=life.today, person=person, reason="recheck_overdue", from_=month(2027, 4)))
    life.take("renew")
    assert [w.person for w in life.case.withholdings] == ["zhao"]


def test_an_ending_settles_what_came_in_while_the_case_was_looked_at_again_and_never_past_a_term():
    life = Life(SICK).enrolled().at(date(2027, 6, 10)).looked_at(earning(40000_00)).wait(1).take("reverify")
    life.take("terminate").wait(40).take("set_aside")
    life.record(
        RecognitionOf(on=life.today, member="m1", rate=Fraction(15, 100), from_=month(2026, 6), until=month(2026, 8))
    )
    life.take("terminate")
    months = due_months(life.case, month(2026, 5), month(2026, 9))
    assert months == [SICK_GAP, SICK_GAP + 66_75, SICK_GAP + 66_75, SICK_GAP, SICK_GAP]
    assert sum(due_months(life.case, month(2026, 4), month(2028, 4))) == 12 * SICK_GAP + 2 * 66_75
