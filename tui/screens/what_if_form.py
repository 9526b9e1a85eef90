"""The form of a what-if: what can be tried, how it is filled in, and the household that is made of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from states.facts import IncomeKind, Member, NotCounted
from states.money import yuan
from states.months import add_months, income_window
from tui.forms.fields import Field, FieldError, FieldKind
from tui.forms.household_fields import CIRCUMSTANCES, HOLDINGS
from tui.forms.household_values import circumstances, holdings_of, survey_values, with_circumstances
from workflow.what_if_household import (
    born_at_age,
    free_id,
    joined_by,
    not_counting,
    with_income,
    with_member,
    with_self_paid,
)
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from states.facts import Household

K = FieldKind
INCOMES = tuple(kind.value for kind in IncomeKind)
HERE, LEFT, DIED = "here", "left", "died"
PRESENCES = (HERE, LEFT, DIED, *(reason.value for reason in NotCounted))
FOUND_OUT = tuple(field for field in CIRCUMSTANCES if field.name != "labour")
"""Circumstances that touch the amount."""
OWNED = frozenset(field.name for field in HOLDINGS)
YEAR = 12
HIGHEST_AGE = 130
AGE_DIGITS = 3


@dataclass(frozen=True, slots=True)
class AgeField(Field):
    """Years of age, or a birthday, read as a birthday."""

    today: date = date.min

    def read(self, text: str) -> Any:
        """The birthday; an age is that of somebody whose birthday is this month."""
        text = text.strip()
        if text.isascii() and text.isdigit() and len(text) <= AGE_DIGITS:
            if int(text) > HIGHEST_AGE:
                raise FieldError("form.not_age")
            return born_at_age(int(text), self.today)
        born = replace(BIRTHDAY, required=self.required).read(text)
        if born is not None and born > self.today:
            raise FieldError("form.not_age")
        return born


BIRTHDAY = Field("born", K.DAY)


def fields_of(household: Household, today: date, sheets: Sequence[str]) -> tuple[Field, ...]:
    """Every lever: the people one by one, somebody joining, property, another region's or day's sheet."""
    suffered = {member.illness for member in household.members if member.illness}
    found_out = tuple(_offering(field, suffered) for field in FOUND_OUT)
    people = (
        Field("presence", K.CHOICE, choices=PRESENCES, default=HERE),
        *(Field(kind, K.SIGNED_MONEY if kind == IncomeKind.BUSINESS else K.MONEY) for kind in INCOMES),
        Field("self_paid", K.MONEY),
        *found_out,
    )
    joining = (
        AgeField("born_or_age", required=True, today=today),
        Field("wages", K.MONEY),
        *(field for field in found_out if field.name not in {"employment", "since"}),
    )
    return (
        Field("people", K.ROWS, fixed=True, columns=people),
        Field("joins", K.ROWS, columns=joining),
        *HOLDINGS,
        Field("sheet", K.CHOICE, choices=("", *sheets)),
        Field("sheet_on", K.DAY),
    )


def _offering(field: Field, suffered: set[str]) -> Field:
    """The field with the illnesses that the household has, also those that only its county lists."""
    if field.name != "illness":
        return field
    return replace(field, choices=tuple(dict.fromkeys((*field.choices, *sorted(suffered)))))


def labels_of(sheet_name: Callable[[str], str]) -> dict[str, Callable[[str], str]]:
    """How the codes of this form's own choices are said."""
    return {"presence": _presence, "sheet": sheet_name}


def _presence(code: str) -> str:
    return say(f"desk.what_if.presence.{code}") if code in {HERE, LEFT, DIED} else word("not_counted", code)


def values_of(household: Household, window_end: date) -> dict[str, Any]:
    """The form filled in with the household as it was found."""
    return {
        "people": [_row(household, member, window_end) for member in household.members],
        "joins": [],
        **{name: value for name, value in survey_values(household, window_end, "").items() if name in OWNED},
    }


def _row(household: Household, member: Member, window_end: date) -> dict[str, Any]:
    earned = {
        kind: sum(r.annual for r in household.income if r.member == member.id and r.kind == kind and not r.excluded)
        for kind in INCOMES
    }
    return {
        **circumstances(member),
        "presence": member.not_counted or HERE,
        **{kind: yuan(annual) if annual else "" for kind, annual in earned.items()},
        "self_paid": yuan(cost) if (cost := _self_paid(household, member, window_end)) else "",
    }


def _self_paid(household: Household, member: Member, window_end: date) -> int:
    """What the vouchers of the year leave the member to pay, in fen: those with a number (policy §2.3)."""
    start, end = income_window(window_end, YEAR)
    bills = [v for v in household.medical if v.member == member.id and v.voucher.strip() and start <= v.on < end]
    return max(0, sum(v.certified - v.offsets for v in bills))


def tried(household: Household, read: Mapping[str, Any], window_end: date) -> Household:
    """The household with what is typed in place of what was found; what was not touched stays as it was."""
    gone = set()
    found = [_row(household, member, window_end) for member in household.members]
    for member, before, row in zip(household.members, found, read["people"], strict=True):
        household = _with_row(household, member, before, row, add_months(window_end, -1))
        if row["presence"] in {LEFT, DIED}:
            gone.add(member.id)
        elif row["presence"] != before["presence"]:
            household = _counting(household, member.id, row["presence"])
    household = household.without(frozenset(gone))
    for number, row in enumerate(read["joins"], start=1):
        name = say("desk.what_if.added", number=number)
        person = Member(id=free_id(household), born=row["born_or_age"], name=name)
        person = with_circumstances(person, {**row, "labour": None, "employment": None, "since": None})
        household = joined_by(household, person, row["wages"] or 0)
    owned = holdings_of(read)
    return replace(household, holdings=owned) if owned != household.holdings else household


def _with_row(
    household: Household, member: Member, before: Mapping[str, Any], row: Mapping[str, Any], within_year: date
) -> Household:
    as_found = with_circumstances(member, {**row, "labour": member.labour})
    household = with_member(household, as_found) if as_found != member else household
    earned = {
        (member.id, IncomeKind(kind)): row[kind] or 0
        for kind in INCOMES
        if yuan(row[kind] or 0) != (before[kind] or ZERO)
    }
    household = with_income(household, earned) if earned else household
    if yuan(row["self_paid"] or 0) != (before["self_paid"] or ZERO):
        household = with_self_paid(household, {member.id: row["self_paid"] or 0}, within_year)
    return household


ZERO = yuan(0)


def _counting(household: Household, member_id: str, presence: str) -> Household:
    if presence != HERE:
        return not_counting(household, {member_id: NotCounted(presence)})
    member = next(m for m in household.members if m.id == member_id)
    return with_member(household, replace(member, not_counted=None))
