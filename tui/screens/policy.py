"""The policy sheet in force on a day: every parameter with its source, its status and when it next changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.figures import day
from tui.messages import PolicyLoaded
from tui.safe import plain
from tui.screens.base import DeskScreen
from tui.screens.pick import Pick
from tui.widgets.laid_out import LaidOut, hanging
from tui.widgets.said import ScrollPanel
from workflow.policy_words import source_of, written
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.calls import PolicyShown

MUTED = "$muted"


class PolicyScreen(DeskScreen):
    """One region's parameters; the keys lead to another region and to the days on which something changes."""

    place = Place.POLICY
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.POLICY)
    AUTO_FOCUS = "#policy-panel"

    def __init__(self) -> None:
        super().__init__()
        self.sheet = ""
        self.on_day: date | None = None
        self.shown: PolicyShown | None = None

    def compose_body(self) -> ComposeResult:
        """Which sheet and day, then the parameters."""
        yield Static(say("desk.loading"), id="policy-title", markup=False)
        yield ScrollPanel("policy.title", Parameters(id="policy"), id="policy-panel")

    def on_mount(self) -> None:
        """Read the sheet of the acting person's region as it is today."""
        self.load()

    @asks
    def load(self) -> PolicyLoaded:
        """The parameters of the region on the day."""
        return PolicyLoaded(self.calls.policy(self.sheet, self.on_day))

    def on_policy_loaded(self, message: PolicyLoaded) -> None:
        """Show them."""
        self.shown = message.shown
        self.sheet, self.on_day = message.shown.region, message.shown.on
        self._tell()

    def action_reload(self) -> None:
        """Read the sheet again, as it is today."""
        self.on_day = None
        self.load()

    def action_region(self) -> None:
        """Choose another region's sheet."""
        sheets = [(region, self.calls.sheet_name(region)) for region in self.calls.sheet_regions()]
        self.desk.push_screen(Pick(sheets, title="policy.pick"), self._choose)

    def _choose(self, region: str | None) -> None:
        if region:
            self.sheet = region
            self.load()

    def action_change(self, by: int) -> None:
        """Go to the next day on which something changes, or to the one before."""
        if self.shown is None:
            return
        days = self.shown.later if by > 0 else self.shown.earlier
        if days:
            self.on_day = days[0] if by > 0 else days[-1]
            self.load()
        else:
            self.desk.notify(say("desk.policy.no_change"), markup=False)

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell()

    def _tell(self) -> None:
        if self.shown is None:
            return
        title = say("desk.policy.of", sheet=self.calls.sheet_name(self.shown.region), day=day(self.shown.on))
        self.query_one("#policy-title", Static).update(Content.styled(f" {plain(title)}", "bold $accent"))
        self.query_one(Parameters).show(self.shown)


class Parameters(LaidOut):
    """The parameters, each with its value and, under it, where it comes from and how long it holds."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.shown: PolicyShown | None = None

    def show(self, shown: PolicyShown) -> None:
        """Show a sheet's parameters."""
        self.shown = shown
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """Name, value, source."""
        if self.shown is None:
            yield Content.styled(say("desk.loading"), MUTED)
            return
        for row in self.shown.rows:
            first, *rest = written(row.value)
            lead = Content.styled(f"{row.parameter}  ", "bold")
            yield from hanging(lead, plain(first) if not rest else "", width, "$accent")
            for value in (first, *rest) if rest else ():
                yield from hanging(Content("    "), plain(value), width, "$accent")
            yield from hanging(Content("    "), plain(source_of(row, self.shown.region)), width, MUTED)
