"""Taking away what names people, once the term for which it is kept is over (the sheet's `retention_years`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.journal import REDUCED, Entry
from db.reducing import ended_before, reduce_case, reduce_household, villages_with_ended
from states.months import add_months
from states.reduced import reduced_household, reduced_record
from states.stages import Role
from workflow.errors import NotPermitted
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.office import Office

A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Expired:
    """A household whose cases are all over for longer than its data may be kept."""

    household: int
    cases: tuple[str, ...]


def expired(office: Office) -> tuple[Expired, ...]:
    """Households whose data are to be reduced today, by village; those of reduced ones are not told again."""
    found: list[Expired] = []
    with office.reading() as read:
        for village in villages_with_ended(read):
            years = office.rules_for(village).policies(office.today).retention_years
            before = add_months(office.today, -A_YEAR * years)
            found += (Expired(number, tuple(ids)) for number, ids in ended_before(read, village, before).items())
    return tuple(found)


def reduce(office: Office, households: tuple[Expired, ...]) -> Iterator[Expired]:
    """Reduce households for good, each in a transaction of its own; tells each that is done.

    NotPermitted: somebody else than the county's worker asks for it.
    """
    if office.user.role is not Role.COUNTY:
        raise NotPermitted("retention.county_only", login=office.user.login)
    for each in households:
        _reduce(office, each)
        yield each


@despite_a_cut
def _reduce(office: Office, expired_one: Expired) -> None:
    with office.writing() as uow:
        cases = uow.load_cases(expired_one.cases)
        reduce_household(uow, expired_one.household, reduced_household(cases[-1].household))
        for case in reversed(cases):
            entry = Entry(
                kind=REDUCED, on=office.today, actor=office.user.login, role=office.user.role,
                source=case.stage, dest=case.stage,
            )  # fmt: skip
            reduce_case(uow, case, {record.id: reduced_record(record) for record in case.evidence.rows}, entry)
        uow.commit()
