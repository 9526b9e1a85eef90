"""What the guards ask of papers, checks, visits, notices, reports and endings, at the days where the answer turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from states.case import MACHINE, Elsewhere
from states.evidence import (
    Appeal,
    Appraisal,
    Change,
    ChangeKind,
    DiscrepancyOutcome,
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
    RecognitionOf,
    Refusal,
    Resolution,
    Survey,
    Wish,
)
from states.facts import Member, NotCounted, Property, RecheckClass
from states.findings import Kind
from states.stages import Stage
from tests.states.life.builders import Life, a_household, disabled, earning, ill, ready_for, risen, rules
from tests.states.life.ready import RECHECK_DAY, looked_at_again, re_verified, taper_looked_at_again


def open_change(life, change, **values):
    return life.record(Change(on=values.pop("on", life.today), change=change, **values))


# papers


def test_every_paper_that_is_missing_is_named():
    life = ready_for("verify").without(Paper)
    assert [f.datum for f in life.findings("verify")] == [
        "application", "authorisation", "id_and_household_book", "income_property_statement",
        "near_relative_declaration",
    ]  # fmt: skip


def test_a_paper_that_was_only_asked_for_or_only_came_in_has_not_been_seen():
    for status in (PaperStatus.REQUESTED, PaperStatus.RECEIVED):
        life = ready_for("verify").without(Paper, name="authorisation")
        life.record(Paper(on=life.today, name="authorisation", status=status))
        assert life.bars("verify") == ["PAPER_NOT_SEEN"]


def test_vouchers_are_asked_for_where_bills_are_claimed_and_a_certificate_for_each_disabled_member_who_counts():
    life = Life(ill(disabled(a_household()))).papers().wait(2).looked_at().wait(1)
    assert life.bars("verify") == []
    life.without(Paper, name="medical_vouchers").without(Paper, name="disability_certificate")
    assert life.bars("verify") == ["PAPER_NOT_SEEN", "CERTIFICATE_NOT_SEEN"]
    household = life.case.household
    conscript = replace(
        household, members=tuple(replace(m, not_counted=NotCounted.CONSCRIPT) for m in household.members[:2])
        + household.members[2:],
    )  # fmt: skip
    assert life.registers(conscript).newest_changed(Survey, household=conscript).bars("verify") == []


@pytest.mark.parametrize(("age", "bars"), [(30, []), (31, ["CHECK_EXPIRED"] * 6)])
def test_a_check_serves_for_thirty_days_up_to_the_survey(age, bars):
    life = ready_for("verify")
    life.changed(InformationCheck, on=life.case.survey.on - timedelta(days=age))
    assert life.bars("verify") == bars


def test_a_check_made_after_the_survey_does_not_serve_it():
    life = ready_for("verify")
    assert life.changed(InformationCheck, on=life.today).bars("verify") == ["NOT_CHECKED"] * 3


def test_every_source_that_was_asked_must_have_answered_about_everybody():
    life = ready_for("verify")
    life.without(InformationCheck, source="bank", member="m2")
    (finding,) = life.findings("verify")
    assert (finding.code, finding.subject, finding.kind) == ("NOT_CHECKED_BY", "bank m2", Kind.UNKNOWN)


def test_a_source_that_is_not_asked_any_more_is_not_asked_for_at_a_recheck():
    life = Life().enrolled().at(RECHECK_DAY).looked_at()
    life.without(InformationCheck, since=RECHECK_DAY, source="housing")
    assert life.wait(1).bars("reverify") == []


def test_a_discrepancy_bars_until_it_is_explained_or_corrected():
    life = ready_for("verify")
    found = InformationCheck(on=life.case.survey.on, source="bank", member="m1", discrepancy="a second account")
    assert life.record(found).bars("verify") == ["DISCREPANCY_OPEN"]
    row = life.case.evidence.newest(InformationCheck)
    life.record(replace(row, outcome=DiscrepancyOutcome.EXPLAINED, amends=row.id, id=0))
    assert life.bars("verify") == []


def test_a_visit_that_one_side_did_not_sign_does_not_serve_and_one_that_serves_is_enough():
    life = ready_for("verify").changed(HomeVisit, signed_by_household=False)
    assert life.bars("verify") == ["VISIT_NOT_SIGNED"]
    life.record(HomeVisit(on=life.today, visitors=("chen", "chen"), signed_by_visitors=True, signed_by_household=True))
    assert life.bars("verify") == ["TOO_FEW_VISITORS"]
    life.record(HomeVisit(on=life.today, visitors=("a", "b"), signed_by_visitors=True, signed_by_household=True))
    assert life.bars("verify") == []


def test_whoever_lives_there_must_be_in_the_survey_and_nobody_else():
    life = ready_for("verify").registers(a_household(4))
    assert [(f.code, f.subject) for f in life.findings("verify")] == [("SURVEY_HAS_OTHER_MEMBERS", "m4")]
    assert [f.subject for f in life.registers(a_household(2)).findings("verify")] == ["m3"]


def test_the_dead_need_no_income_line_no_check_and_no_place_in_the_survey():
    life = ready_for("verify")
    open_change(life, ChangeKind.DEATH, member="m3", document="certificate")
    life.without(InformationCheck, member="m3")
    life.newest_changed(Survey, household=replace(a_household(), income=a_household().income[:2]))
    assert life.bars("verify") == []


def test_a_report_of_a_death_that_was_dismissed_is_no_death():
    life = ready_for("verify")
    open_change(life, ChangeKind.DEATH, member="m3")
    row = life.case.evidence.newest(Change)
    life.record(replace(row, outcome=Resolution.DISMISSED, amends=row.id, id=0))
    assert life.case.deaths() == {}
    assert life.without(InformationCheck, member="m3").bars("verify") == ["NOT_CHECKED_BY"] * 2


@pytest.mark.parametrize(("votes", "bars"), [(5, ["APPRAISAL_NOT_PASSED"]), (6, [])])
def test_an_appraisal_passes_with_more_than_half_of_those_present(votes, bars):
    life = ready_for("verify")
    life.record(Doubt(on=life.today, about="a car"))
    life.record(Appraisal(on=life.today, present=10, votes_for=votes, votes_against=10 - votes))
    assert life.bars("verify") == bars


def test_an_appraisal_before_the_doubt_does_not_serve():
    life = ready_for("verify")
    life.record(Appraisal(on=life.today - timedelta(days=1), present=3, votes_for=3, votes_against=0))
    life.record(Doubt(on=life.today, about="a car"))
    assert life.bars("verify") == ["APPRAISAL_MISSING"]


# the notice and the enrolment


@pytest.mark.parametrize(("days", "bars"), [(0, True), (7, True), (8, False)])
def test_a_notice_runs_seven_full_days_and_the_eighth_day_decides(days, bars):
    life = ready_for("enroll")
    posted = life.case.evidence.newest(Notice).on
    assert life.at(posted + timedelta(days=days)).bars("enroll") == (["NOTICE_NOT_ELAPSED"] if bars else [])


def test_a_notice_before_29_february_counts_that_day():
    life = Life(opened=date(2028, 2, 14)).verified().at(date(2028, 2, 24)).published()
    assert life.at(date(2028, 3, 2)).bars("enroll") == ["NOTICE_NOT_ELAPSED"]
    assert life.at(date(2028, 3, 3)).bars("enroll") == []


def test_without_a_notice_nobody_is_enrolled():
    assert ready_for("enroll").without(Notice).bars("enroll") == ["NOTICE_MISSING"]


def test_sending_back_makes_the_notice_void_and_it_must_run_again():
    life = ready_for("enroll").take("send_back").wait(1)
    assert life.case.stage is Stage.APPLIED
    life.take("verify")
    assert life.bars("enroll") == ["NOTICE_MISSING"]
    assert life.published().wait(8).bars("enroll") == []


def test_an_objection_that_was_dismissed_bars_nothing_and_one_upheld_bars_until_a_new_notice():
    life = ready_for("enroll")
    life.record(Objection(on=life.today, about="a shop"))
    row = life.case.evidence.newest(Objection)
    dismissed = replace(row, outcome=Resolution.DISMISSED, amends=row.id, id=0)
    assert life.record(dismissed).bars("enroll") == []
    life.record(Objection(on=life.today, about="a shop", outcome=Resolution.UPHELD))
    assert life.bars("enroll") == ["OBJECTION_UPHELD"]
    life.take("send_back").wait(1).take("verify").published().wait(8)
    assert life.bars("enroll") == []


def test_an_unknown_property_is_missing_evidence_for_the_enrolment():
    life = ready_for("enroll")
    life.newest_changed(Survey, household=replace(a_household(), holdings=None))
    assert [(f.code, f.kind) for f in life.judge("enroll").bars] == [("PROPERTY_UNKNOWN", Kind.UNKNOWN)]


def test_property_above_the_limit_bars_the_enrolment_of_a_poor_household():
    life = ready_for("enroll")
    life.newest_changed(Survey, household=replace(a_household(), holdings=Property(motor_vehicles=1)))
    assert life.bars("enroll") == ["MOTOR_VEHICLES_ABOVE_LIMIT"]


def test_a_change_reported_before_the_survey_has_been_looked_at_when_the_case_is_verified():
    life = Life().papers()
    open_change(life, ChangeKind.INCOME)
    life.wait(2).looked_at().wait(1).take("verify").published().wait(8)
    assert life.bars("enroll") == []


def test_a_change_reported_after_the_survey_sends_the_case_back():
    life = ready_for("verify")
    open_change(life, ChangeKind.INCOME)
    life.take("verify").published().wait(8)
    assert life.bars("enroll") == ["CHANGED_SINCE_VERIFY"]
    life.take("send_back").looked_at().wait(1).take("verify").published().wait(8)
    assert life.bars("enroll") == []


def test_a_new_account_or_head_changes_nothing_that_counts():
    life = ready_for("enroll")
    for change in (ChangeKind.ACCOUNT, ChangeKind.HEAD, ChangeKind.MOVED):
        open_change(life, change, member="m2", detail="6222")
    assert life.bars("enroll") == []


def test_counted_in_another_case_warns_at_verify_and_bars_at_enroll_only_where_that_case_is_paid():
    for paid in (False, True):
        life = ready_for("verify")
        life.case = replace(life.case, elsewhere=(Elsewhere("m2", "C7", paid),))
        assert [f.kind for f in life.findings("verify")] == [Kind.WARNS]
        life.take("verify").published().wait(8)
        assert life.bars("enroll") == (["COUNTED_IN_PAID_CASE"] if paid else [])


# dated changes


def test_a_reported_change_bars_a_dated_one_but_a_new_account_does_not():
    life = ready_for("adjust")
    open_change(life, ChangeKind.ACCOUNT, detail="6222")
    assert life.bars("adjust") == []
    open_change(life, ChangeKind.JOINED, joins=Member(id="m9", born=date(2000, 1, 1)))
    assert life.bars("adjust") == ["REPORT_OPEN"]


# re-checks


@pytest.mark.parametrize(("day", "bars"), [(date(2027, 3, 1), ["RECHECK_NOT_DUE"]), (date(2027, 3, 2), [])])
def test_a_recheck_opens_thirty_days_before_a_year_after_the_first_paid_month(day, bars):
    life = Life().enrolled()
    assert life.case.decision.effective_from == date(2026, 4, 1)
    assert life.at(day).looked_at().bars("reverify") == bars


def test_a_class_of_households_may_have_an_interval_of_its_own():
    life = Life(replace(a_household(), recheck_class=RecheckClass.A)).enrolled()
    life.rules = rules("[[recheck_interval_months]]\nin_force = 2016-01-02\nvalue = {A = 6, default = 12}")
    assert life.at(date(2026, 8, 31)).looked_at().bars("reverify") == ["RECHECK_NOT_DUE"]
    assert life.at(date(2026, 9, 1)).bars("reverify") == []


def test_a_reported_change_or_an_order_of_the_county_calls_for_a_recheck_at_once():
    for record in (Change(on=date(2026, 6, 1), change=ChangeKind.INCOME), Order(on=date(2026, 6, 1), of="recheck")):
        life = Life().enrolled().at(date(2026, 6, 1)).looked_at()
        assert life.bars("reverify") == ["RECHECK_NOT_DUE"]
        assert life.record(record).bars("reverify") == []


def test_an_order_is_followed_by_one_recheck():
    life = Life().enrolled().at(date(2026, 6, 1))
    life.record(Order(on=life.today, of="recheck")).wait(1).looked_at().wait(1).take("reverify").wait(1).take("renew")
    assert life.wait(1).looked_at().bars("reverify") == ["RECHECK_NOT_DUE"]


def test_a_recheck_on_the_day_of_the_order_follows_it():
    life = Life().enrolled().at(date(2026, 6, 1)).record(Order(on=date(2026, 6, 1), of="recheck")).looked_at()
    life.take("reverify").wait(1).take("renew").wait(1).looked_at()
    assert life.bars("reverify") == ["RECHECK_NOT_DUE"]


def test_for_a_birth_the_certificate_serves_instead_of_a_visit_but_not_when_the_recheck_is_due_anyway():
    child = Member(id="m4", born=date(2026, 6, 1))
    for day, bars in ((date(2026, 6, 10), []), (date(2027, 3, 10), ["NOT_VISITED"])):
        life = Life().enrolled().at(day)
        open_change(life, ChangeKind.BIRTH, joins=child, document="birth certificate")
        life.registers(a_household(4)).looked_at().without(HomeVisit, on=day)
        assert life.wait(1).bars("reverify") == bars


def test_without_its_certificate_a_birth_calls_for_the_visit():
    life = Life().enrolled().at(date(2026, 6, 10))
    open_change(life, ChangeKind.BIRTH, joins=Member(id="m4", born=date(2026, 6, 1)))
    life.registers(a_household(4)).looked_at().without(HomeVisit, on=life.today)
    assert life.bars("reverify") == ["NOT_VISITED"]


def test_a_recheck_answers_what_was_reported_before_its_survey_and_leaves_what_came_later():
    life = Life().enrolled().at(date(2026, 6, 1))
    open_change(life, ChangeKind.INCOME)
    life.wait(3).looked_at().wait(3)
    open_change(life, ChangeKind.ILLNESS)
    life.take("reverify")
    assert [c.change for c in life.case.evidence.of(Change) if c.outcome is Resolution.OPEN] == [ChangeKind.ILLNESS]


def test_who_joined_after_the_survey_but_is_in_it_has_been_looked_at():
    life = Life().enrolled().at(date(2026, 6, 1)).registers(a_household(4)).looked_at().wait(2)
    open_change(life, ChangeKind.JOINED, joins=Member(id="m4", born=date(1999, 1, 1)))
    life.take("reverify")
    assert life.case.evidence.newest(Change).outcome is Resolution.UPHELD


# early exits


@pytest.mark.parametrize(("cause", "before", "after", "bars"), [
    (EarlyExitCause.EARNINGS_FELL, 2, 1, []), (EarlyExitCause.EARNINGS_FELL, 2, 2, ["EARNINGS_DID_NOT_FALL"]),
    (EarlyExitCause.ILLNESS_COST_ROSE, 1, 2, []),
    (EarlyExitCause.ILLNESS_COST_ROSE, 2, 2, ["ILLNESS_COST_DID_NOT_RISE"]),
    (EarlyExitCause.OTHER_RECOGNISED, 0, 0, ["CAUSE_NOT_RECOGNISED"]),
])  # fmt: skip
def test_the_figures_must_show_the_cause_that_the_household_gives(cause, before, after, bars):
    life = ready_for("exit_taper_early").changed(EarlyExit, cause=cause, before=before, after=after)
    assert life.bars("exit_taper_early") == bars
    assert life.changed(EarlyExit, recognised_by="county").bars("exit_taper_early") == [
        b for b in bars if b != "CAUSE_NOT_RECOGNISED"
    ]


def test_a_survey_of_the_day_of_the_application_serves_and_one_of_the_day_before_does_not():
    life = ready_for("exit_taper_early")
    applied_on = life.case.evidence.newest(EarlyExit).on
    assert life.newest_changed(Survey, on=applied_on).bars("exit_taper_early") == []
    assert life.newest_changed(Survey, on=applied_on - timedelta(days=1)).bars("exit_taper_early") == [
        "SURVEY_BEFORE_APPLICATION"
    ]


def test_whoever_does_not_meet_the_conditions_stays_in_the_taper_and_is_told_why():
    life = ready_for("exit_taper_early")
    life.newest_changed(Survey, household=risen(income=18000_00))
    assert life.bars("exit_taper_early") == ["INCOME_NOT_BELOW_STANDARD"]
    assert life.case.stage is Stage.TAPERING


def test_an_early_exit_answers_every_open_application():
    life = ready_for("exit_taper_early")
    life.record(replace(life.case.evidence.newest(EarlyExit), id=0, on=life.case.survey.on))
    life.take("exit_taper_early")
    assert {row.outcome for row in life.case.evidence.of(EarlyExit)} == {Resolution.UPHELD}


def test_the_township_may_look_again_at_a_household_that_applied_to_leave():
    life = taper_looked_at_again()
    life.record(EarlyExit(on=life.today, cause=EarlyExitCause.EARNINGS_FELL, before=2, after=1))
    assert life.bars("reverify") == []


def test_a_taper_is_not_completed_over_an_application_a_report_or_an_order():
    day = date(2030, 12, 20)
    application = EarlyExit(on=day, cause=EarlyExitCause.EARNINGS_FELL, before=2, after=1)
    rows = (application, Change(on=day, change=ChangeKind.INCOME), Order(on=day, of="recheck"))
    for row, code in zip(rows, ("EARLY_EXIT_OPEN", "REPORT_OPEN", "RECHECK_ORDERED"), strict=True):
        assert ready_for("complete_taper").record(row).bars("complete_taper") == [code]


# endings


def test_papers_missing_is_a_reason_only_after_a_dated_request_that_was_not_followed():
    life = Life().wait(3)
    assert life.bars("reject", reason="papers_missing") == ["PAPERS_NOT_REQUESTED"]
    life.record(Paper(on=life.today, name="authorisation", status=PaperStatus.REQUESTED))
    assert life.bars("reject", reason="papers_missing") == ["PAPERS_NOT_REQUESTED"]
    assert life.wait(1).bars("reject", reason="papers_missing") == []
    life.record(Paper(on=life.today, name="authorisation", status=PaperStatus.RECEIVED))
    assert life.bars("reject", reason="papers_missing") == ["PAPERS_NOT_REQUESTED"]


def test_nobody_is_rejected_as_not_eligible_who_is_or_who_was_never_surveyed():
    assert Life().wait(3).bars("reject", reason="not_eligible") == ["SURVEY_MISSING"]
    life = ready_for("verify")
    assert life.bars("reject", reason="not_eligible") == ["HOUSEHOLD_IS_ELIGIBLE"]
    life.newest_changed(Survey, household=earning(40000_00))
    assert life.bars("reject", reason="not_eligible") == []


def test_before_enrolment_a_death_serves_as_the_wish_to_withdraw_and_afterwards_it_does_not():
    life = Life(a_household(1)).papers()
    assert life.bars("withdraw") == ["WISH_NOT_SIGNED"]
    assert open_change(life, ChangeKind.DEATH, member="m1").bars("withdraw") == []
    paid = Life(a_household(1)).enrolled()
    assert open_change(paid, ChangeKind.DEATH, member="m1").bars("withdraw") == ["WISH_NOT_SIGNED"]


def test_a_wish_that_is_not_signed_is_no_wish():
    assert ready_for("withdraw").changed(Wish, signed=False).bars("withdraw") == ["WISH_NOT_SIGNED"]


def closing(life, reason, month=date(2026, 9, 1), **said):
    return life.bars("close", reason=reason, effective_from=month, **{"document": "", **said})


def test_each_reason_to_close_rests_on_what_it_claims():
    life = ready_for("close")
    assert closing(life, "fraud") == ["DOCUMENT_MISSING"]
    assert closing(life, "destitute_support", document="D1") == []
    assert closing(life, "merged") == ["MERGED_CASE_NOT_NAMED"]
    assert closing(life, "merged", into_case="C2") == []
    assert closing(life, "left_county") == ["DEPARTURE_NOT_RECORDED"]
    assert closing(open_change(life, ChangeKind.MOVED, detail="another county"), "left_county") == []
    assert closing(life, "a whim") == ["REASON_NOT_LISTED"]


@pytest.mark.parametrize("month", [None, date(2026, 9, 2)])
def test_a_closing_names_the_month_that_it_takes_effect(month):
    assert closing(ready_for("close"), "fraud", month, document="D1") == ["EFFECTIVE_MONTH_MISSING"]


def test_a_case_closes_for_death_when_all_who_counted_have_died_from_the_month_after_the_last():
    life = Life(a_household(2)).enrolled().at(date(2026, 8, 10))
    open_change(life, ChangeKind.DEATH, member="m1", on=date(2026, 5, 4))
    assert closing(life, "last_member_died", date(2026, 6, 1)) == ["MEMBER_LIVES"]
    open_change(life, ChangeKind.DEATH, member="m2", on=date(2026, 6, 30))
    assert closing(life, "last_member_died", date(2026, 6, 1)) == ["MONTH_NOT_AFTER_DEATH"]
    assert closing(life, "last_member_died", date(2026, 7, 1)) == []


def test_a_refused_recheck_closes_after_two_notices_of_two_days_since_the_last_decision():
    life = Life().enrolled()
    life.record(Refusal(on=life.today - timedelta(days=1), document="notice of another year")).at(date(2027, 5, 1))
    for day, bars in ((1, True), (1, True), (9, False)):
        life.at(date(2027, 5, day)).record(Refusal(on=date(2027, 5, day), document="notice"))
        assert closing(life, "refused_recheck", date(2027, 6, 1)) == (["TOO_FEW_WRITTEN_NOTICES"] if bars else [])


def test_an_ending_is_set_aside_on_an_appeal_against_this_ending_or_on_a_document():
    life = ready_for("set_aside")
    ended_on = life.case.history[-1].on
    assert life.bars("set_aside", reason="appeal_upheld") == ["APPEAL_NOT_UPHELD"]
    life.record(Appeal(on=ended_on - timedelta(days=1), about="reject", outcome=Resolution.UPHELD))
    assert life.bars("set_aside", reason="appeal_upheld") == ["APPEAL_NOT_UPHELD"]
    life.record(Appeal(on=ended_on, about="terminate", outcome=Resolution.UPHELD))
    assert life.bars("set_aside", reason="appeal_upheld") == []
    own = Appeal(on=ended_on, about="terminate", outcome=Resolution.UPHELD, decided_by=life.case.history[-1].actor)
    life.record(own)
    assert life.bars("set_aside", reason="appeal_upheld") == ["APPEAL_OF_OWN_DECISION"]
    assert life.bars("set_aside", document="") == ["DOCUMENT_MISSING"]


def test_a_rejection_is_set_aside_although_a_member_is_paid_elsewhere_and_a_termination_is_not():
    rejected = ready_for("reject").take("reject")
    for life, bars in ((rejected, []), (ready_for("set_aside"), ["COUNTED_IN_PAID_CASE"])):
        life.case = replace(life.case, elsewhere=(Elsewhere("m2", "C7", paid=True),))
        assert life.bars("set_aside") == bars


# the machine's renewals


@pytest.mark.parametrize(
    ("income", "bars"), [(9000_00, []), (9000_00 + 1404_00, []), (9000_00 + 1405_00, ["AMOUNT_MOVES_TOO_FAR"])]
)
def test_the_machine_renews_while_the_amount_moves_by_no_more_than_a_fifth(income, bars):
    life = re_verified(income)
    assert life.case.decision.monthly == 585_00
    assert life.bars("renew", MACHINE) == bars
    assert life.bars("renew") == []


def test_the_machine_leaves_other_members_other_property_and_another_route_to_a_person():
    life = re_verified()
    cases = {
        "MEMBERS_DIFFER": replace(
            a_household(3), members=(*a_household(2).members, Member(id="m8", born=date(1980, 1, 1)))
        ),
        "PROPERTY_DIFFERS": replace(a_household(), holdings=Property(homes=0)),
        "ROUTE_DIFFERS": ill(earning(20000_00), 13000_00, on=date(2026, 12, 1)),
    }
    for code, household in cases.items():
        life.newest_changed(Survey, household=household)
        assert code in life.bars("renew", MACHINE)
        assert life.bars("renew") == []


def test_a_member_whose_death_was_settled_is_no_change_of_members():
    life = Life().enrolled().at(date(2026, 8, 3))
    open_change(life, ChangeKind.DEATH, member="m3", document="certificate")
    life.at(date(2026, 9, 1)).take("adjust").at(RECHECK_DAY).looked_at(a_household(2, 9000_00)).wait(1)
    assert life.take("reverify").bars("renew", MACHINE) == []


def test_a_recognition_that_ended_is_told_by_its_own_date():
    life = looked_at_again()
    life.record(
        RecognitionOf(on=life.today, member="m1", rate=Fraction(1), from_=date(2026, 5, 1), until=date(2026, 6, 1))
    )
    amounts = [life.judge("adjust").situation.assessment_in(date(2026, month, 1)).total_monthly for month in (4, 5, 6)]
    assert amounts == [585_00, 585_00 + 445_00, 585_00]
