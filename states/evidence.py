"""What an office records about a case: none a mere flag, each with its date, person, document and its own facts.

A row is never changed. One that answers an earlier row (an objection dismissed, a discrepancy explained, a pause ended)
names it in `amends`; `states.recorded.Evidence` keeps the last word on each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import ClassVar

from states.facts import Household, Member


class EvidenceKind(StrEnum):
    """Kinds of evidence, as the `record` command names them."""

    APPLICATION = "application"
    PAPER = "paper"
    DECLARATION = "declaration"
    DELEGATION = "delegation"
    INFORMATION_CHECK = "information-check"
    HOME_VISIT = "home-visit"
    SURVEY = "survey"
    APPRAISAL = "appraisal"
    DOUBT = "doubt"
    NOTICE = "notice"
    OBJECTION = "objection"
    COUNTY_VISIT = "county-visit"
    ORDER = "order"
    CHANGE = "change"
    EARLY_EXIT = "early-exit"
    RECOGNITION = "recognition"
    REFERRAL = "referral"
    REFUSAL = "refusal"
    LETTER = "letter"
    APPEAL = "appeal"
    WISH = "wish"
    PAUSE = "pause"
    WITHHOLD = "withhold"


class OrderOf(StrEnum):
    """What the county orders on a case."""

    RECHECK = "recheck"
    VISIT = "visit"


class PaperStatus(StrEnum):
    """A paper is asked for, comes in, and is seen by somebody who may judge it."""

    REQUESTED = "requested"
    RECEIVED = "received"
    SEEN = "seen"


class Resolution(StrEnum):
    """What became of an objection, an appeal, an early-exit application or a change report."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class DiscrepancyOutcome(StrEnum):
    """What became of a difference that an information check showed."""

    OPEN = "open"
    EXPLAINED = "explained"
    CORRECTED = "corrected"


class ChangeKind(StrEnum):
    """What changed in a household."""

    BIRTH = "birth"
    DEATH = "death"
    JOINED = "joined"
    LEFT = "left"
    MOVED = "moved"
    INCOME = "income"
    ILLNESS = "illness"
    PROPERTY = "property"
    ACCOUNT = "account"
    HEAD = "head"


CERTIFICATE_SERVES = frozenset({ChangeKind.BIRTH, ChangeKind.DEATH, ChangeKind.LEFT})
"""Changes for which a certificate stands in for the home visit (policy §3, reverify)."""

ADMINISTRATIVE = frozenset({ChangeKind.MOVED, ChangeKind.ACCOUNT, ChangeKind.HEAD})
"""Changes that touch nobody's right: facts on the household, no re-check follows."""


class EarlyExitCause(StrEnum):
    """Why a tapering household asks to be looked at anew (policy §2.9)."""

    EARNINGS_FELL = "earnings_fell"
    ILLNESS_COST_ROSE = "illness_cost_rose"
    OTHER_RECOGNISED = "other_recognised"


