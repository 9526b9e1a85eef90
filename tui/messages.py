"""What threads and widgets tell their screens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from states.stages import Stage
    from tui.calls import CaseShown, PolicyShown
    from tui.widgets.paged_table import Page
    from workflow.board_acts.act import Aim, Done, Offer, Outlook
    from workflow.case_reads import CaseRead
    from workflow.cases import Caseload, Overview
    from workflow.decided import Comparison, Decided
    from workflow.disclosure import Disclosed
    from workflow.errors import LostRace, Trouble
    from workflow.intake import NotOpened, Opened
    from workflow.journal import Checked
    from workflow.listing import Listing
    from workflow.many import ManyLooked, ManyTaken
    from workflow.matching.answers import Matching
    from workflow.matching.flags import ToNote
    from workflow.office import User
    from workflow.other_policy import Lever
    from workflow.planner import PlannedItem, QuarterWork
    from workflow.simulate import Simulation
    from workflow.stepping import Preview, Refusal, Taken
    from workflow.what_if import WhatIf


@dataclass
class Troubled(Message):
    """Something could not be done; the trouble says why."""

    trouble: Trouble


@dataclass
class CaseloadLoaded(Message):
    """The caseload by stage is there."""

    caseload: Caseload


@dataclass
class OverviewLoaded(Message):
    """The caseload's overview is there."""

    overview: Overview


@dataclass
class PageLoaded(Message):
    """A page of a list is there; `asked` says which one was asked for."""

    page: Page[Any]
    asked: str
    generation: int


@dataclass
class PagesRenewed(Message):
    """The pages that a list shows, as they are now."""

    pages: tuple[Page[Any], ...]
    generation: int


@dataclass
class Counted(Message):
    """How many rows a list has."""

    total: int
    generation: int


@dataclass
class EveryCase(Message):
    """The numbers of all cases of a list."""

    ids: tuple[str, ...]


@dataclass
class CasesGiven(Message):
    """Cases were given to a person; `moved` of them were not theirs before."""

    ids: tuple[str, ...]
    person: str
    moved: int


@dataclass
class StepsFound(Message):
    """The steps that the table has for marked cases, and for how many of them."""

    ids: tuple[str, ...]
    steps: Mapping[str, int]


@dataclass
class ManyDone(Message):
    """So many of the cases have been looked at, or stepped."""

    done: int


@dataclass
class ManyLookedAt(Message):
    """A step was looked at on many cases."""

    looked: ManyLooked


@dataclass
class ManyStepped(Message):
    """A step was taken on many cases."""

    taken: ManyTaken


@dataclass
class CaseLoaded(Message):
    """A case is there, with every step from where it stands."""

    shown: CaseShown


@dataclass
class DecidedLoaded(Message):
    """What a decision rested on is there."""

    decided: Decided


@dataclass
class PolicyLoaded(Message):
    """A policy sheet's parameters are there."""

    shown: PolicyShown


@dataclass
class ReadersLoaded(Message):
    """Who opened a case is there."""

    readers: tuple[CaseRead, ...]


@dataclass
class DisclosedLoaded(Message):
    """What is masked elsewhere is there."""

    disclosed: Disclosed


@dataclass
class DecisionsCompared(Message):
    """Two decisions of a case beside each other."""

    found: Comparison


@dataclass
class PreviewLoaded(Message):
    """A step was looked at with what the person says."""

    preview: Preview


@dataclass
class StepAnswered(Message):
    """A step was taken, or refused with all that stands in the way."""

    answer: Taken | Refusal


@dataclass
class RaceLost(Message):
    """Somebody else changed the case first."""

    lost: LostRace


@dataclass
class Recorded(Message):
    """Pieces of evidence were recorded."""

    count: int


@dataclass
class Registered(Message):
    """A household's application was taken in, or not."""

    answer: Opened | NotOpened


@dataclass
class QuarterLoaded(Message):
    """A quarter's work by village is there, and who may do it."""

    work: QuarterWork
    people: tuple[User, ...]


@dataclass
class ItemsLoaded(Message):
    """The items of some villages are there."""

    items: Mapping[str, tuple[PlannedItem, ...]]


@dataclass
class Noted(Message):
    """Something was noted on a village's work: a tick, a name."""

    village: str
    told: str


@dataclass
class Compared(Message):
    """Amounts as they are beside what they would be."""

    answer: WhatIf


@dataclass
class LeversLoaded(Message):
    """The figures of a sheet that can be set are there."""

    levers: tuple[Lever, ...]


@dataclass
class Simulated(Message):
    """The caseload under another policy is there; `typed` are the levers that it was reckoned with."""

    found: Simulation
    typed: dict[str, str]


@dataclass
class DoneSoFar(Message):
    """So many of so many cases are done."""

    done: int
    total: int


@dataclass
class JournalChecked(Message):
    """The journal was checked, at this moment."""

    found: Checked
    at: datetime


@dataclass
class BoardLoaded(Message):
    """The tables of one of the office's lists are there."""

    tables: tuple[Listing, ...]
    board: str


@dataclass
class OffersLoaded(Message):
    """What can be done with a list is there."""

    offers: tuple[Offer, ...]
    aim: Aim


@dataclass
class ActLookedAt(Message):
    """What an act on a list would be done to and would do, or why it cannot be done."""

    what: str
    outlook: Outlook | None
    trouble: Trouble | None = None


@dataclass
class ActDone(Message):
    """An act on a list was done."""

    done: Done


@dataclass
class MatchDone(Message):
    """A register was matched with the caseload."""

    matching: Matching


@dataclass
class PairDecided(Message):
    """Somebody said of a pair whether it is one person; it was noted."""

    pair: str
    told: str


@dataclass
class FlagsLookedAt(Message):
    """What noting what matching found would note."""

    outlook: ToNote


@dataclass
class FlagsNoted(Message):
    """It was noted; how many notes are new."""

    fresh: int


@dataclass
class NewestEvent(Message):
    """Which event is the newest of all."""

    key: tuple[Any, ...] | None


@dataclass
class Printed(Message):
    """A list was written to a file or handed to a printer; `told` says which."""

    told: str


@dataclass
class StageChosen(Message):
    """A box of the life-cycle map was chosen."""

    stage: Stage


@dataclass
class BarChosen(Message):
    """A bar of a chart was chosen."""

    chart: str
    key: str


@dataclass
class CaseChosen(Message):
    """A case was chosen from a list."""

    case: str


@dataclass
class ReportChosen(Message):
    """A report that a village owes was chosen from a list."""

    due_on: date


@dataclass
class StepChosen(Message):
    """A step of a case was chosen by its number, from 1."""

    number: int
