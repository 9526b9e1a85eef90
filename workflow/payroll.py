"""The month's payment roll: drawn up by one person of the county, frozen by another's release (policy §7.6).

A roll is drawn up in chunks, each one transaction, in the state `drawing`; one that broke off is drawn up anew. It
rests on what is known on the day it is drawn up; what comes in later is settled by the next roll. Rolls follow each
other month by month, and each digest covers the one before.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from db import payroll as stored
from db.documents import digest
from db.journal import instant_text
from states.case import MACHINE
from states.household_shape import decimal_text
from states.months import add_months, first_of_month, is_of_office, months_from
from states.payroll import Given, Part, PayLine, added, pay_line, presumed
from states.stages import Role
from workflow import clock
from workflow.errors import BadInput, NotPermitted, Refused
from workflow.stores import despite_a_cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sqlalchemy.engine import RowMapping

    from db.payroll import Before
    from db.reading import Reading
    from db.writing import Writing
    from states.case import CaseFacts
    from states.unpaid import Reason
    from workflow.office import Office

CHUNK = 200
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """One case's line of a roll, with the case it was made of and the persons it pays for."""

    case: CaseFacts
    line: PayLine
    persons: Mapping[str, int]
    """Persons' numbers by member id."""
    event: str
    """The hash of the decision's event."""

    @property
    def paid(self) -> tuple[tuple[date, int], ...]:
        """Months and persons that this line is the first to pay for."""
        return tuple(
            (month, self.persons[member])
            for month, members in self.line.members
            for member in members
            if member in self.persons
        )


def month_named(text: str) -> date:
    """The first day of a month written as 2026-11; BadInput for anything else."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= LAST_MONTH or not is_of_office(int(found[1])):
        raise BadInput("payroll.no_month", month=text)
    return date(int(found[1]), int(found[2]), 1)


def draw_up(office: Office, month: date, progress: Callable[[int], None] | None = None) -> RowMapping:
    """Draw up a month's roll; gives its head. `progress` is told how many cases are done.

    NotPermitted: the county's to do; Refused: it is not this month's turn, or somebody began it anew meanwhile.
    """
    begun = clock.now()
    with office.writing() as uow:
        stored.hold_rolls(uow)
        first = assert_its_turn(office, uow, month)
        stored.drop_roll(uow, month)
        stored.begin_roll(
            uow, month=month, state="drawing", known_on=office.today, drawn_by=office.user.login, drawn_at=begun
        )
        uow.commit()
    after, done = "", 0
    while True:
        with office.writing() as uow:
            _hold(uow, month, begun)
            ids = stored.case_ids_for_roll(uow, month, after=after, limit=CHUNK)
            if not ids:
                break
            _write(uow, tuple(entries(office, uow, month, ids, first)))
            uow.commit()
        after, done = ids[-1], done + len(ids)
        if progress is not None:
            progress(done)
    return _drawn(office, month, begun)


def _hold(uow: Writing, month: date, begun: datetime) -> None:
    """Nobody else does anything to rolls meanwhile. Refused: the roll that was begun then is there no more."""
    stored.hold_rolls(uow)
    roll = roll_of(uow, month)
    if instant_text(roll["drawn_at"]) != instant_text(begun):
        raise Refused("payroll.begun_anew", month=f"{month:%Y-%m}", who=roll["drawn_by"])


def entries(office: Office, read: Reading, month: date, ids: Sequence[str], first: date) -> Iterator[Entry]:
    """The lines that a month's roll has for cases, with `first` the month of the office's first roll.

    Nobody is paid twice for a month: of two households that count the same person, the later one's money waits.
    """
    before = stored.before_roll(read, month, ids)
    taken: dict[tuple[date, int], str] = {}
    for case in read.load_cases(ids):
        known = before[case.id]
        there = {m for (m, person), other in taken.items() if person in known.persons.values() and other != case.id}
        line = _line(office, case, month, first, known, frozenset(known.elsewhere | there))
        if line.is_empty:
            continue
        event = known.events.get(line.decision.seq, "") if line.decision else ""
        entry = Entry(case, line, known.persons, event)
        taken |= dict.fromkeys(entry.paid, case.id)
        yield entry


@despite_a_cut
def release(office: Office, month: date) -> RowMapping:
    """Freeze a roll and issue its payments; gives its head. NotPermitted: not by whoever drew it up."""
    with office.writing() as uow:
        stored.hold_rolls(uow)
        roll = roll_to_release(office, uow, month)
        previous = _previous_digest(uow, month)
        released = {"state": "released", "released_by": office.user.login, "released_at": clock.now()}
        digest_of_roll = _digest(uow, {**roll, **released}, previous)
        stored.set_roll(uow, month, **released, previous_digest=previous, digest=digest_of_roll)
        stored.settle_roll(uow, month)
        stored.add_payments(uow, [_payment(row, office.today) for row in stored.lines(uow, month) if row["to_pay"]])
        kept = roll_of(uow, month)
        uow.commit()
    return kept


@despite_a_cut
def discard(office: Office, month: date) -> None:
    """Take back a roll that is not released."""
    with office.writing() as uow:
        stored.hold_rolls(uow)
        roll_to_discard(office, uow, month)
        stored.drop_roll(uow, month)
        uow.commit()


def line_hash(row: Mapping[str, Any]) -> str:
    """The hash of a line: everything that stands in it, and what it gives for which month."""
    figures = [row[name] for name in (*stored.FIGURES, "persons")]
    texts = [row[name] for name in ("case_id", "village", "head_name", "bank_account", "stage", "unpaid")]
    given = [[month.isoformat(), fen] for month, fen in row["amounts"]]
    return digest([row["month"].isoformat(), texts, figures, row["parts"], row["rests_on"], given])


def first_roll(read: Reading, month: date) -> date:
    """The month of the office's first roll; `month` where there is none yet."""
    return next((row["month"] for row in stored.roll_rows(read)), month)


