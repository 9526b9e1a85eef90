"""The cases of a class or of a village of a simulation; Enter opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import Static

from tui.commands.table import Place, bindings_of
from tui.figures import amount
from tui.safe import plain
from tui.screens.base import DeskScreen
from tui.widgets.simulated_list import SimulatedList
from workflow.simulate import Effect, summed
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from tui.messages import CaseChosen
    from workflow.simulate import SimulatedCase


class SimulatedCases(DeskScreen):
    """The list; those that gain or lose most stand first."""

    place = Place.SIMULATED
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.SIMULATED)
    AUTO_FOCUS = "SimulatedList"

    def __init__(self, cases: Sequence[SimulatedCase], *, effect: Effect | None = None, village: str = "") -> None:
        super().__init__()
        self.cases, self.effect, self.village = tuple(cases), effect, village

    def compose_body(self) -> ComposeResult:
        """What is listed, then the cases."""
        yield Static("", id="simulated-title", markup=False)
        yield SimulatedList(self.cases, self.calls.village_name, id="simulated")

    def on_mount(self) -> None:
        """Say what is listed."""
        self._tell()

    def on_case_chosen(self, message: CaseChosen) -> None:
        """Open a case."""
        self.desk.open_case(message.case)

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._tell()

    def _tell(self) -> None:
        of = say(f"simulate.effect.{self.effect}") if self.effect is not None else self.calls.village_name(self.village)
        sums = summed(self.cases)
        told = say(
            "simulate.desk.listed", of=plain(of), count=f"{sums.cases:,}", before=amount(sums.before),
            after=amount(sums.after),
        )  # fmt: skip
        self.query_one("#simulated-title", Static).update(Content.styled(f" {told}", "bold $accent"))
