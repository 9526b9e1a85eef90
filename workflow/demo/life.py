"""One invented life at a time, lived through the real rules: what the guards refuse cannot happen here either."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from states.automatic import plan
from states.case import Act, Actor, CaseFacts, StepTaken
from states.evidence import (
    Application,
    HomeVisit,
    InformationCheck,
    Letter,
    Notice,
    Paper,
    PaperStatus,
    Record,
    Survey,
)
from states.life import Taken, monthly_on, take, with_records
from states.months import first_of_month, month_after
from states.proposal import first_confirmation, proposed
from states.stages import Role, Route, Stage
from states.verdict import judge

if TYPE_CHECKING:
    from states.facts import Household
    from states.verdict import Rules, Verdict

SOURCES = ("bank", "housing")
BOARD = "村务公开栏"
"""Where a village's notices hang."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who works on a case: two who visit, one who reviews, one who confirms."""

    surveyors: tuple[str, str]
    reviewer: Actor
    confirmer: Actor
    county: Actor


@dataclass(slots=True)
class Happening:
    """One entry of a case's journal: a record, or a step with what it decided, in the order it happened."""

    on: date
    actor: Actor
    stage: Stage
    record: Record | None = None
    taken: Taken | None = None


class Impossible(RuntimeError):  # noqa: N818  a life that cannot be lived is a mistake in its script
    """A script tried a step that the rules refuse."""


