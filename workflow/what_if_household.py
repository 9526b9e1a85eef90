"""Other circumstances of a household, tried and never recorded: income, cost, people, property (policy §2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from states.facts import Income, IncomeKind, NotCounted, Property, Voucher

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from states.facts import Household, Member

TRIED = "what-if-"
"""How the number of a voucher that stands for a tried cost begins: no real one does."""


def with_income(household: Household, amounts: Mapping[tuple[str, IncomeKind], int]) -> Household:
    """The household with other countable incomes, in fen a year, by member and kind; what is excluded stays."""
    kept = tuple(row for row in household.income if row.excluded or (row.member, row.kind) not in amounts)
    added = tuple(Income(member, kind, annual) for (member, kind), annual in amounts.items())
    return replace(household, income=(*kept, *added))


def with_self_paid(household: Household, amounts: Mapping[str, int], on: date) -> Household:
    """The household with another self-paid medical cost for the year, in fen by member, dated `on`."""
    kept = tuple(row for row in household.medical if row.member not in amounts)
    added = tuple(Voucher(member, on, certified, voucher=f"{TRIED}{member}") for member, certified in amounts.items())
    return replace(household, medical=(*kept, *added))


def with_property(household: Household, owned: Mapping[str, Any]) -> Household:
    """The household with other property, by field; what is not named stays."""
    return replace(household, holdings=replace(household.holdings or Property(), **owned))


def with_member(household: Household, member: Member) -> Household:
    """The household with a member as they would be, in place of the one of that id."""
    return replace(household, members=tuple(member if m.id == member.id else m for m in household.members))


def not_counting(household: Household, reasons: Mapping[str, NotCounted]) -> Household:
    """The household with members who would not count, by id with the reason (policy §2.1)."""
    members = tuple(replace(m, not_counted=reasons.get(m.id, m.not_counted)) for m in household.members)
    return replace(household, members=members)


def joined_by(household: Household, member: Member, annual: int = 0) -> Household:
    """The household with somebody born or joined, who earns so many fen a year."""
    income = Income(member.id, IncomeKind.WAGES, annual)
    return replace(household, members=(*household.members, member), income=(*household.income, income))


def free_id(household: Household) -> str:
    """An id that nobody of the household has."""
    taken = {member.id for member in household.members}
    return next(f"m{n}" for n in range(len(taken) + 1, 2 * len(taken) + 2) if f"m{n}" not in taken)


def born_at_age(age: int, today: date) -> date:
    """A birthday that makes somebody `age` years old today: the first day of this month, so many years ago."""
    return today.replace(day=1, year=today.year - age)
