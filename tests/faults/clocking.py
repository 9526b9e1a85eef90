"""A clock that is set back, and nights that are missed or run twice: nothing is paid twice or told backwards.

An act while the clock stands before what was written last is refused in a sentence, and its instant is never before the
last one's. What the machine leaves after nights that were missed is what it leaves where none was.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from sqlalchemy import func, select

from db.payroll import AMOUNTS
from db.reading import CASES, DECISIONS, EVENTS
from states.evidence import Order, Wish
from states.months import add_months, first_of_month
from tests.faults.ground import SUMS, county, folder, placed
from tests.faults.tally import Harness, Tally, chance
from tests.life.people import household, person, with_bill
from tests.life.story import RefusedError, Story, book_of, settle
from workflow import clock, payroll, recheck
from workflow.errors import Trouble
from workflow.journal import check
from workflow.office import Office

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from db.reading import Reading
    from states.facts import Household

STANDARD = (("2016-01-01", "4800.00"), ("2028-01-01", "5400.00"))
BEGINNINGS = (date(2027, 11, 20), date(2027, 12, 20), date(2028, 2, 18))
AHEAD = (1, 1, 5, 30, 31, 45)
BACK = (timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=40), timedelta(days=400))
ACTS = 16
NIGHTS = (date(2026, 11, 24), date(2027, 1, 6))


@dataclass(slots=True)
class Wall:
    """The clock on the wall."""

    instant: datetime

    def now(self) -> datetime:
        """What it shows."""
        return self.instant

    def on(self, day: date) -> None:
        """A day's morning."""
        self.instant = datetime.combine(day, time(9), UTC)


@dataclass(slots=True)
class Days:
    """Two households in an office whose clock nobody can trust."""

    random: Random
    wall: Wall
    stories: list[Story]
    homes: dict[str, Household]
    wrong: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)

    def live(self) -> None:
        """Take turns; what is refused is refused in a sentence."""
        for _ in range(ACTS):
            before = self.wall.instant
            act = self.random.choice((self.ahead, self.ahead, self.back, self.night, self.roll, self.write, self.look))
            try:
                act()
                self.acts.append(act.__name__)
            except (Trouble, RefusedError) as error:
                self.acts.append("refused")
                if not str(error):
                    self.wrong.append(f"{act.__name__} refused without a word")
            if act == self.back:  # it was set right again
                self.wall.instant = before
                self._come_to(before.date())

    def ahead(self) -> None:
        """Days go by, to an ordinary day or to one on which years end."""
        today = self.wall.instant.date()
        days = [today + timedelta(days=each) for each in AHEAD]
        days += [date(today.year, 12, 31), date(today.year + 1, 1, 1), date(2028, 2, 29), date(2029, 2, 28)]
        self._come_to(max(today, self.random.choice(days)))

    def back(self) -> None:
        """The clock is set back, and somebody goes on."""
        self.wall.instant -= self.random.choice(BACK)
        day = self.wall.instant.date()
        for each in self.stories:
            each.office = each.office.on(day)
        self.random.choice((self.night, self.roll, self.write, self.look))()

    def night(self) -> None:
        """The nightly run, and once more: then there is nothing left to do."""
        machine = self.stories[0].by("cron")
        recheck.run(machine)
        again = recheck.run(machine)
        if again.stepped or again.amount_changed or again.withheld:
            self.wrong.append(f"the second run of {again.on} did something")

    def roll(self) -> None:
        """Every month's roll that is due."""
        month = first_of_month(self.wall.instant.date())
        with self.stories[0].office.reading() as read:
            done = [row["month"] for row in payroll.stored.roll_rows(read) if row["state"] == "released"]
        for each in [add_months(done[-1], n) for n in range(1, 40)] if done else [month]:
            if each <= month:
                payroll.draw_up(self.stories[0].by("chen"), each)
                payroll.release(self.stories[0].by("zhao"), each)

    def write(self) -> None:
        """Somebody records something."""
        story = self.random.choice(self.stories)
        story.record(Wish(on=story.today, person="x", document="x"))

    def look(self) -> None:
        """A household is looked at, and what follows is decided."""
        story = self.random.choice(self.stories)
        story.record(Order(on=story.today, person="x", of="recheck"), "chen")
        story.renewed(self.homes[story.id])

    def _come_to(self, day: date) -> None:
        self.wall.on(day)
        for each in self.stories:
            each.office = each.office.on(day)


