"""The journal: what happened on all cases, and whether any of it was changed behind the program's back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import OptionList, ProgressBar, Static
from textual.widgets.option_list import Option

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.figures import day, moment
from tui.messages import CaseChosen, JournalChecked
from tui.safe import plain
from tui.screens.board import BoardScreen
from tui.screens.journal_filters import JournalFilters
from tui.screens.paged import PagedScreen
from tui.screens.slow import SlowWork
from tui.widgets.chips import Chips
from tui.widgets.event_table import EventTable
from workflow.clock import now
from workflow.journal import EventFilter, problem_text
from workflow.sealing import SHOWN
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.journal import JournalPage

MUTED = "$muted"


class JournalScreen(SlowWork, PagedScreen):
    """Chips, the events, what the last check found."""

    place = Place.JOURNAL
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.JOURNAL)
    AUTO_FOCUS = "EventTable"

    def __init__(self) -> None:
        super().__init__()
        self.asked_for: EventFilter | None = None
        self.people: tuple[str, ...] = ()
        """Who can have done something, by login."""

    @property
    def filters(self) -> EventFilter:
        """What the list is narrowed to: at first, to the acting person's region."""
        return self.asked_for if self.asked_for is not None else EventFilter(region=self.calls.user.region)

    def compose_body(self) -> ComposeResult:
        """Title, chips, rows, position; the check and the problems that it found."""
        yield Static("", id="journal-title", markup=False)
        yield Chips(id="chips")
        yield EventTable(self.calls.village_name)
        yield Static("", id="position", markup=False)
        yield ProgressBar(show_eta=False, id="journal-progress")
        yield Static("", id="journal-checked", markup=False)
        yield OptionList(id="journal-problems", compact=True, markup=False)

    def on_mount(self) -> None:
        """Say what is known of the journal."""
        self.tell_work()

    # The list

    def page(self, which: str, key: Sequence[Any] | None, size: int) -> JournalPage:
        """Events that the filters leave, the newest first."""
        self.calls.regions()
        self.people = self.people or tuple(user.login for user in self.calls.office.users())
        return self.calls.events(self.filters, which, key, size)

    def row_count(self) -> int:
        """How many events the filters leave."""
        return self.calls.event_count(self.filters)

    def read_anew(self) -> None:
        """Read the list of other filters, from its beginning."""
        super().read_anew()
        self.tell_work()

    @on(EventTable.Moved)
    def tell_position(self, message: EventTable.Moved) -> None:
        """Say where in the list one is."""
        position = message.position + 1 if self.rows.rows else 0
        told = say("desk.journal.position", position=f"{position:,}", total=f"{message.total:,}")
        self.query_one("#position", Static).update(told)

    @on(CaseChosen)
    def open_case(self, message: CaseChosen) -> None:
        """Open the case that an event happened on."""
        self.desk.open_case(message.case)

    # Filters

    def action_filter(self) -> None:
        """Choose filters."""
        self.desk.push_screen(JournalFilters(self.filters, self.people), self._take_filters)

    def _take_filters(self, chosen: EventFilter | None) -> None:
        if chosen is not None:
            self.asked_for = chosen
            self.read_anew()

    def action_clear_filter(self) -> None:
        """Show all events again."""
        self.asked_for = None
        self.read_anew()

    def action_drop_filter(self) -> None:
        """Take the last chip away."""
        if chips := self.query_one(Chips).chips:
            self.drop_filter(Chips.Dropped(chips[-1][0]))

    @on(Chips.Dropped)
    def drop_filter(self, message: Chips.Dropped) -> None:
        """Take a chip away."""
        empty = EventFilter(region=self.calls.user.region)
        self.asked_for = replace(self.filters, **{message.name: getattr(empty, message.name)})
        self.read_anew()

    # Checking

    def action_verify(self) -> None:
        """Check every case's journal and every frozen paper, with progress; Escape stops."""
        if not self.busy:
            self.begin_work()
            self.verify()

    @asks
    def verify(self) -> JournalChecked:
        """What the check finds."""
        return JournalChecked(self.calls.check_journal(self.go_on()), now())

    @on(JournalChecked)
    def show_checked(self, message: JournalChecked) -> None:
        """Say what was found, and list it; the desk remembers it."""
        self.busy = False
        self.desk.checked = message
        self.tell_work()

    @on(OptionList.OptionSelected, "#journal-problems")
    def open_problem(self, message: OptionList.OptionSelected) -> None:
        """Open the case that something is wrong with, or the list that the paper stands in."""
        if self.desk.checked is None:
            return
        problem = self.desk.checked.found.problems[message.option_index]
        if problem.case:
            self.desk.open_case(problem.case)
        elif problem.frozen is not None:
            self.desk.go_to(BoardScreen(problem.frozen.kind, problem.frozen.day))

    # Words

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.tell_work()
        self.tell_position(EventTable.Moved(self.rows.chosen, self.rows.total))

    def tell_work(self) -> None:
        """Say what is shown, and what the check found or that it is under way."""
        self.query_one("#journal-title", Static).update(Content.styled(f" {say('desk.journal.title')}", "bold $accent"))
        self.query_one(Chips).show(self._chips())
        self.query_one(ProgressBar).display = self.busy
        self._tell_checked()

    def _chips(self) -> list[tuple[str, str]]:
        """The filters that narrow the list: each one's name and its words."""
        now = self.filters
        named = {
            "region": self.calls.village_name(now.region) if now.region != self.calls.user.region else "",
            "actor": now.actor,
            "kind": say(f"desk.journal.kind.{now.kind}") if now.kind else "",
            "step": word("step", now.step) if now.step else "",
            "since": say("desk.chip.since", day=day(now.since)) if now.since is not None else "",
            "until": say("desk.chip.until", day=day(now.until)) if now.until is not None else "",
        }
        return [(name, words) for name, words in named.items() if words]

    def _tell_checked(self) -> None:
        line, listed = self.query_one("#journal-checked", Static), self.query_one("#journal-problems", OptionList)
        checked = self.desk.checked
        if self.busy or checked is None:
            told = say("desk.journal.checking" if self.busy else "desk.journal.not_checked")
            line.update(Content.styled(told, MUTED))
            listed.display = False
            return
        found = checked.found
        told = say(
            "desk.journal.checked", at=moment(checked.at), cases=f"{found.cases:,}", events=f"{found.events:,}",
            papers=f"{sum(found.papers.values()):,}", fingerprint=found.fingerprint,
            seal=found.seals[-1][:SHOWN] if found.seals else say("desk.journal.no_seal"),
        )  # fmt: skip
        wrong = len(found.problems)
        verdict = say("desk.journal.wrong", count=f"{wrong:,}") if wrong else say("desk.journal.whole")
        style = "bold $error" if wrong else "bold $success"
        line.update(Content.assemble((f"{'✗' if wrong else '✓'} {verdict}", style), "\n", (told, MUTED)))
        listed.clear_options()
        listed.add_options(Option(Content(plain(problem_text(problem)))) for problem in found.problems)
        listed.highlighted = 0 if wrong else None
        listed.display = bool(wrong)
