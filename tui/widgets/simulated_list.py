"""Cases of a simulation, one a row: what each is paid and would be paid."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.cells import fit
from tui.figures import amount
from tui.messages import CaseChosen
from tui.safe import plain
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.style import Style
    from textual.events import Click, Resize

    from workflow.simulate import SimulatedCase

CASE, HEAD, EFFECT, MONEY = 10, 10, 15, 11
ROOMY = 100


class SimulatedList(ScrollView, can_focus=True):
    """The rows, chosen with the arrow keys, opened with Enter."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "simulated--row", "simulated--chosen", "simulated--quiet",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "open", show=False),
    ]

    chosen: reactive[int] = reactive(0)

    def __init__(self, cases: Sequence[SimulatedCase], village_name: Callable[[str], str], *, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.cases, self.village_name = tuple(cases), village_name

    def on_mount(self) -> None:
        """Know how many rows there are."""
        self.on_resize()

    def on_resize(self, _: Resize | None = None) -> None:
        """Lay the rows out for another width."""
        self.virtual_size = Size(self.size.width, len(self.cases) + 1)

    def action_move(self, by: int) -> None:
        """Choose another row, and show it."""
        self.chosen = max(0, min(len(self.cases) - 1, self.chosen + by))
        top, height = self.scroll_offset.y, max(1, self.size.height - 1)
        if self.chosen < top:
            self.scroll_to(y=self.chosen, animate=False)
        elif self.chosen >= top + height:
            self.scroll_to(y=self.chosen - height + 1, animate=False)

    def action_page(self, by: int) -> None:
        """Go on by what the screen holds."""
        self.action_move(by * max(1, self.size.height - 2))

    def action_edge(self, by: int) -> None:
        """Go to the first row or the last."""
        self.action_move(by * len(self.cases))

    def action_open(self) -> None:
        """Open the chosen case."""
        if self.cases:
            self.post_message(CaseChosen(self.cases[self.chosen].case))

    def on_click(self, event: Click) -> None:
        """Choose a row; the second click opens it."""
        at = event.y - 1 + self.scroll_offset.y
        if 0 <= at < len(self.cases) and event.y > 0:
            self.chosen = at
            if event.chain > 1:
                self.action_open()

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The heading, then a case a line."""
        width = self.size.width
        if y == 0:
            heads = [
                say(f"simulate.column.{name}") for name in ("case", "head", "effect", "before", "after", "village")
            ]
            return self._row(heads, "quiet", "  ")
        at = y - 1 + self.scroll_offset.y
        if at >= len(self.cases):
            said = f"  {say('desk.nothing')}" if not self.cases and y == 1 else ""
            return Strip([Segment(said, self._style("quiet"))]).adjust_cell_length(width, self.rich_style)
        each = self.cases[at]
        cells = [
            each.case, plain(each.head), say(f"simulate.effect.{each.effect}"), amount(each.before.monthly),
            amount(each.after.monthly), plain(self.village_name(each.village)),
        ]  # fmt: skip
        return self._row(cells, "chosen" if at == self.chosen else "row", "→ ")

    def _row(self, cells: Sequence[str], style: str, arrow: str) -> Strip:
        case, head, effect, before, after, village = cells
        width = self.size.width
        head_width = HEAD * 2 if width >= ROOMY else HEAD
        fixed = 1 + CASE + head_width + EFFECT + 2 * MONEY + 8
        text = (
            f" {fit(case, CASE)} {fit(head, head_width)} {fit(effect, EFFECT)} {fit(before, MONEY, right=True)} {arrow}"
            f"{fit(after, MONEY, right=True)}  {fit(village, max(0, width - fixed))}"
        )
        return Strip([Segment(text, self._style(style))]).adjust_cell_length(width, self._style(style))

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"simulated--{name}")
