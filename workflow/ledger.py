"""The ledgers: every household of the caseload on a day, and a quarter's movement by batch with its checks (policy §6).

A ledger of a past day is the fold of what had happened by then, so it says what was true then.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from db.ledger import acts_under_exceptions, ledger_case_count, ledger_case_ids, moved_from
from db.matching import last_outcomes
from db.payroll import roll_rows, totals_by_village
from states.entitlement import due_in
from states.ledger import LedgerEntry, ledger_entry
from states.months import add_months, months_from
from states.past import as_known_on
from states.stages import Batch
from workflow.errors import BadInput
from workflow.referrals import referral_figures
from workflow.regions import digits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading
    from states.case import CaseFacts
    from states.match_flag import MatchOutcome
    from workflow.due import Quarter
    from workflow.office import Office

CHUNK = 200
SETTLING_MONTHS = 3
"""A case that ended so long before a quarter may still be paid in it."""
ENDING_SOON_DAYS = 90
BY_HOUSEHOLD = (Batch.ADMISSION, Batch.EXPENDITURE, Batch.TAPER)
"""The batches that exclude each other; batch 3 counts persons of them."""


class Flow(StrEnum):
    """How a household or person came to be in a batch at the end of a quarter, or no longer."""

    OPENING = "opening"
    ADDED = "added"
    REMOVED = "removed"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    CHANGED_IN = "changed_in"
    CHANGED_OUT = "changed_out"
    GROWN = "grown"
    SHRUNK = "shrunk"
    CLOSING = "closing"


SIGNS = {
    Flow.OPENING: 1, Flow.ADDED: 1, Flow.REMOVED: -1, Flow.MOVED_IN: 1, Flow.MOVED_OUT: -1,
    Flow.CHANGED_IN: 1, Flow.CHANGED_OUT: -1, Flow.GROWN: 1, Flow.SHRUNK: -1,
}  # fmt: skip
"""With these signs the flows of households, and of persons, add up to the closing."""


def size(office: Office, day: date, region: str = "") -> int:
    """How many cases a ledger of a day looks at."""
    with office.reading() as read:
        return ledger_case_count(read, day, day, region, _moved(read, region))


def ledger(
    office: Office, day: date, region: str = "", progress: Callable[[int], None] | None = None
) -> tuple[LedgerEntry, ...]:
    """Every household of a region's caseload on a day, by village and case number. BadInput: a day to come."""
    _assert_known(office, day)
    prefix = digits_of(region)
    with office.reading() as read:
        entries = (entry_on(office, case, day) for case in cases_between(read, day, day, region, progress))
        found = [entry for entry in entries if entry is not None and entry.village.startswith(prefix)]
    return tuple(sorted(found, key=lambda entry: (entry.village, entry.case)))


@dataclass
class Movement:
    """What moved in a region in a quarter, up to a day in it; `closing` are that day's entries, `referrals` those made.

    `households` and `persons` count by batch and flow, `roll_due` and `ledger_due` are fen by month that has a roll,
    `matches` what the last match with a register said of the closing households, by the day that it was run on,
    `excepted` how many acts were done under an exception from the separation of duties.
    """

    quarter: Quarter
    until: date
    region: str
    households: dict[Batch, Counter[Flow]] = field(default_factory=lambda: defaultdict(Counter))
    persons: dict[Batch, Counter[Flow]] = field(default_factory=lambda: defaultdict(Counter))
    closing: list[LedgerEntry] = field(default_factory=list)
    referrals: list[dict[str, Any]] = field(default_factory=list)
    matches: dict[date, Counter[MatchOutcome]] = field(default_factory=lambda: defaultdict(Counter))
    unclassed: int = 0
    excepted: int = 0
    paid: dict[date, int] = field(default_factory=dict)
    roll_due: dict[date, int] = field(default_factory=dict)
    ledger_due: Counter[date] = field(default_factory=Counter)

    def total(self, of: dict[Batch, Counter[Flow]], flow: Flow) -> int:
        """A flow over all batches; changes from one batch to another cancel out."""
        return sum(of[batch][flow] for batch in BY_HOUSEHOLD)

    @property
    def top_ups(self) -> dict[str, tuple[int, int]]:
        """Persons and fen a month by category at the end."""
        found: dict[str, tuple[int, int]] = {}
        for entry in self.closing:
            for part in entry.top_ups:
                persons, fen = found.get(part.category, (0, 0))
                found[part.category] = (persons + 1, fen + part.amount)
        return dict(sorted(found.items()))

    @property
    def tapers(self) -> dict[int, tuple[int, int]]:
        """Households and fen a month by the year that the taper was entered, at the end."""
        found: dict[int, tuple[int, int]] = {}
        for entry in self.closing:
            if entry.taper is not None:
                households, fen = found.get(entry.taper.entered.year, (0, 0))
                found[entry.taper.entered.year] = (households + 1, fen + entry.monthly)
        return dict(sorted(found.items()))

    @property
    def ending_soon(self) -> int:
        """Households whose expenditure term ends within 90 days of the end."""
        last = self.until + timedelta(days=ENDING_SOON_DAYS)
        return sum(e.term_end is not None and self.until < e.term_end <= last for e in self.closing)

    @property
    def not_matched(self) -> int:
        """Households at the end that no match with a register has looked at."""
        return len(self.closing) - sum(of.total() for of in self.matches.values())

    @property
    def monthly(self) -> int:
        """Fen a month at the end."""
        return sum(entry.monthly for entry in self.closing)


@dataclass(frozen=True, slots=True)
class LedgerCheck:
    """A rule that a ledger keeps: its code, and both sides."""

    code: str
    left: int
    right: int
    money: bool = False
    about: str = ""

    @property
    def holds(self) -> bool:
        """Whether both sides are the same."""
        return self.left == self.right


