"""The office's lists: ledgers, payment rolls, notices, reports, who holds what; as tables, and on paper from there."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import ProgressBar, Static

from states.months import first_of_month
from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.messages import BoardLoaded, CaseChosen, OffersLoaded
from tui.safe import plain
from tui.screens.act import ActScreen, print_notices
from tui.screens.act_menu import ActMenu
from tui.screens.case import Case
from tui.screens.paper import PaperDialog
from tui.screens.pick import Pick
from tui.screens.slow import SlowWork
from tui.screens.why import Why
from tui.widgets.listing_view import ListingView, Role
from workflow.board_acts.act import Aim
from workflow.boards import BOARDS, board_named, title
from workflow.wording import say

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.board_acts.act import Offer
    from workflow.boards import Board
    from workflow.listing import Listing


def board_options() -> list[tuple[str, str]]:
    """The lists that there are, for a choice."""
    return [(board.name, say(f"boards.{board.name}")) for board in BOARDS]


class BoardScreen(SlowWork):
    """Which list of which period and region, then its tables."""

    place = Place.BOARD
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.BOARD)
    AUTO_FOCUS = "ListingView"

    def __init__(self, name: str, day: date | None = None) -> None:
        super().__init__()
        self.board: Board = board_named(name)
        self.day = day
        self.within = ""
        self.tables: tuple[Listing, ...] = ()
        self._seen = -1

    def compose_body(self) -> ComposeResult:
        """Title, tables, how far it is."""
        yield Static("", id="board-title", markup=False)
        yield ListingView(id="board")
        yield ProgressBar(show_eta=False, id="board-progress")

    def on_mount(self) -> None:
        """Begin with one's own region, and with today where no other day was asked for."""
        self.day, self.within = self.day or self.calls.today, self.calls.user.region

    def on_screen_resume(self) -> None:
        """Read the list again where something was written meanwhile."""
        if self._seen != self.desk.writes:
            self._seen = self.desk.writes
            self.action_reload()

    def action_reload(self) -> None:
        """Read the list."""
        if self.day is not None:
            self.begin_work()
            self.load(self.board, self.day, self.within)

    @asks
    def load(self, board: Board, day: date, region: str) -> BoardLoaded:
        """The tables; Escape stops."""
        return BoardLoaded(self.calls.board(board, day, region, self.go_on()), board.name)

    @on(BoardLoaded)
    def show(self, message: BoardLoaded) -> None:
        """Show the tables."""
        self.busy = False
        self.tables = message.tables
        view = self.query_one(ListingView)
        view.show(self.tables)
        view.picked &= {line.about for line in view.lines}
        self.tell_work()

    @on(CaseChosen)
    def open_case(self, message: CaseChosen) -> None:
        """Open the case of a line."""
        self.desk.open_case(message.case)

    # Choosing

    def action_quarter(self, by: int) -> None:
        """Go to the period before or after."""
        if self.day is not None:
            self.day = self.board.period.shifted(self.day, by, self.calls.today)
            self.action_reload()

    def action_region(self) -> None:
        """Choose another region of one's own."""
        regions = [(code, self.calls.village_name(code)) for code in self.calls.own_regions()]
        here = [(self.calls.user.region, self.calls.place_name)]
        self.desk.push_screen(Pick([*here, *regions], title="board.region"), self._take_region)

    def _take_region(self, region: str | None) -> None:
        if region:
            self.within = region
            self.action_reload()

    def action_board(self) -> None:
        """Choose another list."""
        self.desk.push_screen(Pick(board_options(), title="board.pick"), self._take_board)

    def _take_board(self, name: str | None) -> None:
        if name:
            self.board, self.day = board_named(name), self.calls.today
            self.query_one(ListingView).action_edge(0)
            self.query_one(ListingView).pick_none()
            self.action_reload()

    # Acting

    def action_act(self) -> None:
        """Ask what can be done with the list and the line now."""
        if self.day is not None:
            view = self.query_one(ListingView)
            marked = tuple(sorted(view.picked))
            self.ask_what(self.board, Aim(self.day, self.within, view.line.about, view.line.case, marked))

    def action_pick(self) -> None:
        """Mark the village of the line, to act on those that are marked alone."""
        view = self.query_one(ListingView)
        if view.line.role is Role.ROW and view.line.about in self.calls.villages():
            view.pick()
            self.tell_work()
        else:
            self.desk.notify(say("desk.board.no_village"), markup=False)

    def action_pick_none(self) -> None:
        """Take all marks away."""
        self.query_one(ListingView).pick_none()
        self.tell_work()

    @asks
    def ask_what(self, board: Board, aim: Aim) -> OffersLoaded:
        """What can be done, and why the rest cannot."""
        return OffersLoaded(self.calls.offers(board, aim), aim)

    @on(OffersLoaded)
    def offer(self, message: OffersLoaded) -> None:
        """Let one be chosen."""
        if not message.offers:
            self.desk.notify(say("desk.act.nothing"), markup=False)
        elif self.is_current:
            self.desk.push_screen(ActMenu(message.offers), lambda offer: self._take_offer(offer, message.aim))

    def _take_offer(self, offer: Offer | None, aim: Aim) -> None:
        """Go where it is done: a form of the case, paper, or the act with its preview."""
        if offer is None:
            return
        if offer.form:
            self.desk.push_screen(Case(aim.case, then=offer.form))
        elif offer.name == "print_notice":
            print_notices(self.desk, (aim.about,))
        elif offer.name == "bank_file":
            self._write_bank_file(first_of_month(aim.day))
        else:
            self.desk.push_screen(ActScreen(offer.name, aim))

    def _write_bank_file(self, month: date) -> None:
        """Ask why whole accounts are taken, then for the file."""

        def take(why: str | None) -> None:
            if why:
                write = partial(self.calls.write_bank_file, month, why)
                self.desk.push_screen(PaperDialog("act.bank_file", f"bank-{month:%Y-%m}", ("xlsx", "csv"), write))

        self.desk.push_screen(Why("act.bank_file"), take)

    # Paper

    def action_print(self) -> None:
        """Write what is shown to a file, or print it."""
        if self.tables and self.day is not None:
            tables, day, region = self.tables, self.day, self.within
            self.desk.push_screen(
                PaperDialog(
                    "board.print", f"{self.board.name}-{self.board.period.name_of(self.day)}",
                    ("pdf", "xlsx", "csv", "printer"),
                    lambda form, path: self.calls.write_board(self.board, day, region, tables, form, path),
                )
            )  # fmt: skip

    def action_back(self) -> None:
        """Stop a list that takes long; leave any other at once."""
        self.busy = self.busy and self.board.slow
        super().action_back()

    # Words

    def retell(self) -> None:
        """The tables are made anew in the language of the moment."""
        super().retell()
        self.action_reload()

    def tell_work(self) -> None:
        """Say which list it is, of what, and whether it is being made."""
        if self.day is None:
            return
        own = self.within == self.calls.user.region
        place = self.calls.place_name if own else self.calls.village_name(self.within)
        parts = [Content.styled(f" {plain(title(self.board, self.day))}", "bold $accent"), Content(plain(place))]
        if self.busy:
            parts.append(Content.styled(say("desk.loading"), "$muted"))
        if picked := len(self.query_one(ListingView).picked):
            parts.append(Content.styled(say("desk.board.picked", count=picked), "$accent"))
        self.query_one("#board-title", Static).update(Content("   ").join(parts))
        self.query_one(ProgressBar).display = self.busy and self.board.slow
