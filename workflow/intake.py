"""Intake: a household applies, and its case is opened (policy §3 apply)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from db.journal import Entry
from db.openings import Opening, open_cases, summarise_new
from db.responsibility import give
from states.evidence import Application
from states.findings import Finding, blocks, warns
from states.stages import Role, Stage
from workflow.bookkeeping import recorded, write_record_at, write_summary
from workflow.errors import BadInput, raise_first
from workflow.stores import despite_a_cut
from workflow.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from db.writing import Writing
    from states.evidence import Record, Survey
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


@despite_a_cut
def open_case(office: Office, household: Household, *, request_key: str | None = None) -> Opened | NotOpened:
    """Open a case for a household; people who are known by their ID numbers are found again.

    The case is theirs who took it in, where the township did. The household may have no other live case; a later
    application names the former case. Somebody who counts in another live case is told. BadInput: no village, or none
    that the office knows.
    """
    key = request_key or uuid4().hex
    with office.writing() as uow:
        done = uow.request_done(key)
        if done is not None:
            return Opened(done[0], ())
        answer = take_in(office, uow, household, request_key=key)
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


def opening_of(office: Office, household: Household, request_key: str, survey: Survey | None = None) -> Opening:
    """The opening of a new household's case, with what was surveyed where somebody did, for `take_in_new`."""

    def records(case_id: str) -> tuple[Record, ...]:
        surveyed = () if survey is None else (replace(survey, household=replace(survey.household, id=case_id)),)
        return (_application(office, household), *surveyed)

    applied_on = household.applied_on or office.today
    return Opening(household, applied_on, _first_event(office, applied_on), request_key, records)


def take_in_new(office: Office, uow: Writing, openings: Sequence[Opening]) -> list[str]:
    """Open the cases of households whose heads nobody knows, at once: what `take_in` and `summarise` write for each.

    Nothing may speak against them: no objection, an acting person who may take in applications. Gives the numbers.
    """
    if not openings:
        return []
    cases = open_cases(uow, openings, partial(recorded, office, Stage.APPLIED))
    if office.user.role is Role.TOWNSHIP:
        give(uow, [(case, "") for case in cases], office.user.login, office.user.login, office.today)
    found = []
    for case in uow.load_cases(cases):
        summary = summary_of(case, office.rules_for(case.household.village), office.today)
        found.append((case.id, summary.columns, summary.grams, summary.due))
    summarise_new(uow, found)
    return cases


def _write(office: Office, uow: Writing, household: Household, former: str | None) -> str:
    raise_first(objections_to_application(office, household))
    applied_on = household.applied_on or office.today
    household_id = uow.add_household(household)
    case_id = uow.open_case(household_id, household, applied_on, former, _first_event(office, applied_on))
    if office.user.role is Role.TOWNSHIP:
        give(uow, [(case_id, "")], office.user.login, office.user.login, office.today)
    write_record_at(uow, office, case_id, Stage.APPLIED, _application(office, household))
    return case_id


def _first_event(office: Office, applied_on: date) -> Entry:
    return Entry(
        kind="step",
        step="apply",
        on=applied_on,
        actor=office.user.login,
        role=office.user.role,
        source=None,
        dest=Stage.APPLIED,
    )


def _application(office: Office, household: Household) -> Application:
    return Application(
        on=household.applied_on or office.today,
        person=household.head.name,
        special=household.special,
        cause=household.cause,
        needs=household.needs,
        recorded_by=office.user.login,
        recorded_on=office.today,
    )


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
