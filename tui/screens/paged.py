"""A screen of a list over any number of rows: its pages, their count, and its rows as they are once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on

from tui.asking import asks
from tui.messages import Counted, PageLoaded, PagesRenewed
from tui.screens.base import DeskScreen
from tui.widgets.paged_table import PAGE, PagedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.widgets.paged_table import Page


class PagedScreen(DeskScreen):
    """What is asked of the office comes with the generation of the list: an answer about an earlier one is dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.generation = 0
        self._seen = -1

    # What a list of its own says

    def page(self, which: str, key: Sequence[Any] | None, size: int) -> Page[Any]:
        """The "first" or "last" page, or the one "after" or "before" a key; asked in a thread."""
        raise NotImplementedError

    def row_count(self) -> int:
        """The number of all rows; asked in a thread, for over many it takes longer than a page."""
        raise NotImplementedError

    # Reading

    @property
    def rows(self) -> PagedTable[Any]:
        """The list."""
        return self.query_one(PagedTable)

    def on_screen_resume(self) -> None:
        """Read the list, where something was written since it was read."""
        if self._seen == -1:
            self._seen = self.desk.writes
            self._begin()
        elif self._seen != self.desk.writes:
            self.renew()

    def action_reload(self) -> None:
        """Read the list from its beginning."""
        self.read_anew()

    def read_anew(self) -> None:
        """Read another list, or this one from its beginning."""
        self.generation += 1
        self.rows.to_top()
        self._begin()

    def renew(self) -> None:
        """Read the rows that are shown once more: the cursor stays where it is."""
        self._seen = self.desk.writes
        table = self.rows
        if not table.loaded:
            self._begin()
            return
        table.renewing = True
        before = table.pages[0].first if table.base else None
        self.load_again(before, len(table.pages), self.generation)
        self.count(self.generation)

    def _begin(self) -> None:
        self.load("first", None, self.generation)
        self.count(self.generation)

    @asks
    def load(self, which: str, key: Sequence[Any] | None, generation: int) -> PageLoaded:
        """One page of rows by key."""
        return PageLoaded(self.page(which, key, PAGE), which, generation)

    @asks
    def load_again(self, first: Sequence[Any] | None, number: int, generation: int) -> PagesRenewed:
        """So many pages, from the row of a key on (from the very first row where there is none)."""
        key = self.page("before", first, 1).last if first is not None else None
        pages: list[Page[Any]] = []
        while len(pages) < number:
            pages.append(self.page("after", key, PAGE) if key is not None else self.page("first", None, PAGE))
            key = pages[-1].last
            if len(pages[-1].lines) < PAGE:
                break
        return PagesRenewed(tuple(pages), generation)

    @asks
    def count(self, generation: int) -> Counted:
        """The number of all rows."""
        return Counted(self.row_count(), generation)

    @on(Counted)
    def show_count(self, message: Counted) -> None:
        """Show it, unless another list has been asked for since."""
        if message.generation == self.generation:
            self.rows.show_total(message.total)

    @on(PagedTable.NeedPage)
    def need_page(self, message: PagedTable.NeedPage) -> None:
        """Read the page that the list asks for."""
        self.load(message.which, message.key, self.generation)

    @on(PageLoaded)
    def show_page(self, message: PageLoaded) -> None:
        """Show it, unless another list has been asked for since."""
        if message.generation == self.generation:
            self.rows.show_page(message.page, message.asked)

    @on(PagesRenewed)
    def show_renewed(self, message: PagesRenewed) -> None:
        """Show the rows as they are now, unless another list has been asked for since."""
        if message.generation == self.generation:
            self.rows.show_again(message.pages)
