"""A what-if as it is written on a command line: "m1:wages=12000", "m2=lost", "age=3,disability=visual:1"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from states.facts import (
    PLAN_A_ILLNESSES,
    Disability,
    DisabilityClass,
    Employment,
    EmploymentKind,
    IncomeKind,
    Member,
    NotCounted,
)
from states.money import NotMoneyError, fen_of
from states.months import add_months
from states.sheets import MissingParameterError, SheetError, UnknownRegionError
from states.verdict import Rules
from workflow.case_reads import note_read
from workflow.errors import BadInput
from workflow.what_if import what_if
from workflow.what_if_household import (
    born_at_age,
    free_id,
    joined_by,
    not_counting,
    with_income,
    with_member,
    with_property,
    with_self_paid,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any

    from states.facts import Household
    from workflow.office import Office
    from workflow.what_if import WhatIf

PROPERTY: dict[str, Callable[[str], Any]] = {
    "financial_assets": fen_of,
    "motor_vehicles": int,
    "homes": int,
    "home_area_m2": Fraction,
    "business_capital": fen_of,
}
HIGHEST_AGE = 130
UNUSABLE = (UnknownRegionError, MissingParameterError, SheetError)


@dataclass(frozen=True, slots=True)
class Levers:
    """What is tried, as written; every list may be empty."""

    income: Sequence[str] = ()
    """MEMBER:KIND=YUAN"""
    medical: Sequence[str] = ()
    """MEMBER=YUAN"""
    without: Sequence[str] = ()
    """MEMBER"""
    not_counted: Sequence[str] = ()
    """MEMBER=REASON"""
    disability: Sequence[str] = ()
    """MEMBER=CLASS:LEVEL, several apart by commas; empty: none"""
    illness: Sequence[str] = ()
    """MEMBER=ILLNESS, recognised as major spending; empty: none"""
    job: Sequence[str] = ()
    """MEMBER=DATE"""
    owned: Sequence[str] = ()
    """FIELD=VALUE"""
    add: Sequence[str] = ()
    """AGE or DATE of birth, then disability, illness and wages as NAME=VALUE, apart by commas"""
    region: str = ""
    sheet_on: date | None = None


def what_if_of(office: Office, case_id: str, levers: Levers) -> WhatIf:
    """Compare a case with itself changed as written. BadInput names what cannot be read, or is of nobody there."""
    with office.reading() as read:
        case = read.load_case(case_id)
    note_read(office, case_id)
    survey = case.survey
    if survey is None:
        raise BadInput("what_if.no_survey", case=case_id)
    household = _changed(survey.household, levers, office.today, add_months(survey.window_end, -1))
    rules = office.rules_for(case.household.village)
    return what_if(
        case,
        household,
        rules,
        office.today,
        sheet=other_rules(office, case.household.village, levers.region, levers.sheet_on),
    )


def other_rules(office: Office, village: str, region: str, day: date | None) -> Rules | None:
    """Another region's rules, or those of a day for every month; None: neither is asked for. BadInput: no sheet."""
    if not region and day is None:
        return None
    try:
        sheet = office.book.sheet_for_code(region or village)
        office.book.policy_on(sheet, day or office.today)
    except UNUSABLE:
        raise BadInput("what_if.no_sheet", region=region or village, on=day or office.today) from None
    return Rules(lambda month: office.book.policy_on(sheet, day or month), office.calendar)


def whole_sheets(office: Office) -> tuple[str, ...]:
    """The regions whose sheets say today all that an amount needs: a province's often leaves the standard out."""
    return tuple(region for region in office.book.regions if _is_whole(office, region))


def _is_whole(office: Office, region: str) -> bool:
    try:
        office.book.policy_on(region, office.today)
    except UNUSABLE:
        return False
    return True


def _changed(household: Household, levers: Levers, today: date, within_year: date) -> Household:
    ids = {member.id for member in household.members}
    household = household.without(frozenset(_member(name, ids) for name in levers.without))
    ids = {member.id for member in household.members}
    household = not_counting(household, {_member(n, ids): _reason(v) for n, v in _pairs(levers.not_counted)})
    for member in _members(household, levers):
        household = with_member(household, member)
    household = with_income(household, dict(_incomes(levers.income, ids)))
    costs = {_member(name, ids): _money(value) for name, value in _pairs(levers.medical)}
    household = with_self_paid(household, costs, within_year)
    if levers.owned:
        household = with_property(household, {name: _owned(name, value) for name, value in _pairs(levers.owned)})
    for written in levers.add:
        household = _with_added(household, written, today)
    return household


