"""A case as frozen values: what guards look at, and the attempt they judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from states.evidence import Change, ChangeKind, Declaration, Pause, Resolution, Survey, Withhold
from states.recorded import Evidence
from states.stages import LIVE, Outcome, Role, Route, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from states.drive import Drive
    from states.duties import DutyException
    from states.facts import Household
    from states.match_flag import MatchFlag
    from states.policy import Track

RESTS_ON_SURVEY = frozenset({"enroll", "renew", "begin_taper", "resume_taper"})
"""Decisions from whose first paid month the next re-check is counted (policy §3)."""


@dataclass(frozen=True, slots=True)
class Span:
    """`monthly` fen for each month from `start` up to, not including, `until`; both first days of a month."""

    start: date
    until: date | None
    monthly: int

    def covers(self, month: date) -> bool:
        """Whether the month whose first day is `month` lies in the span."""
        return self.start <= month and (self.until is None or month < self.until)


@dataclass(frozen=True, slots=True)
class Taper:
    """A taper that was entered: frozen fen a month from `entered` (first day of a month) up to `ends` (exclusive)."""

    track: Track
    entered: date
    frozen: int
    ends: date
    spans: tuple[Span, ...]
    first_end_year: int
    """End year of the household's first taper: no later taper goes beyond it (policy §2.8)."""

    @property
    def last_day(self) -> date:
        """The last day that it pays for."""
        paid = [span.until or self.ends for span in self.spans if span.monthly]
        return max(paid, default=self.ends) - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a step decided about money: from `effective_from` on, `spans` replace all that was decided before.

    `monthly` is the total approved, `base` of it the gap, both fen; `term_end` is the first day that an expenditure
    term no longer pays; `survey` the id of the survey it rests on.
    """

    seq: int
    step: str
    on: date
    decided_by: str
    effective_from: date
    spans: tuple[Span, ...]
    monthly: int
    base: int = 0
    counted: int = 0
    route: Route | None = None
    term_end: date | None = None
    taper: Taper | None = None
    survey: int | None = None
    policy_digest: str = ""

    @property
    def term_last_day(self) -> date | None:
        """The last day that an expenditure term pays for; None where there is no term."""
        return self.term_end - timedelta(days=1) if self.term_end is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """A step in the case's history; `survey` is the newest survey's id at that moment."""

    seq: int
    step: str
    on: date
    actor: str
    role: Role
    source: Stage | None
    dest: Stage
    reason: str = ""
    survey: int | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A counted member who is also counted in another live case."""

    member: str
    case: str
    paid: bool


@dataclass(frozen=True, slots=True)
class Kinship:
    """A declaration, recorded in `case`, that names somebody of a household as a worker's near relative."""

    case: str
    member: str
    """The relative, as this household's member."""
    declaration: Declaration

    @property
    def number(self) -> str:
        """The case that it is recorded in, and the record's number there."""
        return f"{self.case}/{self.declaration.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """One case with all that was recorded, decided and done."""

    id: str
    household: Household
    """As registered today: who lives there and counts; the surveys carry what they earned on their day."""
    stage: Stage
    opened_on: date
    outcome: Outcome | None = None
    evidence: Evidence = field(default_factory=Evidence)
    history: tuple[StepTaken, ...] = ()
    decisions: tuple[Decision, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    kin_elsewhere: tuple[Kinship, ...] = ()
    """Declarations in other cases that name somebody who lives here."""
    other_live_case: str | None = None
    former_case: str | None = None
    match_flags: tuple[MatchFlag, ...] = ()
    """What matching with other lists left to be settled."""
    drives: tuple[Drive, ...] = ()
    """The verification drives that it is in and that are not finished."""
    exceptions: tuple[DutyException, ...] = ()
    """Exceptions from the separation of duties that were recorded for its township, while it waits to be enrolled."""
    newest_on: date | None = field(default=None, compare=False)
    """The day of the newest event in the journal."""
    version: int = 0

    @property
    def is_live(self) -> bool:
        """Whether the case has not been terminated."""
        return self.stage in LIVE

    @property
    def survey(self) -> Survey | None:
        """The newest survey."""
        return self.evidence.newest(Survey)

    @property
    def decision(self) -> Decision | None:
        """The last decision about money."""
        return self.decisions[-1] if self.decisions else None

    @property
    def survey_decision(self) -> Decision | None:
        """The last decision that rested on a survey: the next re-check counts from it."""
        return next((d for d in reversed(self.decisions) if d.step in RESTS_ON_SURVEY), None)

    def survey_of(self, decision: Decision) -> Survey | None:
        """The survey that a decision rested on."""
        return self.evidence.numbered(Survey, decision.survey)

    @property
    def taper(self) -> Taper | None:
        """The taper of the last decision, if the household is in one."""
        return self.decision.taper if self.decision else None

    @property
    def stage_before_end(self) -> Stage | None:
        """The stage that a terminated case was in before: where setting the ending aside leads back to."""
        return self.history[-1].source if self.history and self.stage is Stage.TERMINATED else None

    def last_step(self, *names: str) -> StepTaken | None:
        """The last time one of these steps was taken."""
        return next((s for s in reversed(self.history) if s.step in names), None)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Pauses that stand: while there is one, the machine leaves the case alone."""
        return tuple(p for p in self.evidence.of(Pause) if not p.ended)

    @property
    def withholdings(self) -> tuple[Withhold, ...]:
        """Withholdings that stand: the money waits."""
        return tuple(w for w in self.evidence.of(Withhold) if not w.ended)

    def deaths(self) -> Mapping[str, date]:
        """Day of death by member id; a report that was dismissed is no death."""
        return self.evidence.once(_deaths)

    def kinships_on(self, day: date) -> tuple[Kinship, ...]:
        """The declared kinships with the household that hold on a day, whichever case they were recorded in."""
        here = (Kinship(self.id, row.relative, row) for row in self.evidence.of(Declaration))
        return tuple(kin for kin in (*here, *self.kin_elsewhere) if kin.declaration.holds_on(day))

    def kin_of_household(self, login: str, day: date) -> tuple[Kinship, ...]:
        """The declarations that name a user as a near relative of a member on that day."""
        return tuple(kin for kin in self.kinships_on(day) if kin.declaration.worker == login)


def _deaths(evidence: Evidence) -> dict[str, date]:
    return {
        c.member: c.on
        for c in evidence.of(Change)
        if c.change is ChangeKind.DEATH and c.outcome is not Resolution.DISMISSED
    }


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and as what."""

    login: str
    role: Role


MACHINE = Actor("cron", Role.CRON)
"""The machine, acting under rules authorised in advance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An attempt to take a step: who, on which day, and what they say with it."""

    actor: Actor
    on: date
    note: str = ""
    reason: str = ""
    effective_from: date | None = None
    into_case: str = ""
    document: str = ""
