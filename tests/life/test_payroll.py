"""The month's roll: drawn up, released, settled by the next one; nobody paid twice, nothing changed unseen."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from db import payroll as stored
from states.evidence import ChangeKind, Withhold
from states.months import add_months
from tests.life.people import earning, household, person, with_bill
from tests.life.story import change_household
from workflow import bank, ledger, payroll
from workflow.bank import Returned
from workflow.due import quarter_named
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.journal import roll_problems
from workflow.payroll_paper import unpaid_reasons
from workflow.payroll_view import checks, roll

if TYPE_CHECKING:
    from tests.life.story import Story

DRAWS, RELEASES = "chen", "zhao"


class Months:
    """Rolls of a county, month after month."""

    def __init__(self, story: Story) -> None:
        self.story = story

    def roll(self, month: str, on: str = "") -> dict[str, dict[str, object]]:
        """Draw up and release a month's roll on a day, its fifth by default; gives its lines by case."""
        self.story.on(on or f"{month}-05")
        first = payroll.month_named(month)
        payroll.draw_up(self.story.by(DRAWS), first)
        payroll.release(self.story.by(RELEASES), first)
        return self.lines(month)

    def lines(self, month: str) -> dict[str, dict[str, object]]:
        """A roll's lines by case."""
        with self.story.office.reading() as read:
            return {row["case_id"]: dict(row) for row in stored.lines(read, payroll.month_named(month))}

    def given(self, case_id: str) -> dict[date, int]:
        """What all rolls gave a case, by the month it was for."""
        with self.story.office.reading() as read:
            return stored.before_case(read, case_id).given


@pytest.fixture
def couple():
    """2 x 4,800 less 2,400 is 7,200 a year, 600.00 a month."""
    return household(person("head"), person("wife"), income="2400.00")


def figures(line):
    return {name: line[name] / 100 for name in stored.FIGURES if line[name]}


def test_a_roll_pays_what_was_decided_and_shows_what_it_is_made_of(tell):
    """3 x 4,800 less 4,800 is 800.00; 80.00 for the head of 76, 40.00 for the child."""
    home = household(person("head", "1950-03-02"), person("son"), person("child", "2018-05-05"), income="4800.00")
    story = tell("2026-03-02").admits(home).on("2026-04-05").step("grant_key_support")
    line = Months(story).roll("2026-04")[story.id]
    assert figures(line) == {"due": 920.0, "to_pay": 920.0}
    assert [(p["label"], p["member"], p["category"], p["amount"]) for p in line["parts"]] == [
        ("base", "", "", 80000),
        ("top_up", "head", "elderly", 8000),
        ("top_up", "child", "minor", 4000),
    ]
    assert line["persons"] == 3
    decision = story.case.decision
    with story.office.reading() as read:
        event = next(row for row in read.events(story.id) if row["seq"] == decision.seq)
    assert (line["rests_on"]["decision"], line["rests_on"]["event"]) == (decision.seq, event["hash"])


def test_what_comes_in_after_a_roll_is_settled_by_the_next(tell, couple):
    """The wife died in April and it is reported in July: 4,800 less 2,400 is 200.00 from May on."""
    story = tell("2026-03-02").admits(couple)
    months = Months(story)
    for month in ("2026-04", "2026-05", "2026-06", "2026-07"):
        assert figures(months.roll(month)[story.id]) == {"due": 600.0, "to_pay": 600.0}
    story.on("2026-07-20").changed(ChangeKind.DEATH, "2026-04-10", "wife").step("adjust")
    line = months.roll("2026-08")[story.id]
    assert figures(line) == {"due": 200.0, "recovery": 1200.0, "owed_after": 1000.0}
    assert (line["unpaid"], unpaid_reasons(line)) == ("owes", ("it goes towards what is owed §2.10",))
    assert figures(months.roll("2026-09")[story.id]) == {"due": 200.0, "owed_before": 1000.0, "owed_after": 800.0}
    bank.record_repayment(story.by(DRAWS), story.id, "700.00", "receipt 1")
    with pytest.raises(BadInput):
        bank.record_repayment(story.by(DRAWS), story.id, "100.01", "receipt 2")
    line = months.roll("2026-10")[story.id]
    assert figures(line) == {"due": 200.0, "owed_before": 800.0, "repaid": 700.0, "to_pay": 100.0}
    assert set(months.given(story.id).values()) == {60000, 20000}