class Aid(StrEnum):
    """Other social assistance that a household is referred to (policy §2.7)."""

    MEDICAL = "medical"
    TEMPORARY = "temporary"
    EDUCATION = "education"
    HOUSING = "housing"
    CHARITY = "charity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every piece of evidence has: its day, the person it comes from, its document, who recorded it and when."""

    kind: ClassVar[EvidenceKind]

    on: date
    id: int = 0
    person: str = ""
    document: str = ""
    recorded_by: str = ""
    recorded_on: date | None = None
    amends: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Record):
    """The household's application, signed."""

    kind = EvidenceKind.APPLICATION
    special: bool = False
    cause: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Record):
    """One paper by name, for a member where it is about one; a certificate may end."""

    kind = EvidenceKind.PAPER
    name: str
    status: PaperStatus = PaperStatus.SEEN
    member: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration(Record):
    """A near relative of staff or cadre: `worker` is a user's login, `relative` a member; half-open in time."""

    kind = EvidenceKind.DECLARATION
    worker: str
    relative: str
    relation: str = ""
    from_: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the declared kinship stands on `day`."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation(Record):
    """A case handed to the county or another township because the worker is kin: `to` is a login."""

    kind = EvidenceKind.DELEGATION
    to: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationCheck(Record):
    """One source asked about one person; a discrepancy has an outcome."""

    kind = EvidenceKind.INFORMATION_CHECK
    source: str
    member: str
    discrepancy: str = ""
    outcome: DiscrepancyOutcome | None = None

    @property
    def is_open(self) -> bool:
        """Whether a discrepancy waits for an outcome."""
        return bool(self.discrepancy) and self.outcome in (None, DiscrepancyOutcome.OPEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeVisit(Record):
    """A visit: who went, and whether both sides signed."""

    kind = EvidenceKind.HOME_VISIT
    visitors: tuple[str, ...]
    signed_by_visitors: bool = False
    signed_by_household: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey(Record):
    """The household's circumstances on a day, whole; the income window ends on `window_end` (exclusive)."""

    kind = EvidenceKind.SURVEY
    household: Household
    surveyors: tuple[str, ...]
    window_end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Appraisal(Record):
    """A village meeting's vote."""

    kind = EvidenceKind.APPRAISAL
    present: int
    votes_for: int
    votes_against: int

    @property
    def passed(self) -> bool:
        """More than half of those present voted for."""
        return 2 * self.votes_for > self.present


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt(Record):
    """A recorded doubt about the household's circumstances: an appraisal must follow."""

    kind = EvidenceKind.DOUBT
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Record):
    """A public notice: posted on `on`, showing `monthly` fen for `persons` people.

    `batch` is the number of the list that it was posted with; "" where it was posted by itself.
    """

    kind = EvidenceKind.NOTICE
    place: str
    monthly: int
    persons: int
    batch: str = ""

    def last_day(self, days: int) -> date:
        """The last of `days` full days; the day of posting is not one of them."""
        return self.on + timedelta(days=days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection(Record):
    """Somebody objects to a notice; its outcome has a reason."""

    kind = EvidenceKind.OBJECTION
    about: str
    outcome: Resolution = Resolution.OPEN
    reason: str = ""

    @property
    def decider(self) -> str:
        """Who decided it: whoever recorded the outcome; "" while it is open."""
        return "" if self.outcome is Resolution.OPEN else self.recorded_by


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyVisit(Record):
    """The county's own visit, where the case was flagged."""

    kind = EvidenceKind.COUNTY_VISIT
    visitors: tuple[str, ...]
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Record):
    """The county orders a re-check, or its own visit before confirmation, after a complaint for instance."""

    kind = EvidenceKind.ORDER
    of: OrderOf
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Record):
    """A dated fact about the household: `on` is the day it happened, `recorded_on` the day it was reported.

    `member` is whom it is about (the new head, for a change of head), `joins` the person who was born or joined,
    `detail` the new village or account, or the report in words; `former` the village, account or head before.
    """

    kind = EvidenceKind.CHANGE
    change: ChangeKind
    member: str = ""
    detail: str = ""
    joins: Member | None = None
    outcome: Resolution = Resolution.OPEN
    former: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyExit(Record):
    """The household applies to leave the taper early, with figures of before and after, in fen a year."""

    kind = EvidenceKind.EARLY_EXIT
    cause: EarlyExitCause
    before: int
    after: int
    recognised_by: str = ""
    outcome: Resolution = Resolution.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class RecognitionOf(Record):
    """The county recognises a member's special difficulty at a share of the standard, half-open in time."""

    kind = EvidenceKind.RECOGNITION
    member: str
    rate: Fraction
    from_: date
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(Record):
    """A referral to other aid, with its outcome once there is one."""

    kind = EvidenceKind.REFERRAL
    aid: Aid
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Record):
    """The household did not follow a dated written notice to be re-checked."""

    kind = EvidenceKind.REFUSAL
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Record):
    """A letter about a decision reached the household: `about` names the step."""

    kind = EvidenceKind.LETTER
    about: str
    delivered_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Record):
    """The household appeals against a decision; another person decides."""

    kind = EvidenceKind.APPEAL
    about: str
    outcome: Resolution = Resolution.OPEN
    decided_by: str = ""
    wrong: str = ""
    """What whoever upheld it found wrong with the decision."""
    reason: str = ""
    """Why it is decided otherwise than before."""

    @property
    def decider(self) -> str:
        """Who decided it: whoever is named, else whoever recorded the outcome; "" while it is open."""
        return "" if self.outcome is Resolution.OPEN else self.decided_by or self.recorded_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish(Record):
    """The household's signed wish to withdraw."""

    kind = EvidenceKind.WISH
    signed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause(Record):
    """A person stops the machine on this case until the pause is ended."""

    kind = EvidenceKind.PAUSE
    reason: str
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withhold(Record):
    """Money is held back from the month of `from_` until the withholding is ended; what was due stays due."""

    kind = EvidenceKind.WITHHOLD
    reason: str
    from_: date
    ended: bool = False


AnyRecord = (
    Application | Paper | Declaration | Delegation | InformationCheck | HomeVisit | Survey | Appraisal | Doubt | Notice
    | Objection | CountyVisit | Order | Change | EarlyExit | RecognitionOf | Referral | Refusal | Letter | Appeal | Wish
    | Pause | Withhold
)  # fmt: skip
