"""Key support: for each person the largest top-up that holds, and the others that hold too (policy §2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from states.money import rounded
from states.months import age_on
from states.policy import TopUpCategory, TopUpRule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from states.facts import Household, Member
    from states.policy import Policy, Rounding

MONTHS = 12
SEVERAL = 2


@dataclass(frozen=True, slots=True)
class TopUp:
    """A person's top-up: fen a month; `rate` is None for a flat amount; `losers` hold too and are not added."""

    member: str
    category: TopUpCategory
    rate: Fraction | None
    monthly: int
    losers: tuple[LosingTopUp, ...] = ()

    @property
    def also_held(self) -> tuple[TopUpCategory, ...]:
        """The other categories that hold, each once, in the sheet's order."""
        return tuple(dict.fromkeys(loser.category for loser in self.losers if loser.category is not self.category))


@dataclass(frozen=True, slots=True)
class LosingTopUp:
    """A rule that holds and is not applied, because another pays at least as much."""

    category: TopUpCategory
    rate: Fraction | None
    monthly: int


@dataclass(frozen=True, slots=True)
class _Company:
    """What a rule asks about the household around a person."""

    month: date
    ages: Mapping[str, int]
    disabled: int
    self_paid: Mapping[str, int]


def top_ups(household: Household, policy: Policy, month: date, self_paid: Mapping[str, int]) -> tuple[TopUp, ...]:
    """A line for each counted member whom a rule holds for, in the household's order.

    `month` is the first day of the paid month; `self_paid` the year's fen by member.
    """
    counted = household.counted
    company = _Company(
        month,
        {m.id: age_on(m.born, month) for m in counted},
        sum(1 for m in counted if m.disabilities),
        self_paid,
    )
    lines = (_largest(member, policy, company) for member in counted)
    return tuple(line for line in lines if line is not None)


def amount_of(rule: TopUpRule, policy: Policy) -> int:
    """Fen a month: a flat amount as written, a rate of the monthly standard rounded as the sheet says."""
    if rule.amount is not None:
        return rule.amount
    return _share_of(policy.standard_annual, rule.rate or Fraction(0), policy.rounding)


@lru_cache
def _share_of(standard_annual: int, rate: Fraction, rounding: Rounding) -> int:
    """A share of the monthly standard, rounded; sheets know few, and every household asks."""
    return rounded(rate * standard_annual / MONTHS, rounding)


def _largest(member: Member, policy: Policy, company: _Company) -> TopUp | None:
    """The rule that pays most, the first listed among equals; recognition by the county stands last."""
    rules = [rule for rule in policy.top_ups if _holds(rule, member, policy, company)]
    if member.recognised is not None and member.recognised.holds_on(company.month):
        rules.append(TopUpRule(TopUpCategory.OTHER, rate=member.recognised.rate))
    if not rules:
        return None
    amounts = [amount_of(rule, policy) for rule in rules]
    best = amounts.index(max(amounts))
    losers = tuple(
        LosingTopUp(rule.category, rule.rate, amount)
        for index, (rule, amount) in enumerate(zip(rules, amounts, strict=True))
        if index != best
    )
    return TopUp(member.id, rules[best].category, rules[best].rate, amounts[best], losers)


def _holds(rule: TopUpRule, member: Member, policy: Policy, company: _Company) -> bool:
    """Whether the category's own condition and every condition written in the rule hold."""
    age = company.ages[member.id]
    if rule.max_age is not None and age > rule.max_age:
        return False
    if (rule.classes is not None or rule.levels is not None) and not _certified(rule, member):
        return False
    if rule.category is TopUpCategory.ELDERLY_AND_DISABLED:
        return _elderly_and_disabled(rule, member, company)
    if rule.min_age is not None and age < rule.min_age:
        return False
    return _own_condition(rule.category, member, policy, company)


def _own_condition(category: TopUpCategory, member: Member, policy: Policy, company: _Company) -> bool:
    match category:
        case TopUpCategory.SERIOUS_ILLNESS:
            return _seriously_ill(member, policy, company)
        case TopUpCategory.SEVERE_DISABILITY:
            return bool(member.disabilities)
        case TopUpCategory.MULTIPLE_DISABLED_HOUSEHOLD:
            return bool(member.disabilities) and company.disabled >= SEVERAL
        case TopUpCategory.MULTIPLE_DISABILITY:
            classes = {entry.class_ for entry in member.disabilities}
            return len(classes) >= SEVERAL or "multiple" in classes
        case TopUpCategory.BEDRIDDEN:
            return member.bedridden
        case _:
            return True


def _certified(rule: TopUpRule, member: Member) -> bool:
    """Whether one entry of the certificate is of the classes and levels that the rule writes."""
    return any(
        (rule.classes is None or entry.class_ in rule.classes) and (rule.levels is None or entry.level in rule.levels)
        for entry in member.disabilities
    )


def _elderly_and_disabled(rule: TopUpRule, member: Member, company: _Company) -> bool:
    """Old and disabled live in one household: all of that age and all certified disabled are meant."""
    least = rule.min_age or 0
    if company.disabled == 0 or not any(age >= least for age in company.ages.values()):
        return False
    return bool(member.disabilities) or company.ages[member.id] >= least


def _seriously_ill(member: Member, policy: Policy, company: _Company) -> bool:
    """An illness of the list, and sustained major spending: recognised, or the year's cost at the sheet's figure."""
    if member.illness is None or member.illness not in policy.serious_illnesses:
        return False
    if member.major_spending:
        return True
    limit = policy.major_spending_annual
    return limit is not None and company.self_paid.get(member.id, 0) >= limit
