"""A month's roll as it is looked at: its lines, its totals by place and the checks on them, what a line rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from db import payroll as stored
from states.case import MACHINE
from states.evidence import Survey
from states.months import add_months, first_of_month
from states.payroll import AS_DECIDED, BASE, TAPER, TOP_UP, parts_of
from workflow.errors import BadInput
from workflow.frozen import is_whole
from workflow.payroll import CHUNK, entries, first_roll, line_row, part_document, roll_of
from workflow.regions import digits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading
    from states.case import CaseFacts, Decision
    from workflow.office import Office

NOT_DRAWN = "not_drawn"
TOWNSHIP_DIGITS = 9
PART_FIGURES = {BASE: "base", AS_DECIDED: "base", TOP_UP: "top_ups", TAPER: "taper"}
"""The figure that a part of what is due counts to."""
FIGURES = ("base", "top_ups", "taper", *stored.FIGURES[1:])
"""A line's figures: what is due by its parts, then as they are stored, in the order in which they add up."""
SUMS = ("listed", "households", "persons", *FIGURES)
"""What is counted: households listed, those of them that are paid, the persons paid for, and every figure."""


@dataclass(frozen=True, slots=True)
class Roll:
    """A month's roll, drawn up or only as it would be today (`not_drawn`); figures are fen."""

    month: date
    state: str
    head: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]
    is_whole: bool = True
    """Whether a released one still says what was released, as its digest has it."""

    @property
    def totals(self) -> Counter[str]:
        """What the lines come to, by the names of `SUMS`."""
        return totals_of(self.lines)

    @property
    def paid(self) -> tuple[Mapping[str, Any], ...]:
        """The lines of households that get money."""
        return tuple(line for line in self.lines if line["to_pay"])


@dataclass(frozen=True, slots=True)
class Check:
    """A figure that must be the same wherever it stands: its name, and its value in each place, in fen or a count.

    `attempt` is that of the bank file which is checked; 0: all of the roll.
    """

    name: str
    values: Mapping[str, int]
    attempt: int = 0

    @property
    def code(self) -> str:
        """Its name, and the attempt's number where it is about one."""
        return f"{self.name}_{self.attempt}" if self.attempt else self.name

    @property
    def holds(self) -> bool:
        """Whether all values are one."""
        return len(set(self.values.values())) <= 1


@dataclass(frozen=True, slots=True)
class Side:
    """What a month is worth by one decision: the decision, the amount in fen, and its parts."""

    decision: Decision | None
    amount: int
    parts: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """An earlier month that a line settles: by the decision known before, and by the one known now."""

    month: date
    difference: int
    before: Side
    after: Side


def roll(office: Office, month: date, region: str = "") -> Roll:
    """A month's roll for the region whose code is given; one that is not drawn up as it would be by what is known."""
    with office.reading() as read:
        head = stored.roll_row(read, month)
        if head is not None:
            lines = tuple(dict(row) for row in stored.lines(read, month, region=region))
            return Roll(month, head["state"], dict(head), lines, is_whole(read, head))
        found = [line_row(entry) for entry in _foretold(office, read, month)]
    within = [row for row in found if row["village"].startswith(digits_of(region))]
    within.sort(key=lambda row: (row["village"], row["case_id"]))
    return Roll(month, NOT_DRAWN, {}, tuple(within))


def line_of(office: Office, month: date, case_id: str) -> Mapping[str, Any]:
    """One case's line of a month's roll, or as it would be. BadInput: the roll has none of this case."""
    with office.reading() as read:
        if stored.roll_row(read, month) is None:
            found = [line_row(entry) for entry in _foretold(office, read, month) if entry.case.id == case_id]
        else:
            found = [dict(row) for row in (stored.line(read, month, case_id),) if row is not None]
    if not found:
        raise BadInput("payroll.no_line", month=f"{month:%Y-%m}", case=case_id)
    return found[0]


def member_names(office: Office, case_id: str) -> dict[str, str]:
    """The names of everybody whom a household's surveys know, by member id."""
    with office.reading() as read:
        case = read.load_case(case_id)
    surveyed = (member for row in case.evidence.of(Survey) for member in row.household.members)
    return {member.id: member.name or member.id for member in (*surveyed, *case.household.members)}


