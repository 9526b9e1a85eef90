"""A register against the caseload: an answer for everybody, deaths told and nothing done, unsure pairs decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from states.evidence import ChangeKind
from states.identity import check_digit
from states.stages import Stage
from tests.life.people import household, person
from tests.life.story import VILLAGE
from workflow.cases import case_view
from workflow.due import quarter_named
from workflow.errors import BadFile, BadInput, NotPermitted
from workflow.journal import fingerprint
from workflow.ledger import movement
from workflow.matching.answers import Answer, decide, match_register
from workflow.matching.flags import flag, settle
from workflow.matching.paper import found_listing, matching_document, side_by_side, what_next

HEADINGS = "户编号,姓名,身份证号,出生日期,村,死亡日期,人均纯收入（元）"


def register(path, *rows):
    path.write_text("\n".join(("大湾镇建档立卡名册", HEADINGS, *rows)), encoding="gb18030")
    return path


def row(home, member, *, died="", per_head="", **changed):
    said = replace(member, **changed)
    return f"{home},{said.name},{said.id_no},{said.born},{VILLAGE},{died},{per_head}"


def sound(body):
    return body + check_digit(body)


def another_number(member):
    """A sound number of another area and series: too far from the member's own to be that one mistyped."""
    series = "".join(str((int(digit) + 5) % 10) for digit in member.id_no[14:17])
    return sound(f"371621{member.id_no[6:14]}{series}")


@pytest.fixture
def story(tell):
    """A family of three and one who lives alone, both supported."""
    first = tell("2026-03-02").admits(household(person("head"), person("wife"), person("son", "2004-01-09")))
    first.alone = first.another().admits(household(person("head", "1950-01-01")))
    return first


def test_everybody_gets_an_answer_and_nothing_is_changed(story, tmp_path):
    office = story.office
    head, wife, son = story.case.household.members
    (alone,) = story.alone.case.household.members
    stranger, richer, dead = person("x", "1971-01-01"), person("y", "1972-01-01"), person("z", "1930-01-01")
    applying = story.another().opens(household(person("head", "1949-01-01"))).case
    before = fingerprint(office)
    path = register(
        tmp_path / "r.csv",
        row("P1", head), row("P1", wife, id_no=another_number(wife)),
        row("P1", alone), row("P1", alone),
        row("P2", stranger, per_head="4799.99"), row("P3", richer, per_head="4800.00"),
        row("P4", dead, died="2020-01-01"), row("P5", applying.household.head, name=""),
        "制表：王",
    )  # fmt: skip
    found = match_register(office, path)
    counts = {answer.value: count for answer, count in found.counts.items() if count}
    assert counts == {
        "unsure": 1, "other_household": 1, "twice": 1, "applied": 1, "register_only": 2, "supported_only": 1, "both": 1,
    }  # fmt: skip
    (known,) = found.of(Answer.APPLIED)
    assert (known.supported.household, applying.id in found.outcomes) == (applying.id, False)
    invited, not_invited = found.of(Answer.REGISTER_ONLY)
    assert (invited.entry.person.name, invited.looks_eligible) == (stranger.name, True)
    assert (not_invited.entry.person.name, not_invited.looks_eligible) == (richer.name, False)
    assert what_next(invited).startswith("invite to apply") or "通知申请" in what_next(invited)
    assert found.of(Answer.SUPPORTED_ONLY)[0].supported.name == son.name
    assert found.of(Answer.OTHER_HOUSEHOLD)[0].supported.household == story.alone.id
    assert fingerprint(office) == before
    assert {story.stage, story.alone.stage} == {Stage.ENROLLED.value}


def test_a_death_on_the_register_is_told_until_a_person_records_it(story, tmp_path):
    head = story.case.household.head
    path = register(tmp_path / "r.csv", row("P1", head, died="2026-03-01"))
    (told,) = match_register(story.office, path).of(Answer.DEAD)
    assert "2026-03-01" in what_next(told)
    story.changed(ChangeKind.DEATH, "2026-03-01", member="head")
    assert match_register(story.office, path).of(Answer.DEAD) == ()


