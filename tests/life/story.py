"""A household's story, told through the use cases on a real database.

The county of the stories pays 4,800.00 a year, 400.00 a month and person, unless a story brings a sheet of its own.
Top-ups are then 120.00 (serious illness), 80.00 (elderly, disabled) and 40.00 (minors).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from db.bulk import insert_rows
from db.engine import open_store
from db.migrate import create
from states.entitlement import roll_line
from states.evidence import Change, ChangeKind, HomeVisit, InformationCheck, Notice, Paper, Wish
from states.money import fen_of, yuan
from states.months import add_months, first_of_month, months_from
from states.proposal import first_confirmation, proposed
from states.sheets import read_sheet, shipped
from states.stages import Role
from states.steps import STEP
from workflow import evidence, intake, recheck, stepping
from workflow.bookkeeping import write_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import RowMapping

    from states.case import CaseFacts
    from states.evidence import Record
    from states.facts import Household
    from states.sheets import SheetBook
    from workflow.office import Office

VILLAGE, NEXT_VILLAGE, OTHER_TOWNSHIP_VILLAGE = "371602001203", "371602001204", "371602002201"
PLACES = (
    ("371602000000", "county", None),
    ("371602001000", "township", "371602000000"),
    (VILLAGE, "village", "371602001000"),
    (NEXT_VILLAGE, "village", "371602001000"),
    ("371602002000", "township", "371602000000"),
    (OTHER_TOWNSHIP_VILLAGE, "village", "371602002000"),
)
USERS = (
    ("wang", Role.TOWNSHIP, "371602001000"),
    ("liu", Role.TOWNSHIP, "371602001000"),
    ("sun", Role.TOWNSHIP, "371602001000"),
    ("ma", Role.TOWNSHIP, "371602002000"),
    ("cun", Role.VILLAGE, VILLAGE),
    ("chen", Role.COUNTY, "371602000000"),
    ("zhao", Role.COUNTY, "371602000000"),
    ("shen", Role.AUDITOR, "371602000000"),
    ("cron", Role.CRON, "371602000000"),
)
TOWNSHIP, VISITORS, COUNTY, LEADER, MACHINE = "wang", ("liu", "sun"), "chen", "zhao", "cron"
SOURCES = ("bank", "housing")
STANDARD = (("2016-01-01", "4800.00"),)


def settle(url: str) -> None:
    """An empty county in a new database: its places and the people who work there."""
    create(url)
    store = open_store(url)
    with store.writing() as uow:
        insert_rows(
            uow,
            {
                "regions": [
                    {"code": code, "name": code, "name_en": code, "level": level, "parent": parent}
                    for code, level, parent in PLACES
                ],
                "users": [
                    {"login": login, "name": login, "role": role, "region": region, "active": True}
                    for login, role, region in USERS
                ],
            },
        )
        uow.commit()
    store.close()


def book_of(*entries: str, standard: tuple[tuple[str, str], ...] = STANDARD) -> SheetBook:
    """The shipped sheets, the county's own with these standards by day, and with `entries` in TOML."""
    dated = [f'[[standard_annual]]\nin_force = {day}\nvalue = "{value}"' for day, value in standard]
    text = "\n".join(['region = "cn-371602"', 'parent = "cn"', *dated, *entries])
    return shipped().with_sheet(read_sheet(text, "cn-371602.toml"))


def day(text: str) -> date:
    """A date, or the first day of a month written as `2026-04`."""
    return date.fromisoformat(text if len(text) > len("2026-04") else f"{text}-01")


class RefusedError(AssertionError):
    """A story took a step that the rules refuse."""


