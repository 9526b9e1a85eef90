"""Two or eight processes race for the same step, confirmation, roll to draw up or release, or nightly run: one wins.

Every other one is told so in a sentence. The processes are started once; each course goes over a copy of one small
county, on a file of SQLite or on a PostgreSQL server, until nothing in it is left to race for.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from states.evidence import Wish
from states.stages import Stage
from tests.faults.ground import folder, wrong_in
from tests.faults.tally import Harness, Tally, chance
from tests.life.people import household, person
from tests.life.story import COUNTY, LEADER, MACHINE, STANDARD, TOWNSHIP, Story, book_of, settle
from tests.stores import Files, Server, postgresql_server
from workflow import payroll, recheck, stepping
from workflow.cli.diagnostics import Exit, exit_code_of, explain
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from tests.stores import Databases

SIZES = (2, 8)
"""How many race."""
STEPS, CONFIRMATIONS = 16, 4
BEGUN, ENROLLED, NIGHT = date(2026, 3, 2), date(2026, 3, 13), date(2027, 1, 1)
MONTH = date(2026, 4, 1)
SHEETS = book_of(standard=(*STANDARD, (NIGHT.isoformat(), "5400.00")))
NOTHING = "nothing left to do"
WON = "won"


@dataclass(frozen=True, slots=True)
class Race:
    """What is raced for: who may have it, on which day, on which case and at which version of it."""

    kind: str
    login: str
    on: date
    case: str = ""
    version: int = 0


def _withdraw(office: Office, race: Race) -> str:
    return _stepped(stepping.take_step(office, race.case, "withdraw", expected_version=race.version))


def _enroll(office: Office, race: Race) -> str:
    return _stepped(stepping.take_step(office, race.case, "enroll", expected_version=race.version))


def _draw_up(office: Office, race: Race) -> str:  # noqa: ARG001 - every race is called alike
    payroll.draw_up(office, MONTH)
    return WON


def _release(office: Office, race: Race) -> str:  # noqa: ARG001
    payroll.release(office, MONTH)
    return WON


def _night(office: Office, race: Race) -> str:  # noqa: ARG001
    return WON if recheck.run(office).stepped else NOTHING


def _stepped(answer: stepping.Taken | stepping.Refusal) -> str:
    return WON if isinstance(answer, stepping.Taken) else str([finding.code for finding in answer.findings])


RACES: dict[str, Callable[[Office, Race], str]] = {
    "step": _withdraw, "confirmation": _enroll, "drawing": _draw_up, "release": _release, "night": _night,
}  # fmt: skip


# One racer


def _race(orders: Connection, start: Any) -> None:
    """The life of a process that races for what it is told to, in the database that it is told of."""
    office: Office | None = None
    while (order := orders.recv()) is not None:
        if isinstance(order, str):
            if office is not None:
                office.store.close()
            office = replace(Office.open(order, TOWNSHIP, BEGUN), book=SHEETS)
            orders.send("")
            continue
        assert office is not None
        racing = office.as_user(order.login).on(order.on)
        start.wait()
        orders.send(_outcome(racing, order))
    orders.close()


def _outcome(office: Office, race: Race) -> str:
    """How a racer's attempt ended: won, nothing left to do, a sentence, or what is no sentence."""
    try:
        return RACES[race.kind](office, race)
    except Exception as error:  # noqa: BLE001 - as the command line does it
        code, sentence = exit_code_of(error), explain(error)
        return sentence if code == Exit.REFUSED and "\n" not in sentence else f"{WRONGLY}{code!r}: {sentence}"


WRONGLY = "! "
"""What begins that which nobody should be told who comes too late."""


@dataclass
class Racers:
    """Processes that race, and what they are told through."""

    lines: list[Connection]

    def ask(self, order: str | Race) -> list[str]:
        """Let all open a database, or do the same in it at once; gives how each ended."""
        for line in self.lines:
            line.send(order)
        return [line.recv() for line in self.lines]


@contextmanager
def racers(number: int) -> Iterator[Racers]:
    """So many processes that race."""
    processes = get_context("fork")
    start, lines, started = processes.Barrier(number), [], []
    for _ in range(number):
        here, there = processes.Pipe()
        started.append(processes.Process(target=_race, args=(there, start), daemon=True))
        started[-1].start()
        there.close()
        lines.append(here)
    try:
        yield Racers(lines)
    finally:
        for line in lines:
            line.send(None)
        for process in started:
            process.join()


