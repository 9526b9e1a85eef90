"""Tables as they are printed, one below the other, any number of rows: only what is in view is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.cells import fit, parted
from tui.messages import CaseChosen
from tui.safe import plain
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from textual.events import Click

    from workflow.listing import Listing

CASE = re.compile(r"\bC-\d{7,}\b")
WIDEST = 34
"""Cells of a column, at most."""
GAP = 2


class Role(StrEnum):
    """What a line of the view is."""

    TITLE = "title"
    HEADING = "heading"
    ROW = "row"
    TOTAL = "total"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what it is, its text, and by a code what it is about."""

    role: Role
    text: str
    about: str = ""

    @property
    def case(self) -> str:
        """The case that it names; "" where it names none."""
        found = CASE.search(self.text)
        return found[0] if found is not None else ""


class ListingView(ScrollView, can_focus=True):
    """The tables; arrow keys go from line to line, left and right where they are wider than the screen."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "listing--title", "listing--heading", "listing--row", "listing--total", "listing--note", "listing--chosen",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(0)", show=False),
        Binding("end", "edge(-1)", show=False),
        Binding("left", "aside(-1)", show=False),
        Binding("right", "aside(1)", show=False),
        Binding("enter", "open", show=False),
    ]
    chosen: reactive[int] = reactive(0)

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.lines: tuple[Line, ...] = ()
        self.picked: set[str] = set()
        """The codes that are marked, of whatever tables: every line about one of them is."""

    def show(self, tables: Sequence[Listing]) -> None:
        """Show some tables from their beginning, or keep the line where they are the same ones anew."""
        self.lines = tuple(line for table in tables for line in _lines(table))
        self.chosen = max(0, min(self.chosen, len(self.lines) - 1))
        self.virtual_size = Size(max((cell_len(line.text) for line in self.lines), default=0) + 1, len(self.lines))
        self.refresh()

    @property
    def line(self) -> Line:
        """The chosen line; an empty one where there are none."""
        return self.lines[self.chosen] if self.lines else Line(Role.NOTE, "")

    def pick(self) -> None:
        """Mark what the chosen line is about, or take its mark away, and go on to the next line about another."""
        about = self.line.about
        self.picked ^= {about}
        later = range(self.chosen + 1, len(self.lines))
        after = next((n for n in later if self.lines[n].role is Role.ROW and self.lines[n].about != about), self.chosen)
        self.action_move(after - self.chosen)
        self.refresh()

    def pick_none(self) -> None:
        """Take all marks away."""
        self.picked = set()
        self.refresh()

    # Moving about

    def action_move(self, by: int) -> None:
        """Choose another line."""
        self.chosen = max(0, min(len(self.lines) - 1, self.chosen + by))
        self._reveal()

    def action_page(self, by: int) -> None:
        """Go on by what the screen holds."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_edge(self, which: int) -> None:
        """Go to the first line, or to the last."""
        self.chosen = max(0, len(self.lines) - 1) if which else 0
        self._reveal()

    def action_aside(self, by: int) -> None:
        """Look further to the left or right."""
        self.scroll_to(x=self.scroll_offset.x + by * max(8, self.size.width // 2), animate=False)

    def action_open(self) -> None:
        """Open the case that the line is about."""
        if self.line.case:
            self.post_message(CaseChosen(self.line.case))

    def on_click(self, event: Click) -> None:
        """Choose a line; the second click opens its case."""
        position = event.y + self.scroll_offset.y
        if position < len(self.lines):
            self.chosen = position
            if event.chain > 1:
                self.action_open()

    def _reveal(self) -> None:
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.chosen < top:
            self.scroll_to(y=self.chosen, animate=False)
        elif self.chosen >= top + height:
            self.scroll_to(y=self.chosen - height + 1, animate=False)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line, from where one looks."""
        width = self.size.width
        position = y + self.scroll_offset.y
        if position >= len(self.lines):
            return Strip.blank(width, self.rich_style)
        line = self.lines[position]
        name = "chosen" if position == self.chosen and self.has_focus else line.role.value
        style = self.get_component_rich_style(f"listing--{name}")
        marked = line.role is Role.ROW and line.about in self.picked
        text = f"✓{line.text[1:]}" if marked else line.text
        strip = Strip(parted(text, style)).adjust_cell_length(max(width, self.virtual_size.width), style)
        return strip.crop(self.scroll_offset.x, self.scroll_offset.x + width)


def _lines(table: Listing) -> Iterator[Line]:
    """A table's title, headings, rows, totals and notes as lines, a blank one after them."""
    heads, *rows = table.shown()
    columns = [[plain(cell) for cell in column] for column in zip(heads, *rows, strict=True)]
    widths = [min(WIDEST, max(map(cell_len, column))) for column in columns]
    whole = table.about[0] if len(set(table.about)) == 1 else ""
    yield Line(Role.TITLE, plain(table.heading), whole)
    for number, row in enumerate((heads, *rows)):
        cells = (
            fit(plain(cell), width, right=column.is_number)
            for cell, width, column in zip(row, widths, table.columns, strict=True)
        )
        role = Role.HEADING if number == 0 else Role.ROW
        role = Role.TOTAL if table.totals is not None and number == len(rows) else role
        about = table.about[number - 1] if 0 < number <= len(table.about) else whole
        yield Line(role, f" {(' ' * GAP).join(cells)}", about)
    if not rows:
        yield Line(Role.NOTE, f" {say('desk.nothing')}")
    for note in table.notes:
        yield Line(Role.NOTE, f" {plain(note)}", whole)
    yield Line(Role.NOTE, "")
