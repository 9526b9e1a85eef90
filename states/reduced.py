"""What is left of a household and its papers at the end of their term: amounts, dates and codes, but nobody's name.

Whose amounts they were is gone: names, ID numbers, days of birth (the year stays), addresses, telephones, accounts,
numbers of papers, and every text that somebody wrote.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from states.evidence import Change, Survey

if TYPE_CHECKING:
    from states.evidence import Record
    from states.facts import Household, Member

WRITTEN = frozenset({
    "person", "document", "relative", "to", "discrepancy", "detail", "former", "outcome", "reason", "wrong",
    "delivered_to", "cause",
})  # fmt: skip
"""Fields of records in which people are named or described; codes among them (an enum) stay."""


def reduced_member(member: Member) -> Member:
    """A person of whom only what amounts rest on is left."""
    recognised = replace(member.recognised, document="") if member.recognised is not None else None
    return replace(member, name="", id_no="", born=member.born.replace(month=1, day=1), recognised=recognised)


def reduced_household(household: Household) -> Household:
    """A household that cannot be found or called any more."""
    card = replace(household.registered_poor, card="") if household.registered_poor is not None else None
    return replace(
        household,
        id="", phone="", address="", bank_account="", cause="", registered_poor=card,
        members=tuple(map(reduced_member, household.members)),
        medical=tuple(replace(voucher, voucher="") for voucher in household.medical),
    )  # fmt: skip


def reduced_record(record: Record) -> Record:
    """A paper of which its kind, its days and its figures are left."""
    left: dict[str, Any] = {
        each.name: "" for each in fields(record) if each.name in WRITTEN and type(getattr(record, each.name)) is str
    }
    if isinstance(record, Survey):
        left["household"] = reduced_household(record.household)
    if isinstance(record, Change) and record.joins is not None:
        left["joins"] = reduced_member(record.joins)
    return replace(record, **left)
