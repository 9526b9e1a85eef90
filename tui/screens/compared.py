"""Two decisions of a case side by side, what differs; a key shows what is the same, too."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.content import Content

from tui.asking import asks
from tui.cells import fit, wrap
from tui.commands.table import Place, dialog_bindings_of
from tui.figures import day
from tui.messages import DecisionsCompared
from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.laid_out import LaidOut
from tui.widgets.said import Said
from workflow.what_if_words import signed
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from workflow.decided import Comparison, Decided, Difference

MUTED = "$muted"
ROOM_FOR_SIGNED = 12


class Compared(Dialog[None]):
    """A window with two columns."""

    place = Place.COMPARED
    BINDINGS: ClassVar[list[BindingType]] = dialog_bindings_of(Place.COMPARED)

    def __init__(self, case: str, first: int, second: int) -> None:
        super().__init__()
        self.case, self.first, self.second = case, first, second

    def compose(self) -> ComposeResult:
        """The columns, and what the keys do."""
        with VerticalScroll(classes="dialog", can_focus=True):
            yield ComparedDecisions()
            yield Said("compared.keys", classes="hint")

    def on_mount(self) -> None:
        """Read the two decisions."""
        self.load()

    @asks
    def load(self) -> DecisionsCompared:
        """The two decisions beside each other."""
        return DecisionsCompared(self.calls.compare(self.case, self.first, self.second))

    def on_decisions_compared(self, message: DecisionsCompared) -> None:
        """Show them."""
        self.query_one(ComparedDecisions).show(message.found)

    def action_show_all(self) -> None:
        """Show what is the same too, or no more."""
        shown = self.query_one(ComparedDecisions)
        shown.whole = not shown.whole
        shown.refresh(layout=True)


class ComparedDecisions(LaidOut):
    """A heading for each side, then the rows by group."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Comparison | None = None
        self.whole = False

    def show(self, found: Comparison) -> None:
        """Show a comparison."""
        self.found = found
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """The rows laid out to the width there is."""
        if self.found is None:
            yield Content.styled(say("desk.loading"), MUTED)
            return
        side = max(10, (width - ROOM_FOR_SIGNED) // 3)
        label = max(8, width - 2 * side - ROOM_FOR_SIGNED)
        heads = (_heading(self.found.before), _heading(self.found.after))
        yield from _columns(("", *heads, signed(self.found.monthly)), (label, side, side), "bold $accent")
        rows = self.found.rows if self.whole else self.found.differences
        if not rows:
            yield Content.styled(say("compare.same"), MUTED)
        for group, of_group in groupby(rows, key=lambda row: row.group):
            yield Content("")
            yield Content.styled(say(f"compare.group.{group}"), "bold")
            for row in of_group:
                yield from _row(row, (label, side, side))


def _heading(decided: Decided) -> str:
    return f"{day(decided.decision.on)} {word('step', decided.decision.step)}"


def _row(row: Difference, widths: tuple[int, int, int]) -> Iterator[Content]:
    figure = signed(row.fen) if row.fen else ""
    mark = "≠ " if row.differs else "  "
    cells = (mark + plain(row.label), plain(row.before) or "–", plain(row.after) or "–", figure)
    yield from _columns(cells, widths, "" if row.differs else MUTED)


def _columns(cells: tuple[str, ...], widths: tuple[int, int, int], style: str) -> Iterator[Content]:
    """Cells over as many lines as the longest needs; the signed difference at the right of the first."""
    wrapped = [wrap(cell, width - 1) for cell, width in zip(cells, widths, strict=False)]
    for number in range(max(len(lines) for lines in wrapped)):
        texts = [lines[number] if number < len(lines) else "" for lines in wrapped]
        figure = cells[-1] if number == 0 else ""
        line = "".join(fit(text, width) for text, width in zip(texts, widths, strict=True))
        yield Content.styled(line + fit(figure, ROOM_FOR_SIGNED, right=True), style)
