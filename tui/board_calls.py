"""What the lists' screen asks of the office: tables of a day and region, and the same as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.planner_calls import hand_over, write_file
from workflow import bank, boards, notice_paper, notices
from workflow.board_acts.table import offers
from workflow.errors import Stopped
from workflow.listing import csv_of, of_office, xlsx_of
from workflow.wording import in_language, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from workflow.board_acts.act import Aim, BoardAct, Done, Offer, Outlook, Said
    from workflow.boards import Board
    from workflow.listing import Listing
    from workflow.office import Office


class BoardCalls:
    """The office's lists."""

    office: Office

    def board(self, board: Board, day: date, region: str, go_on: Callable[[int, int], bool]) -> tuple[Listing, ...]:
        """A list's tables; `go_on` is told how many of how many cases are done. Stopped where it says so."""
        total = boards.size(self.office, day, region) if board.slow else 0
        return board.make(self.office, day, region, _stopped_where(go_on, total))

    def offers(self, board: Board, aim: Aim) -> tuple[Offer, ...]:
        """What can be done with a list, or why not."""
        return offers(self.office, board.name, aim)

    def look_at_act(
        self, act: BoardAct, aim: Aim, said: Said, go_on: Callable[[int, int], bool]
    ) -> tuple[str, Outlook]:
        """What an act would be done to and what it would do; the trouble that keeps the person from it is raised."""
        what, total = act.ask(self.office, aim), act.size(self.office, aim)
        return what, act.look(self.office, aim, said, _stopped_where(go_on, total))

    def do_act(self, act: BoardAct, aim: Aim, said: Said, go_on: Callable[[int, int], bool]) -> Done:
        """Do it, to its end: what is half done would be nobody's."""
        total = act.size(self.office, aim)

        def progress(done: int) -> None:
            go_on(done, total)

        return act.do(self.office, aim, said, progress)

    def write_notices(self, batches: Sequence[str], form: str, path: Path) -> Path:
        """Lists for the villages' boards, in Chinese: files of a form ("pdf", "txt"), or to the printer ("printer").

        Of several each goes into a file that is named after it. Gives where they are.
        """
        one = len(batches) == 1
        with in_language("zh"):
            for number in batches:
                batch = notices.batch_of(self.office, number)
                places = notice_paper.places_of(self.office, batch)
                file = path if one else path.with_stem(f"{path.stem}-{number}")
                if form == "txt":
                    write_file(file, notice_paper.board_text(batch, places).encode())
                else:
                    hand_over(form, file, notice_paper.board_pdf(batch, places), say("notice.board.title"))
        return path if one else path.with_stem(f"{path.stem}-*")

    def write_bank_file(self, month: date, why: str, form: str, path: Path) -> None:
        """The file that asks the bank to pay a month's roll, in a form ("xlsx" or "csv"), keeping who asks why."""
        write_file(path, bank.bank_file(self.office, month, form, why).data)

    def write_board(
        self, board: Board, day: date, region: str, tables: Sequence[Listing], form: str, path: Path
    ) -> None:
        """Tables that are shown as a file of a form ("xlsx", "csv", "pdf"), or to the printer ("printer")."""
        if form == "xlsx":
            write_file(path, xlsx_of(of_office(tables, self.office.region_name(region))))
        elif form == "csv":
            write_file(path, csv_of(tables[0]))
        else:
            hand_over(form, path, board.paper(self.office, day, region, tables), tables[0].title)


def _stopped_where(go_on: Callable[[int, int], bool], total: int) -> Callable[[int], None]:
    """Told how many of `total` are done; Stopped where the desk is not to go on."""

    def progress(done: int) -> None:
        if not go_on(done, total):
            raise Stopped("boards.stopped")

    return progress
