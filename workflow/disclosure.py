"""Showing whole what is masked: ID numbers and the bank account of a household, to somebody who says why (policy §5).

Each disclosure is an event of the case, with who and why; it changes nothing, and nobody loses a race to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.journal import LOOKED, Entry
from workflow.errors import BadInput, NotPermitted
from workflow.regions import digits_of
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from states.case import CaseFacts
    from workflow.office import Office

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What is masked elsewhere: ID numbers by member, and the bank account."""

    id_numbers: Mapping[str, str]
    bank_account: str


def disclose(office: Office, case_id: str, why: str) -> Disclosed:
    """A household's ID numbers and account, after noting who asks and why. BadInput: no reason was said."""
    household = disclose_cases(office, (case_id,), why)[0].household
    return Disclosed({member.id: member.id_no for member in household.members}, household.bank_account)


@despite_a_cut
def disclose_cases(office: Office, ids: Sequence[str], why: str) -> list[CaseFacts]:
    """Cases with nothing masked, after noting on each who asks and why.

    BadInput: no reason was said, no such case. NotPermitted: one lies outside the region in which they work.
    """
    reason = said_why(why)
    with office.writing() as uow:
        cases = [uow.load_case(ids[0])] if len(ids) == 1 else uow.load_cases(ids)
        for case in cases:
            if not case.household.village.startswith(digits_of(office.user.region)):
                raise NotPermitted("disclosure.elsewhere", login=office.user.login, case=case.id)
            uow.append(
                case.id,
                Entry(
                    kind=LOOKED, on=office.today, actor=office.user.login, role=office.user.role,
                    source=case.stage, dest=case.stage, note=reason,
                ),
            )  # fmt: skip
        uow.commit()
    return cases


def said_why(reason: str) -> str:
    """A reason for seeing numbers whole, as it is recorded. BadInput: none was said, or one too long to keep."""
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise BadInput("disclosure.no_reason", field="reason", most=LONGEST_REASON)
    return said
