"""Whole lives, lived at random: evidence comes in, time passes, anybody tries any step, the machine works at night."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from states.automatic import plan
from states.case import Actor, Elsewhere
from states.door import DOORS
from states.entitlement import due_in, payable_in, rolls
from states.evidence import (
    Appeal,
    Change,
    ChangeKind,
    Declaration,
    EarlyExit,
    EarlyExitCause,
    Objection,
    Order,
    Paper,
    PaperStatus,
    Pause,
    RecognitionOf,
    Refusal,
    Resolution,
    Wish,
    Withhold,
)
from states.facts import Property
from states.life import monthly_on, take
from states.months import add_months, first_of_month, month_after, months_from
from states.stages import LIVE, PAID, Role, Stage
from states.steps import STEP, STEPS
from states.verdict import judge_allowed
from tests.states.life.builders import Life, a_household, disabled, earning, ill, parameter, registered, risen, rules
from tests.states.life.test_dated import assert_that_months_in_which_nothing_begins_are_as_the_one_before

SHEETS = (
    rules(),
    rules(parameter("taper_unregistered", '{income_multiple = "2.0", percentages = [100, 60, 30]}')),
    rules(parameter("taper_freezes", '"base"'), parameter("overdue_payment", '"withhold"')),
    rules(parameter("taper_unregistered", '{income_multiple = "1.5", decrement = "0.5", end_year = 2028}')),
)
SOMEBODY = [Actor(f"{role} {n}", role) for role in Role if role is not Role.CRON for n in (1, 2)] + [
    Actor("cron", Role.CRON)
]
REASONS = ["not_eligible", "papers_missing", "fraud", "last_member_died", "refused_recheck", "left_county", "merged",
           "appeal_upheld", "error_proved", ""]  # fmt: skip
FIRST_DAY = date(2026, 3, 2)


BEGINNINGS = (Life.papers, Life.enrolled, Life.enrolled, Life.climbing)
HOUSEHOLDS = (
    a_household(), earning(9500_00), disabled(a_household()), ill(earning(20000_00)), risen(), risen(income=22000_00),
    earning(40000_00), earning(22000_00),
)  # fmt: skip


class WholeLife(RuleBasedStateMachine):
    """One case."""

    @initialize(sheet=st.sampled_from(SHEETS), start=st.integers(0, 400), begun=st.sampled_from(BEGINNINGS))
    def somebody_applies(self, sheet, start, begun):
        self.life = begun(Life(opened=FIRST_DAY + timedelta(days=start), rules_=sheet))

    @property
    def case(self):
        return self.life.case

    def household(self):
        """Who lives there and is alive."""
        return self.case.household.without(frozenset(self.case.deaths()))

    # time

    @rule(days=st.integers(1, 45))
    def time_passes(self, days):
        self.life.wait(days)

    @rule(months=st.integers(1, 13))
    def months_pass(self, months):
        self.life.at(add_months(first_of_month(self.life.today), months))

    # evidence

    @rule(
        income=st.sampled_from([0, 3000_00, 9000_00, 9500_00, 20000_00, 22000_00, 40000_00]),
        sick=st.booleans(), helped=st.booleans(), job=st.sampled_from([None, 60, 400]), card=st.booleans(),
        owns=st.sampled_from([Property(homes=1), Property(homes=1), Property(motor_vehicles=1), None]),
    )  # fmt: skip
    def they_look_at_the_household(self, income, sick, helped, job, card, owns):
        alive = self.household()
        if not alive.members:
            return
        household = replace(earning(income, alive), holdings=owns, medical=())
        if sick:
            household = ill(household, 16000_00, self.life.today - timedelta(days=70))
            household = replace(
                household, medical=tuple(replace(v, member=alive.members[0].id) for v in household.medical)
            )
        if helped:
            household = disabled(household, alive.members[-1].id)
            self.life.record(Paper(on=self.life.today, name="disability_certificate", member=alive.members[-1].id))
        if job is not None:
            household = risen(household, self.life.today - timedelta(days=job), income)
        if card:
            household = registered(household)
        self.life.looked_at(household)

    @precondition(
        lambda self: self.case.stage is Stage.VERIFIED and self.life.judge("enroll").situation.assessment is not None
    )
    @rule()
    def they_post_the_notice(self):
        self.life.published().wait(8)

    @rule(change=st.sampled_from([ChangeKind.INCOME, ChangeKind.ACCOUNT, ChangeKind.ILLNESS]))
    def a_change_is_reported(self, change):
        self.life.record(Change(on=self.life.today, change=change))

    @precondition(lambda self: len(self.household().members) > 0)
    @rule(ago=st.integers(0, 200))
    def somebody_has_died(self, ago):
        on = max(self.life.today - timedelta(days=ago), self.case.opened_on)
        member = self.household().members[-1].id
        self.life.record(Change(on=on, change=ChangeKind.DEATH, member=member, document="certificate"))

    @rule(start=st.integers(-4, 3), months=st.none() | st.integers(1, 8))
    def the_county_recognises_a_hardship(self, start, months):
        first = add_months(first_of_month(self.life.today), start)
        until = add_months(first, months) if months else None
        self.life.record(
            RecognitionOf(on=self.life.today, member="m1", rate=Fraction(15, 100), from_=first, until=until)
        )

    @rule(after=st.sampled_from([1000_00, 90000_00]))
    def they_apply_to_leave_the_taper(self, after):
        row = EarlyExit(on=self.life.today, cause=EarlyExitCause.EARNINGS_FELL, before=20000_00, after=after)
        self.life.record(row)

    @rule(outcome=st.sampled_from(Resolution))
    def somebody_objects_or_appeals(self, outcome):
        self.life.record(Objection(on=self.life.today, about="a shop", outcome=outcome))
        self.life.record(Appeal(on=self.life.today, about="terminate", outcome=outcome))

    @rule(row=st.sampled_from([
        Wish(on=FIRST_DAY), Order(on=FIRST_DAY, of="recheck"), Refusal(on=FIRST_DAY), Pause(on=FIRST_DAY, reason="x"),
        Declaration(on=FIRST_DAY, worker="county 1", relative="m1"),
        Paper(on=FIRST_DAY, name="authorisation", status=PaperStatus.RECEIVED),
    ]))  # fmt: skip
    def something_else_is_recorded(self, row):
        self.life.record(replace(row, on=self.life.today))

    @rule()
    def what_is_open_is_settled(self):
        for row in list(self.case.evidence.of(Pause)):
            self.life.record(replace(row, id=0, amends=row.id, ended=True))
        for kind in (Change, EarlyExit, Objection):
            for row in list(self.case.evidence.of(kind)):
                if row.outcome is Resolution.OPEN and getattr(row, "change", None) is not ChangeKind.DEATH:
                    self.life.record(replace(row, id=0, amends=row.id, outcome=Resolution.DISMISSED))

    @rule(back=st.integers(0, 2))
    def money_is_withheld(self, back):
        month = add_months(first_of_month(self.life.today), -back)
        self.life.record(
            Withhold(on=self.life.today, person="zhao", reason="x", from_=month, recorded_on=self.life.today)
        )

    @rule()
    def money_is_let_go(self):
        for row in list(self.case.withholdings):
            self.life.record(replace(row, id=0, amends=row.id, ended=True, recorded_on=self.life.today, recorded_by=""))

    @rule(other=st.booleans(), elsewhere=st.booleans())
    def the_world_around_changes(self, other, elsewhere):
        self.life.case = replace(
            self.case,
            other_live_case="C9" if other else None,
            elsewhere=(Elsewhere("m2", "C7", paid=True),) if elsewhere else (),
        )

    # steps

    @rule(found=st.sampled_from(HOUSEHOLDS), months=st.integers(0, 13), by=st.sampled_from(SOMEBODY))
    def the_office_does_its_work(self, found, months, by):
        """What usually happens next: the case is looked at, published, decided."""
        self.what_is_open_is_settled()
        stage = self.case.stage
        if stage is Stage.VERIFIED and self.case.survey is not None:
            self.life.published().wait(8)
        elif stage is not Stage.RE_VERIFIED:
            self.life.at(add_months(self.life.today, months))
            self.they_look_again(found)
        for step in STEPS:
            for actor in (by, *SOMEBODY):
                verdict = self.life.judge(step.name, actor)
                if verdict.allowed and step.name not in {"send_back", "reject", "withdraw", "close"}:
                    self.follow(verdict)
                    return

    @precondition(lambda self: self.case.stage is Stage.TAPERING)
    @rule(found=st.sampled_from(HOUSEHOLDS), later=st.integers(0, 60))
    def they_leave_the_taper_early(self, found, later):
        self.they_apply_to_leave_the_taper(1000_00)
        self.they_look_again(found)
        self.follow(self.life.wait(later).judge("exit_taper_early", SOMEBODY[2]))

    def they_look_again(self, found):
        alive = {member.id for member in self.household().members}
        household = found.without(frozenset(m.id for m in found.members if m.id not in alive))
        if not household.members:
            return
        bills = tuple(replace(bill, on=self.life.today - timedelta(days=70)) for bill in household.medical)
        for member in household.members:
            if member.disabilities:
                self.life.record(Paper(on=self.life.today, name="disability_certificate", member=member.id))
        self.life.looked_at(replace(household, medical=bills)).wait(1)

    @rule(step=st.sampled_from(list(STEP)), by=st.sampled_from(SOMEBODY), reason=st.sampled_from(REASONS),
          back=st.integers(-3, 2))  # fmt: skip
    def somebody_tries_a_step(self, step, by, reason, back):
        month = add_months(first_of_month(self.life.today), back)
        if reason == "last_member_died" and self.case.deaths():
            month = month_after(max(self.case.deaths().values()))
        verdict = self.life.judge(
            step, by, reason=reason, note="mend it", document="D1", effective_from=month, into_case="C2"
        )
        self.follow(verdict)

    @rule()
    def the_machine_works_at_night(self):
        known = monthly_on(self.life.today, self.case)
        planned = plan(self.case, self.life.today, self.life.rules, monthly_known=known)
        for taken in planned.taken:
            assert STEP[taken.step.step].automatic
        self.life.case = planned.after
        again = plan(self.case, self.life.today, self.life.rules, monthly_known=known)
        assert (again.taken, again.withheld) == ((), None), "a second run changes nothing"

    def follow(self, verdict):
        assert verdict.allowed == (not verdict.bars)
        looked_at = verdict.situation
        short = judge_allowed(looked_at.case, looked_at.act, verdict.step, self.life.rules)
        assert short == (verdict if verdict.allowed else None), "who stops at the first bar says the same"
        if verdict.allowed:
            before = self.case
            taken = take(verdict)
            self.life.case = taken.case
            assert taken.case.version == before.version + 1
            assert taken.case.decisions[: len(before.decisions)] == before.decisions

    # what always holds

    @invariant()
    def the_stage_is_the_fold_of_the_history(self):
        stage = None
        for done in self.case.history:
            assert done.source is stage
            if done.step != "apply":
                assert stage in STEP[done.step].source
            stage = done.dest
        assert stage is self.case.stage
        assert (self.case.outcome is not None) == (stage is Stage.TERMINATED)

    @invariant()
    def at_most_one_door_is_open(self):
        if self.case.stage is Stage.RE_VERIFIED:
            fresh = Actor("fresh eyes", Role.COUNTY)
            assert sum(self.life.judge(step, fresh).allowed for step in DOORS) <= 1

    @invariant()
    def nothing_is_due_before_the_enrolment_or_after_an_ending(self):
        if self.case.stage in LIVE and self.case.stage not in PAID:
            assert self.case.decisions == ()
        for decision in self.case.decisions[:1]:
            assert decision.step == "enroll"
            assert decision.effective_from == month_after(decision.on)
        if self.case.stage is Stage.TERMINATED and self.case.decision is not None:
            ended = self.case.decision.spans[-1].start
            assert ended <= month_after(self.case.history[-1].on) or self.case.history[-1].step == "close"
            assert [due_in(add_months(ended, n), self.case.decisions) for n in range(40)] == [0] * 40

    @invariant()
    def no_term_is_exceeded_and_no_amount_is_negative(self):
        for decision in self.case.decisions:
            assert decision.monthly >= 0
            for span in decision.spans:
                assert span.monthly >= 0
                assert span.until is None or span.start < span.until
                if decision.term_end is not None:
                    assert span.until is not None
                    assert span.until <= decision.term_end

    @invariant()
    def a_taper_falls_and_ends_with_the_first_ones_end_year(self):
        tapers = [decision.taper for decision in self.case.decisions if decision.taper is not None]
        assert (self.case.stage is not Stage.TAPERING) or self.case.taper is not None
        for taper in tapers:
            amounts = [span.monthly for span in taper.spans]
            assert amounts == sorted(amounts, reverse=True)
            assert add_months(taper.ends, -1).year <= tapers[0].first_end_year

    def teardown(self):
        """No month is paid twice, and the rolls add up."""
        if not hasattr(self, "life") or not self.case.decisions:
            return
        assert_that_months_in_which_nothing_begins_are_as_the_one_before(self.life)
        first = min(decision.effective_from for decision in self.case.decisions)
        until = month_after(self.life.today)
        paid = dict.fromkeys(months_from(first, until), 0)
        for line in rolls(self.case, first, until):
            paid[line.month] += line.regular
            for settlement in line.settlements:
                paid[settlement.month] += settlement.difference
        assert paid == {month: payable_in(month, self.case, until - timedelta(days=1)) for month in paid}


WholeLife.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWholeLives = WholeLife.TestCase
