"""The caseload under another policy: levers on the left, what they would do on the right; nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Region
from textual.widgets import Input, ProgressBar, Static

from tui.asking import asks
from tui.commands.table import Place, bindings_of
from tui.figures import amount
from tui.messages import BarChosen, LeversLoaded, Simulated
from tui.safe import plain
from tui.screens.simulated_cases import SimulatedCases
from tui.screens.slow import SlowWork
from tui.widgets.bars import Bar, Bars
from tui.widgets.levers import LeverLine
from tui.widgets.said import ScrollPanel
from workflow.simulate import Effect
from workflow.simulate_paper import notes_told
from workflow.wording import money, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.simulate import Simulation

EFFECTS, VILLAGES = "simulate-effects", "simulate-villages"
MUTED = "$muted"
CHANGED = frozenset({Effect.ENTERS, Effect.LEAVES, Effect.TAPERS, Effect.MORE, Effect.LESS})
LEVERS_AT_ONCE = 8


class SimulateScreen(SlowWork):
    """Levers, what they come to, classes, villages. What is typed stays while the desk is open."""

    place = Place.SIMULATE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.SIMULATE)
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self.found: Simulation | None = None
        self.reckoned: dict[str, str] = {}

    def compose_body(self) -> ComposeResult:
        """Levers on the left; sums, classes and villages on the right."""
        with Container(id="simulate-body"):
            yield ScrollPanel("simulate.levers", id="simulate-levers")
            with Vertical(id="simulate-effect"):
                yield Static("", id="simulate-sums", markup=False)
                yield ProgressBar(show_eta=False, id="simulate-progress")
                yield ScrollPanel("simulate.effects", ScrolledBars(_effect_name, id=EFFECTS), id="simulate-classes")
                bars = ScrolledBars(self._village_name, id=VILLAGES)
                yield ScrollPanel("simulate.villages", bars, id="simulate-places")

    def on_mount(self) -> None:
        """Read the levers."""
        for panel in self.query(ScrollPanel):
            panel.can_focus = False
        for bars in self.query(ScrolledBars):
            bars.rows = ()
        self.tell_work()
        self.load()

    @asks
    def load(self) -> LeversLoaded:
        """The figures of the sheet in force."""
        self.calls.regions()
        return LeversLoaded(self.calls.levers())

    @on(LeversLoaded)
    async def show_levers(self, message: LeversLoaded) -> None:
        """Show them, with what was typed before; a few at a time, so that no key waits for all of them."""
        typed = self.desk.levers
        lines = [LeverLine(lever, typed.get(lever.name, ""), self.calls.wrong_with) for lever in message.levers]
        for first in range(0, len(lines), LEVERS_AT_ONCE):
            await self.query_one("#simulate-levers").mount_all(lines[first : first + LEVERS_AT_ONCE])
        if lines:
            lines[0].editor.focus()
        if typed:
            self.action_reckon()

    # Trying

    @on(LeverLine.Edited)
    def edited(self) -> None:
        """Keep what is typed; what is shown is of other values now."""
        self.desk.levers = {line.lever.name: line.typed for line in self.query(LeverLine) if line.typed}
        self.tell_work()

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Enter in a lever reckons."""
        self.action_reckon()

    def action_reckon(self) -> None:
        """Reckon with what is typed."""
        wrong = next((line for line in self.query(LeverLine) if not line.check()), None)
        if wrong is not None:
            wrong.editor.focus()
        elif self.desk.levers and not self.busy:
            self.begin_work()
            self.reckon(dict(self.desk.levers))

    @asks
    def reckon(self, typed: dict[str, str]) -> Simulated:
        """Every case under the other policy; Escape stops."""
        return Simulated(self.calls.simulation(typed, self.go_on()), typed)

    @on(Simulated)
    def show(self, message: Simulated) -> None:
        """Show what it comes to."""
        self.busy = False
        self.found, self.reckoned = message.found, message.typed
        found = message.found
        self.query_one(f"#{EFFECTS}", Bars).rows = tuple(
            Bar(effect.value, sums.cases, red=effect is Effect.LEAVES and sums.cases > 0)
            for effect, sums in found.by_effect.items()
        )
        self.query_one(f"#{VILLAGES}", Bars).rows = tuple(
            Bar(village, sum(of[effect] for effect in CHANGED), red=of[Effect.LEAVES] > 0)
            for village, of in sorted(found.effects_by_village.items())
        )
        self.tell_work()

    # Going about

    @on(BarChosen)
    def open_cases(self, message: BarChosen) -> None:
        """Open the cases of a class or of a village."""
        if self.found is None:
            return
        if message.chart == EFFECTS:
            effect = Effect(message.key)
            self.desk.push_screen(SimulatedCases(self.found.of(effect=effect), effect=effect))
        else:
            self.desk.push_screen(SimulatedCases(self.found.of(village=message.key), village=message.key))

    def action_next_panel(self) -> None:
        """Go to the levers, the classes, the villages in turn."""
        first = next((line.editor for line in self.query(LeverLine)), None)
        stops = [first, *(self.query_one(f"#{name}") for name in (EFFECTS, VILLAGES))]
        here = next((at for at, stop in enumerate(stops) if stop is not None and stop.has_focus_within), 0)
        self.set_focus(stops[(here + 1) % len(stops)])

    def action_in_force(self) -> None:
        """Put every lever back to where it stands."""
        for line in self.query(LeverLine):
            line.editor.value = ""

    # Words

    def _village_name(self, code: str) -> str:
        return plain(self.calls.village_name(code))

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self.tell_work()

    def tell_work(self) -> None:
        """Say what it comes to, or that it is being reckoned."""
        self.query_one(ProgressBar).display = self.busy
        self.query_one("#simulate-sums", Static).update(Content("\n").join(self._sums()))

    def _sums(self) -> Iterator[Content]:
        if self.busy:
            yield Content.styled(say("simulate.desk.busy"), MUTED)
            return
        if self.desk.levers != self.reckoned or self.found is None:
            key = "simulate.desk.press" if self.desk.levers else "simulate.desk.begin"
            yield Content.styled(say(key), "$accent")
        if self.found is None:
            return
        totals, of = self.found.totals, self.found.by_effect
        households = f"{totals.households_before:,}", f"{totals.households_after:,}"
        moved = say("simulate.desk.moved", enter=of[Effect.ENTERS].cases, leave=of[Effect.LEAVES].cases)
        yield _line("simulate.desk.households", *households, moved)
        sign = "+" if totals.difference > 0 else ""
        yield _line("simulate.desk.money", amount(totals.before), amount(totals.after), sign + money(totals.difference))
        *notes, _ = notes_told(self.found)
        yield from (Content.styled(note, MUTED) for note in notes)


def _line(key: str, before: str, after: str, more: str) -> Content:
    return Content.assemble(
        (f"{say(key)}  ", MUTED), before, ("  →  ", "$accent"), (after, "bold"), (f"   {more}", MUTED)
    )  # fmt: skip


def _effect_name(effect: str) -> str:
    return say(f"simulate.effect.{effect}")


class ScrolledBars(Bars):
    """Bars of which more may stand there than there is room for: the chosen one is brought into view."""

    def watch_chosen(self) -> None:
        """Bring it into view."""
        if self.is_mounted and isinstance(self.parent, VerticalScroll):
            self.parent.scroll_to_region(Region(0, self.chosen, 1, 1), animate=False)
