"""The households of the stories: invented people, each with an ID number of their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

from states.facts import (
    Disability,
    DisabilityClass,
    Employment,
    EmploymentKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Property,
    Voucher,
)
from states.identity import check_digit
from states.money import fen_of

SERIAL = count(1)
GROWN_UP = "1980-06-15"


def person(id_: str, born: str = GROWN_UP, **facts: Any) -> Member:
    """Somebody with a name and an ID number that nobody else has."""
    day = date.fromisoformat(born)
    number = f"371602{day:%Y%m%d}{next(SERIAL) % 1000:03}"
    return Member(id=id_, born=day, name=f"人{number[-3:]}", id_no=number + check_digit(number), **facts)


def household(*members: Member, income: str = "0.00", **facts: Any) -> Household:
    """People of whom the first is the head and earns all there is, written `9600.00` a year."""
    head, *others = members
    members = (replace(head, relation="head"), *others)
    return replace(
        Household(members=members, income=incomes(members, income), holdings=Property(homes=1), cause="illness"),
        **facts,
    )


def earning_of(home: Household, member: str, income: str) -> Household:
    """The household with one member's income, and nobody else's."""
    lines = tuple(replace(row, annual=fen_of(income) if row.member == member else 0) for row in home.income)
    return replace(home, income=lines)


def incomes(members: tuple[Member, ...], income: str) -> tuple[Income, ...]:
    """A line for everybody, zero written; the first earns the income."""
    return tuple(
        Income(member=m.id, kind=IncomeKind.WAGES, annual=fen_of(income) if m is members[0] else 0) for m in members
    )


def earning(home: Household, income: str) -> Household:
    """The household with another income."""
    return replace(home, income=incomes(home.members, income))


def with_bill(home: Household, cost: str, on: str, member: str = "head", voucher: str = "V-1") -> Household:
    """The household with a hospital bill that nobody paid for it."""
    bill = Voucher(member=member, on=date.fromisoformat(on), voucher=voucher, certified=fen_of(cost))
    return replace(home, medical=(*home.medical, bill))


def working(home: Household, income: str, since: str, member: str = "head") -> Household:
    """The household after a member found a job."""
    job = Employment(EmploymentKind.EMPLOYED, date.fromisoformat(since))
    members = tuple(replace(m, employment=job) if m.id == member else m for m in home.members)
    return earning(replace(home, members=members), income)


def without(home: Household, *members: str) -> Household:
    """The household less some members."""
    return home.without(frozenset(members))


def joined_by(home: Household, *members: Member) -> Household:
    """The household with more people, who earn nothing."""
    lines = tuple(Income(member=m.id, kind=IncomeKind.WAGES, annual=0) for m in members)
    return replace(home, members=(*home.members, *members), income=(*home.income, *lines))


BLIND = (Disability(DisabilityClass.VISUAL, 1),)
