"""The office at work: one store, one person acting, one day, and the rules of each village."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING

from db import access as stored
from db.engine import Store, open_store
from states.case import Act, Actor
from states.sheets import MissingParameterError, SheetBook, shipped
from states.stages import Role
from states.verdict import Rules
from workflow import clock
from workflow.calendar_seed import office_calendar
from workflow.errors import BadInput, NotPermitted
from workflow.regions import digits_of
from workflow.stores import database_trouble
from workflow.wording import language, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from db.gathered import Gathered
    from db.reading import Reading
    from db.writing import Writing
    from states.calendar import WorkingCalendar
    from states.policy import Policy


WORK_ON_CASES = frozenset({Role.VILLAGE, Role.TOWNSHIP, Role.COUNTY})
KEEP_OFFICE = frozenset({Role.COUNTY, Role.ADMINISTRATOR})
MACHINE_LOGIN = "cron"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works with the program: what they may do, and for which region (12-digit code)."""

    login: str
    name: str
    role: Role
    region: str

    @property
    def sees_cases(self) -> bool:
        """Whether people's cases are theirs to see: an administrator keeps users, settings and keys alone."""
        return self.role is not Role.ADMINISTRATOR

    @property
    def works_on_cases(self) -> bool:
        """Whether cases may be theirs and they may note something on one: an auditor reads, the machine has rules."""
        return self.role in WORK_ON_CASES

    def works_in(self, village: str) -> bool:
        """Whether a village lies in the region in which they work."""
        return village.startswith(digits_of(self.region))

    def may_hold_in(self, region: str) -> bool:
        """Whether cases of a region, or of a part of it, may be theirs."""
        overlaps = self.works_in(region) or self.region.startswith(digits_of(region))
        return self.works_on_cases and overlaps


NOBODY = User("", "", Role.AUDITOR, "")
"""Nobody who is registered: the program itself looking, or whoever registers an office's first people."""


