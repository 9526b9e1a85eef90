"""What the planner asks of the office: a quarter's work, notes on it, and paper."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from workflow import due, due_paper, letter_paper, letters, planner, printing, visit_round
from workflow.errors import BadInput
from workflow.listing import xlsx_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from states.due import DueItem
    from workflow.due import Quarter
    from workflow.office import Office, User
    from workflow.planner import PlannedItem, QuarterWork, Wanted
    from workflow.regions import Region


class _Calls(Protocol):
    """What the other calls have."""

    office: Office

    @property
    def user(self) -> User: ...
    @property
    def place_name(self) -> str: ...
    def regions(self) -> Mapping[str, Region]: ...
    def village_name(self, code: str) -> str: ...


class PlannerCalls:
    """The planner's part of the office."""

    def quarter_work(self: _Calls, wanted: Wanted) -> QuarterWork:
        """A quarter's work by village."""
        self.regions()
        return planner.quarter_work(self.office, wanted)

    def planned(self: _Calls, wanted: Wanted) -> dict[str, tuple[PlannedItem, ...]]:
        """The items of a region by village."""
        found = sorted(planner.village_items(self.office, wanted), key=lambda planned: planned.item.village)
        return {village: tuple(items) for village, items in groupby(found, key=lambda p: p.item.village)}

    def tick(self: _Calls, items: list[PlannedItem]) -> bool:
        """Tick work off, or take the ticks away where all of it is ticked off; whether it is ticked now."""
        if all(planned.done_on for planned in items):
            planner.untick(self.office, _works(items))
            return False
        planner.tick(self.office, _works(planned for planned in items if not planned.done_on))
        return True

    def assign(self: _Calls, items: list[PlannedItem], person: str) -> None:
        """Note who is to do work; "" gives it back to the case's person."""
        planner.assign(self.office, _works(items), person)

    def write_due(self: _Calls, quarter: Quarter, form: str, path: Path) -> None:
        """A quarter's due list as a file of a form ("pdf" or "xlsx"), or to the printer ("printer")."""
        self.regions()
        found = due.due_list(self.office, quarter, self.user.region)
        names = {item.village: self.village_name(item.village) for item in found.items}
        if form == "xlsx":
            write_file(path, xlsx_of((due_paper.due_listing(found, names),)))
        else:
            hand_over(form, path, due_paper.due_pdf(found, names, self.place_name), due_paper.title(found))

    def write_round(self: _Calls, quarter: Quarter, village: str, form: str, path: Path) -> None:
        """The visits of a village as one sheet: a file of the form "pdf", or to the printer ("printer")."""
        found = visit_round.visit_round(self.office, quarter, village)
        name = self.village_name(village)
        hand_over(form, path, visit_round.round_pdf(found, name), visit_round.title(found, name))

    def write_letter(self: _Calls, case: str, seq: int | None, form: str, path: Path) -> None:
        """The letter about a case's decision, the last where none is named: "pdf", "txt" or the printer ("printer")."""
        letter = letters.decision_letter(self.office, case, seq)
        if form == "txt":
            write_file(path, letter_paper.letter_text(letter).encode())
        else:
            hand_over(form, path, letter_paper.letter_pdf(letter), letter.title)


def _works(items: Iterable[PlannedItem]) -> list[DueItem]:
    return [planned.item for planned in items]


def hand_over(form: str, path: Path, pdf: bytes, title: str) -> None:
    """Write a PDF to a file, or hand it to the printer where the form is "printer"."""
    if form == "printer":
        printing.print_pdf(pdf, title)
    else:
        write_file(path, pdf)


def write_file(path: Path, written: bytes) -> None:
    """Write a file. BadInput: it cannot be written there."""
    try:
        path.write_bytes(written)
    except OSError as error:
        raise BadInput("desk.print.cannot", path=path, why=error.strerror) from error
