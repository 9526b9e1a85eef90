"""The notice board: one batch for a village, all of it or nothing, told as it hung there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.reading import EVENTS, EVIDENCE
from states.evidence import ChangeKind, Notice, Objection, Resolution
from states.notice import BatchState, Standing
from tests.life.people import earning, household, person
from tests.life.story import NEXT_VILLAGE, VILLAGE
from workflow import notices
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.notices import batch_of, batches, post, waiting


@pytest.fixture
def couple():
    """2 x 4,800 less 2,400 is 7,200 a year, 600.00 a month."""
    return household(person("head"), person("wife"), income="2400.00")


def records(story):
    with story.office.reading() as read:
        counted = (select(func.count()).select_from(of) for of in (EVIDENCE, EVENTS.select().subquery()))
        return [read.connection.execute(each).scalar_one() for each in counted]


def test_every_case_of_the_village_that_waits_is_on_the_list_and_can_be_enrolled_after_it(tell, couple):
    story = tell("2026-03-02").opens(couple).verified(couple)
    alone = story.another().on("2026-03-04")
    alone.opens(one := household(person("head"))).verified(one)
    rich = story.another().on("2026-03-06")
    rich.opens(other := earning(couple_of(), "50000.00")).verified(other)
    elsewhere = story.another().on("2026-03-08")
    elsewhere.opens(there := household(person("head"), village=NEXT_VILLAGE)).verified(there)
    office = elsewhere.on("2026-03-12").office
    assert [(w.case, w.may_be_posted) for w in waiting(office, VILLAGE)] == [
        (story.id, True), (alone.id, True), (rich.id, False),
    ]  # fmt: skip
    posted = post(office, VILLAGE, " village board ")
    assert (posted.batch.number, posted.batch.place) == ("2026-03-12-1", "village board")
    assert [(line.case, line.notice.monthly, line.notice.persons) for line in posted.batch.lines] == [
        (story.id, 60000, 2), (alone.id, 40000, 1),
    ]  # fmt: skip
    assert [each.case for each in posted.held] == [rich.id]
    assert post(office, NEXT_VILLAGE, "school").batch.number == "2026-03-12-2"
    with pytest.raises(Refused):
        post(office, VILLAGE, "village board")
    story.on("2026-03-19")
    assert story.bars("enroll") == {"NOTICE_NOT_ELAPSED"}
    assert batch_of(story.office, "2026-03-12-1").state is BatchState.RUNNING
    story.on("2026-03-20").step("enroll")
    found = batch_of(story.office, "2026-03-12-1")
    assert [line.standing for line in found.lines] == [Standing.CONFIRMED, Standing.OVER]
    assert [b.number for b in batches(story.office, story.today.replace(day=1))] == ["2026-03-12-2", "2026-03-12-1"]
    assert [b.number for b in batches(story.office, story.today.replace(day=1), NEXT_VILLAGE)] == ["2026-03-12-2"]
    assert batches(story.office, story.today) == ()


def couple_of():
    return household(person("head"), person("wife"))


def test_a_list_that_breaks_off_posts_nothing(tell, couple, monkeypatch):
    story = tell("2026-03-02").opens(couple).verified(couple)
    other = story.another().on("2026-03-05")
    other.opens(one := household(person("head"))).verified(one)
    before, wrote = records(other), []

    def breaks(*args):
        if wrote:
            raise OSError("no space left")
        wrote.append(notices_write(*args))
        return wrote[-1]

    notices_write = notices.write_record
    monkeypatch.setattr(notices, "write_record", breaks)
    with pytest.raises(OSError, match="no space"):
        post(other.office, VILLAGE, "board")
    assert wrote
    assert records(other) == before


def test_an_objection_stands_in_the_batch_with_its_outcome_and_a_new_notice_is_another_batch(tell, couple):
    story = tell("2026-03-02").opens(couple).verified(couple).on("2026-03-06")
    first = post(story.office, VILLAGE, "board").batch.number
    objection = story.wait(2).record(Objection(on=story.today, person="a neighbour", about="they have a shop"))
    assert batch_of(story.office, first).state is BatchState.OBJECTED
    with pytest.raises(BadInput, match="says why"):
        story.answer(objection, outcome=Resolution.UPHELD)
    story.answer(objection, outcome=Resolution.UPHELD, reason="seen in the shop")
    assert batch_of(story.office, first).objections_with(Resolution.UPHELD) == 1
    assert [line.standing for line in batch_of(story.office, first).lines] == [Standing.UPHELD]
    (held,) = waiting(story.office, VILLAGE)
    assert [finding.code for finding in held.wanted.bars] == ["OBJECTION_UPHELD"]
    story.step("send_back", note="count the shop")
    story.looked_at(earning(couple, "6000.00")).wait(1).step("verify")
    again = post(story.office, VILLAGE, "board").batch
    assert [line.notice.monthly for line in again.lines] == [30000]
    assert [(b.number, b.state) for b in batches(story.office, again.start.replace(day=1))] == [
        (again.number, BatchState.RUNNING), (first, BatchState.OBJECTED),
    ]  # fmt: skip
    assert [line.standing for line in batch_of(story.office, first).lines] == [Standing.VOID]
    story.wait(8).step("enroll")


def test_what_an_objection_came_to_is_decided_otherwise_only_by_another_person_who_says_why(tell, couple):
    story = tell("2026-03-02").opens(couple).verified(couple).on("2026-03-06").published().wait(1)
    objection = story.record(Objection(on=story.today, person="a neighbour", about="they have a shop"))
    upheld = story.answer(objection, outcome=Resolution.UPHELD, reason="seen in the shop")
    for login, answer, why in (
        ("wang", {"outcome": Resolution.DISMISSED, "reason": "not theirs"}, "wang decided it on 2026-03-07"),
        ("liu", {"outcome": Resolution.UPHELD, "reason": "seen twice"}, "decided on 2026-03-07 already"),
        ("liu", {"outcome": Resolution.OPEN, "reason": "look again"}, "decided on 2026-03-07 already"),
        ("liu", {"outcome": Resolution.DISMISSED}, "says why"),
    ):
        with pytest.raises((BadInput, Refused), match=why):
            story.answer(upheld, login, **answer)
    story.wait(8).answer(upheld, "liu", outcome=Resolution.DISMISSED, reason="the shop is a cousin's")
    kept = [row for row in story.case.evidence.rows if isinstance(row, Objection)]
    assert [(row.outcome.value, row.decider, row.reason) for row in kept] == [
        ("open", "", ""), ("upheld", "wang", "seen in the shop"), ("dismissed", "liu", "the shop is a cousin's"),
    ]  # fmt: skip
    story.step("enroll")


def test_a_batch_is_told_as_it_hung_whoever_is_head_or_has_moved_since(tell, couple):
    story = tell("2026-03-02").opens(couple).verified(couple).on("2026-03-06")
    before = post(story.office, VILLAGE, "board").batch
    story.wait(1).changed(ChangeKind.HEAD, story.today.isoformat(), "wife")
    story.changed(ChangeKind.MOVED, story.today.isoformat(), detail=NEXT_VILLAGE)
    after = batch_of(story.office, before.number)
    assert (after.village, after.lines[0].head) == (VILLAGE, before.lines[0].head)
    assert story.case.household.head.name != before.lines[0].head


def test_no_notice_hangs_before_what_it_shows_was_verified(tell, couple):
    story = tell("2026-03-02").opens(couple)
    with pytest.raises(Refused, match="not verified"):
        story.posted("600.00", 2)
    story.verified(couple)
    verified = story.case.last_step("verify").on
    early = Notice(on=verified - timedelta(days=1), place="board", monthly=60000, persons=2)
    with pytest.raises(Refused, match=f"shows what was verified on {verified}"):
        story.record(early)
    (held,) = waiting(story.office, VILLAGE, early.on)
    assert [finding.code for finding in held.wanted.bars] == ["NOTICE_BEFORE_VERIFY"]
    with pytest.raises(Refused):
        post(story.office, VILLAGE, "board", early.on)
    story.wait(3).record(replace(early, on=verified))
    story.step("send_back", note="count the shop")
    with pytest.raises(Refused, match="not verified"):
        story.posted("600.00", 2)


def test_only_the_township_and_the_county_post_and_only_where_there_is_a_board(tell, couple):
    story = tell("2026-03-02").opens(couple).verified(couple)
    with pytest.raises(NotPermitted):
        post(story.by("cun"), VILLAGE, "board")
    with pytest.raises(NotPermitted, match="only the township or the county of"):
        post(story.by("ma"), VILLAGE, "board")
    one = Notice(on=story.today, place="board", monthly=60000, persons=2)
    for login in ("cun", "ma"):
        with pytest.raises(NotPermitted):
            story.record(one, login)
    posted = story.record(one)
    with pytest.raises(NotPermitted):
        story.answer(posted, "ma", monthly=70000)
    for village, place in (("371602001000", "board"), (VILLAGE, " "), (VILLAGE, "bo\u202eard")):
        with pytest.raises(BadInput):
            post(story.office, village, place)
    with pytest.raises(BadInput):
        batch_of(story.office, "2026-03-06-1")


def test_a_notice_of_before_batches_reads_as_one_of_no_batch(tell, couple):
    story = tell("2026-03-02").opens(couple).verified(couple).published()
    with story.office.reading() as read:
        bodies = [row["body"] for row in read.rows(select(EVIDENCE).where(EVIDENCE.c.kind == "notice"))]
    assert [set(body) for body in bodies] == [{"place", "monthly", "persons"}]
    assert story.case.evidence.newest(Notice).batch == ""
    assert batches(story.office, story.today) == ()