def test_withheld_months_are_shown_with_their_reason_and_paid_when_the_withholding_ends(tell, couple):
    story = tell("2026-03-02").admits(couple)
    months = Months(story)
    months.roll("2026-04")
    record = story.on("2026-04-20").record(Withhold(on=story.today, reason="account closed", from_=date(2026, 5, 1)))
    for month in ("2026-05", "2026-06"):
        line = months.roll(month)[story.id]
        assert (figures(line), line["unpaid"]) == ({"due": 600.0, "withheld": 600.0}, "withheld")
    noted = "withheld, noted by wang on 2026-04-20: account closed §3"
    assert unpaid_reasons(line) == (f"2026-05, 2026-06: {noted}",)
    story.answer(record, ended=True)
    line = months.roll("2026-07")[story.id]
    assert figures(line) == {"due": 600.0, "arrears": 1200.0, "to_pay": 1800.0}
    assert months.given(story.id) == {add_months(date(2026, 4, 1), n): 60000 for n in range(4)}


def test_a_term_that_ended_undecided_is_on_the_roll_and_its_months_are_arrears_when_it_is_renewed(tell):
    home = with_bill(household(person("head"), person("wife"), income="18000.00"), "12000.00", "2026-01-20")
    again = with_bill(replace(home, medical=()), "13200.00", "2026-11-05", voucher="V-2")
    story = tell("2026-03-02").admits(home).nights("2027-03-31")
    months = Months(story)
    months.roll("2027-03", on="2027-03-31")
    story.on("2027-04-02").night()
    for month in ("2027-04", "2027-05"):
        line = months.roll(month)[story.id]
        assert (line["to_pay"], line["unpaid"]) == (0, "term_ended")
        assert unpaid_reasons(line) == ("the term ended on 2027-04-01 and nobody has decided §3",)
    story.renewed(again)
    assert figures(months.roll("2027-06")[story.id]) == {"due": 400.0, "arrears": 800.0, "to_pay": 1200.0}


def test_the_month_of_an_ending_is_paid_and_nothing_after_it_unless_it_is_set_aside(tell, couple):
    rich = earning(couple, "20000.00")
    story = tell("2026-03-02").admits(couple).nights("2027-03-02")
    months = Months(story)
    months.roll("2027-03", on="2027-03-05")
    story.renewed(rich, "terminate")
    months.roll("2027-04")
    assert months.lines("2027-04") == {}
    story.on("2027-05-10").step("set_aside", login="zhao", reason="error_proved", document="record 5")
    line = months.roll("2027-05", on="2027-05-11")[story.id]
    assert figures(line) == {"due": 600.0, "arrears": 600.0, "to_pay": 1200.0}


def test_who_moved_to_another_case_is_not_paid_in_both(tell, couple):
    """The wife counts in two households for a month: the roll pays for her once and says where the money waits."""
    story = tell("2026-03-02").admits(couple)
    other = story.another().admits(household(person("head"), income="0.00"))
    months = Months(story)
    change_household(
        other.office,
        other.id,  # the state that guards prevent: her person stands in both households
        "UPDATE members SET counted_in_paid = false, person_id = (SELECT m.person_id FROM members m "
        "JOIN cases c ON c.household_id = m.household_id WHERE c.id = :one AND m.member_key = 'wife') "
        "WHERE household_id = (SELECT household_id FROM cases WHERE id = :two)",
        one=story.id,
        two=other.id,
    )
    lines = months.roll("2026-04", on="2026-04-15")
    assert lines[story.id]["to_pay"] == 60000
    assert (lines[other.id]["to_pay"], lines[other.id]["unpaid"]) == (0, "paid_elsewhere")
    assert unpaid_reasons(lines[other.id]) == ("somebody of the household is paid in another case §7.6",)
    assert figures(months.roll("2026-05")[other.id]) == {"due": 400.0, "withheld": 400.0}


def test_whoever_drew_a_roll_up_does_not_release_it_and_nobody_changes_a_released_one(tell, couple):
    story = tell("2026-03-02").admits(couple).on("2026-04-05")
    april = date(2026, 4, 1)
    with pytest.raises(NotPermitted):
        payroll.draw_up(story.by("wang"), april)
    payroll.draw_up(story.by(DRAWS), april)
    payroll.draw_up(story.by(DRAWS), april)  # drawn up anew: the same roll
    with pytest.raises(NotPermitted):
        payroll.release(story.by(DRAWS), april)
    payroll.release(story.by(RELEASES), april)
    for again in (payroll.draw_up, payroll.discard, payroll.release):
        with pytest.raises(Refused):
            again(story.by(DRAWS), april)
    for statement in (
        "UPDATE payroll_lines SET to_pay = 1, due = 1",
        "DELETE FROM payroll_amounts",
        "UPDATE payrolls SET known_on = '2020-01-01'",
        "DELETE FROM payrolls",
    ):
        with pytest.raises(DBAPIError), story.office.store.writer.begin() as connection:
            connection.execute(text(statement))
    assert roll_problems(story.office) == ()


def test_rolls_follow_each_other_and_none_is_of_a_month_to_come(tell, couple):
    story = tell("2026-03-02").admits(couple).on("2026-05-05")
    office = story.by(DRAWS)
    with pytest.raises(Refused):
        payroll.draw_up(office, date(2026, 6, 1))
    payroll.draw_up(office, date(2026, 4, 1))
    for month in (date(2026, 5, 1), date(2026, 3, 1)):
        with pytest.raises(Refused):
            payroll.draw_up(office, month)
    payroll.discard(office, date(2026, 4, 1))
    payroll.draw_up(office, date(2026, 5, 1))


