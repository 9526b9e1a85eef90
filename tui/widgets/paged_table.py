"""A list over any number of rows: it holds a window of them, and asks for the page before or after it by key."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from rich.style import Style
    from textual.events import Click, Resize

PAGE = 120
WINDOW_PAGES = 5
MARGIN = 40
"""Rows before the window's edge at which the next page is asked for."""

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class Page(Protocol[Row_co]):
    """A page: its lines, and the keys before and after which the neighbouring pages stand."""

    @property
    def lines(self) -> tuple[Row_co, ...]:
        """Its rows, in their order."""

    @property
    def first(self) -> tuple[Any, ...] | None:
        """The key of its first row, None where it has none."""

    @property
    def last(self) -> tuple[Any, ...] | None:
        """The key of its last row."""


class PagedTable(ScrollView, Generic[Row], can_focus=True):
    """The rows. `NeedPage` asks for one page; `show_page` takes it in."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "paged-table--row", "paged-table--odd", "paged-table--chosen", "paged-table--chosen-blurred",
        "paged-table--red", "paged-table--quiet",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge('first')", show=False),
        Binding("end", "edge('last')", show=False),
        Binding("enter", "open", show=False),
    ]
    nothing: ClassVar[str] = "desk.nothing"
    """The sentence where there is no row."""

    chosen: reactive[int] = reactive(0)

    @dataclass
    class NeedPage(Message):
        """A page is wanted: the "first", the "last", or the one "after" or "before" a key."""

        which: str
        key: Sequence[Any] | None

    @dataclass
    class Moved(Message):
        """Another row is chosen."""

        position: int
        total: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.pages: deque[Page[Row]] = deque()
        self.rows: list[Row] = []
        self.base = 0
        self.total = 0
        """How many rows there are; while they are being counted, one more than those that are known."""
        self.counted = False
        self.loaded = False
        self._asked = ""
        self._to_end = False
        self._stale = self._open_first = False
        """Whether another list is on its way, and whether its first row is to be opened when it is there."""
        self.renewing = False
        """Whether the window's rows are on their way once more: until they are there no page is asked for."""

    # What a list of its own says

    def name_of(self, row: Row) -> Hashable:
        """What tells a row from every other one, whatever else changes."""
        raise NotImplementedError

    def cells_of(self, row: Row, width: int, style: Style) -> Iterable[Segment]:
        """A row as it is drawn."""
        raise NotImplementedError

    def open_row(self, row: Row) -> None:
        """Open a row: it was chosen with Enter or a click."""
        raise NotImplementedError

    # What is shown

    def show_total(self, total: int) -> None:
        """How many rows there are: the scrollbar knows from now on."""
        self.total, self.counted = total, True
        self._resize_to()
        self.refresh()
        self.post_message(self.Moved(self.chosen, self.total))
        if self._to_end:
            self._to_end = False
            self.action_edge("last")

    def show_page(self, page: Page[Row], which: str) -> None:
        """Take a page in where it belongs; the far end of a full window is let go."""
        self._asked, self.loaded = "", True
        if which == "after":
            self.pages.append(page)
            while len(self.pages) > WINDOW_PAGES:
                self.base += len(self.pages.popleft().lines)
        elif which == "before":
            self.pages.appendleft(page)
            self.base = max(0, self.base - len(page.lines))
            while len(self.pages) > WINDOW_PAGES:
                self.pages.pop()
        else:
            self._begin(page, last=which == "last")
        self.rows = [line for kept in self.pages for line in kept.lines]
        if not self.counted:
            self.total = self.end + (len(page.lines) == PAGE)
        if not page.lines and which in {"after", "before"}:
            self.total = self.end if which == "after" else self.total
        self._resize_to()
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.chosen, self.total))
        self._stale = False
        if self._open_first:
            self._open_first = False
            self.action_open()

    def _begin(self, page: Page[Row], *, last: bool) -> None:
        self.pages = deque([page])
        self.base = max(0, self.total - len(page.lines)) if last else 0
        self.chosen = self.base + max(0, len(page.lines) - 1) if last else min(self.chosen, max(0, len(page.lines) - 1))

    def show_again(self, pages: Sequence[Page[Row]]) -> None:
        """Take the window's rows in as they are now: the cursor stays on its row, and the row where it was to be seen.

        Where the row is gone, the cursor stays in its place.
        """
        name, place = self.name_of(self.row) if self.row is not None else None, self.chosen
        self.renewing, self._asked = False, ""
        self.pages = deque(pages)
        self.rows = [line for kept in self.pages for line in kept.lines]
        found = next((n for n, row in enumerate(self.rows, start=self.base) if self.name_of(row) == name), place)
        self.chosen = max(self.base, min(found, self.end - 1)) if self.rows else 0
        self.total = max(self.total, self.end)
        self._resize_to()
        self.scroll_to(y=self.scroll_offset.y + self.chosen - place, animate=False)
        self._reveal()
        self.refresh()
        self.post_message(self.Moved(self.chosen, self.total))

    def to_top(self) -> None:
        """Choose the first row: another list is coming, of nobody knows yet how many rows."""
        self.chosen, self.total, self.counted, self._stale = 0, 0, False, True
        self.renewing = False
        self.scroll_to(y=0, animate=False)

    @property
    def end(self) -> int:
        """The position after the last row of the window."""
        return self.base + len(self.rows)

    @property
    def row(self) -> Row | None:
        """The chosen row."""
        return self.rows[self.chosen - self.base] if self.base <= self.chosen < self.end else None

    def _resize_to(self) -> None:
        self.virtual_size = Size(self.size.width, max(self.total, self.end))

    def on_resize(self, _: Resize) -> None:
        """Lay the columns out for another width."""
        self._resize_to()
        self.call_after_refresh(self._reveal)

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()

    # Moving about

    def action_move(self, by: int) -> None:
        """Choose another row."""
        self.chosen = max(0, min(max(self.total, self.end) - 1, self.chosen + by))
        self._moved()

    def action_page(self, by: int) -> None:
        """Go on by what the screen holds."""
        self.action_move(by * max(1, self.size.height - 1))

    def action_edge(self, which: str) -> None:
        """Go to the very first or last row; to the last once it is known which it is."""
        if which == "last" and not self.counted:
            self._to_end = True
            return
        inside = self.base == 0 if which == "first" else self.end >= self.total
        if not inside:
            self.chosen = 0 if which == "first" else self.chosen
            self._need(which)
            return
        self.chosen = 0 if which == "first" else max(0, self.end - 1)
        self._moved()

    def action_open(self) -> None:
        """Open the chosen row; never one of a list that is about to go."""
        if self._stale:
            self._open_first = True
        elif self.row is not None:
            self.open_row(self.row)

    def on_click(self, event: Click) -> None:
        """Choose a row; the second click opens it."""
        position = event.y + self.scroll_offset.y
        if position == self.chosen and event.chain > 1:
            self.action_open()
        elif position < self.end:
            self.chosen = position
            self._moved()

    def _moved(self) -> None:
        self.chosen = max(self.base, min(self.chosen, self.end - 1)) if self.rows else 0
        self._reveal()
        self._fill(self.chosen, self.chosen)
        self.post_message(self.Moved(self.chosen, self.total))

    def _reveal(self) -> None:
        height = max(1, self.size.height)
        top = self.scroll_offset.y
        if self.chosen < top:
            self.scroll_to(y=self.chosen, animate=False)
        elif self.chosen >= top + height:
            self.scroll_to(y=self.chosen - height + 1, animate=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Ask for what came into view and is not there."""
        super().watch_scroll_y(old_value, new_value)
        self._fill(int(new_value), int(new_value) + self.size.height)

    def _fill(self, first: int, last: int) -> None:
        if not self.rows:
            return
        if last + MARGIN >= self.end and self.end < self.total:
            self._need("after", self.pages[-1].last)
        elif first - MARGIN < self.base and self.base > 0:
            self._need("before", self.pages[0].first)

    def _need(self, which: str, key: Sequence[Any] | None = None) -> None:
        if self._asked != which and not self.renewing:
            self._asked = which
            self.post_message(self.NeedPage(which, key))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One row, or what is said where there is none."""
        width = self.size.width
        position = y + self.scroll_offset.y
        if not self.rows:
            said = say("desk.loading") if not self.loaded else say(self.nothing)
            return self._told(f"  {said}" if y == 0 else "")
        if position >= self.end or position < self.base:
            return self._told("  …" if self.base > position or self.total > position else "")
        style = self._row_style(position)
        return Strip(self.cells_of(self.rows[position - self.base], width, style)).adjust_cell_length(width, style)

    def _told(self, text: str) -> Strip:
        return Strip([Segment(text, self._style("quiet"))]).adjust_cell_length(self.size.width, self.rich_style)

    def _row_style(self, position: int) -> Style:
        if position == self.chosen:
            return self._style("chosen" if self.has_focus else "chosen-blurred")
        return self._style("odd" if position % 2 else "row")

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"paged-table--{name}")
