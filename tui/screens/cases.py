"""The cases: any number of them, searched as one types, narrowed by filters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.containers import Horizontal
from textual.widgets import Input, Static

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.figures import day, person_words, stage_name
from tui.list_calls import SORTINGS
from tui.messages import CaseChosen, CasesGiven, EveryCase, StepsFound
from tui.pausing import TypingPause
from tui.safe import plain
from tui.screens.filters import Filters, holder_name
from tui.screens.many_steps import ManySteps
from tui.screens.paged import PagedScreen
from tui.screens.pick import Pick
from tui.widgets.case_table import CaseHeading, CaseTable
from tui.widgets.chips import Chips
from tui.widgets.said import Said
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.events import Key

    from tui.list_calls import Sorting
    from workflow.cases import CasePage, ListFilter
    from workflow.office import User

TYPING_PAUSE = 0.12


class Cases(PagedScreen):
    """Search field, chips, the list, and where in it one is."""

    place = Place.CASES
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.CASES)
    AUTO_FOCUS = "CaseTable"

    def __init__(self, filters: ListFilter | None = None, *, searching: bool = False) -> None:
        super().__init__()
        self.asked_for = filters
        self.searching = searching
        self.sorting = SORTINGS[0]
        self.people: tuple[User, ...] = ()
        """Who may hold cases, somewhere in the county."""
        self.pause = TypingPause(self, TYPING_PAUSE, self._search)

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
        yield Chips(id="chips")
        yield CaseHeading()
        yield CaseTable(self.calls.village_name)
        yield Static("", id="position", markup=False)

    def on_mount(self) -> None:
        """Put the cursor where it was asked for, before the next key is looked at."""
        self._tell_chips()
        if self.searching:
            self.set_focus(self.search_field)

    def action_back(self) -> None:
        """From the search field to the list; from the list one screen back."""
        if self.search_field.has_focus:
            self.table.focus()
        else:
            self.dismiss()

    def page(self, which: str, key: Sequence[Any] | None, size: int) -> CasePage:
        """Cases that the filters leave, in the order that is chosen."""
        self.people = self.people or tuple(user for user in self.calls.users() if user.works_on_cases)
        return self.calls.page(self.filters, self.sorting, which, key, size)

    def row_count(self) -> int:
        """How many cases the filters leave."""
        return self.calls.count(self.filters)

    def read_anew(self) -> None:
        """Read the list of other filters or another order, from its beginning."""
        super().read_anew()
        self._tell_chips()

    @on(CaseTable.Moved)
    def tell_position(self, message: CaseTable.Moved) -> None:
        """Say where in the list one is, and how many cases are marked."""
        position = message.position + 1 if self.table.rows else 0
        told = say("desk.cases.position", position=f"{position:,}", total=f"{message.total:,}")
        if picked := len(self.table.picked):
            told += "   " + say("desk.cases.picked", count=f"{picked:,}")
        self.query_one("#position", Static).update(told)

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
            self.read_anew()

    @on(Input.Submitted, "#search")
    def to_rows(self) -> None:
        """Enter goes to the rows."""
        self._search()
        self.set_focus(self.table)

    def on_key(self, event: Key) -> None:
        """Down goes from the search field to the rows."""
        if event.key == "down" and self.search_field.has_focus:
            self.table.focus()
            event.stop()

    def action_filter(self) -> None:
        """Choose filters."""
        self.desk.push_screen(Filters(self.filters, tuple(user.login for user in self.people)), self._take_filters)

    def _take_filters(self, chosen: ListFilter | None) -> None:
        if chosen is not None:
            self.asked_for = chosen
            self.read_anew()

    def action_clear_filter(self) -> None:
        """Show all cases again."""
        self.asked_for = self.calls.filter()
        self.search_field.value = ""
        self.read_anew()

    def action_drop_filter(self) -> None:
        """Take the last chip away."""
        if self.query_one(Chips).chips:
            self._drop(self.query_one(Chips).chips[-1][0])

    @on(Chips.Dropped)
    def drop_filter(self, message: Chips.Dropped) -> None:
        """Take a chip away."""
        self._drop(message.name)

    def _drop(self, name: str) -> None:
        if name == "text":
            self.search_field.value = ""
        self.asked_for = replace(self.filters, **{name: getattr(self.calls.filter(), name)})
        self.read_anew()

    # Sorting and marking

    def action_sort(self) -> None:
        """Sort by the next thing that a list can be sorted by."""
        orders = [sorting.order for sorting in SORTINGS]
        self._sort(SORTINGS[(orders.index(self.sorting.order) + 1) % len(SORTINGS)])

    def action_reverse(self) -> None:
        """Turn the list round."""
        self._sort(replace(self.sorting, descending=not self.sorting.descending))

    @on(CaseHeading.Clicked)
    def sort_by(self, message: CaseHeading.Clicked) -> None:
        """Sort by the column that was clicked; clicked again, turn the list round."""
        if message.order == self.sorting.order:
            self.action_reverse()
        else:
            self._sort(next(sorting for sorting in SORTINGS if sorting.order == message.order))

    def _sort(self, sorting: Sorting) -> None:
        self.sorting = self.query_one(CaseHeading).sorting = sorting
        self.read_anew()

    def action_pick(self) -> None:
        """Mark the chosen case."""
        self.table.pick()

    def action_pick_all(self) -> None:
        """Mark every case of the list."""
        self.mark_every()

    @asks
    def mark_every(self) -> EveryCase:
        """The numbers of all cases of the list."""
        return EveryCase(self.calls.every_id(self.filters))

    @on(EveryCase)
    def pick_every(self, message: EveryCase) -> None:
        """Mark them."""
        self.table.pick_these(message.ids)

    def action_pick_none(self) -> None:
        """Take all marks away."""
        self.table.pick_these(())

    def action_give(self) -> None:
        """Give the marked cases, or the chosen one, to somebody."""
        row, picked = self.table.row, tuple(sorted(self.table.picked))
        ids = picked or ((row.case,) if row is not None else ())
        region = row.village if row is not None and not picked else self.filters.village
        people = [(user.login, person_words(user)) for user in self.people if user.may_hold_in(region)]

        def go_on(person: str | None) -> None:
            if person is not None and ids:
                self.give(ids, person)

        self.desk.push_screen(Pick([*people, ("", say("desk.give.nobody"))], title="give.title"), go_on)

    @asks
    def give(self, ids: tuple[str, ...], person: str) -> CasesGiven:
        """Give them."""
        return CasesGiven(ids, person, self.calls.give(ids, person))

    @on(CasesGiven)
    def show_given(self, message: CasesGiven) -> None:
        """Say so, and show the list as it is now."""
        who = message.person or say("desk.give.nobody")
        told = say("desk.give.done", person=who, moved=f"{message.moved:,}", count=f"{len(message.ids):,}")
        self.desk.notify(plain(told), markup=False, timeout=4)
        self.desk.wrote()
        self.renew()

    def action_step_many(self) -> None:
        """Take the same step on all that are marked: choose it first."""
        if self.table.picked:
            self.look_for_steps(tuple(sorted(self.table.picked)))
        else:
            self.desk.notify(say("desk.cases.none_picked"), severity="warning", markup=False)

    @asks
    def look_for_steps(self, ids: tuple[str, ...]) -> StepsFound:
        """The steps that the table has for them."""
        return StepsFound(ids, self.calls.steps_for(ids))

    @on(StepsFound)
    def choose_step(self, message: StepsFound) -> None:
        """Choose one."""

        def go_on(step: str | None) -> None:
            if step:
                self.desk.push_screen(ManySteps(message.ids, step, self._stepped))

        options = [
            (step, say("desk.many.option", step=word("step", step), count=f"{count:,}"))
            for step, count in message.steps.items()
        ]
        self.desk.push_screen(Pick(options, title="many.choose"), go_on)

    def _stepped(self, cases: set[str]) -> None:
        """Those that stepped are marked no more."""
        self.table.pick_these(self.table.picked - cases)

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.search_field.placeholder = say("desk.cases.search_hint")
        self._tell_chips()
        self.tell_position(CaseTable.Moved(self.table.chosen, self.table.total))

    def _tell_chips(self) -> None:
        own = self.filters.village == self.calls.user.region
        shown = replace(self.filters, village="") if own else self.filters
        self.query_one(Chips).show(chips_of(shown, self.calls.village_name))


def chips_of(filters: ListFilter, name_of: Callable[[str], str]) -> list[tuple[str, str]]:
    """The filters that narrow a list: each one's name and its words."""
    chips: list[tuple[str, str]] = []
    if filters.text:
        chips.append(("text", say("desk.chip.text", text=filters.text)))
    if filters.stage is not None:
        chips.append(("stage", stage_name(filters.stage)))
    if filters.village:
        chips.append(("village", name_of(filters.village)))
    if filters.batch is not None:
        chips.append(("batch", word("batch", filters.batch.value)))
    if filters.route:
        chips.append(("route", word("route", filters.route)))
    if filters.due_before is not None:
        chips.append(("due_before", say("desk.chip.due_before", day=day(filters.due_before))))
    if filters.held:
        chips.append(("held", say("desk.chip.held")))
    if filters.responsible:
        chips.append(("responsible", holder_name(filters.responsible)))
    return chips