def test_the_bank_is_told_once_and_failed_payments_go_out_again(tell, couple):
    story = tell("2026-03-02").admits(replace(couple, bank_account="6217000010001234567"))
    other = story.another().admits(household(person("head")))
    Months(story).roll("2026-04", on="2026-04-15")
    april, office = date(2026, 4, 1), story.by(DRAWS)
    first = Returned(f"202604-{story.id}-1", "paid", 60000, "")
    with pytest.raises(BadInput, match=f"{first.reference}: no bank file asked"):
        bank.take_returns(office, april, [first])
    with pytest.raises(BadInput, match="Say why"):
        bank.bank_file(office, april, "csv", " ")
    made = bank.bank_file(office, april, "csv", "April's payments")
    with pytest.raises(BadInput, match=f"{first.reference} stands in the file more than once"):
        bank.take_returns(office, april, [replace(first, state="failed"), first])
    assert made.data.decode("utf-8-sig").splitlines()[1] == (
        f"1,202604-{story.id}-1,{story.case.household.head.name},6217000010001234567,600.00,371602001203"
    )
    with story.office.reading() as read:
        assert [(row["sha256"], row["reason"]) for row in stored.bank_files(read, april)] == [
            (made.sha256, "April's payments")
        ]
        assert {row["case_id"]: row["reason"] for row in stored.payments(read, april, states=("failed",))} == {
            other.id: "no_account"
        }
    with pytest.raises(BadInput):
        bank.take_returns(office, april, [Returned(f"202604-{story.id}-1", "paid", 59999, "")])
    failed = [Returned(f"202604-{story.id}-1", "failed", 60000, "account closed")]
    assert bank.take_returns(office, april, failed) == {"paid": 0, "failed": 1}
    assert bank.take_returns(office, april, failed) == {"paid": 0, "failed": 0}
    story.changed(ChangeKind.ACCOUNT, "2026-04-15", detail="6217000010009999999")
    assert bank.issue_again(office, april) == (1, (other.id,))
    assert bank.issue_again(office, april) == (0, (other.id,))
    assert b"6217000010009999999" in bank.bank_file(office, april, "csv", "again").data
    assert bank.take_returns(office, april, [Returned(f"202604-{story.id}-2", "paid", 60000, "")])["paid"] == 1
    with pytest.raises(DBAPIError), story.office.store.writer.begin() as connection:
        connection.execute(
            text("UPDATE payments SET state = 'paid' WHERE attempt = 1 AND case_id = :id"), {"id": story.id}
        )
    other.on("2026-04-15").changed(ChangeKind.ACCOUNT, "2026-04-15", detail="6217000010007654321")
    for seed, month in enumerate(("2026-05", "2026-06", "2026-07")):
        Months(story).roll(month, on="2026-07-15")
        _pay_in_an_order_of_chance(story.by(DRAWS), payroll.month_named(month), Random(seed))
    assert all(rule.holds for rule in ledger.checks(ledger.movement(story.office, quarter_named("2026Q2"))))


def _pay_in_an_order_of_chance(office, month, chance):
    """A dozen acts on a month's payments: a file made again is the same, and after each act all agree."""
    made: dict[int, bytes] = {}

    def ask(attempt=None):
        file = bank.bank_file(office, month, chance.choice(("csv", "xlsx")), "to pay", attempt)
        again = bank.bank_file(office, month, "csv", "again", file.attempt)
        assert (made.setdefault(file.attempt, again.data), again.asked_by) == (again.data, DRAWS)

    def take():
        with suppress(Refused), office.reading() as read:
            row = chance.choice(bank.payments_issued(office, read, month))
            if row["attempt"] in made:
                told = Returned(bank.reference(row), chance.choice(("paid", "failed", "failed")), row["amount"], "")
                bank.take_returns(office, month, [told])

    acts = (ask, take, take, lambda: bank.issue_again(office, month), lambda: ask(1), lambda: ask(max(made, default=1)))
    for act in chance.choices(acts, k=12):
        act()
        assert [check for check in checks(office, month) if not check.holds] == []


def test_a_village_whose_code_ends_in_noughts_is_no_region_of_others(tell, couple):
    """371602001200 is a village of its own, not the beginning of 371602001203."""
    story = tell("2026-03-02").admits(couple).on("2026-04-05")
    april = date(2026, 4, 1)
    for drawn in (False, True):
        if drawn:
            payroll.draw_up(story.by(DRAWS), april)
        found = {code: len(roll(story.office, april, code).lines) for code in ("371602001200", "371602001000", "")}
        assert found == {"371602001200": 0, "371602001000": 1, "": 1}
