"""Six people in four roles try whatever comes to mind, on households of which some are their kin.

Whatever the program lets through is held afterwards against policy §3, by a reader of the journal and of the rolls that
knows no guard: nobody holds two signatures on one case that exclude each other, and nobody acts for their own kin.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from db.payroll import roll_rows
from db.reading import EVENTS
from states.evidence import (
    Appeal,
    Change,
    ChangeKind,
    Declaration,
    Delegation,
    EvidenceKind,
    Objection,
    Resolution,
    Wish,
)
from states.situation import DATED_CHANGE
from states.stages import Role
from states.steps import STEP
from tests.faults.ground import folder, placed
from tests.faults.preparing import Preparing
from tests.faults.tally import Harness, Tally, chance
from tests.life.people import household, person
from tests.life.story import RefusedError, Story, book_of, settle
from workflow import payroll, recheck, stepping
from workflow.errors import Trouble
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from random import Random

    from sqlalchemy import RowMapping

    from db.reading import Reading
    from states.evidence import Record
    from states.facts import Household

PEOPLE = ("cun", "wang", "liu", "chen", "zhao", "shen")
"""Of the village, two of the township, two of the county, an auditor."""
TURNS = 26
KIN_SHARE = 0.15
BEGINNING = date(2026, 3, 2)
STANDARD = (("2016-01-01", "4800.00"), ("2027-01-01", "5000.00"), ("2028-01-01", "5200.00"), ("2029-01-01", "5400.00"))
FEW_PAPERS = """
[[required_papers]]
in_force = 2016-01-01
value = {income = ["application"], expenditure = ["application"]}
"""
DECIDES = frozenset({
    "enroll", "renew", "begin_taper", "resume_taper", "terminate", "complete_taper", "grant_key_support",
    "end_key_support", "adjust",
})  # fmt: skip
"""What policy §3 gives to the confirmer, who is never the surveyor."""
FREE_OF_KIN = frozenset(STEP) - {"withdraw"}
"""What no near relative does; a household's wish to withdraw is its own."""


@dataclass(slots=True)
class History:
    """Two households and the six, day after day."""

    random: Random
    stories: list[Story]
    homes: dict[str, Household] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)
    """How often each step was taken."""

    def live(self) -> None:
        """Take turns; what is refused is refused."""
        acts = (self._step, self._evidence, self._outcome, self._roll, self._wait)
        for _ in range(TURNS):
            story = self.random.choice(self.stories)
            act = self.random.choices(acts, (14, 4, 2, 2, 3))[0]
            try:
                act(story)
                self.done[act.__name__] += 1
            except (Trouble, RefusedError):
                self.done["refused"] += 1

    def anybody(self) -> str:
        """One of the six."""
        return self.random.choice(PEOPLE)

    def _step(self, story: Story) -> None:
        preparing = Preparing(self.random, PEOPLE, self.reached)
        for name in preparing.next_steps(story.stage):
            said = preparing.ready(story, self.homes[story.id], name)
            for login in self.random.sample(PEOPLE, len(PEOPLE)):
                taken = stepping.take_step(story.by(login), story.id, name, note="x", **said)
                if isinstance(taken, stepping.Taken):
                    self.reached[name] += 1
                    return

    def _evidence(self, story: Story) -> None:
        who, today = self.anybody(), story.today
        record: Record = self.random.choice((
            Objection(on=today, person="x", about="x"),
            Appeal(on=today, person="x", about=self.random.choice(("", "enroll", "reject", "terminate"))),
            Delegation(on=today, person="x", to=self.anybody()),
            Wish(on=today, person="x", document="x"),
            Change(on=today, person="x", change=ChangeKind.INCOME),
            Declaration(on=today, person="x", worker=self.anybody(), relative="head"),
        ))  # fmt: skip
        if self.random.random() < 0.7 or not isinstance(record, Delegation):
            story.record(record, who)

    def _outcome(self, story: Story) -> None:
        open_ = [row for row in story.case.evidence.rows if isinstance(row, Objection | Appeal)]
        row = self.random.choice(open_) if open_ else None
        if row is None:
            return
        said: dict[str, Any] = {"outcome": self.random.choice((Resolution.UPHELD, Resolution.DISMISSED)), "reason": "x"}
        if isinstance(row, Appeal):
            said |= {"wrong": "x", "decided_by": self.random.choice(("", self.anybody()))}
        for login in self.random.sample(PEOPLE, len(PEOPLE)):
            try:
                story.answer(row.id, login, **said)
            except Trouble:
                continue
            self.done[f"{row.kind.value} decided"] += 1
            return

    def _roll(self, story: Story) -> None:
        month = story.today.replace(day=1)
        payroll.draw_up(story.by(self.anybody()), month)
        for login in self.random.sample(PEOPLE, len(PEOPLE)):
            try:
                payroll.release(story.by(login), month)
            except Trouble:
                continue
            self.done["roll released"] += 1
            return

    def _wait(self, story: Story) -> None:
        days = self.random.choice((1, 9, 30, 200))
        for each in self.stories:
            each.on(max(one.today for one in self.stories).isoformat()).wait(days)
        if self.random.random() < 0.5:
            recheck.run(story.by("cron"))


TAKEN = select(EVENTS.c.step).where(EVENTS.c.kind == "step", EVENTS.c.step != "apply")