def test_an_unsure_pair_is_decided_by_a_person_and_remembered(story, tmp_path):
    head = story.case.household.head
    path = register(tmp_path / "r.csv", row("P1", head, id_no=another_number(head)))
    matching = match_register(story.office, path)
    (unsure,) = matching.of(Answer.UNSURE)
    facts = {name: (here, there) for name, here, there in side_by_side(unsure, {})}
    assert len(facts) == 5
    decide(story.office, matching, unsure.pair, same=False)
    after = match_register(story.office, path)
    assert (len(after.of(Answer.UNSURE)), len(after.of(Answer.REGISTER_ONLY))) == (0, 1)
    decide(story.office, matching, unsure.pair, same=True)
    moved = register(tmp_path / "later.csv", row("P9", person("q")), row("P1", head, id_no=another_number(head)))
    assert len(match_register(story.office, moved).of(Answer.BOTH)) == 1
    with pytest.raises(BadInput):
        decide(story.office, matching, "nothing", same=True)
    for statement in ("UPDATE match_decisions SET same = 0", "DELETE FROM match_decisions"):
        with pytest.raises(DBAPIError), story.office.store.writer.begin() as connection:
            connection.execute(text(statement))


def test_no_number_stands_whole_in_what_is_told(story, tmp_path):
    members = story.case.household.members
    path = register(tmp_path / "r.csv", *(row(members[0].id_no, member) for member in members))
    found = match_register(story.office, path)
    told = f"{found_listing(found.found, {}).rows}{matching_document(found, found.found)}"
    assert found.counts[Answer.BOTH] == 3
    assert not any(member.id_no in told for member in members)


def test_a_row_that_cannot_be_read_is_named(story, tmp_path):
    path = register(tmp_path / "r.csv", "P1,王,,2026-13-40,,,", "P2,李,,,,,x")
    with pytest.raises(BadFile) as wrong:
        match_register(story.office, path)
    assert len(wrong.value.sentences) == 2


def outcomes(story):
    """What the last match up to the end of the first quarter said of households."""
    return movement(story.office.on(date(2026, 4, 2)), quarter_named("2026Q1")).matches


def reviews(story):
    return [item.due_on for item in case_view(story.office, story.id).due if item.kind == "match_review"]


def test_what_is_to_be_settled_is_due_on_the_case_until_it_is(story, tmp_path):
    """Flagged on Friday 13 March 2026: ten working days later is Friday the 27th."""
    head, wife, _ = story.case.household.members
    other = another_number(wife)
    path = register(tmp_path / "r.csv", row("P1", head, died="2026-03-01"), row("P1", wife, id_no=other))
    matching = match_register(story.office, path)
    for act in (flag, lambda office, found: decide(office, found, found.found[0].pair, same=True)):
        with pytest.raises(NotPermitted):
            act(story.office.as_user("shen"), matching)
    assert flag(story.office, matching) == 2
    assert flag(story.office, matching) == 0
    assert [day.isoformat() for day in reviews(story)] == ["2026-03-27"]
    assert outcomes(story) == {date(2026, 3, 13): {"matched": 1, "unmatched": 1}}
    (unsure,) = matching.of(Answer.UNSURE)
    decide(story.office, matching, unsure.pair, same=False)
    assert len(reviews(story)) == 1
    assert matching.outcomes == {story.id: "matched", story.alone.id: "unmatched"}
    (alone,) = story.alone.case.household.members
    typed = register(tmp_path / "typed.csv", row("P2", alone, id_no=another_number(alone)))
    later = story.office.on(date(2026, 4, 2))
    flag(later, match_register(later, typed))
    assert outcomes(story) == {date(2026, 3, 13): {"matched": 1, "unmatched": 1}}, "of the quarter's end"
    now = movement(later, quarter_named("2026Q2")).matches
    assert now == {date(2026, 4, 2): {"unmatched": 1, "undecided": 1}}
    story.changed(ChangeKind.DEATH, "2026-03-01", member="head")
    assert reviews(story) == []


def test_a_household_that_the_register_has_elsewhere_is_settled_with_words(story, tmp_path):
    head, wife, _ = story.case.household.members
    (alone,) = story.alone.case.household.members
    path = register(tmp_path / "r.csv", row("P1", head), row("P1", wife), row("P1", alone))
    assert flag(story.office, match_register(story.office, path)) == 1
    assert len(reviews(story.alone)) == 1
    with pytest.raises(BadInput):
        settle(story.office, story.alone.id, " ")
    assert settle(story.office, story.alone.id, "lives alone since 2020") == 1
    assert reviews(story.alone) == []
    with pytest.raises(BadInput):
        settle(story.office, story.alone.id, "again")
    for statement in ("UPDATE match_flags SET is_open = 0", "DELETE FROM match_flags"):
        with pytest.raises(DBAPIError), story.office.store.writer.begin() as connection:
            connection.execute(text(statement))
