"""The desk itself: the map of the life cycle, the quarter's work, what comes next for the person who works."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.messages import BarChosen, CaseChosen, CaseloadLoaded, OverviewLoaded, ReportChosen, StageChosen
from tui.news import News
from tui.screens.base import DeskScreen
from tui.widgets.bars import Bar, Bars
from tui.widgets.life_map import LifeMap
from tui.widgets.next_items import NextItems
from tui.widgets.said import Panel
from tui.widgets.top_line import TopLine
from workflow.due import quarter_of
from workflow.wording import say, word

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.cases import Overview


OVERDUE = "overdue"


class Desk(DeskScreen):
    """The first screen."""

    place = Place.DESK
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.DESK)
    AUTO_FOCUS = "LifeMap"

    def __init__(self) -> None:
        super().__init__()
        self.overview: Overview | None = None
        self._seen = -1

    def compose_body(self) -> ComposeResult:
        """The map, three panels, the line that proves completeness."""
        with VerticalScroll(id="desk-body", can_focus=False):
            yield Panel("map.title", LifeMap(), id="map-panel")
            with Container(id="desk-panels"):
                yield Panel("quarter.title", Bars(_kind_label, id="by-kind"), id="kind-panel")
                yield Panel("next.title", NextItems(), id="next-panel")
                yield Panel("week.title", Bars(_week_label, id="by-week"), id="week-panel")
        yield Static("", id="completeness", markup=False)
        yield News()

    def on_screen_resume(self) -> None:
        """Look again where something was written meanwhile."""
        if self._seen != self.desk.writes:
            self.renew()

    def renew(self) -> None:
        """Look again."""
        self._seen = self.desk.writes
        self.action_reload()

    def action_reload(self) -> None:
        """Look again: the map is counted at once, the quarter's work takes longer."""
        self.count()
        self.load()

    @asks
    def count(self) -> CaseloadLoaded:
        """The caseload by stage."""
        return CaseloadLoaded(self.calls.caseload())

    @on(CaseloadLoaded)
    def show_counts(self, message: CaseloadLoaded) -> None:
        """Show the map's figures."""
        self.query_one(LifeMap).caseload = message.caseload
        self.query_one(TopLine).refresh()

    @asks
    def load(self) -> OverviewLoaded:
        """The overview of the caseload."""
        return OverviewLoaded(self.calls.overview())

    @on(OverviewLoaded)
    def show(self, message: OverviewLoaded) -> None:
        """Show bars and the next items."""
        found = self.overview = message.overview
        self.query_one("#by-kind", Bars).rows = tuple(Bar(kind, n) for kind, n in found.due_by_kind.items())
        self.query_one("#by-week", Bars).rows = tuple(
            Bar(OVERDUE if monday == date.min else monday.isoformat(), n, red=monday == date.min)
            for monday, n in found.due_by_week.items()
        )
        coming = self.query_one(NextItems)
        coming.village_name, coming.today = self.calls.village_name, self.calls.today
        coming.items = tuple(found.next_items)
        self.query_one("#kind-panel", Panel).tell(f"{found.due:,}")
        self._tell_completeness()

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell_completeness()

    def _tell_completeness(self) -> None:
        found = self.overview
        if found is not None:
            said = say(
                "desk.completeness", live=found.live, due=found.due, not_due=found.not_due, overdue=found.overdue
            )
            self.query_one("#completeness", Static).update(said)

    @on(StageChosen)
    def open_stage(self, message: StageChosen) -> None:
        """Open the cases behind a box."""
        self.desk.open_cases(self.calls.filter(stage=message.stage))

    @on(BarChosen)
    def open_due(self, message: BarChosen) -> None:
        """Open the due work behind a bar."""
        from tui.screens.due import Due

        if message.chart == "by-kind":
            self.desk.go_to(Due(kind=message.key))
        else:
            self.desk.go_to(Due(week=date.min if message.key == OVERDUE else date.fromisoformat(message.key)))

    @on(CaseChosen)
    def open_case(self, message: CaseChosen) -> None:
        """Open a case."""
        self.desk.open_case(message.case)

    @on(ReportChosen)
    def open_report(self, message: ReportChosen) -> None:
        """Open the list that a village's report is missing from."""
        self.desk.open_reports(quarter_of(message.due_on))


def _kind_label(kind: str) -> str:
    return word("due", kind)


def _week_label(week: str) -> str:
    if week == OVERDUE:
        return say("desk.week.overdue")
    monday = date.fromisoformat(week)
    return say("desk.week.number", week=monday.isocalendar().week, monday=f"{monday:%m-%d}")
