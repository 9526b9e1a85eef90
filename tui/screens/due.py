"""A quarter's work: village, household, item; who does it, what is ticked off, and that nothing is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content
from textual.widgets import Static, Tree

from states.due import KINDS
from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.figures import day, person_words
from tui.messages import ItemsLoaded, Noted, QuarterLoaded
from tui.screens.base import DeskScreen
from tui.screens.paper import PaperDialog
from tui.screens.pick import Pick
from tui.widgets.due_tree import DueTree, HouseholdWork
from workflow.due import quarter_of
from workflow.planner import PlannedItem, VillageWork, Wanted
from workflow.responsibility import NOBODY
from workflow.wording import say, word

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.due import Quarter
    from workflow.office import User
    from workflow.planner import QuarterWork

MUTED = "$muted"
FEW = 60
"""Items up to which every village is shown open."""
WEEK = timedelta(days=7)


class Due(DeskScreen):
    """The planner."""

    place = Place.DUE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.DUE)
    AUTO_FOCUS = "DueTree"

    def __init__(self, *, kind: str = "", week: date | None = None) -> None:
        """`kind`: work of that kind alone; `week`: of the week that begins then (`date.min`: what is overdue)."""
        super().__init__()
        self.kind, self.week = kind, week
        self.holder = ""
        """Whose work is shown: everybody's, one's own, or what nobody holds."""
        self.quarter: Quarter | None = None
        self.work: QuarterWork | None = None
        self.people: tuple[User, ...] = ()
        self._seen = -1

    def compose_body(self) -> ComposeResult:
        """Title, tree, completeness."""
        yield Static("", id="due-title", markup=False)
        yield DueTree(self.calls.village_name, id="due-tree")
        yield Static("", id="completeness", markup=False)

    @property
    def plan(self) -> DueTree:
        """The work."""
        return self.query_one(DueTree)

    @property
    def wanted(self) -> Wanted:
        """Which work is shown."""
        today, week = self.calls.today, self.week
        since = None if week is None or week == date.min else max(week, today)
        until = None if week is None else today if week == date.min else week + WEEK
        return Wanted(
            self.quarter or quarter_of(today),
            region=self.calls.user.region,
            kind=self.kind,
            person=self.holder,
            since=since,
            until=until,
        )

    # Looking

    def on_screen_resume(self) -> None:
        """Look again where something was written meanwhile."""
        if self._seen != self.desk.writes:
            self._seen = self.desk.writes
            self.action_reload()

    def action_reload(self) -> None:
        """Look again."""
        self.quarter = self.quarter or quarter_of(self.calls.today)
        self._tell()
        self.load(self.wanted)

    def action_quarter(self, by: int) -> None:
        """Go to another quarter."""
        self.quarter = (self.quarter or quarter_of(self.calls.today)).shifted(by)
        self.work, self.week = None, None
        self.action_reload()

    @asks
    def load(self, wanted: Wanted) -> QuarterLoaded:
        """The quarter's work by village, and who may do it."""
        return QuarterLoaded(self.calls.quarter_work(wanted), self.calls.users())

    @on(QuarterLoaded)
    def show(self, message: QuarterLoaded) -> None:
        """Show the villages; few items are shown at once."""
        self.work, self.people = message.work, message.people
        self.plan.show_quarter(message.work, self.calls.today)
        self._tell()
        if 0 < message.work.items <= FEW:
            self.load_items(self.wanted, tuple(village.village for village in message.work.villages))
        elif self.plan.waiting():
            self.load_items(self.wanted, self.plan.waiting())

    @on(Tree.NodeExpanded)
    def opened(self) -> None:
        """Read what was opened."""
        if villages := self.plan.waiting():
            self.load_items(self.wanted, villages)

    @asks
    def load_items(self, wanted: Wanted, villages: tuple[str, ...]) -> ItemsLoaded:
        """The items of some villages."""
        if len(villages) > 1:
            found = self.calls.planned(wanted)
            return ItemsLoaded({village: items for village, items in found.items() if village in villages})
        return ItemsLoaded(self.calls.planned(replace(wanted, region=villages[0])))

    @on(ItemsLoaded)
    def show_items(self, message: ItemsLoaded) -> None:
        """Show them."""
        self.plan.show_items(message.items)

    @on(Tree.NodeSelected)
    def open_case(self, event: Tree.NodeSelected[object]) -> None:
        """Open a household's case, or a village's report; a village opens and closes."""
        chosen = event.node.data
        if isinstance(chosen, HouseholdWork):
            self.desk.open_case(chosen.case)
        elif isinstance(chosen, PlannedItem):
            self.open_item(chosen)

    def open_item(self, planned: PlannedItem) -> None:
        """Open a piece of work's case; of a report that a village owes, the list of reports."""
        if planned.item.case:
            self.desk.open_case(planned.item.case)
        else:
            self.desk.open_reports(quarter_of(planned.item.due_on))

    # Noting

    def action_tick(self) -> None:
        """Tick off what the cursor is on, or take the tick away."""
        if self.plan.chosen is not None:
            self.tick(self.plan.chosen, self.plan.village, self.wanted)

    @asks
    def tick(self, chosen: VillageWork | HouseholdWork | PlannedItem, village: str, wanted: Wanted) -> Noted:
        """Note it."""
        items = self._items(chosen, wanted)
        if not items:
            return Noted(village, say("desk.due.report"))
        done = self.calls.tick(items)
        return Noted(village, say("desk.due.ticked_off" if done else "desk.due.unticked", count=len(items)))

    def action_assign(self) -> None:
        """Choose who is to do what the cursor is on."""
        chosen, village = self.plan.chosen, self.plan.village
        if chosen is None:
            return

        def give(login: str | None) -> None:
            if login is not None:
                self.give(chosen, village, login, self.wanted)

        options = [(user.login, person_words(user)) for user in self.people if user.may_hold_in(village)]
        self.desk.push_screen(Pick([*options, ("", say("desk.due.the_cases_person"))], title="due.assign"), give)

    @asks
    def give(
        self, chosen: VillageWork | HouseholdWork | PlannedItem, village: str, login: str, wanted: Wanted
    ) -> Noted:
        """Note it."""
        items = self._items(chosen, wanted)
        if not items:
            return Noted(village, say("desk.due.report"))
        self.calls.assign(items, login)
        person = login or say("desk.due.the_cases_person")
        return Noted(village, say("desk.due.assigned", count=len(items), person=person))

    def _items(self, chosen: VillageWork | HouseholdWork | PlannedItem, wanted: Wanted) -> list[PlannedItem]:
        """The cases' work in what is chosen: on a report nothing is noted."""
        if isinstance(chosen, PlannedItem):
            found = [chosen]
        elif isinstance(chosen, HouseholdWork):
            found = list(chosen.items)
        else:
            villages = self.calls.planned(replace(wanted, region=chosen.village))
            found = [planned for items in villages.values() for planned in items]
        return [planned for planned in found if planned.item.case]

    @on(Noted)
    def noted(self, message: Noted) -> None:
        """Show it."""
        self.desk.notify(message.told, markup=False, timeout=3)
        self.load_again(self.wanted, message.village)

    @asks
    def load_again(self, wanted: Wanted, village: str) -> QuarterLoaded:
        """The quarter's work once more, and the village in which something was noted."""
        self.post_message(ItemsLoaded(self.calls.planned(replace(wanted, region=village))))
        return QuarterLoaded(self.calls.quarter_work(wanted), self.people)

    # Narrowing and printing

    def action_mine(self) -> None:
        """Show the acting person's own work, then what nobody holds, then everybody's again."""
        whose = ("", self.calls.user.login, NOBODY)
        self.holder = whose[(whose.index(self.holder) + 1) % len(whose)] if self.holder in whose else ""
        self.action_reload()

    def action_kind(self) -> None:
        """Show one kind of work."""
        kinds = [("", say("desk.due.every_kind")), *((kind, word("due", kind)) for kind in KINDS)]
        self.desk.push_screen(Pick(kinds, title="due.kind"), self._take_kind)

    def _take_kind(self, kind: str | None) -> None:
        if kind is not None:
            self.kind, self.week = kind, None
            self.action_reload()

    def action_print(self) -> None:
        """Print the quarter's list."""
        if self.quarter is not None:
            quarter = self.quarter
            self.desk.push_screen(
                PaperDialog(
                    "print.title", f"due-{quarter.name}", ("pdf", "xlsx", "printer"),
                    lambda form, path: self.calls.write_due(quarter, form, path),
                )
            )  # fmt: skip

    def action_round(self) -> None:
        """Print the visits of the village that the cursor is in."""
        quarter, village = self.quarter, self.plan.village
        if quarter is not None and village:
            self.desk.push_screen(
                PaperDialog(
                    "print.round", f"round-{village}-{self.calls.today}", ("pdf", "printer"),
                    lambda form, path: self.calls.write_round(quarter, village, form, path),
                )
            )  # fmt: skip

    # Words

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        if self.work is not None:
            self.plan.show_quarter(self.work, self.calls.today)
        self._tell()

    def _tell(self) -> None:
        quarter = self.quarter or quarter_of(self.calls.today)
        parts = [Content.styled(f" {say('desk.due.title', quarter=quarter.name)}", "bold $accent")]
        parts += [Content.styled(f" {chip} ", "$accent on $panel") for chip in self._chips()]
        if self.work is None:
            parts.append(Content.styled(say("desk.loading"), MUTED))
        elif not self.work.items:
            parts.append(Content.styled(say("desk.nothing"), MUTED))
        else:
            told = say("desk.due.count", items=f"{self.work.items:,}", done=f"{self.work.done:,}")
            parts.append(Content.styled(told, MUTED))
        self.query_one("#due-title", Static).update(Content("  ").join(parts))
        if self.work is not None:
            self.query_one("#completeness", Static).update(completeness(self.work))

    def _chips(self) -> list[str]:
        chips = [word("due", self.kind)] if self.kind else []
        if self.week is not None:
            chips.append(
                say("desk.week.overdue") if self.week == date.min else say("desk.chip.week", monday=day(self.week))
            )
        if self.holder:
            chips.append(say("desk.chip.nobodys" if self.holder == NOBODY else "desk.chip.mine"))
        return chips


def completeness(work: QuarterWork) -> str:
    """The line by which the planner proves that no case is left out."""
    return say(
        "desk.completeness",
        live=f"{work.live:,}",
        due=f"{work.due:,}",
        not_due=f"{work.not_due:,}",
        overdue=f"{work.overdue:,}",
    )
