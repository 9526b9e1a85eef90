"""An office of two: the county lets who verifies enroll, and everything else stays parted (policy §3)."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.life.people import household, person
from tests.life.story import VISITORS
from tests.states.life.builders import parameter
from workflow.case_documents import entry_document
from workflow.cases import case_view
from workflow.due import quarter_named
from workflow.duties import end_early, exceptions, record_exception
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.figures import figures_of
from workflow.ledger import movement

HERE, NEXT = "371602001000", "371602002000"
WHY = "two posts are vacant"
BEGINS, UNTIL = date(2026, 3, 2), date(2026, 4, 1)


@pytest.fixture
def story(tell):
    """A case of a township that confirms itself, right before it is enrolled; wang verified it."""
    told = tell("2026-03-02", parameter("confirmed_by", '"township"'))
    return told.opens(household(person("alone"))).verified(household(person("alone"))).wait(1).published().wait(8)


def letting(story, region=HERE, begins_on=BEGINS, until=UNTIL, login="chen"):
    return record_exception(story.by(login).on(begins_on), region, WHY, begins_on, until)


def test_who_verified_enrolls_while_an_exception_of_their_township_holds_and_each_act_is_told(story):
    assert story.bars("enroll") == {"CONFIRMER_REVIEWED"}
    letting(story, NEXT)
    assert story.bars("enroll") == {"CONFIRMER_REVIEWED"}
    letting(story, until=story.today)
    assert story.bars("enroll") == {"CONFIRMER_REVIEWED"}
    made = letting(story, begins_on=story.today)
    assert story.told("enroll") == {"REVIEWED_BY_EXCEPTION"}
    assert story.bars("enroll", VISITORS[0]) == {"CONFIRMER_SURVEYED"}
    assert story.bars("enroll", "chen") == {"ROLE_MAY_NOT"}
    story.step("enroll")
    entry = next(each for each in case_view(story.office, story.id).timeline if each.what == "enroll")
    assert entry_document(entry)["exception"] == made.number
    quarter = quarter_named("2026Q1")
    assert [figures_of(movement(story.office, quarter, region))["excepted"] for region in (HERE, NEXT)] == [1, 0]
    assert next((each.number, each.acts) for each in exceptions(story.office, HERE)) == (made.number, 1)


def test_an_exception_is_the_countys_for_days_to_come_and_a_year_at_most_and_can_be_ended(story):
    today = story.today
    for login in ("wang", "ma", "cun", "shen"):
        with pytest.raises(NotPermitted):
            letting(story, login=login)
    for begins_on, until in ((BEGINS, UNTIL), (today, today), (today, date(2027, 3, 14))):
        with pytest.raises(BadInput, match="a year at most"):
            record_exception(story.by("chen"), HERE, WHY, begins_on, until)
    for region, why in ((HERE, " "), ("371602000000", WHY), ("371602001203", WHY), ("371602009000", WHY)):
        with pytest.raises(BadInput):
            record_exception(story.by("chen"), region, why, today, UNTIL)
    made = record_exception(story.by("chen"), HERE, WHY, today, date(2027, 3, 13))
    with pytest.raises(Refused, match="holds there"):
        letting(story, begins_on=today)
    with pytest.raises(NotPermitted):
        end_early(story.office, made.number)
    assert end_early(story.by("zhao"), made.number).state_on(today) == "over"
    with pytest.raises(Refused, match="is over"):
        end_early(story.by("chen"), made.number)
    with pytest.raises(BadInput):
        end_early(story.by("chen"), 9)
    assert story.bars("enroll") == {"CONFIRMER_REVIEWED"}


ENROLL = (
    "INSERT INTO events (case_id, seq, at, on_date, actor, role, kind, step, source, dest, reason, body, salt, "
    "personal_digest, algorithm, previous_hash, hash) SELECT case_id, seq + 100, at, {on}, {by}, '{role}', kind, "
    "'enroll', source, dest, '', '{{\"exception\": {number}}}', '', '', '', '', '' FROM events WHERE step = 'verify'"
)
MADE = (
    "INSERT INTO duty_exceptions (region, reason, begins_on, until, made_by, made_at) "
    "VALUES ('371602002000', '{why}', '2026-03-02', '{until}', '{by}', '2026-03-02')"
)


def test_the_database_lets_exactly_those_acts_through(story):
    made = letting(story)
    elsewhere = letting(story, NEXT)
    ended = letting(story, begins_on=UNTIL, until=date(2026, 5, 1))
    end_early(story.by("chen").on(date(2026, 4, 2)), ended.number)
    said = {"on": "'2026-03-13'", "by": "'wang'", "role": "township", "number": made.number}
    sentence = "whoever verified does not enroll"
    for refused in (
        {"number": elsewhere.number}, {"number": 99}, {"number": "null"}, {"role": "county"}, {"on": "'2026-04-01'"},
        {"on": "'2026-03-01'"}, {"number": ended.number, "on": "'2026-04-02'"},
    ):  # fmt: skip
        tried(story, ENROLL.format(**{**said, **refused}), sentence)
    for values in ({"by": "wang"}, {"by": "cron"}, {"until": "2027-03-03"}):
        tried(story, MADE.format(**{"why": WHY, "until": "2026-04-01", "by": "chen", **values}), "the county alone")
    tried(story, MADE.format(why=" ", until="2026-04-01", by="chen"), "has_reason")
    tried(story, "UPDATE duty_exceptions SET until = '2027-01-01'", "append-only")
    tried(story, "DELETE FROM duty_exception_ends", "append-only")
    with story.office.store.writer.connect() as connection:  # what is let through, and not kept
        assert connection.execute(text(ENROLL.format(**said))).rowcount == 1
        connection.rollback()


def tried(story, statement, sentence):
    with pytest.raises(DBAPIError, match=sentence), story.office.store.writer.begin() as connection:
        connection.exec_driver_sql(statement)