def roll_of(read: Reading, month: date) -> RowMapping:
    """A month's roll; Refused where none was drawn up."""
    found = stored.roll_row(read, month)
    if found is None:
        raise Refused("payroll.none", month=f"{month:%Y-%m}")
    return found


def roll_to_release(office: Office, read: Reading, month: date) -> RowMapping:
    """A month's roll that the acting person may release.

    NotPermitted: the county's to do, and not by whoever drew it up. Refused: there is none, or it is not whole.
    """
    assert_county(office)
    roll = roll_of(read, month)
    if roll["state"] == "released":
        raise Refused("payroll.already_released", month=f"{month:%Y-%m}", who=roll["released_by"])
    if roll["state"] != "drawn":
        raise Refused("payroll.broke_off", month=f"{month:%Y-%m}")
    if roll["drawn_by"] == office.user.login:
        raise NotPermitted("payroll.second_person")
    return roll


def roll_to_discard(office: Office, read: Reading, month: date) -> RowMapping:
    """A month's roll that may be taken back. NotPermitted: the county's to do. Refused: none, or it is released."""
    assert_county(office)
    roll = roll_of(read, month)
    if roll["state"] == "released":
        raise Refused("payroll.frozen", month=f"{month:%Y-%m}")
    return roll


def _line(
    office: Office, case: CaseFacts, month: date, first: date, known: Before, elsewhere: frozenset[date]
) -> PayLine:
    last_day_before = date.fromordinal(first.toordinal() - 1)
    given = Given(
        months=added(presumed(case, first, last_day_before), known.given),
        owes=known.owes,
        repaid=known.repaid,
        elsewhere=elsewhere,
    )
    return pay_line(month, case, office.today, given, office.rules_for(case.household.village), MACHINE)


def _write(uow: Writing, found: Sequence[Entry]) -> None:
    rows = [line_row(entry) for entry in found]
    given = [
        {"month": row["month"], "case_id": row["case_id"], "for_month": month, "amount": fen}
        for row in rows
        for month, fen in row["amounts"]
    ]
    persons = [
        {"for_month": paid, "person_id": person, "case_id": entry.case.id, "month": entry.line.month}
        for entry in found
        for paid, person in entry.paid
    ]
    stored.add_lines(
        uow, [{key: value for key, value in row.items() if key != "amounts"} for row in rows], given, persons
    )


