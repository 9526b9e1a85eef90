"""The demonstration county: real in size, the same for the same seed, and complete in what it lets one see."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.engine import open_store
from db.migrate import create
from db.tables import PersonRow
from states.case import MACHINE, Act, Actor
from states.due import LETTERS
from states.identity import is_suspect
from states.sheets import shipped
from states.situation import Situation
from states.stages import Role, Route, Stage
from states.steps import STEP, STEPS
from workflow.demo.county import ACCOUNTS, fill
from workflow.due import due_list, quarter_of
from workflow.journal import check
from workflow.ledger import BY_HOUSEHOLD, Flow, checks, movement
from workflow.office import Office, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.case import CaseFacts
    from tests.stores import Databases

TODAY = date(2026, 11, 24)
HOUSEHOLDS = 400
REASONS = {
    "reject": ("not_eligible", "papers_missing", "whim"),
    "close": ("refused_recheck", "last_member_died"),
    "set_aside": ("appeal_upheld", "error_proved"),
}
ACTORS = (*(Actor(account.login, account.role) for account in ACCOUNTS if account.role is not Role.CRON), MACHINE)


def filled(url: str, *, households: int = HOUSEHOLDS, seed: int = 7, today: date = TODAY) -> Office:
    create(url)
    office = Office(open_store(url), User("wang", "", Role.TOWNSHIP, "371602000000"), today, shipped())
    fill(office, households=households, seed=seed)
    return office


def cases_of(office: Office) -> list[CaseFacts]:
    with office.reading() as read:
        ids = [row[0] for row in read.connection.exec_driver_sql("SELECT id FROM cases ORDER BY id")]
        return [case for start in range(0, len(ids), 200) for case in read.load_cases(ids[start : start + 200])]


@pytest.fixture(scope="module")
def county(databases: Databases) -> Iterator[Office]:
    office = filled(databases.new())
    yield office
    office.store.close()


@pytest.fixture(scope="module")
def cases(county: Office) -> list[CaseFacts]:
    return cases_of(county)


def attempts(step: str) -> Iterator[Act]:
    for actor in ACTORS:
        for reason in REASONS.get(step, ("",)):
            yield Act(
                actor=actor,
                on=TODAY,
                reason=reason,
                note="mend the papers" if actor.login == "chen" else "",
                effective_from=TODAY.replace(day=1) if actor.login == "chen" else None,
            )


def test_each_guard_of_each_step_has_a_case_that_it_passes_and_one_that_it_stops(county, cases):
    passed, stopped = set(), set()
    for case in cases:
        rules = county.rules_for(case.household.village)
        for step in (step for step in STEPS if case.stage in step.source):
            for act in attempts(step.name):
                situation = Situation(case, act, step.name, rules)
                for guard in step.needs:
                    bars = any(finding.bars for finding in guard(situation))
                    (stopped if bars else passed).add((step.name, guard.__name__))
    every = {(step.name, guard.__name__) for step in STEPS for guard in step.needs}
    tells_only = {("verify", "members_elsewhere_are_told")}
    not_there = {("set_aside", "actor_is_no_near_relative")}  # few appeals are upheld, none of a worker's relatives
    assert every - passed == set()
    assert every - stopped - tells_only - not_there == set()


def test_the_county_has_cases_in_every_stage_and_on_both_routes(cases):
    assert {case.stage for case in cases} == set(Stage)
    assert {case.decision.route for case in cases if case.decision} >= set(Route)


def test_tapers_of_every_age_are_there(cases):
    ages = {TODAY.year - case.taper.entered.year for case in cases if case.stage is Stage.TAPERING and case.taper}
    assert ages >= {0, 1, 2, 3}


def test_nearly_every_step_that_the_table_knows_has_been_taken_by_somebody(cases):
    taken = {step.step for case in cases for step in case.history} - {"apply"}
    assert set(STEP) - taken <= {"send_back", "exit_taper_early", "set_aside", "complete_taper", "end_key_support"}
    assert taken & LETTERS


def test_the_county_has_work_that_is_overdue(county):
    assert due_list(county).overdue > 0


def test_persons_are_as_many_as_the_published_mean_asks_for_and_no_number_is_twice(county):
    with county.reading() as read:
        assert read.count(PersonRow.__table__) == round(HOUSEHOLDS * 5679 / 3333)
        numbers = [row[0] for row in read.connection.exec_driver_sql("SELECT id_no FROM persons")]
    assert max(Counter(numbers).values()) == 1
    assert not any(is_suspect(number) for number in numbers)


def test_nothing_in_the_county_happens_after_its_day(cases):
    assert max(step.on for case in cases for step in case.history) <= TODAY
    assert max(row.on for case in cases for row in case.evidence.rows) <= TODAY


def test_the_countys_journal_is_whole(county):
    assert check(county).problems == ()


def test_the_same_seed_size_and_day_give_the_same_county(databases, county):
    again = filled(databases.new())
    assert check(again).fingerprint == check(county).fingerprint
    again.store.close()


def test_another_seed_gives_another_county(databases, county):
    other = filled(databases.new(), seed=8, households=60)
    assert {case.household.head.name for case in cases_of(other)} != {
        case.household.head.name for case in cases_of(county)[:60]
    }
    other.store.close()


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 2, 28), date(2028, 2, 29), date(2027, 12, 31)])
def test_the_county_can_be_filled_for_any_day(databases, today):
    office = filled(databases.new(), households=90, today=today)
    assert check(office).problems == ()
    office.store.close()


def test_a_county_larger_than_the_lives_that_are_lived_is_lived_again_by_other_people(databases, monkeypatch):
    monkeypatch.setattr("workflow.demo.county.DISTINCT", 60)
    office = filled(databases.new(), households=150)
    assert check(office).problems == ()
    with office.reading() as read:
        numbers = [row[0] for row in read.connection.exec_driver_sql("SELECT id_no FROM persons")]
    assert len(set(numbers)) == len(numbers)
    office.store.close()


def test_every_check_of_the_ledger_holds_in_the_county(county):
    found = movement(county, quarter_of(TODAY))
    assert [rule for rule in checks(found) if not rule.holds] == []
    assert all(found.households[batch][Flow.CLOSING] for batch in BY_HOUSEHOLD)