# The courses


@dataclass
class Course:
    """A county on a copy of which everything is raced for once, and the races that are left of it."""

    databases: Databases
    county: str
    racing: dict[int, Racers]
    """Who races here, by how many they are."""
    name: str
    url: str = ""
    left: list[Race] = field(default_factory=list)

    def begin(self) -> None:
        """Take a new copy."""
        self.url = self.databases.copy_of(self.county)
        self.left = races_of(self.url)
        for each in self.racing.values():
            each.ask(self.url)

    def race(self, size: int) -> tuple[str, str]:
        """Let so many race for what is next; gives what that was, and what is wrong, with the copy at its end too."""
        if not self.left:
            self.begin()
        race = self.left.pop(0)
        wrong = wrong_among(race, self.racing[size].ask(race))
        return race.kind, "; ".join(filter(None, (wrong, "" if self.left else self.end())))

    def end(self) -> str:
        """What is wrong with the copy; it is gone then."""
        wrong = wrong_in(self.url)
        self.databases.drop(self.url)
        self.left = []
        return wrong


def county(databases: Databases) -> str:
    """A county in which some have applied, and some may be confirmed and are paid from the next month."""
    url = databases.new()
    settle(url)
    office = replace(Office.open(url, TOWNSHIP, BEGUN), book=SHEETS)
    for number in range(CONFIRMATIONS + 1):
        home = household(person("head"))
        story = Story(office).opens(home).verified(home).wait(1).published().wait(8)
        assert story.today == ENROLLED
        if number == CONFIRMATIONS:
            story.step("enroll")
    for _ in range(STEPS):
        Story(office).opens(household(person("head"))).record(Wish(on=BEGUN, signed=True))
    office.store.close()
    return url


def races_of(url: str) -> list[Race]:
    """All that there is to race for, in an order in which nothing takes away another."""
    office = Office.open(url, TOWNSHIP, BEGUN)
    with office.reading() as read:
        cases = list(read.load_cases(read.case_ids(after="", limit=1000)))
    office.store.close()
    applied, verified = ([case for case in cases if case.stage is stage] for stage in (Stage.APPLIED, Stage.VERIFIED))
    steps = [Race("step", TOWNSHIP, BEGUN, case.id, case.version) for case in applied]
    ready = [Race("confirmation", COUNTY, ENROLLED, case.id, case.version) for case in verified]
    return [
        *steps,
        *ready,
        Race("drawing", COUNTY, MONTH),
        Race("release", LEADER, MONTH),
        Race("night", MACHINE, NIGHT),
    ]


@contextmanager
def stores() -> Iterator[dict[str, Databases]]:
    """A place for databases of each kind."""
    with folder() as where, postgresql_server() as server:
        yield {"sqlite": Files(where), "postgresql": Server(server)}


def raced(seed: int, points: range) -> Tally:
    """Race once a point, and look."""
    with stores() as places:
        return raced_on(places, seed, points)


def raced_on(places: dict[str, Databases], seed: int, points: range) -> Tally:
    """The same with places for databases that are there already."""
    tally = Tally("races", seed)
    with ExitStack() as stack:
        counties = {name: county(databases) for name, databases in places.items()}  # all is loaded before they start
        racing = {name: {size: stack.enter_context(racers(size)) for size in SIZES} for name in places}
        courses = [Course(databases, counties[name], racing[name], name) for name, databases in places.items()]
        for point in points:
            random = chance(seed, point)
            course, size = random.choice(courses), random.choice(SIZES)
            kind, wrong = course.race(size)
            tally.count(point, f"{kind} on {course.name}", wrong)
        for course in courses:
            if course.left and (wrong := course.end()):
                tally.wrong.append(f"races --seed {seed} on {course.name}, in the end: {wrong}")
    return tally


def wrong_among(race: Race, outcomes: Sequence[str]) -> str:
    """What is wrong with how the racers ended."""
    won = outcomes.count(WON)
    late = NOTHING if race.kind == "night" else WON
    bad = [each for each in outcomes if each.startswith((WRONGLY, "["))]
    others = [each for each in outcomes if each not in {WON, late}]
    if won != 1 and not (race.kind == "drawing" and won):  # a roll that is drawn up may be drawn up anew
        return f"{won} won: {outcomes}"
    return f"told: {bad}" if bad or not all(others) else ""


HARNESSES = (Harness("races", "two or eight race for a step, confirmation, roll, night", 20_000, raced),)
