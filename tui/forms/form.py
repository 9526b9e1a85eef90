"""A form from a declaration: cells, and rows of cells that are added and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from tui.forms.cells import Cell
from tui.forms.fields import Field, FieldKind
from tui.safe import plain, safe
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from textual.app import ComposeResult

FOUR = 4
"""Cells that stand side by side even on a narrow screen."""


class RowCard(Container):
    """One row: its cells side by side, as many as there is room for."""

    def __init__(self, field: Field, values: Mapping[str, Any], labels: Mapping[str, Callable[[str], str]]) -> None:
        title = values.get("title", "")
        cells = [Cell(c, values.get(c.name, c.default), label=labels.get(c.name)) for c in field.columns]
        heading = [Static(safe(title, "bold"), classes="row-title")] if title else []
        super().__init__(
            *heading,
            Container(*cells, classes="row-cells"),
            classes="row-card -four" if len(cells) == FOUR else "row-card",
        )
        self.cells = cells
        self.title = str(title)

    @property
    def blank(self) -> bool:
        """Whether nothing was typed into its required cells."""
        needed = [cell for cell in self.cells if cell.field.required and cell.field.kind is not FieldKind.CHOICE]
        return bool(needed) and not any(str(cell.raw).strip() for cell in needed)

    def draft(self) -> dict[str, Any]:
        """What is typed, as a draft keeps it."""
        return {"title": self.title, **{cell.field.name: cell.raw for cell in self.cells}}


class Rows(Vertical):
    """The rows of one field."""

    def __init__(
        self, field: Field, rows: Sequence[Mapping[str, Any]], labels: Mapping[str, Callable[[str], str]]
    ) -> None:
        self.field, self.labels, self.first = field, labels, rows
        self.heading = Static(say(f"desk.field.{field.name}"), classes="rows-title", markup=False)
        super().__init__(classes=f"rows field-{field.name}")

    def compose(self) -> ComposeResult:
        """The title and a card for each row."""
        yield self.heading
        for row in self.first:
            yield RowCard(self.field, row, self.labels)

    @property
    def cards(self) -> list[RowCard]:
        """The rows, in their order."""
        return list(self.query(RowCard))

    def retell(self) -> None:
        """Title the rows in the language of the moment."""
        self.heading.update(say(f"desk.field.{self.field.name}"))

    async def add(self) -> None:
        """Add an empty row and go to it."""
        if not self.field.fixed:
            card = RowCard(self.field, {}, self.labels)
            await self.mount(card)
            card.cells[0].editor.focus()

    async def drop(self, card: RowCard) -> None:
        """Remove a row."""
        if not self.field.fixed:
            await card.remove()


class FormBody(Widget):
    """The whole form; `read` gives what was typed as values, `draft` as it was typed."""

    def __init__(
        self,
        fields: Sequence[Field],
        values: Mapping[str, Any],
        labels: Mapping[str, Callable[[str], str]] | None = None,
    ) -> None:
        super().__init__()
        self.fields, self.values, self.labels = tuple(fields), values, labels or {}

    def compose(self) -> ComposeResult:
        """Cells and rows in the order of the declaration."""
        for field in self.fields:
            if field.kind is FieldKind.ROWS:
                yield Rows(field, self.values.get(field.name) or (), self.labels)
            else:
                yield Cell(field, self.values.get(field.name, field.default), label=self.labels.get(field.name))

    def _parts(self) -> list[Cell | Rows]:
        return [child for child in self.children if isinstance(child, Cell | Rows)]

    def draft(self) -> dict[str, Any]:
        """What is typed, as a draft keeps it."""
        return {
            part.field.name: [card.draft() for card in part.cards] if isinstance(part, Rows) else part.raw
            for part in self._parts()
        }

    def place_of(self, focused: Widget | None) -> tuple[str, int, str]:
        """Where the cursor is: the field, the row in it (-1 outside rows), the row's field."""
        cell = focused.parent if focused is not None and isinstance(focused.parent, Cell) else None
        for part in self._parts():
            if part is cell:
                return part.field.name, -1, ""
            if isinstance(part, Rows):
                at = next((number for number, card in enumerate(part.cards) if cell in card.cells), None)
                if at is not None and cell is not None:
                    return part.field.name, at, cell.field.name
        return "", -1, ""

    def focus_at(self, place: tuple[str, int, str]) -> None:
        """Put the cursor to a place, or as near as there is one."""
        name, row, column = place
        part = next((part for part in self._parts() if part.field.name == name), None)
        if isinstance(part, Cell):
            part.editor.focus()
        elif part is not None and part.cards:
            card = part.cards[min(row, len(part.cards) - 1)]
            next((cell for cell in card.cells if cell.field.name == column), card.cells[0]).editor.focus()

    def read(self) -> dict[str, Any] | None:
        """Every field's value; None where something cannot be read, and the cursor goes to the first such field."""
        wrong: list[Cell] = []
        values: dict[str, Any] = {}
        for part in self._parts():
            if isinstance(part, Rows):
                values[part.field.name] = [self._row(card, wrong) for card in part.cards if not card.blank]
            else:
                values[part.field.name] = _value(part, wrong)
        if wrong:
            wrong[0].editor.focus()
            return None
        return values

    def _row(self, card: RowCard, wrong: list[Cell]) -> dict[str, Any]:
        return {cell.field.name: _value(cell, wrong) for cell in card.cells}

    def cell(self, name: str) -> Cell:
        """The cell of a field."""
        return next(part for part in self._parts() if isinstance(part, Cell) and part.field.name == name)

    def complain(self, name: str, said: str) -> None:
        """Show what is wrong with a field after it was read."""
        cell = self.cell(name)
        cell.error.update(plain(said))
        cell.add_class("-wrong")
        cell.editor.focus()

    async def add_row(self) -> None:
        """Add a row where the cursor is, else to the first rows there are."""
        rows = self._rows_at_cursor() or next((r for r in self.query(Rows) if not r.field.fixed), None)
        if rows is not None:
            await rows.add()

    async def remove_row(self) -> None:
        """Remove the row that the cursor is in."""
        rows, focused = self._rows_at_cursor(), self.screen.focused
        card = next((c for c in rows.cards if focused in c.query("*")), None) if rows and focused else None
        if rows is not None and card is not None:
            await rows.drop(card)

    def _rows_at_cursor(self) -> Rows | None:
        focused = self.screen.focused
        return next((a for a in focused.ancestors if isinstance(a, Rows)), None) if focused else None


def _value(cell: Cell, wrong: list[Cell]) -> Any:
    fine, value = cell.check()
    if not fine:
        wrong.append(cell)
    return value
