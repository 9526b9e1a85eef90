"""The cases: any number of them, searched as one types, narrowed by filters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.figures import day, stage_name
from tui.messages import CaseChosen, PageLoaded
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.base import DeskScreen
from tui.screens.filters import Filters
from tui.widgets.case_table import PAGE, CaseHeading, CaseTable
from tui.widgets.said import Said
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key

    from workflow.cases import ListFilter

TYPING_PAUSE = 0.12


class Cases(DeskScreen):
    """Search field, chips, the list, and where in it one is."""

    place = Place.CASES
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.CASES)
    AUTO_FOCUS = "CaseTable"

    def __init__(self, filters: ListFilter | None = None, *, searching: bool = False) -> None:
        super().__init__()
        self.asked_for = filters
        self.searching = searching
        self.generation = 0
        self.pause = TypingPause(self, TYPING_PAUSE, self._search)
        self._seen = -1

    @property
    def filters(self) -> ListFilter:
        """What the list is narrowed to."""
        return self.asked_for if self.asked_for is not None else self.calls.filter()

    @property
    def search_field(self) -> Input:
        """Where one types."""
        return self.query_one("#search", Input)

    @property
    def table(self) -> CaseTable:
        """The rows."""
        return self.query_one(CaseTable)

    def compose_body(self) -> ComposeResult:
        """Search, chips, rows, position."""
        with Horizontal(id="search-line"):
            yield Said("cases.search", id="search-label")
            yield Input(placeholder=say("desk.cases.search_hint"), compact=True, id="search")
        yield Static("", id="chips", markup=False)
        yield CaseHeading()
        yield CaseTable(self.calls.village_name)
        yield Static("", id="position", markup=False)

    def on_mount(self) -> None:
        """Put the cursor where it was asked for."""
        if self.searching:
            self.search_field.focus()

    def on_screen_resume(self) -> None:
        """Read the list, or only the chosen row anew where something was written."""
        self._tell_chips()
        if self._seen == self.desk.writes:
            return
        self._seen = self.desk.writes
        self.load("first", None, self.generation)

    def action_reload(self) -> None:
        """Read the list from its beginning."""
        self._again()

    def action_back(self) -> None:
        """From the search field to the list; from the list one screen back."""
        if self.search_field.has_focus:
            self.table.focus()
        else:
            self.dismiss()

    def _again(self) -> None:
        self.generation += 1
        self.table.to_top()
        self._tell_chips()
        self.load("first", None, self.generation)

    @asks
    def load(self, which: str, key: Sequence[Any] | None, generation: int) -> PageLoaded:
        """One page of rows by key; the first comes with the number of all."""
        page = self.calls.page(self.filters, which, key, PAGE)
        total = self.calls.count(self.filters) if which == "first" else None
        return PageLoaded(page, which, total, generation)

    @on(CaseTable.NeedPage)
    def need_page(self, message: CaseTable.NeedPage) -> None:
        """Read the page that the list asks for."""
        self.load(message.which, message.key, self.generation)

    @on(PageLoaded)
    def show_page(self, message: PageLoaded) -> None:
        """Show it, unless the filters have changed since."""
        if message.generation == self.generation:
            self.table.show_page(message.page, message.asked, message.total)

    @on(CaseTable.Moved)
    def tell_position(self, message: CaseTable.Moved) -> None:
        """Say where in the list one is."""
        position = message.position + 1 if self.table.rows else 0
        total = message.total
        self.query_one("#position", Static).update(
            say("desk.cases.position", position=f"{position:,}", total=f"{total:,}")
        )

    @on(CaseChosen)
    def open_case(self, message: CaseChosen) -> None:
        """Open a case."""
        self.desk.open_case(message.case)

    # Searching and filtering

    @on(Input.Changed, "#search")
    def typed(self) -> None:
        """Search when the typing pauses."""
        self.pause.again()

    def _search(self) -> None:
        text = self.search_field.value.strip()
        if text != self.filters.text:
            self.asked_for = replace(self.filters, text=text)
            self._again()

    @on(Input.Submitted, "#search")
    def to_rows(self) -> None:
        """Enter goes to the rows."""
        self._search()
        self.table.focus()

    def on_key(self, event: Key) -> None:
        """Down goes from the search field to the rows."""
        if event.key == "down" and self.search_field.has_focus:
            self.table.focus()
            event.stop()

    def action_filter(self) -> None:
        """Choose filters."""
        self.desk.push_screen(Filters(self.filters), self._take_filters)

    def _take_filters(self, chosen: ListFilter | None) -> None:
        if chosen is not None:
            self.asked_for = chosen
            self._again()

    def action_clear_filter(self) -> None:
        """Show all cases again."""
        self.asked_for = self.calls.filter()
        self.search_field.value = ""
        self._again()

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.search_field.placeholder = say("desk.cases.search_hint")
        self._tell_chips()
        self.tell_position(CaseTable.Moved(self.table.chosen, self.table.total))

    def _tell_chips(self) -> None:
        shown_filters = (
            self.filters if self.filters.village != self.calls.user.region else replace(self.filters, village="")
        )
        chips = chips_of(shown_filters, self.calls.village_name)
        shown = Content("  ").join(Content.styled(f" {chip} ", "$accent on $panel") for chip in chips)
        empty = Content.styled(say("desk.cases.no_filter"), "$muted")
        self.query_one("#chips", Static).update(shown if chips else empty)


def chips_of(filters: ListFilter, name_of: Callable[[str], str]) -> list[str]:
    """The filters that narrow a list, in words."""
    chips = []
    if filters.stage is not None:
        chips.append(stage_name(filters.stage))
    if filters.village:
        chips.append(plain(name_of(filters.village)))
    if filters.route:
        chips.append(word("route", filters.route))
    if filters.due_before is not None:
        chips.append(say("desk.chip.due_before", day=day(filters.due_before)))
    chips += [
        say(f"desk.chip.{name}") for name, set_ in (("held", filters.held), ("mine", filters.responsible)) if set_
    ]
    return chips
