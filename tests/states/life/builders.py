"""Cases for tests: lives lived through the real rules, with everything in order unless a test spoils it.

`a_life(stage)` stops right after a stage was reached, `ready_for(step)` right before a step, when nothing bars it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from states.calendar import WorkingCalendar
from states.case import Act, Actor, CaseFacts, StepTaken
from states.entitlement import due_in
from states.evidence import HomeVisit, InformationCheck, Notice, Paper, Survey
from states.facts import (
    Disability,
    DisabilityClass,
    Employment,
    EmploymentKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Property,
    RegisteredPoor,
    Voucher,
)
from states.life import take, with_records
from states.months import add_months, first_of_month, months_from
from states.recorded import Evidence
from states.sheets import read_sheet, shipped
from states.stages import Role, Stage
from states.steps import STEP
from states.verdict import Rules, judge

if TYPE_CHECKING:
    from states.evidence import Record
    from states.findings import Finding
    from states.verdict import Verdict

OPENED = date(2026, 3, 2)
STANDARD = 5340_00

TOWNSHIP = Actor("li", Role.TOWNSHIP)
CONFIRMER = Actor("wang", Role.COUNTY)
COUNTY = Actor("zhao", Role.COUNTY)
SURVEYORS = ("chen", "liu")
SOURCES = ("bank", "housing")


@cache
def rules(*sheet: str, standard_2028: str = "6000.00") -> Rules:
    """A region of its own under the shipped defaults: 5,340 a year, from 2028 `standard_2028`; `sheet` adds TOML."""
    text = "\n".join([
        'region = "cn-37"', 'parent = "cn"',
        "[[standard_annual]]", "in_force = 2016-01-01", 'value = "5340.00"',
        "[[standard_annual]]", "in_force = 2028-01-01", f'value = "{standard_2028}"',
        *sheet,
    ])  # fmt: skip
    book = shipped().with_sheet(read_sheet(text, "cn-37.toml"))
    years = frozenset(range(2004, 2041))
    return Rules(lambda day: book.policy_on("cn-37", day), WorkingCalendar(2004, years, frozenset(), frozenset()))


def parameter(name: str, value: str) -> str:
    """A parameter of a sheet as TOML: `parameter("taper_freezes", '"base"')`."""
    return f"[[{name}]]\nin_force = 2016-01-02\nvalue = {value}"


def a_household(persons: int = 3, income: int | None = None, **changed: Any) -> Household:
    """So many grown people without key support; the first, the head, earns `income` fen, else 3,000 yuan a head."""
    income = 3000_00 * persons if income is None else income
    members = tuple(
        Member(id=f"m{k}", born=date(1980, 6, 15), name=f"Person {k}", relation="head" if k == 1 else "other")
        for k in range(1, persons + 1)
    )
    earned = tuple(Income(member=m.id, kind=IncomeKind.WAGES, annual=income if m.id == "m1" else 0) for m in members)
    return replace(
        Household(members=members, id="H1", village="371602001203", income=earned, holdings=Property(homes=1)),
        **changed,
    )


def earning(income: int, household: Household | None = None) -> Household:
    """The household with another income of the first member."""
    household = household or a_household()
    first, *others = household.income
    return replace(household, income=(replace(first, annual=income), *others))


def ill(household: Household, cost: int = 16000_00, on: date = date(2026, 2, 1)) -> Household:
    """The household with a medical bill of `cost` fen that nobody paid for it."""
    bill = Voucher(member="m1", on=on, voucher="V1", certified=cost)
    return replace(household, medical=(bill,))


def disabled(household: Household, member: str = "m2") -> Household:
    """The household with a severely disabled member: key support."""
    entry = (Disability(DisabilityClass.VISUAL, 1),)
    return replace(
        household, members=tuple(replace(m, disabilities=entry) if m.id == member else m for m in household.members)
    )


def risen(
    household: Household | None = None, since: date | None = date(2026, 9, 1), income: int = 20000_00
) -> Household:
    """The household above the standard and below its double, because the first member found a job."""
    household = earning(income, household)
    first, *others = household.members
    working = replace(first, employment=Employment(EmploymentKind.EMPLOYED, since))
    return replace(household, members=(working, *others))


def registered(household: Household, lifted_on: date | None = date(2019, 12, 31)) -> Household:
    """The household with a card of the poverty register."""
    return replace(household, registered_poor=RegisteredPoor("P-1", lifted_on))


class Life:
    """A case lived forward: time passes, evidence is recorded, steps are taken or refused."""

    def __init__(self, household: Household | None = None, opened: date = OPENED, rules_: Rules | None = None) -> None:
        self.rules = rules_ or rules()
        self.today = opened
        opening = StepTaken(
            seq=1, step="apply", on=opened, actor="li", role=Role.TOWNSHIP, source=None, dest=Stage.APPLIED
        )
        self.case = CaseFacts(
            id="C1",
            household=household or a_household(),
            stage=Stage.APPLIED,
            opened_on=opened,
            history=(opening,),
            version=1,
        )

    def at(self, day: date) -> Life:
        """Another day."""
        self.today = day
        return self

    def wait(self, days: int) -> Life:
        """Some days later."""
        return self.at(self.today + timedelta(days=days))

    def record(self, record: Record, by: str = "li") -> Life:
        """Evidence comes in today."""
        known = max((row.id for row in self.case.evidence.rows), default=0)
        row = replace(
            record, id=known + 1, recorded_by=record.recorded_by or by, recorded_on=record.recorded_on or self.today
        )
        self.case = with_records(self.case, (row,))
        return self

    def registers(self, household: Household) -> Life:
        """Who lives there has been changed in the register."""
        self.case = replace(self.case, household=household)
        return self

    def changed(self, kind: type[Record], **values: Any) -> Life:
        """All evidence of a kind as if it had been recorded otherwise."""
        rows = tuple(replace(row, **values) if isinstance(row, kind) else row for row in self.case.evidence.rows)
        self.case = replace(self.case, evidence=Evidence(rows, self.case.evidence.voided))
        return self

    def newest_changed(self, kind: type[Record], **values: Any) -> Life:
        """The newest evidence of a kind as if it had been recorded otherwise."""
        newest = self.case.evidence.newest(kind)
        rows = tuple(replace(row, **values) if row is newest else row for row in self.case.evidence.rows)
        self.case = replace(self.case, evidence=Evidence(rows, self.case.evidence.voided))
        return self

    def without(self, kind: type[Record], since: date = date.min, **values: Any) -> Life:
        """The case without evidence of a kind that has such values, as if it had never been recorded."""
        rows = tuple(
            row
            for row in self.case.evidence.rows
            if not (isinstance(row, kind) and row.on >= since and all(getattr(row, k) == v for k, v in values.items()))
        )
        self.case = replace(self.case, evidence=Evidence(rows, self.case.evidence.voided))
        return self

    def judge(self, step: str, by: Actor | None = None, **said: Any) -> Verdict:
        """The verdict on a step."""
        words = {**SAID.get(step, {}), **said}
        return judge(self.case, Act(actor=by or self.actor(step), on=self.today, **words), step, self.rules)

    def bars(self, step: str, by: Actor | None = None, **said: Any) -> list[str]:
        """Codes of what stands in the way of a step."""
        return [finding.code for finding in self.judge(step, by, **said).bars]

    def findings(self, step: str, by: Actor | None = None, **said: Any) -> tuple[Finding, ...]:
        """Everything that the guards say of a step."""
        return self.judge(step, by, **said).findings

    def take(self, step: str, by: Actor | None = None, **said: Any) -> Life:
        """Take a step that must be allowed."""
        verdict = self.judge(step, by, **said)
        assert verdict.allowed, f"{step} on {self.today}: {[(f.code, f.datum, f.limit) for f in verdict.bars]}"
        self.case = take(verdict).case
        return self

    def actor(self, step: str) -> Actor:
        """Who takes a step where a test names nobody."""
        if step in {"close", "set_aside"}:
            return COUNTY
        return TOWNSHIP if Role.TOWNSHIP in STEP[step].roles(self.rules.policies(self.today)) else CONFIRMER

    def papers(self) -> Life:
        """Every paper has been seen."""
        names = ("application", "authorisation", "id_and_household_book", "income_property_statement",
                 "near_relative_declaration", "medical_vouchers")  # fmt: skip
        for name in names:
            self.record(Paper(on=self.today, name=name))
        for member in self.case.household.members:
            if member.disabilities:
                self.record(Paper(on=self.today, name="disability_certificate", member=member.id))
        return self

    def looked_at(self, household: Household | None = None) -> Life:
        """Today the sources have answered, two went there, both sides signed, and the survey is written."""
        household = household or self.case.household
        for member in household.counted:
            for source in SOURCES:
                self.record(InformationCheck(on=self.today, source=source, member=member.id))
        self.record(HomeVisit(on=self.today, visitors=SURVEYORS, signed_by_visitors=True, signed_by_household=True))
        return self.surveyed(household)

    def surveyed(self, household: Household | None = None) -> Life:
        """Today's survey alone; before enrolment the income window stays where the application fixed it."""
        fixed = self.case.opened_on if self.case.stage in {Stage.APPLIED, Stage.VERIFIED} else self.today
        survey = Survey(
            on=self.today,
            household=household or self.case.household,
            surveyors=SURVEYORS,
            window_end=first_of_month(fixed),
        )
        return self.record(survey, by=SURVEYORS[0])

    def published(self) -> Life:
        """A notice that shows what would be decided."""
        assessment = self.judge("enroll").situation.assessment
        assert assessment is not None
        return self.record(
            Notice(on=self.today, place="village board", monthly=assessment.total_monthly, persons=assessment.counted)
        )

    def verified(self) -> Life:
        """Applied with every paper, looked at two days later, verified the day after."""
        return self.papers().wait(2).looked_at().wait(1).take("verify")

    def enrolled(self) -> Life:
        """Verified, on the board for seven full days, enrolled on the eighth."""
        return self.verified().wait(1).published().wait(8).take("enroll")

    def climbing(self) -> Life:
        """Enrolled, and looked at a year later when the head has found a job: the taper has begun."""
        self.enrolled().at(date(self.today.year + 1, self.today.month, 10))
        self.looked_at(risen(self.case.household, since=self.today - timedelta(days=90)))
        return self.wait(1).take("reverify").wait(1).take("begin_taper")


