"""Why a household gets nothing for a month, or still waits for an earlier one: a reason for each (policy §7.6).

What waits is not lost: it comes as arrears of a later roll, once the reason is gone (policy §2.10, §3).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from states.entitlement import due_in, withholding_in
from states.evidence import Withhold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from states.case import CaseFacts, Decision


class Unpaid(StrEnum):
    """Why a household of the caseload gets no money in a month."""

    WITHHELD = "withheld"
    PAID_ELSEWHERE = "paid_elsewhere"
    OWES = "owes"
    TERM_ENDED = "term_ended"
    NOT_YET = "not_yet"
    NOTHING_DUE = "nothing_due"


CLAUSES = {
    Unpaid.WITHHELD: "§3",
    Unpaid.PAID_ELSEWHERE: "§7.6",
    Unpaid.OWES: "§2.10",
    Unpaid.TERM_ENDED: "§3",
    Unpaid.NOT_YET: "§2.10",
    Unpaid.NOTHING_DUE: "§2.6",
}
TAPER_CLAUSE = "§2.8"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a month's money is not paid: a code and its clause, with what was noted of it.

    `amount` fen of the month wait. `noted` is what a withholding says, `by` who noted it; `on` is the day of the
    withholding or of the decision, the term's end, or the first month that is paid.
    """

    month: date
    code: Unpaid
    clause: str
    amount: int = 0
    noted: str = ""
    by: str = ""
    on: date | None = None


def waiting(
    months: Iterable[date],
    case: CaseFacts,
    known_on: date,
    given: Mapping[date, int],
    elsewhere: frozenset[date],
) -> Iterator[Reason]:
    """Of each month whose money waits the reason, as known on a day; `given` is what was paid for the months."""
    rows = tuple(case.evidence.every(Withhold))
    if not rows and not elsewhere:
        return
    known = [decision for decision in case.decisions if decision.on <= known_on]
    for month in months:
        amount = due_in(month, known) - given.get(month, 0)
        if amount <= 0:
            continue
        held = withholding_in(month, rows, known_on)
        if month in elsewhere:
            yield Reason(month, Unpaid.PAID_ELSEWHERE, CLAUSES[Unpaid.PAID_ELSEWHERE], amount)
        elif held is not None:
            by, on = held.recorded_by or held.person, held.recorded_on or held.on
            yield Reason(month, Unpaid.WITHHELD, CLAUSES[Unpaid.WITHHELD], amount, held.reason, by, on)


def nothing_paid(month: date, code: Unpaid, decision: Decision | None, known: Sequence[Decision]) -> Reason:
    """Why nothing is paid for a month of which no money waits, by the decision that is in force in it."""
    clause = CLAUSES[code]
    on = decision.on if decision is not None else min((d.effective_from for d in known), default=None)
    if decision is not None and code is Unpaid.TERM_ENDED:
        on = decision.term_end
    elif decision is not None and code is Unpaid.NOTHING_DUE and decision.taper is not None:
        clause = TAPER_CLAUSE
    return Reason(month, code, clause, on=on)
