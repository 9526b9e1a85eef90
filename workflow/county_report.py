"""The county's report of a year or quarter: key support against the sheet's floor, causes, needs, referrals (§2.7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from states.money import half_up
from states.past import as_known_on
from workflow.due import quarter_named, quarter_of
from workflow.errors import BadInput
from workflow.figures import HOUSEHOLDS, PERSONS, added_up
from workflow.ledger import cases_between, entry_on
from workflow.referrals import referral_figures
from workflow.regions import CODE_DIGITS, digits_of, regions_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from states.case import CaseFacts
    from states.ledger import LedgerEntry
    from states.policy import Policy
    from workflow.figures import Figures
    from workflow.office import Office

TOWNSHIP_DIGITS = 9
MONTHS = 12
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Period:
    """A year or a quarter by its name, half-open."""

    name: str
    start: date
    until: date


@dataclass(frozen=True, slots=True)
class KeySupport:
    """The key-supported persons of a place: fen a month, and the sum of each one's share of the standard."""

    persons: int
    monthly: int
    shares: Fraction
    floor: Fraction

    @property
    def average(self) -> int:
        """The average top-up in fen a month, rounded half-up; 0 of nobody."""
        return half_up(Fraction(self.monthly, self.persons)) if self.persons else 0

    @property
    def average_share(self) -> Fraction | None:
        """The average share of the standard, exact; None of nobody."""
        return self.shares / self.persons if self.persons else None

    @property
    def reaches_floor(self) -> bool:
        """Whether the average share is the sheet's floor or more; of nobody it is."""
        return self.average_share is None or self.average_share >= self.floor


@dataclass(frozen=True, slots=True)
class CountyReport:
    """A region's figures by township: the caseload at the end of a day, the referrals of a period up to that day."""

    region: str
    period: Period
    day: date
    places: dict[str, Figures]
    floors: dict[str, Fraction]

    @property
    def total(self) -> Figures:
        """The sum of the townships."""
        return added_up((_NOTHING, *self.places.values()))

    def key_support(self, place: str = "") -> KeySupport:
        """Key support in a township, or of all of them; where their floors differ, against the highest."""
        of = (self.places[place] if place else self.total)["key_support"]
        floor = self.floors[place] if place else max(self.floors.values(), default=Fraction(0))
        return KeySupport(of[PERSONS], of["monthly"], of["shares"], floor)


_NOTHING: Figures = {
    "caseload": {HOUSEHOLDS: 0, PERSONS: 0, "monthly": 0},
    "key_support": {PERSONS: 0, "monthly": 0, "shares": Fraction(0)},
    "causes": {},
    "needs": {},
    "referrals": {},
    "outcomes": {},
}


def period_named(office: Office, name: str = "") -> Period:
    """The year or quarter of a name such as 2026 or 2026Q3; the quarter before today's of none. BadInput: neither."""
    if _YEAR.fullmatch(name) and date.min.year <= int(name) < date.max.year:
        return Period(name, date(int(name), 1, 1), date(int(name) + 1, 1, 1))
    if name.isdigit():
        raise BadInput("county_report.no_period", name=name)
    quarter = quarter_named(name) if name else quarter_of(office.today).shifted(-1)
    return Period(quarter.name, quarter.start, quarter.until)


def county_report(
    office: Office, period: Period, region: str = "", progress: Callable[[int], None] | None = None
) -> CountyReport:
    """A region's report, of the present period up to today. BadInput: the period has not begun."""
    if period.start > office.today:
        raise BadInput("county_report.to_come", name=period.name)
    day = min(period.until - timedelta(days=1), office.today)
    there = digits_of(region)
    found: dict[str, list[Figures]] = {each.code: [] for each in regions_of(office, region) if each.level == "township"}
    with office.reading() as read:
        for case in cases_between(read, day, day, region, progress):
            entry = entry_on(office, case, day)
            if entry is not None and entry.village.startswith(there):
                policy = office.rules_for(entry.village).policies(day)
                found.setdefault(township_of(entry.village), []).append(_of_household(case, entry, policy, day))
        for village, figures in referral_figures(read, period.start, day, region):
            found.setdefault(township_of(village), []).append(figures)
    return CountyReport(
        region,
        period,
        day,
        {place: added_up((_NOTHING, *figures)) for place, figures in sorted(found.items())},
        {place: office.rules_for(place).policies(day).key_support_average_floor for place in found},
    )


def township_of(village: str) -> str:
    """The code of the township that a village lies in."""
    return village[:TOWNSHIP_DIGITS].ljust(CODE_DIGITS, "0")


def _of_household(case: CaseFacts, entry: LedgerEntry, policy: Policy, day: date) -> Figures:
    cause, needs = _cause_and_needs(case, day)
    one = {HOUSEHOLDS: 1, PERSONS: entry.counted}
    shares = (
        part.rate if part.rate is not None else Fraction(MONTHS * part.amount, policy.standard_annual)
        for part in entry.top_ups
    )
    return {
        "caseload": {**one, "monthly": entry.monthly},
        "key_support": {
            PERSONS: len(entry.top_ups),
            "monthly": sum(part.amount for part in entry.top_ups),
            "shares": sum(shares, Fraction(0)),
        },
        "causes": {cause: {**one, "monthly": entry.monthly}},
        "needs": dict.fromkeys(needs, one),
    }


def _cause_and_needs(case: CaseFacts, day: date) -> tuple[str, tuple[str, ...]]:
    """What the newest survey by a day says, else the application; "" where no cause was said."""
    known = as_known_on(case, day) or case
    surveyed = known.survey.household if known.survey is not None else known.household
    return surveyed.cause or known.household.cause, surveyed.needs or known.household.needs
