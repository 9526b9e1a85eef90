"""Intake: a household applies, and its case is opened (policy §3 apply)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.journal import Entry
from db.responsibility import give
from states.evidence import Application
from states.findings import Finding, blocks, warns
from states.stages import Role, Stage
from workflow.bookkeeping import write_record_at, write_summary
from workflow.errors import BadInput, raise_first

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.writing import Writing
    from states.facts import Household
    from workflow.office import Office

MAY_APPLY = frozenset({Role.VILLAGE, Role.TOWNSHIP})
CLAUSE = "§3 apply"


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that was opened; `findings` warn of what enrolment will ask."""

    case: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class NotOpened:
    """An application that could not be taken in, and why."""

    findings: tuple[Finding, ...]


def open_case(office: Office, household: Household, *, request_key: str | None = None) -> Opened | NotOpened:
    """Open a case for a household; people who are known by their ID numbers are found again.

    The case is theirs who took it in, where the township did. The household may have no other live case; a later
    application names the former case. Somebody who counts in another live case is told. BadInput: no village, or none
    that the office knows.
    """
    with office.writing() as uow:
        done = uow.request_done(request_key)
        if done is not None:
            return Opened(done[0], ())
        answer = take_in(office, uow, household, request_key=request_key)
        if isinstance(answer, NotOpened):
            return answer
        (opened,) = summarise(office, uow, (answer,))
        uow.commit()
    return opened


def take_in(office: Office, uow: Writing, household: Household, *, request_key: str | None = None) -> str | NotOpened:
    """Open a household's case in a transaction that is open, which `summarise` ends; gives its number."""
    if not uow.is_village(household.village):
        raise BadInput("intake.unknown_village", field="village", village=household.village or "-")
    known = uow.find_household(household)
    barred = _barred(office, uow, known)
    if barred:
        return NotOpened(barred)
    case_id = _write(office, uow, household, uow.last_case_of(known) if known is not None else None)
    uow.remember_request(request_key, case_id, 1)
    return case_id


def summarise(office: Office, uow: Writing, cases: Sequence[str]) -> list[Opened]:
    """Write what lists show of cases that were taken in; gives each with what it warns of."""
    opened = []
    for case in uow.load_cases(cases):
        write_summary(uow, office, case)
        elsewhere = (
            warns("COUNTED_ELSEWHERE", CLAUSE, datum=e.case, subject=e.member, remedy="MOVE_MEMBER")
            for e in case.elsewhere
        )
        opened.append(Opened(case.id, tuple(elsewhere)))
    return opened


def objections_to_application(office: Office, household: Household) -> Iterator[BadInput]:
    """Everything for which an application would be refused that can be told without looking anybody up."""
    applied_on = household.applied_on
    if applied_on is not None and applied_on > office.today:
        yield BadInput("evidence.in_the_future", field="applied_on", on=applied_on, today=office.today)


def _write(office: Office, uow: Writing, household: Household, former: str | None) -> str:
    raise_first(objections_to_application(office, household))
    applied_on = household.applied_on or office.today
    opening = Entry(
        kind="step",
        step="apply",
        on=applied_on,
        actor=office.user.login,
        role=office.user.role,
        source=None,
        dest=Stage.APPLIED,
    )
    case_id = uow.open_case(uow.add_household(household), household, applied_on, former, opening)
    application = Application(
        on=applied_on,
        person=household.head.name,
        special=household.special,
        cause=household.cause,
        needs=household.needs,
        recorded_by=office.user.login,
        recorded_on=office.today,
    )
    if office.user.role is Role.TOWNSHIP:
        give(uow, [(case_id, "")], office.user.login, office.user.login)
    write_record_at(uow, office, case_id, Stage.APPLIED, application)
    return case_id


def _barred(office: Office, uow: Writing, known: int | None) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if office.user.role not in MAY_APPLY:
        found.append(
            blocks("ROLE_MAY_NOT", CLAUSE, datum=office.user.role.value, limit="township village", remedy="ROLE_STEPS")
        )
    live = uow.live_case_of(known) if known is not None else None
    if live is not None:
        found.append(blocks("OTHER_LIVE_CASE", CLAUSE, datum=live))
    return tuple(found)
