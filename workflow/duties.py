"""Exceptions from the separation of duties for an office of two: recorded by the county, with a reason and days.

Where one holds, whoever verified a case of the township may enroll it as well; nothing else is let off (policy §3).
Each act under one names it in its event, and the quarterly reports count them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db.duties import add_exception, end_exception, exception_rows
from db.ledger import acts_under_exceptions
from states.months import add_months
from states.stages import Role
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.regions import digits_of, is_known, level_of

if TYPE_CHECKING:
    from db.reading import Reading
    from workflow.office import Office

A_YEAR = 12


@dataclass(frozen=True, slots=True)
class TownshipException:
    """An exception as it was recorded, and how many acts were done under it; `until` is the first day without it.

    `ended_on` is the day from which it did not hold any more before that; None where nobody ended it.
    """

    number: int
    region: str
    reason: str
    begins_on: date
    until: date
    made_by: str
    ended_on: date | None
    ended_by: str
    acts: int

    def state_on(self, day: date) -> str:
        """Whether it "holds" on a day, is "over", or is "to_come"."""
        if day >= min(self.until, self.ended_on or self.until):
            return "over"
        return "holds" if self.begins_on <= day else "to_come"


def exceptions(office: Office, region: str = "") -> tuple[TownshipException, ...]:
    """Every exception of the townships in a region, the newest first."""
    with office.reading() as read:
        return _within(read, region)


def record_exception(office: Office, region: str, reason: str, begins_on: date, until: date) -> TownshipException:
    """Let who verifies cases of a township enroll them as well, from a day up to, not including, another.

    NotPermitted: somebody else than the county's worker asks, or not of this county. BadInput: the region is no
    township, no reason is said, or the days are past, in the wrong order or more than a year. Refused: another
    exception holds on one of the days.
    """
    _assert_countys(office, region)
    if not reason.strip():
        raise BadInput("duties.no_reason", field="reason")
    if not office.today <= begins_on < until <= add_months(begins_on, A_YEAR):
        raise BadInput("duties.days", field="until", today=office.today, begins_on=begins_on, until=until)
    with office.writing() as uow:
        if level_of(region) != "township" or not is_known(region, (str(row["code"]) for row in uow.regions())):
            raise BadInput("duties.no_township", field="region", region=region)
        for other in _within(uow, region):
            if other.begins_on < until and begins_on < min(other.until, other.ended_on or other.until):
                raise Refused("duties.holds_already", number=other.number, begins_on=other.begins_on, until=other.until)
        number = add_exception(
            uow.connection, region=region, reason=reason.strip(), begins_on=begins_on, until=until,
            made_by=office.user.login, made_at=uow.now(),
        )  # fmt: skip
        uow.commit()
    return TownshipException(number, region, reason.strip(), begins_on, until, office.user.login, None, "", 0)


def end_early(office: Office, number: int) -> TownshipException:
    """Let an exception hold no more from today on.

    NotPermitted as of `record_exception`. BadInput: there is none of that number. Refused: it is over.
    """
    with office.writing() as uow:
        found = next((each for each in _within(uow) if each.number == number), None)
        if found is None:
            raise BadInput("duties.unknown", number=number)
        _assert_countys(office, found.region)
        if found.state_on(office.today) == "over":
            raise Refused("duties.is_over", number=number)
        end_exception(
            uow.connection, number=number, ended_on=office.today, ended_by=office.user.login, ended_at=uow.now()
        )
        ended = next(each for each in _within(uow) if each.number == number)
        uow.commit()
    return ended


def _within(read: Reading, region: str = "") -> tuple[TownshipException, ...]:
    acts = acts_under_exceptions(read, date.min, date.max)
    return tuple(
        TownshipException(
            row["id"], row["region"], row["reason"], row["begins_on"], row["until"], row["made_by"], row["ended_on"],
            row["ended_by"] or "", acts.get(row["id"], 0),
        )
        for row in exception_rows(read.connection)
        if row["region"].startswith(digits_of(region))
    )  # fmt: skip


def _assert_countys(office: Office, region: str) -> None:
    """NotPermitted: an exception is made by somebody above, who works for the county that the township is in."""
    if office.user.role is not Role.COUNTY or not office.user.works_in(region):
        raise NotPermitted("duties.county_only", login=office.user.login)
