"""Month by month: what is paid, what would be, the difference and its sum, with bars and what happens in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from tui.cells import bar, fit
from tui.figures import amount, month
from tui.safe import plain
from tui.widgets.laid_out import LaidOut, hanging
from workflow.what_if_words import signed
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.what_if import MonthCompared, WhatIf

MUTED = "$muted"
ASSUMED = "~"
LEAST_BAR = 6
MONTH = 7
SIGN_STYLE = {-1: "$warning", 0: MUTED, 1: "$success"}


class MonthsView(LaidOut):
    """The months of a comparison; a month in which something happens says what."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(id=id)
        self.found: WhatIf | None = None

    def show(self, found: WhatIf) -> None:
        """Show a comparison."""
        self.found = found
        self.refresh(layout=True)

    def lines(self, width: int) -> Iterator[Content]:
        """The headings, the months, the sums."""
        if self.found is None:
            yield Content.styled(say("desk.loading"), MUTED)
            return
        yield from month_lines(self.found, width)


def month_lines(found: WhatIf, width: int) -> Iterator[Content]:
    """A row for each month; what happens in it stands under it, in words."""
    rows = [_figures(m, found, i) for i, m in enumerate(found.months)]
    sums = (say("desk.what_if.sum"), amount(found.as_is.total), amount(found.would_be.total), signed(found.gain), "")
    heads = _heads(found)
    columns = [max(cell_len(row[i]) for row in (*rows, sums, heads)) + (i > 0) for i in range(5)]
    room = (width - sum(columns) - 2) // 2
    most = max((max(m.as_it_is, m.as_it_would_be) for m in found.months), default=0) or 1
    yield Content.styled(_fitted(heads, columns), MUTED)
    for compared, row in zip(found.months, rows, strict=True):
        yield Content.assemble(
            (fit(row[0], columns[0]), MUTED),
            (fit(row[1], columns[1], right=True), ""),
            (fit(row[2], columns[2], right=True), "bold" if compared.difference else ""),
            (fit(row[3], columns[3], right=True), SIGN_STYLE[_sign(compared.difference)]),
            (fit(row[4], columns[4], right=True), SIGN_STYLE[_sign(compared.cumulated)]),
            *(_bars(compared, most, room) if room >= LEAST_BAR else ()),
        )
        for note in compared.notes:
            yield from hanging(Content.styled(f"{' ' * MONTH} ↳ ", "$accent"), plain(note.text(found.names)), width)
    yield Content.styled(_fitted(sums, columns), "bold")


def _heads(found: WhatIf) -> tuple[str, ...]:
    sides = ("stay", "leave") if found.in_taper else ("as_it_is", "as_it_would_be")
    return ("", *(say(f"desk.what_if.head.{name}") for name in (*sides, "difference", "cumulated")))


def _figures(compared: MonthCompared, found: WhatIf, index: int) -> tuple[str, ...]:
    sides = (found.as_is.months[index], found.would_be.months[index])
    paid = [f"{ASSUMED if side.assumed else ''}{amount(side.amount)}" for side in sides]
    return (month(compared.month), *paid, signed(compared.difference), signed(compared.cumulated))


def _fitted(row: tuple[str, ...], columns: list[int]) -> str:
    return "".join(fit(text, columns[i], right=i > 0) for i, text in enumerate(row))


def _bars(compared: MonthCompared, most: int, room: int) -> tuple[tuple[str, str], ...]:
    """What is, and what would be, as shares of the largest amount there is."""
    left = fit(bar(compared.as_it_is / most, room - 1), room)
    right = bar(compared.as_it_would_be / most, room - 1)
    return (("  ", ""), (left, "$secondary"), (right, "$accent"))


def _sign(fen: int) -> int:
    return (fen > 0) - (fen < 0)
