"""Near-relative declarations: whom they name, from when until when, the live cases they touch, how they changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from states.evidence import ChangeKind, Declaration, Delegation
from tests.life.people import household, person
from tests.life.story import NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE, VILLAGE
from workflow.declaration_paper import declaration_listings, declarations_document
from workflow.declarations import declaration_changes, declarations
from workflow.errors import BadInput
from workflow.stepping import preview
from workflow.wording import finding_text


@pytest.fixture
def declared(tell):
    """Wang's cousin is the wife of a household that was enrolled in March 2026."""
    story = tell("2026-03-02").admits(household(person("head"), person("wife"))).on("2026-04-07")
    kin = {"worker": "wang", "relative": "wife", "relation": "cousin", "from_": date(2026, 1, 1)}
    story.kin = story.record(Declaration(on=story.today, person="wang", document="declaration 6", **kin), "liu")
    return story


def shown(story, region=""):
    return [
        (entry.declaration.worker, entry.case.id, entry.state_on(story.today), entry.touches)
        for entry in declarations(story.office, region)
    ]


def test_a_declaration_names_worker_relative_kinship_period_and_the_live_case_it_touches(declared):
    assert shown(declared, VILLAGE) == [("wang", declared.id, "holds", (declared.id,))]
    assert shown(declared, NEXT_VILLAGE) == []
    (entry,) = declarations(declared.office)
    assert (entry.worker.role, entry.relative.id, entry.handed_to) == ("township", "wife", "")
    declared.record(Delegation(on=declared.today, person="wang", to="zhao", reason="cousin"))
    assert declarations(declared.office)[0].handed_to == "zhao"


def test_a_declaration_of_nobody_or_about_nobody_of_the_household_is_refused(declared):
    for said in ({"worker": "nobody", "relative": "wife"}, {"worker": "ma", "relative": "m9"}):
        with pytest.raises(BadInput, match=r"no user “nobody”|no member “m9”"):
            declared.record(Declaration(on=declared.today, person="ma", **said), "liu")
        with pytest.raises(BadInput, match=r"no user “nobody”|no member “m9”"):
            declared.answer(declared.kin, "liu", **said)


def test_a_relative_is_guarded_wherever_they_live_and_the_finding_names_the_declaration(declared):
    """The wife applies with her sister in the other township: ma, declared in the first case, does not act there."""
    wife = next(member for member in declared.case.household.members if member.id == "wife")
    home = household(person("sister"), replace(wife, id="m2", relation="sister"), village=OTHER_TOWNSHIP_VILLAGE)
    kin = {"worker": "ma", "relative": "wife", "relation": "niece"}
    number = declared.record(Declaration(on=declared.today, person="ma", document="declaration 7", **kin), "liu")
    other = declared.another().opens(home)
    both = tuple(sorted((declared.id, other.id)))
    assert shown(declared) == [("ma", declared.id, "holds", both), ("wang", declared.id, "holds", both)]
    listing, _ = declaration_listings(declarations(declared.office), (), {}, declared.today)
    assert listing.title == "Near-relative declarations: 2, touching 2 live cases"
    findings = preview(other.by("ma"), other.id, "verify").findings
    (told,) = (finding_text(each, {"m2": "Wife"}) for each in findings if each.code == "NEAR_RELATIVE")
    assert told.startswith(f"ma is declared a near relative of Wife (declaration {declared.id}/{number}).")
    assert "NEAR_RELATIVE" not in other.bars("verify", "sun")
    declared.answer(number, "liu", until=declared.today)
    assert "NEAR_RELATIVE" not in other.told("verify", "ma")
    other.changed(ChangeKind.LEFT, declared.today.isoformat(), "m2")
    assert other.case.kin_elsewhere == ()


def test_a_declaration_that_ended_stands_below_and_its_changes_are_told_day_by_day(declared):
    declared.on("2026-05-11").answer(declared.kin, "liu", until=date(2026, 5, 1))
    declared.record(Declaration(on=declared.today, person="ma", worker="ma", relative="head", relation="brother"))
    later = {"worker": "sun", "relative": "head", "from_": date(2026, 7, 1)}
    declared.record(Declaration(on=declared.today, person="sun", **later))
    assert [entry[:3] for entry in shown(declared)] == [
        ("ma", declared.id, "holds"), ("sun", declared.id, "to_come"), ("wang", declared.id, "over"),
    ]  # fmt: skip
    said = declarations_document(declarations(declared.office), declaration_changes(declared.office), declared.today)[
        "changes"
    ]
    told = [(each["recorded_on"], each["worker"], each["from"], each["until"], each["replaces"]) for each in said]
    assert told == [
        ("2026-04-07", "wang", "2026-01-01", None, None),
        ("2026-05-11", "wang", "2026-01-01", "2026-05-01", declared.kin),
        ("2026-05-11", "ma", None, None, None),
        ("2026-05-11", "sun", "2026-07-01", None, None),
    ]
    _, changes = declaration_listings((), declaration_changes(declared.office), {}, declared.today)
    assert [row[2] for row in changes.rows] == ["declared", "changed", "declared", "declared"]


def test_a_declaration_whose_case_has_ended_touches_no_live_case(declared):
    declared.on("2026-05-20").step("close", reason="fraud", document="record 8", effective_from=date(2026, 6, 1))
    assert shown(declared) == [("wang", declared.id, "holds", ())]