def wild_clock(seed: int, points: range) -> Tally:
    """Some weeks or years of an office a point; each fourth point is of nights that were missed."""
    tally = Tally("clock", seed)
    with TemporaryDirectory() as name:
        empty = f"{name}/empty.db"
        settle(f"sqlite:///{empty}")
        for point in points:
            random = chance(seed, point)
            if point % 4 == 3:
                tally.count(point, "nights missed", missed_nights(random))
                continue
            path = Path(shutil.copy(empty, f"{name}/{point}.db"))
            acts, wrong = _days(random, f"sqlite:///{path}")
            path.unlink()
            tally.count(point, "offices", "; ".join(wrong))
            for act in acts:
                tally.kinds[act] = tally.kinds.get(act, 0) + 1
    return tally


def _days(random: Random, url: str) -> tuple[list[str], list[str]]:
    first = random.choice(BEGINNINGS)
    wall = Wall(datetime.combine(first, time(9), UTC))
    with patch.object(clock, "now", wall.now):
        office = replace(Office.open(url, "wang", first), book=book_of(standard=STANDARD))
        with closing(office.store):
            stories = [Story(office), Story(office)]
            ill = with_bill(household(person("head"), income="6000.00"), "20000.00", f"{first - timedelta(days=40)}")
            homes = household(person("head"), income="0.00"), ill
            for story, home in zip(stories, homes, strict=True):
                story.admits(home)
            wall.on(stories[0].today)
            days = Days(random, wall, stories, {each.id: home for each, home in zip(stories, homes, strict=True)})
            days.live()
            with office.reading() as read:
                return days.acts, [*days.wrong, *wrong_in(read, office)]


def wrong_in(read: Reading, office: Office) -> Iterator[str]:
    """Whatever does not hold: events that precede their predecessors, months paid twice, terms that are no year."""
    before: dict[str, Any] = {}
    for row in read.rows(select(EVENTS).order_by(EVENTS.c.case_id, EVENTS.c.seq)):
        last = before.get(row["case_id"], row)
        if (row["at"], row["on_date"]) < (last["at"], last["on_date"]) or row["on_date"] < last["on_date"]:
            yield f"{row['case_id']} {row['seq']} precedes its predecessor"
        before[row["case_id"]] = row
    yield from (problem.code for problem in check(office).problems)
    yield from (what for what, asked in SUMS.items() if read.connection.exec_driver_sql(asked).first())
    most = dict(
        read.connection.execute(select(DECISIONS.c.case_id, func.max(DECISIONS.c.monthly)).group_by("case_id")).all()
    )
    given = select(AMOUNTS.c.case_id, AMOUNTS.c.for_month, func.sum(AMOUNTS.c.amount).label("sum"))
    for row in read.rows(given.group_by(AMOUNTS.c.case_id, AMOUNTS.c.for_month)):
        if row["sum"] > most[row["case_id"]]:
            yield f"{row['case_id']} was given {row['sum']} for {row['for_month']:%Y-%m}"
    for row in read.rows(select(DECISIONS).where(DECISIONS.c.term_end.is_not(None))):
        if row["term_end"] != add_months(row["effective_from"], 12):
            yield f"{row['case_id']}: a term from {row['effective_from']} to {row['term_end']}"


def missed_nights(random: Random) -> str:
    """What differs between a county in which the machine ran every night and one in which it missed some."""
    first, last = NIGHTS
    nights = [first + timedelta(days=each) for each in range((last - first).days)]
    some = sorted(random.sample(nights, random.choice((0, 1, 5, 20))))
    found = []
    with folder() as made:
        for days in (nights, some):
            office = Office.of_machine(placed(made / "nights.db", county()), first)
            with closing(office.store):
                for each in (*days, last):
                    recheck.run(office.on(each))
                with office.reading() as read:
                    rows = read.rows(
                        select(CASES.c.id, CASES.c.stage, CASES.c.monthly, CASES.c.withheld).order_by(CASES.c.id)
                    )
                    found.append([tuple(row.values()) for row in rows])
    differ = [str(one) for one, other in zip(*found, strict=True) if one != other]
    return f"{differ} after the nights of {', '.join(map(str, some)) or 'none'}" if differ else ""


HARNESSES = (
    Harness("clock", "a clock set back, years that end, nights that are missed or run twice", 1000, wild_clock),
)