def lived(seed: int, points: range) -> Tally:
    """A history a point, on a database of its own."""
    tally = Tally("histories", seed)
    tally.kinds = dict.fromkeys((f"step {name}" for name in STEP), 0)
    with folder() as made:
        settle(f"sqlite:///{made}/empty.db")
        empty = (made / "empty.db").read_bytes()
        for point in points:
            url = placed(made / "lived.db", empty)
            office = replace(Office.open(url, "wang", BEGINNING), book=book_of(FEW_PAPERS, standard=STANDARD))
            history = History(chance(seed, point), [Story(office), Story(office)])
            with closing(office.store):
                _begin(history)
                history.live()
                with office.reading() as read:
                    wrong = list(found_in(read, [story.id for story in history.stories]))
                    history.done.update(f"step {name}" for name in read.connection.execute(TAKEN).scalars())
            tally.count(point, "histories", "; ".join(wrong))
            for act, count in history.done.items():
                tally.kinds[act] = tally.kinds.get(act, 0) + count
    return tally


def unreached(tally: Tally) -> list[str]:
    """Steps of the life-cycle table that no history came to."""
    return [name for name in STEP if not tally.kinds[f"step {name}"]]


def _begin(history: History) -> None:
    """Two households apply, each with its own kin among the six."""
    for story in history.stories:
        home = household(person("head"), income=history.random.choice(("0.00", "2400.00")))
        history.homes[story.opens(home).id] = home
        for login in PEOPLE:
            if history.random.random() < KIN_SHARE:
                story.record(Declaration(on=story.today, person="x", worker=login, relative="head"))


def found_in(read: Reading, cases: list[str]) -> Iterator[str]:
    """Everything in the journals of some cases, and in the rolls, that policy §3 and §7.6 do not allow."""
    for case_id in cases:
        rows = {row.id: row for row in read.load_case(case_id).evidence.rows}
        yield from _against(
            case_id,
            _Signatures(rows),
            read.rows(select(EVENTS).where(EVENTS.c.case_id == case_id).order_by(EVENTS.c.seq)),
        )
    for roll in roll_rows(read):
        if roll["released_by"] and roll["released_by"] == roll["drawn_by"]:
            yield f"{roll['drawn_by']} drew up and released {roll['month']:%Y-%m}"


@dataclass(slots=True)
class _Signatures:
    """Who signed what on a case so far."""

    records: Mapping[int, Record]
    surveyors: dict[int, frozenset[str]] = field(default_factory=dict)
    """By the survey; a dated change rests on the one that its decision rested on, every other step on the newest."""
    visitors: frozenset[str] = frozenset()
    verified_by: str = ""
    ended_by: str = ""
    steps: list[tuple[str, str, date]] = field(default_factory=list)
    kin: dict[int, Declaration] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)

    def is_kin(self, login: str, day: date) -> bool:
        """Whether a declaration that was recorded by now names them."""
        return any(
            row.worker == login and (row.from_ or day) <= day and (row.until is None or day < row.until)
            for row in self.kin.values()
        )


def _against(case: str, seen: _Signatures, events: list[RowMapping]) -> Iterator[str]:
    for event in events:
        if event["kind"] == "recorded":
            yield from (f"{case} {event['seq']}: {said}" for said in _recorded(seen, event))
        elif event["kind"] == "step":
            yield from (f"{case} {event['seq']}: {said}" for said in _stepped(seen, event))


def _recorded(seen: _Signatures, event: RowMapping) -> Iterator[str]:
    """Keep what a record says of who did what; an outcome is a signature of its own."""
    row: Any = seen.records[event["body"]["record"]]
    match row.kind:
        case EvidenceKind.SURVEY:
            seen.surveyors[row.id] = frozenset({*row.surveyors, event["actor"]})
        case EvidenceKind.HOME_VISIT:
            seen.visitors |= frozenset(row.visitors)
        case EvidenceKind.DECLARATION:
            seen.kin[row.id] = row
            seen.kin.pop(row.amends or 0, None)
        case EvidenceKind.OBJECTION | EvidenceKind.APPEAL if row.outcome is not Resolution.OPEN:
            deciders = {event["actor"], getattr(row, "decided_by", "")} - {""}
            named = [step for step in seen.steps if step[0] == row.about and step[2] <= row.on]
            about = (named or [step for step in seen.steps if step[2] <= row.on] or [("", "", row.on)])[-1]
            before = seen.outcomes.get(row.amends or 0, "")
            seen.outcomes[row.id] = event["actor"]
            for login in sorted(deciders):
                if seen.is_kin(login, event["on_date"]):
                    yield f"{login} decided the {row.kind.value} of their kin"
                if row.kind is EvidenceKind.APPEAL and login == about[1]:
                    yield f"{login} decided the appeal against their own {about[0]}"
                if login == before:
                    yield f"{login} decided twice"


def _stepped(seen: _Signatures, event: RowMapping) -> Iterator[str]:
    step, actor = event["step"], event["actor"]
    if step in FREE_OF_KIN and seen.is_kin(actor, event["on_date"]):
        yield f"{actor} took {step} for their kin"
    newest = max(seen.surveyors, default=0)
    rests_on = event["body"]["survey"] if step in DATED_CHANGE else newest
    if step in DECIDES and actor in seen.surveyors.get(rests_on, ()):
        yield f"{actor} surveyed and took {step}"
    if step in DECIDES and actor in seen.visitors:
        yield f"{actor} visited and took {step}"
    if step == "enroll" and actor == seen.verified_by:
        yield f"{actor} verified and enrolled"
    if step == "set_aside" and actor == seen.ended_by:
        yield f"{actor} ended and set aside"
    if event["role"] == Role.AUDITOR or event["role"] == Role.VILLAGE:
        yield f"{actor} took {step} as {event['role']}"
    seen.verified_by = actor if step == "verify" else seen.verified_by
    seen.ended_by = actor if event["dest"] == "terminated" else seen.ended_by
    if step in {"enroll", "renew", "begin_taper", "resume_taper"}:
        seen.visitors = frozenset()
    seen.steps.append((step, actor, event["on_date"]))


HARNESSES = (Harness("histories", "six people who try whatever comes to mind", 10_000, lived),)
