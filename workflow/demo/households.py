"""Invented households, each made for a route: below the standard, above it but ill, in the band, or rich."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from states.facts import (
    Employment,
    EmploymentKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Property,
    RecheckClass,
    RegisteredPoor,
    Voucher,
)
from states.months import add_months
from workflow.demo.people import ILLNESSES, Numbering, adult, child, elder, light_disability, severe_disability

if TYPE_CHECKING:
    from datetime import date
    from random import Random

CAUSES = (
    "illness",
    "disability",
    "disaster",
    "schooling",
    "low_income",
    "unemployment",
    "lost_land",
    "accident",
    "other",
)
FEN = 100
RELATIONS = {2: "spouse"}


def members(random: Random, size: int, today: date, numbering: Numbering, *, supported: bool) -> tuple[Member, ...]:
    """People of one household; `supported` says whether one of them qualifies for key support."""
    head = adult(random, "m1", today, "head", numbering)
    people = [head]
    people += [
        adult(random, f"m{number}", today, RELATIONS.get(number, "brother"), numbering, head.name[0])
        for number in range(2, size + 1)
    ]
    if supported:
        people[-1] = _in_need(random, people[-1], today, numbering)
    elif random.random() < 0.1:  # noqa: PLR2004  one in ten holds a certificate that gives nothing
        people[-1] = replace(people[-1], disabilities=(light_disability(random),))
    return tuple(people)


def _in_need(random: Random, person: Member, today: date, numbering: Numbering) -> Member:
    """The same place in the household, taken by somebody old, young, disabled or gravely ill."""
    relation = person.relation
    kinds = ("elder", "disabled", "ill") if relation == "head" else ("elder", "child", "disabled", "ill")
    kind = random.choice(kinds)
    if kind == "elder":
        return elder(random, person.id, today, relation if relation == "head" else "parent", numbering)
    if kind == "child":
        return child(random, person.id, today, "child", numbering, person.name[0])
    if kind == "disabled":
        return replace(person, disabilities=(severe_disability(random),), employment=Employment(EmploymentKind.NONE))
    return replace(
        person, illness=random.choice(ILLNESSES), major_spending=True, employment=Employment(EmploymentKind.NONE)
    )


def poor(random: Random, people: tuple[Member, ...], standard_annual: int, share: float) -> Household:
    """A household with an income of about `share` of the standard a head."""
    household = Household(
        members=people,
        phone=f"1390000{random.randrange(10000):04d}",
        address=f"{random.randrange(1, 9)}组{random.randrange(1, 60)}号",
        bank_account="6228" + "".join(random.choice("0123456789") for _ in range(15)),
        special=random.random() < 0.05,  # noqa: PLR2004  one in twenty asks for the longer time
        cause=random.choice(CAUSES),
        needs=("medical",) if random.random() < 0.2 else (),  # noqa: PLR2004
        registered_poor=RegisteredPoor(f"PR{random.randrange(10**8):08d}") if random.random() < 0.4 else None,  # noqa: PLR2004
        recheck_class=random.choice((None, None, RecheckClass.A, RecheckClass.B)),
        holdings=Property(financial_assets=random.randrange(0, 6_000) * FEN, homes=1),
    )
    return with_income_share(random, household, standard_annual, share)


def with_income_share(random: Random, household: Household, standard_annual: int, share: float) -> Household:
    """The household with another income: about `share` of the standard a head, over all who count."""
    counted = household.counted
    total = int(standard_annual * len(counted) * share) // FEN * FEN
    earners = [m for m in counted if m.relation in {"head", "spouse", "brother"}] or list(counted)
    each = total // len(earners) // FEN * FEN
    rows = tuple(
        Income(
            m.id,
            random.choice((IncomeKind.WAGES, IncomeKind.BUSINESS, IncomeKind.TRANSFER)),
            each if m in earners else 0,
        )
        for m in counted
    )
    return replace(household, income=rows)


def ill(random: Random, household: Household, standard_annual: int, applied_on: date, target: float) -> Household:
    """The household above the standard, with vouchers that bring it to about `target` of it."""
    earning = with_income_share(random, household, standard_annual, 1.4)
    n = len(earning.counted)
    self_paid = int(standard_annual * n * (1.4 - target)) // FEN * FEN
    patient = earning.counted[-1]
    bills = 4
    vouchers = tuple(
        Voucher(
            patient.id,
            add_months(applied_on.replace(day=12), -2 * number - 1),
            certified=self_paid // bills * 2,
            voucher=f"V{random.randrange(10**10):010d}",
            basic_insurance=self_paid // bills * 2 - self_paid // bills,
        )
        for number in range(bills)
    )
    return replace(earning, medical=vouchers)


def risen(random: Random, household: Household, standard_annual: int, share: float, since: date) -> Household:
    """The household after somebody found work on a day: income at `share` of the standard a head."""
    head, *others = household.members
    working = replace(head, employment=Employment(EmploymentKind.EMPLOYED, since))
    return with_income_share(random, replace(household, members=(working, *others), medical=()), standard_annual, share)


def lifted(household: Household, on: date) -> Household:
    """The household as a registered poor one, lifted out on a day."""
    card = household.registered_poor.card if household.registered_poor else "PR00000001"
    return replace(household, registered_poor=RegisteredPoor(card, on))
