"""Key support, person by person and rule by rule (policy §2.7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.oracle.days import age
from tests.oracle.numbers import exact, rounded, shown, shown_rate
from tests.oracle.rows import Household, Policy, counted_members, standard_annual

if TYPE_CHECKING:
    from fractions import Fraction

PAIR = 2


class Person:
    """A counted member with what the rules ask about."""

    def __init__(self, member: dict[str, Any], month: date, self_paid: Fraction) -> None:
        self.member = member
        self.age = age(date.fromisoformat(member["born"]), month)
        self.disabilities = member.get("disabilities", [])
        self.self_paid = self_paid

    def has_disability(self, rule: dict[str, Any]) -> bool:
        """Whether one entry of the certificate is of the classes and of the levels that the rule writes."""
        for entry in self.disabilities:
            right_class = "classes" not in rule or entry["class"] in rule["classes"]
            right_level = "levels" not in rule or entry["level"] in rule["levels"]
            if right_class and right_level:
                return True
        return False


def seriously_ill(person: Person, policy: Policy) -> bool:
    """An illness of the list and sustained major spending."""
    if person.member.get("illness") not in policy["serious_illnesses"]:
        return False
    if person.member.get("major_spending", False):
        return True
    limit = policy.get("major_spending_annual")
    return limit is not None and person.self_paid >= exact(limit)


def elderly_and_disabled(rule: dict[str, Any], person: Person, people: list[Person]) -> bool:
    """Both kinds of person are in the household, and this is one of them."""
    old = [other for other in people if other.age >= rule["min_age"]]
    disabled = [other for other in people if other.disabilities]
    return bool(old) and bool(disabled) and (person in old or person in disabled)


def own_condition(category: str, person: Person, people: list[Person], policy: Policy) -> bool:
    """What the category asks beside what its rule writes."""
    if category == "serious_illness":
        return seriously_ill(person, policy)
    if category == "bedridden":
        return bool(person.member.get("bedridden", False))
    if category == "severe_disability":
        return bool(person.disabilities)
    if category == "multiple_disabled_household":
        return bool(person.disabilities) and sum(bool(other.disabilities) for other in people) >= PAIR
    if category == "multiple_disability":
        classes = {entry["class"] for entry in person.disabilities}
        return len(classes) >= PAIR or "multiple" in classes
    return True


def holds(rule: dict[str, Any], person: Person, people: list[Person], policy: Policy) -> bool:
    """Whether the category's own condition and every condition written in the rule hold.

    The least age of the old and disabled is no condition on each person: it says who makes such a household.
    """
    if ("classes" in rule or "levels" in rule) and not person.has_disability(rule):
        return False
    if "max_age" in rule and person.age > rule["max_age"]:
        return False
    if rule["category"] == "elderly_and_disabled":
        return elderly_and_disabled(rule, person, people)
    if "min_age" in rule and person.age < rule["min_age"]:
        return False
    return own_condition(rule["category"], person, people, policy)


def recognition(member: dict[str, Any], month: date) -> dict[str, Any] | None:
    """The county's recognition as a rule, if the paid month's first day lies in it."""
    record = member.get("recognised")
    if record is None:
        return None
    if record.get("from") is not None and date.fromisoformat(record["from"]) > month:
        return None
    if record.get("until") is not None and date.fromisoformat(record["until"]) <= month:
        return None
    return {"category": "other", "rate": record["rate"]}


def amount_of(rule: dict[str, Any], policy: Policy) -> Fraction:
    """Yuan a month: a flat amount as written, a rate of the monthly standard rounded."""
    if "amount" in rule:
        return exact(rule["amount"])
    return rounded(exact(rule["rate"]) * standard_annual(policy) / 12, policy["rounding"])


def top_up(person: Person, people: list[Person], policy: Policy, month: date) -> dict[str, Any] | None:
    """The line of one person, or None when nothing holds."""
    holding = [rule for rule in policy["top_ups"] if holds(rule, person, people, policy)]
    other = recognition(person.member, month)
    if other is not None:
        holding.append(other)
    if not holding:
        return None
    best = holding[0]
    for rule in holding:
        if amount_of(rule, policy) > amount_of(best, policy):
            best = rule
    also: list[str] = []
    for rule in holding:
        if rule["category"] != best["category"] and rule["category"] not in also:
            also.append(rule["category"])
    return {
        "member": person.member["id"],
        "category": best["category"],
        "rate": shown_rate(best["rate"]) if "rate" in best else None,
        "monthly": shown(amount_of(best, policy)),
        "also_held": also,
    }


def top_ups(household: Household, policy: Policy, self_paid: dict[str, Fraction], month: date) -> list[dict[str, Any]]:
    """A line for each counted member whom a category holds for, in the household's order."""
    people = [Person(member, month, self_paid[member["id"]]) for member in counted_members(household)]
    lines = [top_up(person, people, policy, month) for person in people]
    return [line for line in lines if line is not None]
