"""Outcomes: what an upheld objection calls for, and that another person decides who decides otherwise (policy §10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import Notice, Resolution
from states.findings import blocks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from states.case import CaseFacts
    from states.evidence import Appeal, Objection
    from states.findings import Finding

CLAUSE = "§10 outcomes"


def is_decided(row: Appeal | Objection) -> bool:
    """Whether it has an outcome."""
    return row.outcome is not Resolution.OPEN


def bars_of_kin(case: CaseFacts, login: str, on: date) -> Iterator[Finding]:
    """What stands against somebody's deciding an objection: they are a near relative of the household."""
    for kin in case.kin_of_household(login, on):
        yield blocks(
            "NEAR_RELATIVE", "§3 near relatives", datum=login, limit=kin.number, remedy="ANOTHER_DECIDES",
            subject=kin.member,
        )  # fmt: skip


def bars_to_deciding_anew(
    earlier: Appeal | Objection, answer: Appeal | Objection, who: Iterable[str]
) -> Iterator[Finding]:
    """What stands against an answer to what was decided: it decides nothing else, or the same person gives it."""
    if not is_decided(earlier):
        return
    decided_on = earlier.recorded_on or earlier.on
    if answer.outcome in {Resolution.OPEN, earlier.outcome}:
        yield blocks(
            "OUTCOME_DECIDED", CLAUSE, datum=earlier.outcome.value, limit=decided_on, remedy="DECIDE_OTHERWISE"
        )
    for login in who:
        if login == earlier.decider:
            yield blocks("OUTCOME_OF_THE_SAME", CLAUSE, datum=login, limit=decided_on, remedy="ANOTHER_DECIDES")


def waits_for_sending_back(case: CaseFacts, objection: Objection) -> bool:
    """Whether an objection was upheld and the case was not sent back since; no new notice takes the place of that.

    Of what happened on one day the records' numbers tell the order: a notice that an objection was upheld against hangs
    until the case is sent back.
    """
    if objection.outcome is not Resolution.UPHELD:
        return False
    sent_back, notice = case.last_step("send_back"), case.evidence.newest(Notice)
    if sent_back is None or sent_back.on < (objection.recorded_on or objection.on):
        return True
    return notice is not None and notice.id < objection.id
