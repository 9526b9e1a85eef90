"""Changes of a household: dated facts about who lives there, where, and who is paid (policy §3).

The case goes on. Where a change touches who counts, a re-check follows; a death is settled by an adjustment.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from states.evidence import Change, ChangeKind
from states.life import take
from states.stages import Stage
from states.verdict import judge
from workflow.bookkeeping import write_record, write_summary, write_taken
from workflow.errors import BadInput, Refused, raise_first
from workflow.stores import despite_a_cut
from workflow.wording import finding_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from db.writing import Writing
    from states.case import CaseFacts
    from states.facts import Member
    from workflow.office import Office


JOINING = frozenset({ChangeKind.BIRTH, ChangeKind.JOINED})
"""Changes that bring somebody into the household."""
ABOUT_A_MEMBER = frozenset({ChangeKind.DEATH, ChangeKind.LEFT, ChangeKind.HEAD})
"""Changes that are about one member."""


def apply_change(uow: Writing, case: CaseFacts, change: Change) -> None:
    """Write a change's effect on the household's registration; its report is the caller's to record.

    BadInput: nobody is named where somebody must be, or the new village is none.
    """
    raise_first(missing_from(change))
    match change.change:
        case ChangeKind.BIRTH | ChangeKind.JOINED if change.joins is not None:
            uow.add_member(case.id, change.joins, joined_on=change.on)
        case ChangeKind.DEATH:
            uow.member_died(case.id, change.member, change.on)
        case ChangeKind.LEFT:
            uow.member_left(case.id, change.member, change.on)
        case ChangeKind.HEAD:
            uow.change_head(case.id, change.member)
        case ChangeKind.MOVED:
            if not uow.is_village(change.detail):
                raise BadInput("changes.unknown_village", field="detail", village=change.detail or "-")
            uow.move_household(case.id, change.detail)
        case ChangeKind.ACCOUNT:
            uow.change_account(case.id, change.detail)


def with_former(case: CaseFacts, change: Change) -> Change:
    """A report with what it replaces, so that the household of a past day can be told."""
    household = case.household
    replaced = {
        ChangeKind.MOVED: household.village,
        ChangeKind.ACCOUNT: household.bank_account,
        ChangeKind.HEAD: household.head.id,
    }
    return replace(change, former=replaced.get(change.change, ""))


def missing_from(change: Change) -> Iterator[BadInput]:
    """What a report does not say and must: who joins, whom it is about, which account."""
    if change.change in JOINING and change.joins is None:
        yield BadInput("changes.who_joins", field="joins")
    if change.change in ABOUT_A_MEMBER and not change.member:
        yield BadInput("changes.which_member", field="member", change=change.change.value)
    if change.change is ChangeKind.ACCOUNT and not change.detail:
        yield BadInput("changes.which_account", field="detail")


def undo_change(uow: Writing, case: CaseFacts, change: Change) -> None:
    """A report was dismissed: who was said to have died or left lives there; who was said to join does not."""
    if change.change is ChangeKind.DEATH:
        uow.member_lives(case.id, change.member)
    elif change.change is ChangeKind.LEFT:
        uow.member_stayed(case.id, change.member)
    elif change.joins is not None:
        uow.member_left(case.id, change.joins.id, change.on)


@despite_a_cut
def split(office: Office, case_id: str, members: tuple[str, ...], on: date) -> None:
    """Members leave to live apart: the case, and a frozen amount, stay with the head's household.

    Who leaves applies anew. BadInput: the head is among them, or somebody who does not live there.
    """
    office.assert_works_on_cases()
    with office.writing() as uow:
        case = uow.load_case(case_id)
        if case.household.head.id in members:
            raise BadInput("changes.head_stays", member=case.household.head.id)
        for member in members:
            _person(case, member)
            _report(uow, office, case, Change(on=on, change=ChangeKind.LEFT, member=member, detail="split"))
        write_summary(uow, office, uow.load_case(case_id))
        uow.commit()


@despite_a_cut
def move_member(office: Office, member: str, from_case: str, to_case: str, on: date) -> None:
    """A member leaves one case's household and joins another's in one transaction, so that they count once.

    BadInput: the head leaves others behind; another becomes head first.
    """
    office.assert_works_on_cases()
    with office.writing() as uow:
        source, target = uow.load_case(from_case), _target(uow, from_case, to_case)
        others = {m.id for m in source.household.members} - {member} - source.deaths().keys()
        if member == source.household.head.id and others:
            raise BadInput("changes.head_stays", member=member)
        _move(uow, office, source, target, member, on)
        uow.commit()


@despite_a_cut
def merge(office: Office, from_case: str, into_case: str, on: date, *, effective_from: date, note: str = "") -> None:
    """Two households become one: all members join the other's, and the emptied case is closed, naming where they went.

    The acting person must be one who may close (the county); Refused says everything that stands in the way.
    """
    office.assert_works_on_cases()
    with office.writing() as uow:
        source, target = uow.load_case(from_case), _target(uow, from_case, into_case)
        act = office.act(reason="merged", into_case=into_case, effective_from=effective_from, note=note)
        verdict = judge(source, act, "close", office.rules_for(source.household.village))
        if not verdict.allowed:
            raise Refused("changes.cannot_close", codes=" ".join(finding_sentence(f) for f in verdict.bars))
        closed = take(verdict)
        write_taken(uow, office, source, closed, note=note)
        dead = source.deaths()
        for member in source.household.members:
            if member.id not in dead:
                _move(uow, office, closed.case, target, member.id, on)
        uow.commit()


def _target(uow: Writing, from_case: str, into_case: str) -> CaseFacts:
    """The case that people come into: another one, and one that lives."""
    if into_case == from_case:
        raise BadInput("changes.same_case", field="into_case", case=into_case)
    target = uow.load_case(into_case)
    if target.stage is Stage.TERMINATED:
        raise BadInput("changes.case_is_over", field="into_case", case=into_case)
    return target


def _move(uow: Writing, office: Office, source: CaseFacts, target: CaseFacts, member: str, on: date) -> None:
    person = _person(source, member)
    _report(uow, office, source, Change(on=on, change=ChangeKind.LEFT, member=member, detail=target.id))
    key = uow.free_member_key(target.id, member)
    joins = replace(person, id=key, relation="relative")
    _report(uow, office, target, Change(on=on, change=ChangeKind.JOINED, joins=joins, detail=source.id))
    for case in (source, target):
        write_summary(uow, office, uow.load_case(case.id))


def _person(case: CaseFacts, member: str) -> Member:
    """Somebody who lives in a case's household. BadInput: they do not."""
    person = next((m for m in case.household.members if m.id == member), None)
    if person is None:
        raise BadInput("evidence.unknown_member", field="member", member=member)
    return person


def _report(uow: Writing, office: Office, case: CaseFacts, change: Change) -> None:
    if change.on > office.today:
        raise BadInput("evidence.in_the_future", field="on", on=change.on, today=office.today)
    written = replace(with_former(case, change), recorded_by=office.user.login, recorded_on=office.today)
    apply_change(uow, case, written)
    write_record(uow, office, case, written)
