"""What the lists' screen asks of the office: tables of a day and region, and the same as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.planner_calls import hand_over, write_file
from workflow import boards
from workflow.errors import Stopped
from workflow.listing import csv_of, pdf_listing, xlsx_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from workflow.boards import Board
    from workflow.listing import Listing
    from workflow.office import Office


class BoardCalls:
    """The office's lists."""

    office: Office

    def board(self, board: Board, day: date, region: str, go_on: Callable[[int, int], bool]) -> tuple[Listing, ...]:
        """A list's tables; `go_on` is told how many of how many cases are done. Stopped where it says so."""
        total = boards.size(self.office, day, region) if board.slow else 0

        def progress(done: int) -> None:
            if not go_on(done, total):
                raise Stopped("boards.stopped")

        return board.make(self.office, day, region, progress)

    def write_board(self, tables: Sequence[Listing], region: str, form: str, path: Path) -> None:
        """Tables that are shown as a file of a form ("xlsx", "csv", "pdf"), or to the printer ("printer")."""
        if form == "xlsx":
            write_file(path, xlsx_of(tables))
        elif form == "csv":
            write_file(path, csv_of(tables[0]))
        else:
            hand_over(form, path, pdf_listing(tables, self.office.region_name(region)), tables[0].title)
