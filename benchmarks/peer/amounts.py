"""Amounts of 100,000 households: `assess`, with all its findings, lines and top-ups, beside OpenFisca's base alone."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import TYPE_CHECKING

from benchmarks.peer.openfisca_way import OpenFisca
from benchmarks.peer.rounds import Taken, compare, in_turn, timed
from states.assessment import assess
from states.facts import Household, Income, IncomeKind, Member, NotCounted, Property, Voucher
from states.sheets import shipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HOUSEHOLDS, SINGLES = 100_000, 300
REGION, MONTH = "cn-371602", date(2027, 1, 1)
POLICY = shipped().policy_on(REGION, MONTH)


def beside_openfisca(rounds: int) -> None:
    """Print what a household takes, all at once and one by one; all bases must be equal."""
    random, fisca = Random(100_000), OpenFisca(POLICY.standard_annual, MONTH)
    households = [_household(random, number) for number in range(HOUSEHOLDS)]
    singles, arrays = households[:SINGLES], fisca.arrays(households)
    ours = [_base(household) for household in households]
    assert ours == fisca.all_of(arrays).tolist()
    assert ours[:SINGLES] == [fisca.one(household) for household in singles]
    found = in_turn(
        rounds,
        {
            "assess, one after the other": _of(lambda: map(_base, households), HOUSEHOLDS),
            "OpenFisca, from arrays in hand": _of(lambda: fisca.all_of(arrays), HOUSEHOLDS),
            "OpenFisca, from the same households": _of(lambda: fisca.all_of(fisca.arrays(households)), HOUSEHOLDS),
        },
    )
    paid = sum(base > 0 for base in ours)
    title = f"Amounts of {HOUSEHOLDS:,} households at once, all equal ({paid:,} are paid), {rounds} rounds in turn"
    compare(title, "a household", found, {})
    found = in_turn(
        rounds,
        {
            "assess": _of(lambda: map(_base, singles), SINGLES),
            "OpenFisca": _of(lambda: map(fisca.one, singles), SINGLES),
        },
    )
    compare("The amount of a household asked for by itself", "a household", found, {})


def _base(household: Household) -> int:
    return assess(household, POLICY, MONTH, MONTH).base_monthly


def _of(work: Callable[[], Iterable[int]], pieces: int) -> Callable[[], Taken]:
    def once() -> int:
        for _ in work():
            pass
        return pieces

    return lambda: timed(once)


def _household(random: Random, number: int) -> Household:
    """A household on both sides of the standard, some with bills, some with a member who does not count."""
    members = tuple(
        Member(
            id=f"m{place}",
            born=date(random.randint(1930, 2020), random.randint(1, 12), 1),
            not_counted=NotCounted.CONSCRIPT if random.random() < 0.03 else None,
        )
        for place in range(random.choices((1, 2, 3, 4, 5), (52, 28, 12, 6, 2))[0])
    )
    earned = tuple(
        Income(member.id, kind, random.randint(-50_000 if kind is IncomeKind.BUSINESS else 0, 900_000))
        for member in members
        for kind in random.sample(tuple(IncomeKind), random.randint(0, 2))
    )
    bills = tuple(
        Voucher(member.id, date(2026, 5, 1), certified, f"{number}-{member.id}", random.randint(0, certified))
        for member in members
        if random.random() < 0.3 and (certified := random.randint(1, 2_000_000))
    )
    return Household(members, income=earned, medical=bills, holdings=Property())
