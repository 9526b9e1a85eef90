"""Declared near relatives of staff and cadres: the live cases they touch, and how declarations changed (policy §3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.recorded import cases_with, live_cases_of_members
from states.evidence import Declaration, Delegation, EvidenceKind
from workflow.regions import digits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from states.case import CaseFacts
    from states.facts import Member
    from workflow.office import Office, User

CHUNK = 200


@dataclass(frozen=True, slots=True)
class DeclarationEntry:
    """The last word on a declared kinship; `touches` are the live cases in which the relative lives today.

    The worker acts on none of them while it holds, whichever case it was recorded in.
    """

    case: CaseFacts
    declaration: Declaration
    worker: User | None
    relative: Member | None
    touches: tuple[str, ...]
    handed_to: str

    def state_on(self, day: date) -> str:
        """Whether it "holds" on a day, is "over", or is "to_come"."""
        if self.declaration.holds_on(day):
            return "holds"
        begins = self.declaration.from_
        return "to_come" if begins is not None and day < begins else "over"


@dataclass(frozen=True, slots=True)
class DeclarationChange:
    """One row as it was recorded: a new declaration, or one that replaces an earlier row (`before`)."""

    case: CaseFacts
    row: Declaration
    before: Declaration | None


def declarations(office: Office, region: str = "") -> tuple[DeclarationEntry, ...]:
    """Every declaration in a region, those that hold today and touch a live case first, then by worker and case."""
    cases = _declared(office)
    with office.reading() as read:
        touched = live_cases_of_members(read, [case.id for case in cases])
    users = {user.login: user for user in office.users()}
    found = [
        _entry(case, row, users, touched.get((case.id, row.relative), ()))
        for case in _within(cases, region)
        for row in case.evidence.of(Declaration)
    ]
    return tuple(sorted(found, key=lambda entry: _order(entry, office.today)))


def declaration_changes(office: Office, region: str = "") -> tuple[DeclarationChange, ...]:
    """Everything that was ever recorded of declarations in a region, in the order of recording."""
    found = [
        DeclarationChange(case, row, rows.get(row.amends or 0))
        for case in _within(_declared(office), region)
        for rows in ({row.id: row for row in case.evidence.rows if isinstance(row, Declaration)},)
        for row in rows.values()
    ]
    return tuple(sorted(found, key=lambda change: (change.row.recorded_on or change.row.on, change.row.id)))


def _declared(office: Office) -> list[CaseFacts]:
    """All cases that hold a declaration: whoever is kin in one village may be at home in another."""
    with office.reading() as read:
        ids = cases_with(read, EvidenceKind.DECLARATION)
        return [case for start in range(0, len(ids), CHUNK) for case in read.load_cases(ids[start : start + CHUNK])]


def _within(cases: Sequence[CaseFacts], region: str) -> Iterator[CaseFacts]:
    return (case for case in cases if case.household.village.startswith(digits_of(region)))


def _entry(
    case: CaseFacts,
    row: Declaration,
    users: Mapping[str, User],
    touches: tuple[str, ...],
) -> DeclarationEntry:
    delegation = case.evidence.newest(Delegation)
    return DeclarationEntry(
        case=case,
        declaration=row,
        worker=users.get(row.worker),
        relative=next((member for member in case.household.members if member.id == row.relative), None),
        touches=touches,
        handed_to=delegation.to if delegation is not None else "",
    )


def _order(entry: DeclarationEntry, today: date) -> tuple[bool, bool, str, str, int]:
    holds = entry.state_on(today) == "holds"
    return (not holds, not entry.touches, entry.declaration.worker, entry.case.id, entry.declaration.id)
