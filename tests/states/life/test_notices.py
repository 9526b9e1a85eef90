"""Which cases wait for a public notice, what it would show, and what became of those that were posted."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from states.evidence import Change, ChangeKind, Notice, Objection, Resolution
from states.notice import (
    BatchState,
    Standing,
    batch_state,
    last_day_of,
    notices_of,
    objections_to,
    standing_of,
    wanted_notice,
)
from states.stages import Stage
from tests.states.life.builders import Life, a_life, earning


def wanted(life: Life):
    return wanted_notice(life.case, life.rules, life.today)


def posted(life: Life, batch: str = "b-1") -> Life:
    found = wanted(life)
    assert found is not None
    assert found.bars == ()
    return life.record(Notice(on=life.today, place="board", monthly=found.monthly, persons=found.persons, batch=batch))


def standing(life: Life, batch: str = "b-1"):
    (notice,) = notices_of(life.case, batch)
    return standing_of(life.case, notice, life.rules, life.today)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.VERIFIED])
def test_only_a_verified_case_waits_for_a_notice(stage):
    assert wanted(a_life(stage)) is None


def test_what_is_posted_can_be_enrolled_on_the_first_day_after_it():
    life = posted(Life().verified())
    assert wanted(life) is None
    life.at(last_day_of(life.case.evidence.newest(Notice), life.rules))
    assert life.bars("enroll") == ["NOTICE_NOT_ELAPSED"]
    assert life.wait(1).bars("enroll") == []


def test_a_notice_of_another_amount_or_other_persons_is_replaced():
    for told in ({"monthly": 1}, {"persons": 9}):
        life = posted(Life().verified()).changed(Notice, **told).wait(1)
        assert wanted(life) is not None
        again = posted(life, "b-2")
        assert (standing(again), standing(again, "b-2")) == (Standing.REPLACED, Standing.RUNNING)
        assert again.wait(8).bars("enroll") == []


def test_a_household_that_is_not_eligible_is_held_back_and_told_why():
    life = Life(earning(60000_00)).verified()
    assert [finding.code for finding in wanted(life).bars] == ["INCOME_NOT_BELOW_STANDARD"]


def test_what_changed_since_the_review_goes_back_before_it_goes_on_a_board():
    life = Life().verified()
    life.record(Change(on=life.today, change=ChangeKind.INCOME, detail="a job"))
    assert [finding.code for finding in wanted(life).bars] == ["CHANGED_SINCE_VERIFY"]


def test_an_objection_that_is_upheld_calls_for_a_review_and_then_for_a_new_notice():
    life = posted(Life().verified()).wait(2)
    life.record(Objection(on=life.today, about="a shop", outcome=Resolution.UPHELD))
    again = replace(life.case.evidence.newest(Notice), id=0, on=life.wait(1).today, batch="b-0")
    assert [finding.code for finding in wanted(life).bars] == ["OBJECTION_UPHELD"]
    assert life.record(again).wait(8).bars("enroll") == ["OBJECTION_UPHELD"]
    life.take("send_back").wait(1).looked_at(earning(12000_00)).wait(1).take("verify")
    assert standing(life) is Standing.VOID
    posted(life, "b-2")
    assert life.wait(8).bars("enroll") == []


def test_a_notice_of_the_day_on_which_an_earlier_one_was_objected_to_has_nothing_to_do_with_that():
    life = posted(Life().verified()).wait(2).looked_at(earning(12000_00))
    life.record(Objection(on=life.today, about="a shop"))
    asked = life.case.evidence.newest(Objection)
    life.record(replace(asked, id=0, amends=asked.id, outcome=Resolution.UPHELD, reason="seen"))
    life.take("send_back").take("verify")
    posted(life, "b-2")
    assert (standing(life), standing(life, "b-2")) == (Standing.VOID, Standing.RUNNING)
    assert life.wait(8).bars("enroll") == []


def test_an_open_objection_holds_a_new_notice_back():
    life = posted(Life().verified()).changed(Notice, monthly=1).wait(1)
    life.record(Objection(on=life.today, about="a shop"))
    assert [finding.code for finding in wanted(life).bars] == ["OBJECTION_OPEN"]


def test_a_notice_runs_is_over_and_is_confirmed_or_its_case_ends():
    life = posted(Life().verified())
    assert standing(life) is Standing.RUNNING
    life.at(last_day_of(life.case.evidence.newest(Notice), life.rules))
    assert standing(life) is Standing.RUNNING
    assert standing(life.wait(1)) is Standing.OVER
    ended = Life().verified()
    assert standing(posted(ended).take("reject")) is Standing.ENDED
    assert standing(life.take("enroll")) is Standing.CONFIRMED


def test_objections_belong_to_the_notice_that_hung_when_they_were_made():
    life = posted(Life().verified()).wait(1)
    life.record(Objection(on=life.today, about="first"))
    asked = life.case.evidence.newest(Objection)
    life.record(replace(asked, id=0, amends=asked.id, outcome=Resolution.DISMISSED))
    life.changed(Notice, monthly=1).wait(1)
    posted(life, "b-2")
    life.record(Objection(on=life.today, about="second"))
    (old,), (new,) = notices_of(life.case, "b-1"), notices_of(life.case, "b-2")
    assert [(o.about, o.outcome) for o in objections_to(life.case, old)] == [("first", Resolution.DISMISSED)]
    assert [(o.about, o.outcome) for o in objections_to(life.case, new)] == [("second", Resolution.OPEN)]


def test_a_batch_is_objected_until_every_objection_is_dismissed():
    last, (dismissed, upheld, asked) = Life().today, (
        Objection(on=Life().today, about="x", outcome=outcome)
        for outcome in (Resolution.DISMISSED, Resolution.UPHELD, Resolution.OPEN)
    )  # fmt: skip
    assert batch_state(last, [dismissed], last) is BatchState.RUNNING
    assert batch_state(last, [dismissed], last + timedelta(days=1)) is BatchState.OVER
    for objection in (upheld, asked):
        assert batch_state(last, [dismissed, objection], last) is BatchState.OBJECTED
