"""A month's roll as people look at it: its lines, its totals by place and the checks on them, what a line rests on."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from db import payroll as stored
from states.case import MACHINE
from states.identity import masked_account
from states.money import yuan
from states.months import add_months, first_of_month
from states.payroll import AS_DECIDED, BASE, TAPER, TOP_UP, parts_of
from workflow.errors import BadInput
from workflow.listing import Column, Kind, Listing
from workflow.payroll import CHUNK, entries, first_roll, line_row, part_document, roll_of
from workflow.regions import digits_of
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from sqlalchemy.engine import RowMapping

    from db.reading import Reading
    from states.case import CaseFacts, Decision
    from workflow.office import Office

NOT_DRAWN = "not_drawn"
TOWNSHIP_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Roll:
    """A month's roll, drawn up or only as it would be today (`not_drawn`); figures are fen."""

    month: date
    state: str
    head: Mapping[str, Any]
    lines: tuple[Mapping[str, Any], ...]

    def total(self, name: str) -> int:
        """A figure's sum over the lines."""
        return sum(int(line[name]) for line in self.lines)

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
            return Roll(
                month, head["state"], dict(head), tuple(dict(row) for row in stored.lines(read, month, region=region))
            )
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


def totals_by_place(found: Roll, digits: int) -> dict[str, Counter[str]]:
    """Every figure's sum, and households and persons paid, by the first digits of the village's code."""
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for line in found.lines:
        place = totals[line["village"][:digits].ljust(12, "0")]
        place.update({name: int(line[name]) for name in stored.FIGURES})
        place["households"] += bool(line["to_pay"])
        place["persons"] += line["persons"] if line["to_pay"] else 0
    return dict(sorted(totals.items()))


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


def roll_listing(found: Roll, names: Mapping[str, str]) -> Listing:
    """The roll as a table, a row for each household; accounts show their last four characters."""
    figures = ("base", "top_ups", "taper", "withheld", "arrears", "recovery", "owed_before", "repaid", "to_pay")
    columns = (
        ("village", Kind.TEXT), ("case", Kind.TEXT), ("head", Kind.TEXT), ("persons", Kind.COUNT),
        *((name, Kind.MONEY) for name in figures), ("owed_after", Kind.MONEY), ("unpaid", Kind.TEXT),
        ("bank_account", Kind.TEXT),
    )  # fmt: skip
    rows = tuple(_row(line, names) for line in found.lines)
    sums = tuple(sum(row[place] for row in rows) for place in range(3, 14))
    return Listing(
        title=say("payroll.title", month=f"{found.month:%Y-%m}", state=word("payroll", found.state)),
        name=f"{found.month:%Y-%m}",
        columns=tuple(Column(say(f"payroll.column.{name}"), kind) for name, kind in columns),
        rows=rows,
        totals=(say("payroll.total", count=len(rows)), "", "", *sums, "", ""),
        notes=_notes(found),
    )


def totals_listing(found: Roll, names: Mapping[str, str], digits: int = 12) -> Listing:
    """The roll's totals by village, or with fewer digits by township."""
    totals = totals_by_place(found, digits)
    columns = ("households", "persons", *stored.FIGURES)
    return Listing(
        title=say("payroll.totals", month=f"{found.month:%Y-%m}", state=word("payroll", found.state)),
        name=say("payroll.by_village" if digits == 12 else "payroll.by_township"),  # noqa: PLR2004  a village's code
        columns=(
            Column(say("payroll.column.place")),
            *(
                Column(say(f"payroll.column.{name}"), Kind.MONEY if name in stored.FIGURES else Kind.COUNT)
                for name in columns
            ),
        ),
        rows=tuple((names.get(code, code), *(place[name] for name in columns)) for code, place in totals.items()),
        totals=(say("payroll.sum"), *(sum(place[name] for place in totals.values()) for name in columns)),
        notes=_notes(found),
    )


def roll_document(office: Office, found: Roll) -> dict[str, Any]:
    """The roll as a JSON object, money in yuan."""
    head = found.head
    return {
        "month": f"{found.month:%Y-%m}",
        "state": found.state,
        "known_on": (head["known_on"] if head else office.today).isoformat(),
        "drawn_by": head.get("drawn_by", ""),
        "released_by": head.get("released_by", ""),
        "digest": head.get("digest", ""),
        "households": len(found.paid),
        "persons": sum(line["persons"] for line in found.paid),
        **{name: yuan(found.total(name)) for name in stored.FIGURES},
        "villages": _places(totals_by_place(found, 12)),
        "townships": _places(totals_by_place(found, TOWNSHIP_DIGITS)),
        "lines": [line_document(line) for line in found.lines],
    }


def line_document(line: Mapping[str, Any]) -> dict[str, Any]:
    """One line as a JSON object, the account masked."""
    return {
        "village": line["village"],
        "case": line["case_id"],
        "head": line["head_name"],
        "stage": line["stage"],
        "persons": line["persons"],
        **{name: yuan(line[name]) for name in stored.FIGURES},
        "unpaid": line["unpaid"] or None,
        "bank_account": masked_account(line["bank_account"]),
        "parts": [{**part, "amount": yuan(part["amount"])} for part in line["parts"]],
        "rests_on": line["rests_on"],
        "hash": line["hash"],
    }


def settled_document(settled: Settled) -> dict[str, Any]:
    """A settled month as a JSON object."""
    return {
        "month": f"{settled.month:%Y-%m}",
        "difference": yuan(settled.difference),
        **{name: _side_document(side) for name, side in (("before", settled.before), ("after", settled.after))},
    }


def _side_document(side: Side) -> dict[str, Any]:
    decision = side.decision
    return {
        "decision": decision.seq if decision is not None else None,
        "step": decision.step if decision is not None else None,
        "on": decision.on.isoformat() if decision is not None else None,
        "amount": yuan(side.amount),
        "parts": [{**part, "amount": yuan(part["amount"])} for part in side.parts],
    }


def _places(totals: Mapping[str, Counter[str]]) -> dict[str, dict[str, Any]]:
    return {
        code: {
            "households": place["households"],
            "persons": place["persons"],
            **{name: yuan(place[name]) for name in stored.FIGURES},
        }
        for code, place in totals.items()
    }


def _row(line: Mapping[str, Any], villages: Mapping[str, str]) -> tuple[Any, ...]:
    amounts: Counter[str] = Counter()
    for part in line["parts"]:
        amounts[part["label"]] += part["amount"]
    return (
        villages.get(line["village"], line["village"]),
        line["case_id"],
        line["head_name"],
        line["persons"],
        amounts[BASE] + amounts[AS_DECIDED],
        amounts[TOP_UP],
        amounts[TAPER],
        *(line[name] for name in ("withheld", "arrears", "recovery", "owed_before", "repaid", "to_pay", "owed_after")),
        word("unpaid", line["unpaid"]) if line["unpaid"] else "",
        masked_account(line["bank_account"]),
    )


def _notes(found: Roll) -> tuple[str, ...]:
    head = found.head
    if not head:
        return (say("payroll.only_foretold"),)
    drawn = say("payroll.drawn", who=head["drawn_by"], on=head["known_on"])
    if found.state != "released":
        return (drawn, say("payroll.waits"))
    return (drawn, say("payroll.released", who=head["released_by"], digest=head["digest"]))


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
