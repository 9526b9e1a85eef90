"""The map of a case's life: seven boxes with arrows; how many cases are in each, how many overdue, what is paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.reactive import reactive
from textual.widget import Widget

from states.stages import Stage
from tui.cells import fit
from tui.figures import amount, stage_name
from tui.messages import StageChosen
from tui.widgets.canvas import Canvas
from workflow.wording import say, word

if TYPE_CHECKING:
    from textual.events import Click
    from textual.strip import Strip

    from workflow.cases import Caseload, StageCount

HEIGHT = 11
BOX_HEIGHT = 4
SECOND_ROW = 7
COLUMNS = 4
WIDEST_BOX = 30
NARROWEST_GAP = 3
WITH_SHARE = 22
"""Width of a box in which it is also said what share of its cases is overdue."""

A, V, E, K = Stage.APPLIED, Stage.VERIFIED, Stage.ENROLLED, Stage.KEY_SUPPORTED
T, R, X = Stage.TAPERING, Stage.RE_VERIFIED, Stage.TERMINATED

NEXT: dict[str, dict[Stage, Stage]] = {
    "right": {A: V, V: E, E: K, X: T, T: R},
    "left": {V: A, E: V, K: E, R: T, T: X},
    "down": {A: X, V: T, E: R, K: R},
    "up": {X: A, T: V, R: E},
}
"""Where an arrow key leads from each box."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a stage's box is drawn."""

    x: int
    y: int
    width: int

    def holds(self, x: int, y: int) -> bool:
        """Whether a cell lies in the box."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + BOX_HEIGHT


def boxes(width: int) -> dict[Stage, Box]:
    """The seven boxes in `width` cells: four above; terminated, tapering and a broad re-verified below."""
    gap = max(NARROWEST_GAP, min(10, width // 16))
    box = max(8, min(WIDEST_BOX, (width - (COLUMNS - 1) * gap) // COLUMNS))
    left = max(0, (width - COLUMNS * box - (COLUMNS - 1) * gap) // 2)
    xs = [left + column * (box + gap) for column in range(COLUMNS)]
    upper = {stage: Box(x, 0, box) for stage, x in zip((A, V, E, K), xs, strict=True)}
    lower = {X: Box(xs[0], SECOND_ROW, box), T: Box(xs[1], SECOND_ROW, box), R: Box(xs[2], SECOND_ROW, 2 * box + gap)}
    return {**upper, **lower}


class LifeMap(Widget, can_focus=True):
    """The map; arrow keys go from box to box, Enter opens the cases behind one."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "life-map--frame", "life-map--chosen", "life-map--name", "life-map--count", "life-map--overdue",
        "life-map--money", "life-map--arrow",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, f"go('{key}')", show=False) for key in NEXT),
        Binding("enter", "open", show=False),
    ]

    caseload: reactive[Caseload | None] = reactive(None)
    chosen: reactive[Stage] = reactive(Stage.APPLIED)

    def __init__(self) -> None:
        super().__init__()
        self._canvas: Canvas | None = None

    def action_go(self, way: str) -> None:
        """Go to the next box in a direction."""
        self.chosen = NEXT[way].get(self.chosen, self.chosen)

    def action_open(self) -> None:
        """Open the cases of the chosen box."""
        self.post_message(StageChosen(self.chosen))

    def on_click(self, event: Click) -> None:
        """Choose and open the box that was clicked."""
        for stage, box in boxes(self.size.width).items():
            if box.holds(event.x, event.y):
                self.chosen = stage
                self.action_open()

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row of the drawing."""
        canvas = self._canvas
        if y == 0 or canvas is None or canvas.width != self.size.width:
            canvas = self._canvas = self.draw(self.size.width)
        styles = {name: self.get_component_rich_style(name) for name in self.COMPONENT_CLASSES}
        return canvas.strip(y, {"": self.rich_style, **styles})

    def draw(self, width: int) -> Canvas:
        """The whole map in `width` cells."""
        canvas = Canvas(width, HEIGHT)
        placed = boxes(width)
        _draw_arrows(canvas, placed)
        for stage, box in placed.items():
            self._draw_box(canvas, stage, box)
        return canvas

    def _draw_box(self, canvas: Canvas, stage: Stage, box: Box) -> None:
        chosen = stage is self.chosen and self.has_focus
        frame = "life-map--chosen" if chosen else "life-map--frame"
        canvas.box(box.x, box.y, box.width, BOX_HEIGHT, frame)
        name = stage_name(stage)
        spaced = cell_len(name) <= box.width - 5
        name = f" {name} " if spaced else fit(name, min(cell_len(name), box.width - 2))
        canvas.put(box.x + 1 + spaced, box.y, name, "life-map--chosen" if chosen else "life-map--name")
        count, overdue, paid = self._figures(stage, box)
        inner = box.width - 4
        canvas.put(box.x + 2, box.y + 1, fit(count, inner), "life-map--count")
        canvas.put(box.x + 2 + inner - cell_len(overdue), box.y + 1, overdue, "life-map--overdue")
        canvas.put(box.x + 2, box.y + 2, fit(paid, inner, right=True), "life-map--money")

    def _figures(self, stage: Stage, box: Box) -> tuple[str, str, str]:
        if self.caseload is None:
            return "…", "", ""
        if stage is Stage.TERMINATED:
            return f"{self.caseload.terminated_this_year:,}", "", say("desk.map.this_year")
        found = self.caseload.by_stage.get(stage)
        if found is None:
            return "0", "", ""
        return f"{found.count:,}", _overdue(found, box), amount(found.monthly) if found.monthly else ""


def _overdue(found: StageCount, box: Box) -> str:
    if not found.overdue:
        return ""
    share = f" {round(100 * found.overdue / found.count)} %" if box.width >= WITH_SHARE else ""
    return f"{found.overdue:,} !{share}"


def _draw_arrows(canvas: Canvas, placed: dict[Stage, Box]) -> None:
    """The ways from box to box, with the names of those that are not plain."""
    style = "life-map--arrow"
    a, v, e, k, t, x = (placed[s] for s in (A, V, E, K, T, X))
    gap = v.x - a.x - a.width
    for left, right, ends in ((a, v, "─►"), (v, e, "─►"), (e, k, "◄►")):
        canvas.across(left.x + left.width, left.y + 1, right.x - left.x - left.width, ends[0], ends[1], style)
    canvas.across(x.x + x.width, x.y + 1, gap, "◄", "─", style)
    canvas.across(t.x + t.width, t.y + 1, gap, "◄", "►", style)
    for box in (e, k):
        _two_ways(canvas, box, style)
    _rejections(canvas, a, v, style)
    _label(canvas, e.x + e.width // 2, 5, word("step", "reverify"), k.x + k.width // 3 - e.x - e.width // 2 - 2)
    _label(canvas, k.x + k.width * 2 // 3, 5, word("step", "renew"), canvas.width - k.x - k.width * 2 // 3 - 1)


def _two_ways(canvas: Canvas, box: Box, style: str) -> None:
    """Down to the re-check and up again after it."""
    down, up = box.x + box.width // 3, box.x + box.width * 2 // 3
    for y in (4, 5, 6):
        canvas.put(down, y, "▼" if y == 6 else "│", style)  # noqa: PLR2004 - the row above the lower boxes
        canvas.put(up, y, "▲" if y == 4 else "│", style)  # noqa: PLR2004 - the row below the upper boxes


def _rejections(canvas: Canvas, a: Box, v: Box, style: str) -> None:
    """From applied and verified straight to the end."""
    left, right = a.x + a.width // 2, v.x + v.width // 2
    canvas.put(left, 4, "│", style)
    canvas.put(right, 4, "│", style)
    canvas.across(left, 5, right - left + 1, "├", "╯", style)
    canvas.put(left, 6, "▼", style)
    name = f" {word('step', 'reject')} "
    canvas.put(left + 2, 5, fit(name, min(cell_len(name), right - left - 3)), style)


def _label(canvas: Canvas, x: int, y: int, text: str, room: int) -> None:
    if cell_len(text) <= room:
        canvas.put(x, y, text, "life-map--arrow")