@dataclass(frozen=True)
class Office:
    """What every use case is given: where the data is, who acts, and which day it is.

    There are four doors to the data: `reading`, `writing` and `gathering` for casework, closed to an administrator;
    `naming` and `administering` for people, places, the calendar and keys, where no case is seen. At each one it is
    looked, in the transaction that is opened, whether who acts may still act as what they were when they came.
    """

    store: Store
    user: User
    today: date
    book: SheetBook

    @classmethod
    def open(cls, url: str, login: str | None, today: date) -> Office:
        """The office behind a database; without a login the first township worker acts. NotPermitted: no such user."""
        with database_trouble():
            store = open_store(url, clock.now)
            return cls(store, _user(store, login), today, shipped())

    @classmethod
    def to_administer(cls, url: str, login: str | None, today: date) -> Office:
        """The same for who keeps the users: without a login the first administrator, nobody where there is none."""
        with database_trouble():
            store = open_store(url, clock.now)
            first = next((user for user in _users(store) if user.role is Role.ADMINISTRATOR), NOBODY)
            return cls(store, first if login is None else _user(store, login), today, shipped())

    @classmethod
    def of_machine(cls, url: str, today: date) -> Office:
        """The same with the machine at work, for what the schedule does by itself: it proves nothing and is no user."""
        with database_trouble():
            return cls(open_store(url, clock.now), User(MACHINE_LOGIN, "", Role.CRON, ""), today, shipped())

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """A consistent look at the data; DatabaseTrouble where the database is not as it should be.

        NotPermitted, as at every door: who acts may not act any more, or not on cases.
        """
        with self.naming() as read:
            self._assert_casework()
            yield read

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction; LostRace where somebody else was first."""
        with self.administering() as uow:
            self._assert_casework()
            yield uow

    @contextmanager
    def gathering(self) -> Iterator[Gathered]:
        """One transaction over many cases, written at once; LostRace as above."""
        with database_trouble(), self.store.gathering() as uow:
            self._assert_still(stored.held_user(uow, self.user.login))
            self._assert_casework()
            yield uow

    @contextmanager
    def naming(self) -> Iterator[Reading]:
        """A look at people, places and the calendar."""
        with database_trouble(), self.store.reading() as read:
            self._assert_still(stored.user_row(read, self.user.login))
            yield read

    @contextmanager
    def administering(self) -> Iterator[Writing]:
        """One transaction on people, places, the calendar and keys; nobody changes what who acts may do meanwhile."""
        with database_trouble(), self.store.writing() as uow:
            self._assert_still(stored.held_user(uow, self.user.login))
            yield uow

    def assert_works_on_cases(self) -> None:
        """NotPermitted: who acts reads cases, and notes nothing on one."""
        if not self.user.works_on_cases:
            raise NotPermitted("access.reads_only", login=self.user.login, role=word("role", self.user.role.value))

    def assert_keeps_office(self) -> None:
        """NotPermitted: its regions and its calendar are the county's, or an administrator's; nobody founds it."""
        if self.user.login and self.user.role not in KEEP_OFFICE:
            raise NotPermitted("access.keeps_office", role=word("role", self.user.role.value))

    def _assert_still(self, row: RowMapping | None) -> None:
        """NotPermitted: who acts was disabled, or works as something else or elsewhere since they came.

        Nobody is ever deleted: who is not registered founds the office.
        """
        user = self.user
        if row is None or user.role is Role.CRON:
            return
        if not row["active"] or (row["role"], row["region"]) != (user.role.value, user.region):
            raise NotPermitted("access.no_longer", login=user.login, role=word("role", user.role.value))

    def _assert_casework(self) -> None:
        if not self.user.sees_cases:
            raise NotPermitted("access.no_casework", login=self.user.login)

    @property
    def actor(self) -> Actor:
        """The person acting, as guards see them."""
        return Actor(self.user.login, self.user.role)

    @cached_property
    def calendar(self) -> WorkingCalendar:
        """The statutory working calendar with the years that the office has loaded."""
        with self.naming() as read:
            return office_calendar(*read.calendar())

    def rules_for(self, village: str) -> Rules:
        """The rules of the region that a village lies in."""
        region = self.book.sheet_for_code(village)
        if region not in self._policies:
            self._policies[region] = cache(partial(self._policy_on, region))
        return Rules(self._policies[region], self.calendar)

    @cached_property
    def _policies(self) -> dict[str, Callable[[date], Policy]]:
        """Of the regions that were asked for, their policies by day."""
        return {}

    def _policy_on(self, region: str, day: date) -> Policy:
        """A region's policy of a day. BadInput: its sheets do not speak for that day."""
        try:
            return self.book.policy_on(region, day)
        except MissingParameterError as error:
            raise BadInput("policy.no_sheet", region=error.region, day=error.day, parameter=error.parameter) from None

    @cached_property
    def illnesses(self) -> frozenset[str]:
        """Every illness that a sheet lists: what a file may say before its village is known."""
        listed = (self.book.values_on(region, self.today).get("serious_illnesses", ()) for region in self.book.regions)
        return frozenset(code for codes in listed for code in codes)

    def village_names(self) -> dict[str, str]:
        """Names of villages by code, in the language that is spoken."""
        return self.region_names("village")

    def region_names(self, level: str = "") -> dict[str, str]:
        """Names of regions by code, of one level or of all, in the language that is spoken."""
        with self.naming() as read:
            rows = read.regions(level)
        return {row["code"]: (row["name_en"] if language() == "en" else "") or row["name"] for row in rows}

    def region_name(self, code: str = "") -> str:
        """The name of the region of a code, or of the office's county where none is given."""
        with self.naming() as read:
            rows = {row["code"]: row for row in read.regions()}
        wanted = code.ljust(12, "0") if code else next((c for c, row in rows.items() if row["level"] == "county"), "")
        row = rows.get(wanted)
        return ((row["name_en"] if language() == "en" else "") or row["name"]) if row is not None else code

    def act(self, **said: object) -> Act:
        """An attempt by the acting person today, with what they say."""
        return Act(actor=self.actor, on=self.today, **said)  # type: ignore[arg-type]

    def as_user(self, login: str) -> Office:
        """The same office with somebody else acting."""
        return replace(self, user=_user(self.store, login))

    def on(self, day: date) -> Office:
        """The same office on another day."""
        return replace(self, today=day)

    def users(self) -> tuple[User, ...]:
        """Everybody who may act."""
        return _users(self.store)


def _users(store: Store) -> tuple[User, ...]:
    with database_trouble(), store.reading() as read:
        return tuple(User(row["login"], row["name"], Role(row["role"]), row["region"]) for row in read.users())


def _user(store: Store, login: str | None) -> User:
    users = _users(store)
    found = next((u for u in users if (u.login == login if login is not None else u.role is Role.TOWNSHIP)), None)
    if found is None:
        raise NotPermitted("users.unknown", login=login or "")
    return found
