"""What must be on a case before a step of its life can be taken, recorded by whoever it may be: people try the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from states.evidence import (
    Appeal,
    CountyVisit,
    EarlyExit,
    EarlyExitCause,
    Order,
    Paper,
    RecognitionOf,
    Resolution,
    Wish,
)
from states.months import add_months, first_of_month, month_after
from states.stages import Stage
from states.steps import STEP
from tests.life.people import earning, working
from workflow.errors import Trouble

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Sequence
    from random import Random

    from states.facts import Household
    from tests.life.story import Story

MODEST, RICH = "7500.00", "99999.00"
"""Between once and twice the standard; above twice."""
DOORS = {"renew": "renew", "begin_taper": "begin_taper", "resume_taper": "begin_taper", "terminate": "terminate"}
"""Steps after a re-check, by which of three households leads there."""


SELDOM = {"send_back": 0.2, "reject": 0.02, "withdraw": 0.02, "close": 0.05}


@dataclass(frozen=True, slots=True)
class Preparing:
    """Chance, the people who may be involved, and how often each step was taken so far."""

    random: Random
    people: Sequence[str]
    reached: Counter[str]

    def next_steps(self, stage: str) -> list[str]:
        """A step from a stage, rather one that was not reached yet; what ends a life or leads back comes seldom.

        After a re-check one of several doors is open, and all are tried.
        """
        steps = [step.name for step in STEP.values() if stage in step.source]
        weights = [SELDOM.get(name, 1) / (1 + self.reached[name]) for name in steps]
        if stage == Stage.RE_VERIFIED:
            return self.random.sample(steps, len(steps))
        return self.random.choices(steps, weights)

    def ready(self, story: Story, home: Household, step: str) -> dict[str, Any]:
        """Record what a step needs; gives what is said with it."""
        prepare = getattr(self, f"_{step}", None)
        found: dict[str, Any] | None = prepare(story, home) if prepare is not None else None
        return found or {}

    def look(self, story: Story, home: Household) -> None:
        """A survey and a visit by whoever it may be."""
        anybody = self.people if self.random.random() < 0.5 else self.people[:3]
        visitors = tuple(self.random.sample(anybody, 2))
        surveyors = visitors if self.random.random() < 0.7 else tuple(self.random.sample(self.people, 2))
        story.checked().visited(visitors).surveyed(home, surveyors)

    def _verify(self, story: Story, home: Household) -> None:
        story.record(Paper(on=story.today, document="application", name="application"))
        self.look(story, home)

    def _enroll(self, story: Story, _: Household) -> None:
        story.record(CountyVisit(on=story.today, visitors=("chen",)), "chen")
        story.published().wait(9)

    def _reject(self, *_: object) -> dict[str, Any]:
        return {"reason": self.random.choice(("not_eligible", "refused_cooperation", "not_resident"))}

    def _grant_key_support(self, story: Story, _: Household) -> None:
        begins = month_after(story.today)
        story.record(
            RecognitionOf(
                on=story.today, member="head", rate=Fraction(15, 100), from_=begins, until=add_months(begins, 3)
            ),
            "chen",
        )
        self._come_to(story, begins + timedelta(days=1))

    def _end_key_support(self, story: Story, _: Household) -> None:
        ends = [row.until for row in story.case.evidence.of(RecognitionOf) if row.until is not None]
        self._come_to(story, max(ends, default=story.today) + timedelta(days=2))

    def _adjust(self, story: Story, _: Household) -> None:
        self._come_to(story, date(story.today.year + 1, 1, 2))

    def _reverify(self, story: Story, home: Household) -> None:
        story.wait(9).record(Order(on=story.today, person="x", of="recheck"), "chen")
        wanted = min(DOORS, key=lambda door: (self.reached[door], self.random.random()))
        wanted = "resume_taper" if story.stage == Stage.TAPERING and self.random.random() < 0.6 else wanted
        since = story.today.replace(day=1).isoformat()
        found = {"renew": home, "begin_taper": working(home, MODEST, since), "terminate": earning(home, RICH)}
        self.look(story, found[DOORS[wanted]])

    def _exit_taper_early(self, story: Story, home: Household) -> None:
        fell = EarlyExitCause.EARNINGS_FELL
        story.record(EarlyExit(on=story.today, document="application", cause=fell, before=750000, after=240000))
        story.wait(5)
        self.look(story, home)
        story.wait(1)

    def _complete_taper(self, story: Story, _: Household) -> None:
        taper = story.case.taper
        if taper is not None:
            self._come_to(story, taper.ends)

    def _withdraw(self, story: Story, _: Household) -> None:
        story.record(Wish(on=story.today, person="x", document="x"))

    def _close(self, story: Story, _: Household) -> dict[str, Any]:
        return {"reason": "fraud", "document": "x", "effective_from": month_after(first_of_month(story.today))}

    def _set_aside(self, story: Story, _: Household) -> dict[str, Any]:
        if self.random.random() < 0.5:
            return {"reason": "error_proved", "document": "x"}
        appeal = story.record(Appeal(on=story.today, person="x", about=story.case.history[-1].step))
        for login in self.random.sample(self.people, len(self.people)):
            try:
                story.answer(appeal, login, outcome=Resolution.UPHELD, reason="x", wrong="x", decided_by=login)
            except Trouble:
                continue
            break
        return {"reason": "appeal_upheld"}

    def _come_to(self, story: Story, day: date) -> None:
        story.on(max(day, story.today).isoformat())