def figures_of(line: Mapping[str, Any]) -> dict[str, int]:
    """A line's figures in fen, what is due by its parts."""
    parts: Counter[str] = Counter()
    for part in line["parts"]:
        parts[PART_FIGURES[part["label"]]] += part["amount"]
    return {name: parts[name] if name in PART_FIGURES.values() else int(line[name]) for name in FIGURES}


def totals_of(lines: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """What lines come to, by the names of `SUMS`."""
    totals: Counter[str] = Counter(dict.fromkeys(SUMS, 0))
    for line in lines:
        totals.update({"listed": 1, "households": bool(line["to_pay"]), "persons": line["persons"], **figures_of(line)})
    return totals


def totals_by_place(found: Roll, digits: int) -> dict[str, Counter[str]]:
    """What the lines come to by the first digits of the village's code."""
    by_place: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for line in found.lines:
        by_place[line["village"][:digits].ljust(12, "0")].append(line)
    return {place: totals_of(lines) for place, lines in sorted(by_place.items())}


def checks(office: Office, month: date) -> tuple[Check, ...]:
    """That the roll, its villages, its payments, the bank's files and what became of them say the same (policy §6)."""
    with office.reading() as read:
        head = roll_of(read, month)
        lines = stored.lines(read, month)
        villages = stored.totals_by_village(read, month)
        payments = stored.payments(read, month)
        files = {row["attempt"]: row for row in stored.bank_files(read, month)}
    to_pay = {
        "roll": head["to_pay"],
        "lines": sum(row["to_pay"] for row in lines),
        "villages": sum(int(row["to_pay"]) for row in villages),
    }
    households = {
        "roll": head["households"],
        "lines": sum(bool(row["to_pay"]) for row in lines),
        "villages": sum(row["households"] for row in villages),
    }
    if head["state"] == "released":
        first = [row for row in payments if row["attempt"] == 1]
        last = list({row["case_id"]: row for row in payments}.values())
        for place, rows in (("payments", first), ("last_attempts", last)):
            to_pay[place], households[place] = sum(row["amount"] for row in rows), len(rows)
    return Check("to_pay", to_pay), Check("households", households), *_of_files(payments, files)


def _of_files(payments: Iterable[RowMapping], files: Mapping[int, RowMapping]) -> Iterator[Check]:
    """That each attempt's bank file asked for the attempt's payments, all that have an account."""
    total: Counter[int] = Counter()
    for row in payments:
        total[row["attempt"]] += row["amount"] if row["bank_account"] else 0
    for attempt, file in sorted(files.items()):
        yield Check("bank_file", {"payments": total[attempt], "bank_file": file["total"]}, attempt)


def settled_months(office: Office, month: date, case_id: str) -> tuple[Settled, ...]:
    """The earlier months that a case's line settles, each by the old decision and the new one, side by side."""
    with office.reading() as read:
        head = stored.roll_row(read, month)
        before = stored.roll_row(read, add_months(month, -1))
        case = read.load_case(case_id)
        given = stored.amounts(read, month, (case_id,))[case_id]
        if head is None:
            found = [entry for entry in _foretold(office, read, month) if entry.case.id == case_id]
            given = list(found[0].line.amounts) if found else []
    known_now = head["known_on"] if head is not None else office.today
    known_before = before["known_on"] if before is not None else first_of_month(month) - timedelta(days=1)
    return tuple(
        Settled(of, fen, _side(office, case, of, known_before), _side(office, case, of, known_now))
        for of, fen in given
        if of != month
    )


def _side(office: Office, case: CaseFacts, month: date, known_on: date) -> Side:
    known = replace(case, decisions=tuple(d for d in case.decisions if d.on <= known_on))
    decision = next((d for d in reversed(known.decisions) if d.effective_from <= month), None)
    parts = parts_of(month, known, office.rules_for(case.household.village), MACHINE)
    return Side(decision, sum(part.amount for part in parts), tuple(part_document(part) for part in parts))


def _foretold(office: Office, read: Reading, month: date) -> Iterator[Any]:
    first = first_roll(read, month)
    for ids in _chunks(read, month):
        yield from entries(office, read, month, ids, first)


def _chunks(read: Reading, month: date) -> Iterable[tuple[str, ...]]:
    after = ""
    while ids := tuple(stored.case_ids_for_roll(read, month, after=after, limit=CHUNK)):
        yield ids
        after = ids[-1]