def line_row(entry: Entry) -> dict[str, Any]:
    """A line as it is stored and hashed, with what it gives (`amounts`)."""
    case, line = entry.case, entry.line
    decision = line.decision
    row: dict[str, Any] = {
        "month": line.month,
        "case_id": case.id,
        "village": case.household.village,
        "head_name": case.household.head.name,
        "bank_account": case.household.bank_account,
        "stage": case.stage.value,
        "persons": line.persons,
        **{name: getattr(line, name) for name in stored.FIGURES},
        "unpaid": line.unpaid.value if line.unpaid is not None else "",
        "parts": [part_document(part) for part in line.parts],
        "rests_on": {
            "version": case.version,
            "decision": decision.seq if decision is not None else None,
            "event": entry.event,
            "survey": decision.survey if decision is not None else None,
            "policy": decision.policy_digest if decision is not None else "",
            "unpaid": [reason_document(reason) for reason in line.reasons],
            "people": sorted(person for month, person in entry.paid if month == line.month),
            "earlier": sorted([month, person] for month, person in entry.paid if month != line.month),
        },
        "amounts": line.amounts,
    }
    return {**row, "hash": line_hash(row)}


def part_document(part: Part) -> dict[str, Any]:
    """A part of an amount, as codes and fen."""
    return {
        "label": part.label,
        "clause": part.clause,
        "amount": part.amount,
        "member": part.member,
        "category": part.category,
        "rate": decimal_text(part.rate) if part.rate is not None else None,
    }


def reason_document(reason: Reason) -> dict[str, Any]:
    """Why a month's money is not paid, as codes and fen."""
    return {
        "month": reason.month.isoformat(),
        "code": reason.code.value,
        "clause": reason.clause,
        "amount": reason.amount,
        "noted": reason.noted,
        "by": reason.by,
        "on": reason.on.isoformat() if reason.on is not None else None,
    }


def _payment(row: RowMapping, today: date) -> dict[str, Any]:
    """A line's money on its way; without an account it has failed before it set out."""
    failed = not row["bank_account"]
    return {
        "month": row["month"],
        "case_id": row["case_id"],
        "attempt": 1,
        "amount": row["to_pay"],
        "holder": row["head_name"],
        "bank_account": row["bank_account"],
        "state": "failed" if failed else "issued",
        "reason": "no_account" if failed else "",
        "told_on": today if failed else None,
    }


def _drawn(office: Office, month: date, begun: datetime) -> RowMapping:
    with office.writing() as uow:
        _hold(uow, month, begun)
        totals = stored.totals_by_village(uow, month)
        stored.set_roll(
            uow,
            month,
            state="drawn",
            households=sum(row["households"] for row in totals),
            to_pay=sum(int(row["to_pay"]) for row in totals),
        )
        uow.commit()
        return roll_of(uow, month)


def opening_of_digest(roll: Mapping[str, Any], previous: str) -> hashlib._Hash:
    """SHA-256 over the roll's head and the digest of the roll before it; every line's hash in order is to follow."""
    hands = [roll["drawn_by"], instant_text(roll["drawn_at"]), roll["released_by"], instant_text(roll["released_at"])]
    return hashlib.sha256(digest([previous, roll["month"], roll["known_on"], *hands]).encode())


def _digest(read: Reading, roll: Mapping[str, Any], previous: str) -> str:
    whole = opening_of_digest(roll, previous)
    for row in stored.lines(read, roll["month"]):
        whole.update(row["hash"].encode())
    return whole.hexdigest()


def _previous_digest(read: Reading, month: date) -> str:
    row = stored.roll_row(read, add_months(month, -1))
    return row["digest"] if row is not None else ""


def assert_its_turn(office: Office, read: Reading, month: date) -> date:
    """The month of the first roll, where a month's roll may be drawn up.

    NotPermitted: the county's to do. Refused: the month has not begun, the one before is not released, or this one is.
    """
    assert_county(office)
    if month > first_of_month(office.today):
        raise Refused("payroll.not_begun", month=f"{month:%Y-%m}")
    rolls = {row["month"]: row["state"] for row in stored.roll_rows(read)}
    if rolls.get(month) == "released":
        raise Refused("payroll.frozen", month=f"{month:%Y-%m}")
    others = sorted(set(rolls) - {month})
    if others and month < others[0]:
        raise Refused("payroll.before_first", month=f"{month:%Y-%m}", first=f"{others[0]:%Y-%m}")
    first = others[0] if others else month
    missing = next((m for m in months_from(first, month) if rolls.get(m) != "released"), None)
    if missing is not None:
        raise Refused("payroll.earlier_first", month=f"{missing:%Y-%m}")
    return first


def assert_county(office: Office) -> None:
    """NotPermitted: payment rolls are the county's."""
    if office.user.role is not Role.COUNTY:
        raise NotPermitted("payroll.county_only")
