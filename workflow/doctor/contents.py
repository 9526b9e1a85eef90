"""Checks of what the database holds: the journal, sums, people helped twice, kin, work, users."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from db.access import has_passwords
from db.due import items_by_village
from db.health import counted_twice, paid_twice, strangers, unsealed_since
from states.months import add_months
from states.stages import Role
from workflow.declarations import declarations
from workflow.doctor.contradictions import contradictions
from workflow.doctor.noted import fails, fine, warns
from workflow.due import due_filter, quarter_of
from workflow.journal import problem_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.verify import JournalProblem
    from states.case import CaseFacts, StepTaken
    from workflow.doctor.noted import Noted
    from workflow.doctor.patient import Patient

MOST_NAMED = 5
LATE_MONTHS = 3
UNSEALED = timedelta(days=2)
FOLDS = frozenset({"STAGE_WITHOUT_EVENT", "STAGES_DO_NOT_FOLLOW", "ROLL_SUMS_DIFFER"})
"""Problems of what is added up from what the journal holds; every other is one of the journal itself."""
ROLES = (Role.VILLAGE, Role.TOWNSHIP, Role.COUNTY)


def chains(patient: Patient) -> Iterator[Noted]:
    """Nothing of the journal, of no frozen paper and of no seal was changed, cut off or added; and it is sealed."""
    yield from _problems("chains", [each for each in patient.journal.problems if each.code not in FOLDS])
    with patient.store.reading() as read:
        since = unsealed_since(read)
    if since is not None and patient.now - since > UNSEALED:
        yield warns("chains.unsealed", since=f"{since.astimezone():%Y-%m-%d}")
    yield fine("chains.ok", events=f"{patient.journal.events:,}", fingerprint=patient.journal.fingerprint)


def sums(patient: Patient) -> Iterator[Noted]:
    """Stages are what the events say, amounts what the decisions in force say, rolls what their lines add up to."""
    yield from _problems("sums", [each for each in patient.journal.problems if each.code in FOLDS])
    for code, cases in contradictions(patient.office).items():
        yield fails(f"sums.{code}", count=len(cases), cases=", ".join(cases[:MOST_NAMED]))


def _problems(check: str, found: list[JournalProblem]) -> Iterator[Noted]:
    for problem in found[:MOST_NAMED]:
        yield fails(f"{check}.problem", text=problem_text(problem))
    if len(found) > MOST_NAMED:
        yield fails(f"{check}.more", count=f"{len(found) - MOST_NAMED:,}")


def double_support(patient: Patient) -> Iterator[Noted]:
    """Nobody is paid for in two cases, and no case has two payments of a month.

    Somebody who joined a household may count there before a decision does: that is told, and nothing is paid twice.
    """
    with patient.store.reading() as read:
        payments = paid_twice(read)
        for places in counted_twice(read).values():
            paying = [case.id for case in read.load_cases(list(places)) if _pays_for(case, places[case.id])]
            first, second = [*paying, *(case for case in places if case not in paying)][:2]
            note, code = (fails, "person") if len(paying) > 1 else (warns, "joined")
            yield note(f"double_support.{code}", case=first, other=second)
    for row in payments[:MOST_NAMED]:
        yield fails("double_support.payment", case=row["case_id"], month=f"{row['month']:%Y-%m}", count=len(payments))


def _pays_for(case: CaseFacts, member: str) -> bool:
    """Whether the decision in force rests on a survey in which a member counts."""
    survey = case.survey_of(case.survey_decision) if case.survey_decision is not None else None
    return survey is not None and any(each.id == member for each in survey.household.counted)


def kin(patient: Patient) -> Iterator[Noted]:
    """Nobody took a step on a case of a household to whom they are declared near relatives (policy §3).

    A step that was taken before the kinship was declared is told, too: nothing could refuse it then.
    """
    entries = declarations(patient.office)
    ids = sorted({case for entry in entries for case in (entry.case.id, *entry.touches)})
    with patient.store.reading() as read:
        steps = [each for case in read.load_cases(ids) for each in _steps_of_kin(case)]
    known = [(case, step) for case, step, declared in steps if declared]
    for case, step in known[:MOST_NAMED]:
        yield fails("kin.step", case=case, step=step.step, who=step.actor, day=step.on, count=len(known))
    before = sorted({case for case, _, declared in steps if not declared})
    if before:
        yield warns("kin.before", count=len(before), cases=", ".join(before[:MOST_NAMED]))


def _steps_of_kin(case: CaseFacts) -> Iterator[tuple[str, StepTaken, bool]]:
    """Steps by near relatives, and whether the kinship was on record by the day before."""
    for step in case.history:
        found = case.kin_of_household(step.actor, step.on)
        if found:
            yield case.id, step, any((each.declaration.recorded_on or step.on) < step.on for each in found)


def overdue(patient: Patient) -> Iterator[Noted]:
    """No work waits after its last day."""
    asked = due_filter(patient.office, quarter_of(patient.today))
    with patient.store.reading() as read:
        rows = [row for row in items_by_village(read, asked) if row["overdue"]]
    if rows:
        oldest = min(row["earliest"] for row in rows)
        much = oldest < add_months(patient.today, -LATE_MONTHS)
        items = sum(row["overdue"] for row in rows)
        yield (fails if much else warns)("overdue.some", items=f"{items:,}", villages=len(rows), since=oldest)


def users(patient: Patient) -> Iterator[Noted]:
    """Somebody can act for each role, each in a region that there is, and cases are given to nobody else.

    Where some prove who they are, whoever has no password is still believed to be whom they say.
    """
    known = patient.office.users()
    with patient.store.reading() as read:
        regions = {row["code"] for row in read.regions()}
        unknown = strangers(read)
        proved = has_passwords(read)
    for role in ROLES:
        if not any(user.role is role for user in known):
            yield fails("users.role", role=role.value)
    for user in known:
        if user.role is not Role.CRON and user.region not in regions:
            yield fails("users.region", login=user.login, region=user.region)
    believed = [user.login for user in known if user.login not in proved and user.role is not Role.CRON]
    if proved and believed:
        yield warns("users.believed", logins=", ".join(believed[:MOST_NAMED]), count=len(believed))
    if unknown:
        yield fails("users.unknown", logins=", ".join(unknown[:MOST_NAMED]))
    yield fine("users.ok", count=len(known))