def movement(
    office: Office, quarter: Quarter, region: str = "", progress: Callable[[int], None] | None = None
) -> Movement:
    """A region's movement in a quarter, up to today in the present one. BadInput: it has not begun."""
    _assert_known(office, quarter.start)
    until = min(quarter.last_day, office.today)
    found = Movement(quarter, until, region)
    opening_day = quarter.start - timedelta(days=1)
    with office.reading() as read:
        rolls = _rolls(read, found)
        found.excepted = sum(acts_under_exceptions(read, quarter.start, until, region).values())
        found.referrals = [each["referrals"] for _, each in referral_figures(read, quarter.start, until, region)]
        for case in cases_between(read, add_months(quarter.start, -SETTLING_MONTHS), until, region, progress):
            _flow(found, entry_on(office, case, opening_day), entry_on(office, case, until))
            for row in rolls:
                known = as_known_on(case, row["known_on"])
                if known is not None and known.household.village.startswith(digits_of(region)):
                    found.ledger_due[row["month"]] += due_in(row["month"], known.decisions)
        for day, outcome in last_outcomes(read, [entry.case for entry in found.closing], until).values():
            found.matches[day][outcome] += 1
    return found


def checks(found: Movement) -> Iterator[LedgerCheck]:
    """The rules of policy §6: flows add up, batches add up to the caseload, the ledger agrees with the rolls."""
    for of, what in ((found.households, "households"), (found.persons, "persons")):
        for batch in BY_HOUSEHOLD:
            left = sum(sign * of[batch][flow] for flow, sign in SIGNS.items())
            yield LedgerCheck(f"flow_{what}", left, of[batch][Flow.CLOSING], about=batch.value)
    in_batches = sum(found.households[batch][Flow.CLOSING] for batch in BY_HOUSEHOLD)
    yield LedgerCheck("batches", in_batches + found.unclassed, len(found.closing))
    yield LedgerCheck("classed", found.unclassed, 0)
    parts = sum(part.amount for entry in found.closing for part in entry.parts)
    yield LedgerCheck("parts", parts, found.monthly, money=True)
    for month, due in found.roll_due.items():
        yield LedgerCheck("roll", found.ledger_due[month], due, money=True, about=f"{month:%Y-%m}")


def _flow(found: Movement, before: LedgerEntry | None, after: LedgerEntry | None) -> None:
    """Count one case: in its batch at the beginning, at the end, and on the way between."""
    prefix = digits_of(found.region)
    was_here = before is not None and before.village.startswith(prefix)
    is_here = after is not None and after.village.startswith(prefix)
    if before is not None and was_here:
        _count(found, before, Flow.OPENING)
        if after is None:
            _count(found, before, Flow.REMOVED)
        elif not is_here:
            _count(found, before, Flow.MOVED_OUT)
    if after is not None and is_here:
        found.closing.append(after)
        found.unclassed += after.batch is None
        _count(found, after, Flow.CLOSING)
        if before is None:
            _count(found, after, Flow.ADDED)
        elif not was_here:
            _count(found, after, Flow.MOVED_IN)
    if before is not None and after is not None and was_here and is_here:
        _stayed(found, before, after)


def _stayed(found: Movement, before: LedgerEntry, after: LedgerEntry) -> None:
    if before.batch is not after.batch:
        _count(found, before, Flow.CHANGED_OUT)
        _count(found, after, Flow.CHANGED_IN)
    elif after.batch is not None and after.counted != before.counted:
        more = after.counted - before.counted
        found.persons[after.batch][Flow.GROWN if more > 0 else Flow.SHRUNK] += abs(more)


def _count(found: Movement, entry: LedgerEntry, flow: Flow) -> None:
    if entry.batch is not None:
        found.households[entry.batch][flow] += 1
        found.persons[entry.batch][flow] += entry.counted


def _rolls(read: Reading, found: Movement) -> tuple[RowMapping, ...]:
    """The rolls of the quarter's months, with what they pay in the region."""
    months = set(months_from(found.quarter.start, found.quarter.until))
    rolls = tuple(row for row in roll_rows(read) if row["month"] in months and row["state"] != "drawing")
    for row in rolls:
        totals = totals_by_village(read, row["month"], found.region)
        found.roll_due[row["month"]] = sum(int(each["due"]) for each in totals)
        found.paid[row["month"]] = sum(int(each["to_pay"]) for each in totals)
    return rolls


def entry_on(office: Office, case: CaseFacts, day: date) -> LedgerEntry | None:
    """The entry of a case by what was known on a day; None where it was not of the caseload then."""
    known = as_known_on(case, day)
    return ledger_entry(known, day, office.rules_for(known.household.village)) if known is not None else None


def cases_between(
    read: Reading, since: date, until: date, region: str, progress: Callable[[int], None] | None
) -> Iterator[CaseFacts]:
    """The cases that may have been in a region from one day to another."""
    done = 0
    for ids in _chunks(read, since, until, region):
        yield from read.load_cases(ids)
        done += len(ids)
        if progress is not None:
            progress(done)


def _chunks(read: Reading, since: date, until: date, region: str) -> Iterable[tuple[str, ...]]:
    moved, after = _moved(read, region), ""
    while ids := tuple(ledger_case_ids(read, since, until, region=region, moved=moved, after=after, limit=CHUNK)):
        yield ids
        after = ids[-1]


def _moved(read: Reading, region: str) -> tuple[str, ...]:
    return tuple(moved_from(read, region)) if region else ()


def _assert_known(office: Office, day: date) -> None:
    if day > office.today:
        raise BadInput("ledger.to_come", day=day)
