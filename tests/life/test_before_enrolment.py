"""From the papers to the confirmation: what goes wrong, who may act, and two people at one desk (policy §3, §5)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from states.evidence import (
    Application,
    CountyVisit,
    Declaration,
    Delegation,
    InformationCheck,
    Letter,
    Notice,
    Objection,
    Order,
    Paper,
    PaperStatus,
    Resolution,
)
from tests.life.people import earning, household, person
from workflow import stepping
from workflow.errors import LostRace, NotPermitted


def couple(income="2400.00"):
    """Two with 2,400 a year: 9,600 - 2,400, 600.00 a month."""
    return household(person("head"), person("wife"), income=income)


def test_an_objection_upheld_in_the_notice_sends_the_case_back_and_a_new_notice_runs_in_full(tell):
    """The neighbour is right: the wife earns 1,200 at the market, 500.00 are left of 600.00."""
    home = couple()
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().wait(4)
    objection = story.record(Objection(on=story.today, person="a neighbour", about="sells at the market"))
    assert story.wait(5).bars("enroll") == {"OBJECTION_OPEN"}
    story.answer(objection, outcome=Resolution.UPHELD, reason="she was seen there")
    assert story.bars("enroll") == {"OBJECTION_UPHELD"}
    assert story.bars("send_back") == {"NOTE_MISSING"}
    story.step("send_back", note="income at the market")
    assert (story.stage, list(story.case.evidence.of(Notice))) == ("applied", [])
    richer = earning(home, "3600.00")
    story.looked_at(richer).wait(1).step("verify")
    assert story.bars("enroll") >= {"NOTICE_MISSING"}
    posted = story.published().today
    assert story.wait(7).bars("enroll") == {"NOTICE_NOT_ELAPSED"}
    story.wait(1).step("enroll")
    assert (posted.isoformat(), story.today.isoformat()) == ("2026-03-15", "2026-03-23")
    story.pays("2026-03", "0.00").pays_from("2026-04", "2027-03", "500.00")


def test_a_survey_changed_after_the_notice_is_verified_and_published_again(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().wait(9)
    story.looked_at(earning(home, "4800.00"))
    assert story.bars("enroll") == {"SURVEY_CHANGED_SINCE_VERIFY", "NOTICE_SHOWS_OTHER_AMOUNT"}
    story.step("send_back", note="surveyed again").wait(1).step("verify").published().wait(8).step("enroll")
    story.pays("2026-03", "0.00").pays_from("2026-04", "2027-03", "400.00")


def test_an_information_check_that_had_expired_at_the_survey_is_asked_for_again(tell):
    """30 days old is still good, 31 is not."""
    home = couple()
    story = tell("2026-03-02").opens(home).papers().checked().wait(31).visited().surveyed(home).wait(1)
    assert story.bars("verify") == {"CHECK_EXPIRED"}
    story.checked()
    assert story.bars("verify") == {"CHECK_EXPIRED"}  # asked after the survey
    story.surveyed(home).wait(1).step("verify").published().wait(8).step("enroll")
    story.pays_from("2026-03", "2026-04", "0.00").pays_from("2026-05", "2027-04", "600.00")
    others = couple()
    exact = story.another().opens(others).papers().checked().wait(30).visited().surveyed(others).wait(1).step("verify")
    assert exact.stage == "verified"


def test_a_discrepancy_that_the_bank_shows_is_explained_before_the_case_is_verified(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).papers().wait(1).looked_at(home).wait(1)
    check = story.record(
        InformationCheck(on=story.today, document="answer", source="bank", member="head", discrepancy="50,000 in June")
    )
    assert story.bars("verify") == {"DISCREPANCY_OPEN"}
    story.answer(check, outcome="explained", document="paid out for the fallow land of four families")
    story.step("verify")
    assert story.stage == "verified"


def test_the_only_caseworker_and_her_cousin(tell):
    """Wang is the cousin: the case is handed to the next township, the county visits, and it is paid like any other."""
    home = couple()
    story = tell("2026-03-02").opens(home).papers()
    kin = {"worker": "wang", "relative": "head", "relation": "cousin"}
    story.record(Declaration(on=story.today, person="wang", document="declaration 6", **kin))
    story.wait(1).looked_at(home).wait(1)
    assert story.bars("verify") == {"NEAR_RELATIVE"}
    story.record(Delegation(on=story.today, document="letter 4", to="ma", reason="cousin"))
    assert story.bars("verify") == {"NEAR_RELATIVE", "DELEGATED_TO_ANOTHER"}
    assert story.bars("verify", "liu") >= {"DELEGATED_TO_ANOTHER"}
    story.step("verify", "ma").wait(1).published().wait(8)
    assert story.bars("enroll") == {"COUNTY_VISIT_MISSING"}
    with pytest.raises(NotPermitted):
        story.record(CountyVisit(on=story.today, visitors=("zhao",)), "wang")
    story.record(CountyVisit(on=story.today, document="visit 9", visitors=("zhao",)), "zhao")
    story.step("enroll")
    story.pays_from("2026-04", "2027-03", "600.00")


def test_a_caseworker_hands_her_cousin_to_the_county_which_then_may_not_confirm_what_it_reviewed(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).papers()
    story.record(Declaration(on=story.today, person="wang", document="declaration 6", worker="wang", relative="wife"))
    story.record(Delegation(on=story.today, document="letter 4", to="chen", reason="cousin"))
    story.wait(1).looked_at(home).wait(1).step("verify", "chen").wait(1).published().wait(8)
    story.record(CountyVisit(on=story.today, document="visit 9", visitors=("zhao",)), "zhao")
    assert story.bars("enroll", "chen") == {"CONFIRMER_REVIEWED"}
    story.step("enroll", "zhao")
    story.pays_from("2026-04", "2027-03", "600.00")


def test_a_complaint_before_the_enrolment_makes_the_county_see_for_itself(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().wait(8)
    with pytest.raises(NotPermitted):
        story.record(Order(on=story.today, document="complaint 11", of="visit", reason="a shop in town"), "wang")
    story.record(Order(on=story.today, document="complaint 11", of="visit", reason="a shop in town"), "zhao")
    assert story.bars("enroll") == {"COUNTY_VISIT_MISSING"}
    refuted = story.record(CountyVisit(on=story.today, visitors=("zhao", "chen"), confirmed=False), "zhao")
    assert story.bars("enroll") == {"COUNTY_VISIT_DID_NOT_CONFIRM"}
    assert refuted > 0
    story.wait(6).record(CountyVisit(on=story.today, document="visit 12", visitors=("zhao",)), "zhao")
    story.step("enroll")
    story.pays_from("2026-04", "2027-03", "600.00")


def test_the_county_orders_a_recheck_after_a_complaint_long_before_one_is_due(tell):
    """The head has begun to sell bricks: 8,400 a year, 100.00 a month are left from November."""
    home = couple()
    story = tell("2026-03-02").admits(home).nights("2026-10-12").looked_at(earning(home, "8400.00")).wait(1)
    assert story.bars("reverify") == {"RECHECK_NOT_DUE"}
    story.record(Order(on=story.today, document="complaint 30", of="recheck", reason="sells bricks"), "zhao")
    story.step("reverify").wait(4).step("renew")
    assert "RECHECK_NOT_DUE" in story.bars("reverify")  # the order has been followed
    story.pays_from("2026-04", "2026-10", "600.00").pays_from("2026-11", "2027-10", "100.00")


def test_two_people_step_at_once_and_the_second_is_told_who_when_and_what(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().wait(8)
    seen_by_chen = stepping.preview(story.by("chen"), story.id, "enroll")
    seen_by_zhao = stepping.preview(story.by("zhao"), story.id, "enroll")
    assert seen_by_chen.allowed
    assert seen_by_zhao.allowed
    story.step("enroll", "zhao", expected_version=seen_by_zhao.version)
    with pytest.raises(LostRace) as lost:
        story.step("enroll", "chen", expected_version=seen_by_chen.version)
    assert (lost.value.who, lost.value.what) == ("zhao", "enroll")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", lost.value.when)
    assert [s.step for s in story.case.history] == ["apply", "verify", "enroll"]
    story.pays_from("2026-04", "2027-03", "600.00")


def test_evidence_that_came_in_while_somebody_looked_stops_the_step_too(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().wait(8)
    seen = stepping.preview(story.by("chen"), story.id, "enroll").version
    story.record(Objection(on=story.today, person="a neighbour", about="a second house"), "cun")
    with pytest.raises(LostRace) as lost:
        story.step("enroll", "chen", expected_version=seen)
    assert (lost.value.who, lost.value.what) == ("cun", "recorded")
    assert story.stage == "verified"


def test_the_same_request_sent_twice_enrolls_once(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().wait(8)
    first = stepping.take_step(story.by("chen"), story.id, "enroll", request_key="k1")
    again = stepping.take_step(story.by("chen"), story.id, "enroll", request_key="k1")
    assert first == again
    assert len(story.case.decisions) == 1


def test_an_application_is_rejected_for_missing_papers_only_after_a_dated_request(tell):
    story = tell("2026-03-02").opens(couple()).papers(without="authorisation")
    assert story.bars("reject", reason="papers_missing") == {"PAPERS_NOT_REQUESTED"}
    story.record(Paper(on=story.today, document="letter 2", name="authorisation", status=PaperStatus.REQUESTED))
    story.wait(15).step("reject", reason="papers_missing")
    story.record(Letter(on=story.today, document="letter 5", about="reject", delivered_to="head"))
    assert (story.stage, story.case.outcome) == ("terminated", "rejected")
    assert next(story.case.evidence.of(Application)).on.isoformat() == "2026-03-02"


def test_of_two_who_press_the_key_in_the_same_moment_one_enrolls_and_the_other_is_told(tell):
    home = couple()
    story = tell("2026-03-02").opens(home).verified(home).wait(1).published().wait(8)
    version, start = story.case.version, Barrier(2)

    def press(login):
        start.wait()
        try:
            return stepping.take_step(story.by(login), story.id, "enroll", expected_version=version)
        except LostRace as lost:
            return lost

    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(press, ("chen", "zhao")))
    won = [a for a in answers if isinstance(a, stepping.Taken)]
    lost = [a for a in answers if isinstance(a, LostRace)]
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0].who == story.case.history[-1].actor
    assert len(story.case.decisions) == 1


def test_a_township_cannot_answer_for_the_county(tell):
    story = tell("2026-03-02").opens(couple())
    visit = story.record(CountyVisit(on=story.today, visitors=("zhao",), confirmed=False), "zhao")
    with pytest.raises(NotPermitted):
        story.answer(visit, "wang", confirmed=True)