class Story:
    """One case in its office; several stories may share the office, and each keeps the day to itself."""

    def __init__(self, office: Office, case_id: str = "") -> None:
        self.office = office
        self.id = case_id

    # Time and people

    @property
    def today(self) -> date:
        """The day of the story."""
        return self.office.today

    @property
    def case(self) -> CaseFacts:
        """The case as it is stored."""
        with self.office.reading() as read:
            return read.load_case(self.id)

    @property
    def stage(self) -> str:
        """The case's stage."""
        return self.case.stage.value

    def on(self, when: str) -> Story:
        """Another day; never an earlier one."""
        assert day(when) >= self.today, f"{when} is before {self.today}"
        self.office = self.office.on(day(when))
        return self

    def wait(self, days: int) -> Story:
        """Some days later."""
        return self.on((self.today + timedelta(days=days)).isoformat())

    def another(self) -> Story:
        """The story of another household in the same office, on the same day."""
        return Story(self.office)

    def by(self, login: str) -> Office:
        """The office with somebody acting."""
        return self.office.as_user(login)

    # What people do

    def opens(self, household: Household) -> Story:
        """The household applies."""
        opened = intake.open_case(self.by(TOWNSHIP), replace(household, village=household.village or VILLAGE))
        assert isinstance(opened, intake.Opened), opened
        self.id = opened.case
        return self

    def record(self, row: Record, login: str = TOWNSHIP) -> int:
        """Record evidence; gives its id."""
        return evidence.record(self.by(login), self.id, row)

    def answer(self, record_id: int, login: str = TOWNSHIP, **fields: object) -> int:
        """Answer an earlier record."""
        return evidence.resolve(self.by(login), self.id, record_id, **fields)

    def changed(self, kind: ChangeKind, when: str, member: str = "", **facts: Any) -> Story:
        """Somebody reports today what changed in the household on a day."""
        self.record(Change(on=day(when), person="village", change=kind, member=member, **facts))
        return self

    def papers(self, *, without: str = "") -> Story:
        """Every paper that may be asked for has been seen, but one."""
        names = (
            "application",
            "authorisation",
            "id_and_household_book",
            "income_property_statement",
            "near_relative_declaration",
        )
        case = self.case
        vouchers = ("medical_vouchers",) if case.household.medical else ()
        for name in (*names, *vouchers, "medical_vouchers"):
            if name != without:
                self.record(Paper(on=self.today, document=name, name=name))
        for member in case.household.members:
            if member.disabilities:
                self.record(
                    Paper(on=self.today, document="certificate", name="disability_certificate", member=member.id)
                )
        return self

    def checked(self) -> Story:
        """The sources have answered about everybody who counts."""
        for member in self.case.household.counted:
            for source in SOURCES:
                self.record(InformationCheck(on=self.today, document="answer", source=source, member=member.id))
        return self

    def visited(self, visitors: tuple[str, ...] = VISITORS) -> Story:
        """They went there, and both sides signed."""
        self.record(HomeVisit(on=self.today, visitors=visitors, signed_by_visitors=True, signed_by_household=True))
        return self

    def surveyed(self, household: Household, surveyors: tuple[str, ...] = VISITORS) -> Story:
        """What they found is written down."""
        self.record(evidence.survey_record(self.case, household, surveyors, self.today), surveyors[0])
        return self

    def looked_at(self, household: Household) -> Story:
        """All that a decision rests on, made today: answers of the sources, a visit, a survey."""
        return self.checked().visited().surveyed(household)

    def published(self) -> Story:
        """The notice shows what the county would decide on the first day it may."""
        rules = self.office.rules_for(VILLAGE)
        assessment = proposed(self.case, rules, first_confirmation(self.today, rules))
        assert assessment is not None
        return self.posted(yuan(assessment.total_monthly), assessment.counted)

    def posted(self, monthly: str, persons: int) -> Story:
        """A notice that shows an amount and a number of persons."""
        self.record(Notice(on=self.today, place="village board", monthly=fen_of(monthly), persons=persons))
        return self

    def step(self, name: str, login: str = "", **said: Any) -> Story:
        """Take a step that must be allowed."""
        taken = stepping.take_step(self.by(login or self._who(name)), self.id, name, **said)
        if isinstance(taken, stepping.Refusal):
            raise RefusedError(
                f"{name} on {self.today}: {[(f.code, f.datum, f.limit, f.subject) for f in taken.findings]}"
            )
        return self

    def bars(self, name: str, login: str = "", **said: Any) -> set[str]:
        """Take a step that must be refused; gives the codes of all that stands in the way."""
        refusal = stepping.take_step(self.by(login or self._who(name)), self.id, name, **said)
        assert isinstance(refusal, stepping.Refusal), f"{name} was allowed on {self.today}"
        return {finding.code for finding in refusal.findings if finding.bars}

    def told(self, name: str, login: str = "") -> set[str]:
        """Codes of everything that a preview of a step says."""
        return {f.code for f in stepping.preview(self.by(login or self._who(name)), self.id, name).findings}

    def enrolled(self, household: Household) -> Story:
        """From the papers to the enrolment in eleven days, without a hitch."""
        return self.verified(household).wait(1).published().wait(8).step("enroll")

    def verified(self, household: Household) -> Story:
        """Papers today, the visit and the survey tomorrow, the review the day after."""
        return self.papers().wait(1).looked_at(household).wait(1).step("verify")

    def admits(self, household: Household) -> Story:
        """The household applies today and is enrolled eleven days later."""
        return self.opens(household).enrolled(household)

    def renewed(self, household: Household, step: str = "renew") -> Story:
        """Looked at today, re-verified tomorrow, and decided the day after."""
        return self.looked_at(household).wait(1).step("reverify").wait(1).step(step)

    def night(self) -> recheck.RecheckReport:
        """The machine's nightly run over the whole county."""
        return recheck.run(self.by(MACHINE))

    def nights(self, until: str) -> Story:
        """The machine runs on the first of every month up to a day, and on that day."""
        for month in months_from(add_months(first_of_month(self.today), 1), day(until)):
            self.on(month.isoformat()).night()
        self.on(until).night()
        return self

    # What is paid

    def pays(self, month: str, regular: str, settled: Mapping[str, str] | None = None) -> Story:
        """The month's line is exactly this: its regular amount, and arrears or recovery by the month they are for."""
        assert _rolled(month, self.case) == (month, regular, dict(settled or {}))
        return self

    def pays_from(self, first: str, last: str, regular: str) -> Story:
        """Every month from the first to the last, both included, pays this and settles nothing."""
        case = self.case
        for each in months_from(day(first), add_months(day(last), 1)):
            month = f"{each:%Y-%m}"
            assert _rolled(month, case) == (month, regular, {})
        return self

    def _who(self, step: str) -> str:
        if step in {"close", "set_aside"}:
            return LEADER
        roles = STEP[step].roles(self.office.rules_for(VILLAGE).policies(self.today))
        return TOWNSHIP if Role.TOWNSHIP in roles else COUNTY


def _rolled(month: str, case: CaseFacts) -> tuple[str, str, dict[str, str]]:
    line = roll_line(day(month), case)
    return month, yuan(line.regular), {f"{s.month:%Y-%m}": yuan(s.difference) for s in line.settlements}


def listed(story: Story) -> RowMapping:
    """The case as lists show it."""
    with story.office.reading() as read:
        row = read.case_row(story.id)
    assert row is not None
    return row


def change_household(office: Office, case_id: str, statement: str, **values: str) -> None:
    """Bring a household into a state that no use case lets it be in, with an event that tells of it all the same."""
    with office.writing() as uow:
        uow.connection.execute(text(statement), values)
        uow.untold.add(uow.household_of(case_id))
        case = uow.load_case(case_id)
        write_record(
            uow, office, case, Wish(on=case.opened_on, person="x", document="x", recorded_by=office.user.login)
        )
        uow.commit()
