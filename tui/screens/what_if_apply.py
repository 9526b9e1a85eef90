"""From what was tried to the real work: forms filled in with it; nothing is recorded before a form is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from states.evidence import ChangeKind, EvidenceKind
from states.money import yuan
from tui.safe import plain
from tui.screens.record import RecordForm
from tui.screens.survey import SurveyForm
from tui.screens.what_if_form import AGE_DIGITS
from workflow.what_if_household import TRIED
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from states.facts import Household, Member
    from tui.calls import CaseShown
    from tui.screens.form_screen import FormScreen
    from workflow.what_if import WhatIf


@dataclass(frozen=True, slots=True)
class Way:
    """One form that what was tried can go on to: its words, and the form."""

    words: str
    form: Callable[[], FormScreen]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A household as it was found, as it was tried, and what that came to.

    `died` are those who were said to have died; `births` what was typed of each added person: an age, or a birthday.
    """

    shown: CaseShown
    found: Household
    tried: Household
    answer: WhatIf
    died: frozenset[str] = frozenset()
    births: tuple[str, ...] = ()


def ways_on(attempt: Attempt) -> list[Way]:
    """The forms that what was tried leads to: leaving a taper first, then one report for each change, the survey."""
    return list(_ways(attempt))


def _ways(attempt: Attempt) -> Iterator[Way]:
    shown, leaving = attempt.shown, attempt.answer.leaving
    if leaving is not None:
        figures = {"cause": leaving.cause.value, "before": yuan(leaving.before), "after": yuan(leaving.after)}
        yield Way(word("evidence", "early-exit"), lambda: RecordForm(shown, EvidenceKind.EARLY_EXIT, values=figures))
    for kind, who, values in _changes(attempt):
        yield Way(_words(kind, who), _report(shown, {"change": kind.value, **values}))
    household = to_survey(attempt.found, attempt.tried)
    if household != attempt.found:
        yield Way(say("desk.what_if.to_survey"), lambda: SurveyForm(shown, household=household))


def _report(shown: CaseShown, values: Mapping[str, Any]) -> Callable[[], FormScreen]:
    return lambda: RecordForm(shown, EvidenceKind.CHANGE, values=values)


def _words(kind: ChangeKind, who: str) -> str:
    about = f"{word('change', kind.value)} {plain(who)}".rstrip()
    return say("desk.what_if.to_report", report=word("evidence", "change"), about=about)


def _changes(attempt: Attempt) -> Iterator[tuple[ChangeKind, str, dict[str, Any]]]:
    """What a report would say of each thing that was tried."""
    found, tried = attempt.found, attempt.tried
    there = {member.id: member for member in tried.members}
    for member in found.members:
        name = member.name or member.id
        now = there.get(member.id)
        if now is None:
            kind = ChangeKind.DEATH if member.id in attempt.died else ChangeKind.LEFT
            yield kind, name, {"member": member.id}
            continue
        if now.not_counted != member.not_counted:
            why = word("not_counted", now.not_counted.value) if now.not_counted else say("desk.what_if.presence.here")
            yield ChangeKind.LEFT if now.not_counted else ChangeKind.JOINED, name, {"member": member.id, "detail": why}
        if _earned(found, member.id) != _earned(tried, member.id):
            yield ChangeKind.INCOME, name, {"member": member.id, "detail": _from_to(attempt, member.id, _earned)}
        if _ill(found, member) != _ill(tried, now):
            yield ChangeKind.ILLNESS, name, {"member": member.id, "detail": _from_to(attempt, member.id, _paid)}
    here = {member.id for member in found.members}
    added = [member for member in tried.members if member.id not in here]
    for member, typed in zip(added, attempt.births, strict=True):
        yield ChangeKind.JOINED, member.name, {"joins": [_joining(member, typed)]}
    if found.holdings != tried.holdings:
        yield ChangeKind.PROPERTY, "", {"detail": _owned(tried)}


def _from_to(attempt: Attempt, member: str, figure: Callable[[Household, str], int]) -> str:
    before, after = figure(attempt.found, member), figure(attempt.tried, member)
    return say("desk.what_if.from_to", before=yuan(before), after=yuan(after)) if before != after else ""


def _earned(household: Household, member: str) -> int:
    return sum(row.annual for row in household.income if row.member == member and not row.excluded)


def _paid(household: Household, member: str) -> int:
    return sum(row.certified - row.offsets for row in household.medical if row.member == member)


def _ill(household: Household, member: Member) -> tuple[Any, ...]:
    """What a report of an illness would be about."""
    return (_paid(household, member.id), member.illness, member.major_spending, member.disabilities, member.bedridden)


def _joining(member: Member, typed: str) -> dict[str, Any]:
    """The person as the row of a report: name and number are for whoever reports it, and a birthday behind an age."""
    return {
        "born": "" if typed.isdigit() and len(typed) <= AGE_DIGITS else member.born.isoformat(),
        "illness": member.illness or "",
        "major_spending": member.major_spending,
        "bedridden": member.bedridden,
        "disabilities": ", ".join(f"{word('disability', d.class_.value)} {d.level}" for d in member.disabilities),
    }


def _owned(household: Household) -> str:
    owned = household.holdings
    if owned is None:
        return ""
    figures = {
        "financial_assets": yuan(owned.financial_assets),
        "motor_vehicles": str(owned.motor_vehicles),
        "homes": str(owned.homes),
        "business_capital": yuan(owned.business_capital),
    }
    return "; ".join(f"{say(f'desk.field.{name}')} {figure}" for name, figure in figures.items())


def to_survey(found: Household, tried: Household) -> Household:
    """The household as a survey may find it: who lives there is the register's to say, and no voucher is invented.

    Somebody who was tried without, or with, is reported as a change first; a tried cost waits for its vouchers.
    """
    there = {member.id: member for member in tried.members}
    here = {member.id for member in found.members}
    members = tuple(replace(there.get(m.id, m), not_counted=m.not_counted) for m in found.members)
    gone = here - set(there)
    income = (*(r for r in tried.income if r.member in here), *(r for r in found.income if r.member in gone))
    medical = tuple(
        replace(row, voucher="") if row.voucher.startswith(TRIED) else row
        for row in tried.medical
        if row.member in here
    )
    medical = (*medical, *(row for row in found.medical if row.member in gone))
    return replace(found, members=members, income=income, medical=medical, holdings=tried.holdings)
