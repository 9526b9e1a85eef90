"""Whose the work is (任务到人): what each person holds, and cases given from one to another.

A case has a person, and each piece of its work is theirs unless somebody else was named for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.due import items_by_person
from db.lists import NOBODY, ListFilter, marked_ids
from db.responsibility import assignments, give, live_cases_by_person, places_of
from states.stages import Role
from workflow.derived import keep_derived
from workflow.due import due_filter
from workflow.errors import BadInput, NotPermitted
from workflow.many import MOST
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from db.reading import Reading
    from workflow.due import Quarter
    from workflow.office import Office, User

MAY_GIVE = frozenset({Role.TOWNSHIP, Role.COUNTY})


@dataclass(frozen=True, slots=True)
class Load:
    """What a person holds ("" nobody): live cases, and the quarter's open work, how much of it overdue."""

    person: str
    name: str
    cases: int
    items: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Given:
    """That a case was given to a person, by whom, on which day of the office and at which instant; "" is nobody."""

    person: str
    before: str
    by: str
    on: date
    at: datetime


def workload(office: Office, quarter: Quarter, region: str = "") -> tuple[Load, ...]:
    """What each person holds in a region: what nobody holds first, then by what is overdue."""
    keep_derived(office)
    with office.reading() as read:
        cases = live_cases_by_person(read, region)
        work = {row["person"]: row for row in items_by_person(read, due_filter(office, quarter, region))}
    names = {user.login: user.name for user in office.users()}
    found = [
        Load(
            person,
            names.get(person, ""),
            cases.get(person, 0),
            work[person]["items"] if person in work else 0,
            int(work[person]["overdue"] or 0) if person in work else 0,
        )
        for person in {*cases, *work}
    ]
    return tuple(sorted(found, key=lambda load: (load.person != "", -load.overdue, -load.items, load.person)))


def cases_of(office: Office, wanted: ListFilter) -> tuple[str, ...]:
    """The numbers of the live cases that a filter leaves; `responsible` is a login or `NOBODY`."""
    with office.reading() as read:
        return tuple(marked_ids(read, replace(wanted, live=True), MOST))


@despite_a_cut
def give_cases(office: Office, cases: Sequence[str], person: str) -> int:
    """Give cases to a person ("" or `NOBODY`: to nobody); gives how many were not theirs before.

    NotPermitted: by the township or county alone, and in their own region. BadInput: nobody has that login, they do not
    work on cases or not where one is, or there is no such case.
    """
    login = "" if person == NOBODY else person
    with office.writing() as uow:
        moved = _moved(office, uow, cases, login)
        give(uow, moved, login, office.user.login, office.today)
        uow.commit()
    return len(moved)


def would_give(office: Office, cases: Sequence[str], person: str) -> int:
    """How many cases `give_cases` would give, or its trouble; nothing is changed."""
    with office.reading() as read:
        return len(_moved(office, read, cases, "" if person == NOBODY else person))


def _moved(office: Office, read: Reading, cases: Sequence[str], login: str) -> list[tuple[str, str]]:
    """Cases that a person does not hold yet, each with who does."""
    if office.user.role not in MAY_GIVE:
        raise NotPermitted("tasks.not_permitted")
    holder = holder_named(office, login)
    places = places_of(read, tuple(dict.fromkeys(cases)))
    for case in cases:
        if case not in places:
            raise BadInput("stores.no_case", case=case)
        village = places[case][0]
        if not office.user.works_in(village):
            raise NotPermitted("tasks.elsewhere", login=office.user.login, case=case)
        if holder is not None and not holder.works_in(village):
            raise BadInput("tasks.elsewhere", login=login, case=case)
    return [(case, before) for case, (_, before) in places.items() if before != login]


def assert_person(office: Office, person: str) -> None:
    """BadInput: a login is nobody's. Who works here no more may still hold something: ask where nothing is found."""
    if person != NOBODY and person not in {user.login for user in office.users()}:
        raise BadInput("users.unknown", login=person)


def given(office: Office, case: str) -> tuple[Given, ...]:
    """To whom a case was given, the latest first. BadInput: there is no such case."""
    with office.reading() as read:
        if not places_of(read, (case,)):
            raise BadInput("stores.no_case", case=case)
        rows = assignments(read, case)
    return tuple(
        Given(row["person"], row["before"], row["given_by"], row["given_on"] or row["given_at"].date(), row["given_at"])
        for row in rows
    )


def holder_named(office: Office, person: str) -> User | None:
    """Who a login is, where cases may be theirs; None for "". BadInput: nobody, or they do not work on cases."""
    if not person:
        return None
    user = next((user for user in office.users() if user.login == person), None)
    if user is None:
        raise BadInput("users.unknown", login=person)
    if not user.works_on_cases:
        raise BadInput("tasks.no_holder", login=person)
    return user


__all__ = [
    "NOBODY",
    "Given",
    "ListFilter",
    "Load",
    "assert_person",
    "cases_of",
    "give_cases",
    "given",
    "holder_named",
    "workload",
    "would_give",
]