class Life:
    """A case that is lived forward: it records, steps, and keeps everything that happened."""

    def __init__(self, case_id: str, household: Household, opened_on: date, office: Office, rules: Rules) -> None:
        self.office = office
        self.rules = rules
        self.today = opened_on
        self.happened: list[Happening] = []
        self.kept: dict[object, Any] = {}
        """What is the same whoever lives this life, kept by those who write it down again and again."""
        opening = StepTaken(
            seq=1,
            step="apply",
            on=opened_on,
            actor=office.reviewer.login,
            role=Role.TOWNSHIP,
            source=None,
            dest=Stage.APPLIED,
        )
        self.case = CaseFacts(
            id=case_id, household=household, stage=Stage.APPLIED, opened_on=opened_on, history=(opening,), version=1
        )
        self.happened.append(Happening(opened_on, office.reviewer, Stage.APPLIED))
        self.record(
            Application(
                on=opened_on,
                person=household.head.name,
                special=household.special,
                cause=household.cause,
                needs=household.needs,
            )
        )

    def wait_until(self, day: date) -> Life:
        """Let time pass; never back."""
        self.today = max(self.today, day)
        return self

    def wait(self, days: int) -> Life:
        """Let days pass."""
        return self.wait_until(self.today + timedelta(days=days))

    def record(self, record: Record, by: Actor | None = None) -> Record:
        """Add evidence to the case."""
        actor = by or self.office.reviewer
        row = replace(
            record,
            id=max((r.id for r in self.case.evidence.rows), default=0) + 1,
            recorded_by=actor.login,
            recorded_on=self.today,
        )
        self.case = replace(with_records(self.case, (row,)), version=self.case.version + 1)
        self.happened.append(Happening(self.today, actor, self.case.stage, record=row))
        return row

    def attempt(self, step: str, by: Actor | None = None, **said: object) -> Verdict:
        """Judge a step without taking it."""
        return judge(self.case, Act(actor=by or self._actor_of(step), on=self.today, **said), step, self.rules)  # type: ignore[arg-type]

    def step(self, step: str, by: Actor | None = None, **said: object) -> Life:
        """Take a step that the rules allow; a refusal is a mistake in the script."""
        actor = by or self._actor_of(step)
        verdict = self.attempt(step, actor, **said)
        if not verdict.allowed:
            codes = ", ".join(f"{f.code} {f.datum} {f.limit}" for f in verdict.bars)
            message = f"{step} on {self.today}: {codes}"
            raise Impossible(message)
        self._took(take(verdict), actor)
        return self

    def night(self) -> Life:
        """Let the machine do what it does at night."""
        planned = plan(self.case, self.today, self.rules, monthly_known=monthly_on(self.today, self.case))
        for taken in planned.taken:
            self._took(taken, Actor("cron", Role.CRON))
        if planned.withheld is not None:
            self.record(planned.withheld, by=Actor("cron", Role.CRON))
        return self

    def papers(self, without: str = "") -> Life:
        """Record every paper that the sheet asks for, but one where a script leaves it out."""
        household = self.case.household
        route = Route.EXPENDITURE if household.medical else Route.INCOME
        for name in self.rules.policies(self.today).required_papers[route]:
            if name not in (without, "disability_certificate"):
                self.record(Paper(on=self.today, person=household.head.name, document=name, name=name))
        for member in household.members:
            if member.disabilities and without != "disability_certificate":
                self.record(
                    Paper(
                        on=self.today,
                        person=member.name,
                        document=f"D-{member.id}",
                        name="disability_certificate",
                        member=member.id,
                        status=PaperStatus.SEEN,
                    )
                )
        return self

    def checks(self, on: date | None = None) -> Life:
        """Ask the sources about everybody who counts."""
        for member in self.case.household.counted:
            for source in SOURCES:
                self.record(
                    InformationCheck(
                        on=on or self.today,
                        person=member.name,
                        document=f"IC {source}",
                        source=source,
                        member=member.id,
                    )
                )
        return self

    def visit(self) -> Life:
        """Two go there, and both sides sign."""
        self.record(
            HomeVisit(
                on=self.today,
                person=self.case.household.head.name,
                visitors=self.office.surveyors,
                signed_by_visitors=True,
                signed_by_household=True,
            )
        )
        return self

    def survey(self, household: Household | None = None) -> Life:
        """Write down what the household earns, spends and owns; the income window is fixed with it."""
        fixed = self.case.opened_on if self.case.stage in {Stage.APPLIED, Stage.VERIFIED} else self.today
        self.record(
            Survey(
                on=self.today,
                person=self.case.household.head.name,
                household=household or self.case.household,
                surveyors=self.office.surveyors,
                window_end=first_of_month(fixed),
            )
        )
        return self

    def publish(self, confirmed_on: date | None = None) -> Life:
        """Post the notice that shows what would be decided, on the first day it may be or on another."""
        assessment = proposed(self.case, self.rules, confirmed_on or first_confirmation(self.today, self.rules))
        if assessment is None:
            raise Impossible("nothing to publish without a survey")
        self.record(
            Notice(
                on=self.today,
                place=BOARD,
                monthly=assessment.total_monthly,
                persons=assessment.counted,
            )
        )
        return self

    def letter(self, about: str) -> Life:
        """The letter about a decision reached the household."""
        self.record(
            Letter(
                on=self.today,
                person=self.case.household.head.name,
                about=about,
                delivered_to=self.case.household.head.name,
            )
        )
        return self

    def admitted(self) -> Life:
        """From the application to the enrolment, without a hitch."""
        self.wait(2).papers().checks().wait(1).visit().survey().wait(2).step("verify")
        self.wait(1).publish().wait(8).step("enroll").wait(2).letter("enroll")
        return self

    def looked_at(self, household: Household | None = None) -> Life:
        """What a re-check rests on: checks, a visit and a new survey."""
        return self.checks().wait(1).visit().survey(household).wait(1)

    def first_paid(self) -> date:
        """The first month that a decision of today would pay."""
        return month_after(self.today)

    def _took(self, taken: Taken, actor: Actor) -> None:
        self.case = taken.case
        self.happened.append(Happening(self.today, actor, self.case.stage, taken=taken))

    def _actor_of(self, step: str) -> Actor:
        if step in {"verify", "send_back", "reject", "reverify", "exit_taper_early", "withdraw"}:
            return self.office.reviewer
        return self.office.county if step in {"close", "set_aside"} else self.office.confirmer
