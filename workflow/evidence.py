"""Recording evidence: dated, by somebody, from somebody, with its document; and answering what was recorded before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from states.appeals import bars_to_deciding, decision_appealed, decision_to_correct, ends_the_case
from states.case import Actor
from states.contradictions import contradictions
from states.evidence import (
    Appeal,
    Change,
    CountyVisit,
    Declaration,
    EvidenceKind,
    Notice,
    Objection,
    Order,
    RecognitionOf,
    Record,
    Resolution,
    Survey,
)
from states.money import yuan
from states.months import first_of_month
from states.notice import bars_to_hanging
from states.outcomes import bars_of_kin, bars_to_deciding_anew, is_decided
from states.proposal import first_confirmation, proposed
from states.stages import PAID, Role
from workflow.bookkeeping import write_record, write_summary
from workflow.changes import apply_change, missing_from, undo_change, with_former
from workflow.errors import BadInput, NotPermitted, Refused, raise_first
from workflow.input_files import household_from, member_from
from workflow.recording import record_from, values_of
from workflow.regions import digits_of
from workflow.stores import despite_a_cut
from workflow.wording import finding_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from states.case import CaseFacts
    from states.facts import Household
    from workflow.errors import Trouble
    from workflow.office import Office
    from workflow.recording import Given

BY_THE_COUNTY = (CountyVisit, Order, RecognitionOf)
"""Evidence that only the county can give."""
MAY_POST = frozenset({Role.TOWNSHIP, Role.COUNTY})
SAID_ANEW: Mapping[type[Record], Mapping[str, str]] = {
    Objection: {"reason": ""},
    Appeal: {"reason": "", "wrong": "", "decided_by": ""},
}
"""What every answer says for itself: why it was decided so, and by whom."""


def record(office: Office, case_id: str, row: Record) -> int:
    """Record one piece of evidence; a change takes effect on the household in the same transaction.

    Gives the record's id. BadInput: dated in the future, or about a member the household has not; NotPermitted: the
    county's to record.
    """
    return record_all(office, case_id, (row,))[0]


@despite_a_cut
def record_all(office: Office, case_id: str, rows: Sequence[Record]) -> list[int]:
    """Record several pieces of evidence in their order, all of them or, where one is refused, none."""
    office.assert_works_on_cases()
    with office.writing() as uow:
        ids: list[int] = []
        for row in rows:
            case = uow.load_case(case_id)
            raise_first(objections(office, case, row))
            written = replace(row, recorded_by=office.user.login, recorded_on=office.today)
            if isinstance(written, Appeal):
                written = _decided(office, case, written)
            if isinstance(written, Change):
                written = with_former(case, written)
                apply_change(uow, case, written)
            ids.append(write_record(uow, office, case, written))
        write_summary(uow, office, uow.load_case(case_id))
        uow.commit()
    return ids


def survey_record(case: CaseFacts, household: Household, surveyors: tuple[str, ...], on: date) -> Survey:
    """A survey of a household on a day.

    The income window is fixed by the month of the application until the case is paid, then by the month of the survey
    (policy §2.2). One that is to correct a decision that an appeal found wrong keeps that decision's window.
    """
    wrong = decision_to_correct(case)
    corrected = case.survey_of(wrong) if wrong is not None else None
    fixed = corrected.window_end if corrected is not None else on if case.stage in PAID else case.opened_on
    return Survey(
        on=on,
        person=household.head.name,
        household=replace(household, id=case.id, village=case.household.village),
        surveyors=surveyors,
        window_end=first_of_month(fixed),
    )


@despite_a_cut
def resolve(office: Office, case_id: str, record_id: int, **fields: Any) -> int:
    """Answer an earlier record (an objection's outcome, a discrepancy's, the end of a pause) by one that amends it.

    The answer keeps the day that the earlier one is about; the day of answering is `recorded_on`.
    """
    office.assert_works_on_cases()
    with office.writing() as uow:
        case = uow.load_case(case_id)
        earlier = next((row for row in case.evidence.rows if row.id == record_id), None)
        if earlier is None:
            raise BadInput("evidence.unknown_record", record=record_id)
        if any(row.amends == record_id for row in case.evidence.rows):
            raise BadInput("evidence.already_answered", record=record_id)
        answer = _answer(office, earlier, fields)
        raise_first(_objections_to_answer(office, case, earlier, answer))
        if isinstance(answer, Appeal):
            answer = _decided(office, case, answer)
        if isinstance(answer, Change) and answer.outcome is Resolution.DISMISSED:
            undo_change(uow, case, answer)
        new_id = write_record(uow, office, case, answer)
        write_summary(uow, office, uow.load_case(case_id))
        uow.commit()
    return new_id


def _answer(office: Office, earlier: Record, fields: Mapping[str, Any]) -> Record:
    """An earlier record with what the answer says in its place; who decided and why is never taken over."""
    said = {**SAID_ANEW.get(type(earlier), {}), **fields}
    return replace(earlier, **said, id=0, amends=earlier.id, recorded_by=office.user.login, recorded_on=office.today)


def _objections_to_answer(office: Office, case: CaseFacts, earlier: Record, answer: Record) -> Iterator[Trouble]:
    """Everything for which an answer to an earlier record of a case would be refused."""
    yield from objections_to_giver(office, answer)
    if isinstance(answer, Notice):
        yield from objections_to_poster(office, case.household.village)
    if isinstance(earlier, Declaration) and isinstance(answer, Declaration):
        anew = {
            name: new for name in ("worker", "relative") if (new := getattr(answer, name)) != getattr(earlier, name)
        }
        yield from _unknown_kin(office, case, anew)
        if earlier.worker == office.user.login:
            yield NotPermitted("evidence.own_declaration")
    yield from _contradicted(answer)
    yield from _kin_deciding(office, case, answer)
    if isinstance(earlier, Objection | Appeal) and isinstance(answer, Objection | Appeal) and is_decided(earlier):
        who = dict.fromkeys((office.user.login, getattr(answer, "decided_by", "")))
        for finding in bars_to_deciding_anew(earlier, answer, who):
            yield Refused("evidence.barred", field="outcome", why=finding_text(finding), clause=finding.clause)
        if not answer.reason.strip():
            yield BadInput("evidence.OUTCOME_WITHOUT_REASON", field="reason")


def _decided(office: Office, case: CaseFacts, appeal: Appeal) -> Appeal:
    """An appeal's outcome with the name of who decided it.

    Refused: by its decision's taker, kin, or not the county. BadInput: upheld against what did not end the case, and
    nobody says what was wrong, so that nobody could correct it.
    """
    if appeal.outcome is Resolution.OPEN:
        return appeal
    named = appeal.decided_by or office.user.login
    roles = {user.login: user.role for user in office.users()}
    roles_of = {office.user.login: office.user.role, named: roles.get(named, Role.COUNTY)}
    deciders = [Actor(login, role) for login, role in roles_of.items()]
    for finding in bars_to_deciding(case, appeal, deciders, office.today):
        raise Refused("evidence.barred", field="decided_by", why=finding_text(finding), clause=finding.clause)
    against = decision_appealed(case, appeal)
    if appeal.outcome is Resolution.UPHELD and not ends_the_case(against) and not appeal.wrong.strip():
        raise BadInput("evidence.nothing_named_wrong", field="wrong")
    return replace(appeal, decided_by=named)


def objections_to_giver(office: Office, row: Record) -> Iterator[Trouble]:
    """Nobody knows the future, and some evidence only the county can give or answer."""
    if row.on > office.today:
        yield BadInput("evidence.in_the_future", field="on", on=row.on, today=office.today)
    if isinstance(row, BY_THE_COUNTY) and office.user.role is not Role.COUNTY:
        yield NotPermitted("evidence.county_only", kind=row.kind.value)


def objections(office: Office, case: CaseFacts, row: Record) -> Iterator[Trouble]:
    """Everything for which a record about a case, as it is now, would be refused; a form asks as one types."""
    yield from objections_to_giver(office, row)
    member = getattr(row, "member", "")
    joins = getattr(row, "joins", None)
    if member and joins is None and member not in {m.id for m in case.household.members}:
        yield BadInput("evidence.unknown_member", field="member", member=member)
    if getattr(row, "outcome", None) is Resolution.UPHELD and row.amends is None and isinstance(row, Change):
        yield BadInput("evidence.unanswered_first", field="outcome")
    yield from _contradicted(row)
    yield from _kin_deciding(office, case, row)
    if isinstance(row, Declaration):
        yield from _unknown_kin(office, case, {"worker": row.worker, "relative": row.relative})
    if isinstance(row, Change):
        yield from missing_from(row)
    if isinstance(row, Notice):
        yield from objections_to_poster(office, case.household.village)
        for finding in bars_to_hanging(case, row.on):
            yield Refused("evidence.barred", field="on", why=finding_text(finding), clause=finding.clause)


def objections_to_poster(office: Office, village: str) -> Iterator[NotPermitted]:
    """The village only assists: its notices are posted by the township or the county that it lies in."""
    if office.user.role not in MAY_POST:
        yield NotPermitted("notice.township_only")
    elif not village.startswith(digits_of(office.user.region)):
        yield NotPermitted("notice.not_yours", region=office.region_name(village))


def _kin_deciding(office: Office, case: CaseFacts, row: Record) -> Iterator[Refused]:
    """Nobody decides the objection to what was found about their own near relatives."""
    if isinstance(row, Objection) and is_decided(row):
        for finding in bars_of_kin(case, office.user.login, office.today):
            yield Refused("evidence.barred", field="outcome", why=finding_text(finding), clause=finding.clause)


def _contradicted(row: Record) -> Iterator[BadInput]:
    return (BadInput(f"evidence.{code}", field=name) for name, code in contradictions(row))


def _unknown_kin(office: Office, case: CaseFacts, said: Mapping[str, Any]) -> Iterator[Trouble]:
    """A declaration keeps a worker from a household: it holds nobody back that names no user, or no member."""
    if "worker" in said and said["worker"] not in {user.login for user in office.users()}:
        yield BadInput("evidence.unknown_worker", field="worker", worker=said["worker"])
    if "relative" in said and said["relative"] not in {member.id for member in case.household.members}:
        yield BadInput("evidence.unknown_member", field="relative", member=said["relative"])


def record_written(
    office: Office,
    case_id: str,
    kind: EvidenceKind,
    written: Mapping[str, Given],
    *,
    dated: date,
    file: str | None = None,
    amends: int | None = None,
) -> int:
    """Record what a person wrote: a survey and a new member come from a file, a notice shows what would be decided."""
    if amends is not None:
        return resolve(office, case_id, amends, **values_of(kind, written))
    with office.reading() as read:
        case = read.load_case(case_id)
    if kind is EvidenceKind.SURVEY:
        values = values_of(kind, written)
        household = household_from(_file(file, kind), on=dated, illnesses=office.illnesses)
        surveyors = values.pop("surveyors", ()) or (office.user.login,)
        return record(office, case_id, replace(survey_record(case, household, surveyors, dated), **values))
    whole: dict[str, Any] = {}
    if kind is EvidenceKind.CHANGE and file is not None:
        whole["joins"] = member_from(file, on=dated, illnesses=office.illnesses)
    return record(
        office, case_id, record_from(kind, _with_proposal(office, case, kind, written, dated), dated, **whole)
    )


def _with_proposal(
    office: Office, case: CaseFacts, kind: EvidenceKind, written: Mapping[str, Given], dated: date
) -> Mapping[str, Given]:
    """A notice that says no amount shows the one that the county would confirm on the first day it may."""
    if kind is not EvidenceKind.NOTICE:
        return written
    rules = office.rules_for(case.household.village)
    found = proposed(case, rules, first_confirmation(dated, rules))
    shown = {"monthly": yuan(found.total_monthly), "persons": str(found.counted)} if found is not None else {}
    return {"place": case.household.village, **shown, **written}


def _file(file: str | None, kind: EvidenceKind) -> str:
    if file is None:
        raise BadInput("recording.missing", option="--file", kind=kind.value)
    return file