def _members(household: Household, levers: Levers) -> Iterator[Member]:
    """The members of whom something is written, each with all of it."""
    changed = {member.id: member for member in household.members}
    touched: dict[str, None] = {}
    for lever, change in (
        (levers.disability, _with_disability), (levers.illness, _with_illness), (levers.job, _with_job),
    ):  # fmt: skip
        for name, value in _pairs(lever):
            member = changed[_member(name, set(changed))]
            changed[name] = change(member, value)
            touched[name] = None
    return (changed[name] for name in touched)


def _with_disability(member: Member, written: str) -> Member:
    return replace(member, disabilities=tuple(_disability(part) for part in written.split(",") if part))


def _with_illness(member: Member, written: str) -> Member:
    if written and written not in PLAN_A_ILLNESSES:
        raise _unreadable(written)
    return replace(member, illness=written or None, major_spending=bool(written))


def _with_job(member: Member, written: str) -> Member:
    return replace(member, employment=Employment(EmploymentKind.EMPLOYED, _day(written)))


def _with_added(household: Household, written: str, today: date) -> Household:
    """Somebody of an age, or born on a day, and what counts for top-ups: "72,illness=uraemia,wages=2000"."""
    first, *rest = written.split(",")
    member = Member(id=free_id(household), born=_born(first, today))
    annual = 0
    for name, value in _pairs(rest):
        if name == "disability":
            member = replace(member, disabilities=(*member.disabilities, _disability(value)))
        elif name == "illness":
            member = _with_illness(member, value)
        elif name == "wages":
            annual = _money(value)
        else:
            raise _unreadable(written)
    return joined_by(household, member, annual)


def _born(written: str, today: date) -> date:
    if written.isascii() and written.isdigit() and len(written) < len("2026") and int(written) <= HIGHEST_AGE:
        return born_at_age(int(written), today)
    born = _day(written)
    if born > today:
        raise _unreadable(written)
    return born


def _pairs(written: Sequence[str]) -> Iterator[tuple[str, str]]:
    for text in written:
        name, sign, value = text.partition("=")
        if not sign:
            raise _unreadable(text)
        yield name, value


def _member(name: str, ids: set[str]) -> str:
    if name not in ids:
        raise BadInput("evidence.unknown_member", member=name)
    return name


def _incomes(written: Sequence[str], ids: set[str]) -> Iterator[tuple[tuple[str, IncomeKind], int]]:
    for name, value in _pairs(written):
        member, _, kind = name.partition(":")
        if kind not in {item.value for item in IncomeKind}:
            raise _unreadable(name)
        read = _signed if kind == IncomeKind.BUSINESS else _money
        yield (_member(member, ids), IncomeKind(kind)), read(value)


def _reason(written: str) -> NotCounted:
    if written not in {item.value for item in NotCounted}:
        raise _unreadable(written)
    return NotCounted(written)


def _disability(written: str) -> Disability:
    class_, _, level = written.partition(":")
    if class_ not in {item.value for item in DisabilityClass} or level not in {"1", "2", "3", "4"}:
        raise _unreadable(written)
    return Disability(DisabilityClass(class_), int(level))


def _owned(name: str, written: str) -> Any:
    try:
        value = PROPERTY[name](written)
    except (KeyError, ValueError, ZeroDivisionError):
        raise _unreadable(f"{name}={written}") from None
    if value < 0:
        raise _unreadable(f"{name}={written}")
    return value


def _money(written: str) -> int:
    """Fen of an amount; a loss from business alone may be below zero, and is read as `_signed`."""
    if (amount := _signed(written)) < 0:
        raise _unreadable(written)
    return amount


def _signed(written: str) -> int:
    try:
        return fen_of(written)
    except NotMoneyError:
        raise _unreadable(written) from None


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise _unreadable(written) from None


def _unreadable(written: str) -> BadInput:
    return BadInput("what_if.not_readable", written=written)