SAID: dict[str, dict[str, Any]] = {
    "send_back": {"note": "the income statement names no bank"},
    "reject": {"reason": "refused_cooperation"},
    "close": {"reason": "fraud", "document": "judgment 17", "effective_from": date(2026, 9, 1)},
    "set_aside": {"reason": "error_proved", "document": "record of the review"},
}
"""What is said with a step where a test says nothing else."""


def a_case(stage: Stage) -> CaseFacts:
    """A case that has just reached a stage."""
    return a_life(stage).case


def a_life(stage: Stage) -> Life:
    """A life that has just reached a stage, everything in order."""
    if stage is Stage.APPLIED:
        return Life().papers()
    step = REACHED_BY[stage]
    return ready_for(step).take(step)


REACHED_BY = {
    Stage.VERIFIED: "verify",
    Stage.ENROLLED: "enroll",
    Stage.KEY_SUPPORTED: "grant_key_support",
    Stage.TAPERING: "begin_taper",
    Stage.RE_VERIFIED: "reverify",
    Stage.TERMINATED: "terminate",
}


def ready_for(step: str) -> Life:
    """A life right before a step, when nothing bars it."""
    from tests.states.life.ready import READY  # the scripts are written with these builders

    life = READY[step]()
    assert life.bars(step) == [], (step, [(f.code, f.datum, f.limit) for f in life.judge(step).bars])
    return life


def due_months(case: CaseFacts, first: date, last: date) -> list[int]:
    """Fen due in each month from `first` to `last`, both included."""
    return [due_in(month, case.decisions) for month in months_from(first, add_months(last, 1))]
