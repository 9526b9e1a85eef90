"""A form from a declaration: cells, and rows of cells that are added and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Container, Vertical
from textual.widget import Widget
from textual.widgets import Static

from tui.forms.cells import Cell, label_of, told
from tui.forms.fields import Field, FieldKind
from tui.forms.household_values import carried_by
from tui.forms.reading import At, FormRead, asked, read_form
from tui.safe import safe
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from textual.app import ComposeResult

    from tui.forms.remarks import Remark

FOUR = 4
"""Cells that stand side by side even on a narrow screen."""


class RowCard(Container):
    """One row: its cells side by side, as many as there is room for."""

    def __init__(self, field: Field, values: Mapping[str, Any], labels: Mapping[str, Callable[[str], str]]) -> None:
        title = values.get("title", "")
        cells = [Cell(c, values.get(c.name, c.default), label=labels.get(c.name)) for c in field.columns]
        heading = [Static(safe(title, "bold"), classes="row-title")] if title else []
        foot = Static("", classes="row-foot", markup=False)
        super().__init__(
            *heading,
            Container(*cells, classes=f"row-cells cells-{field.name}"),
            foot,
            classes=f"row-card{' -four' if len(cells) == FOUR else ''}{' -line' if field.table else ''}",
        )
        self.foot = foot
        self.cells = cells
        self.title = str(title)
        self.filled = carried_by(str(values.get("id_no", "")))
        """What an ID number filled in: it fills in another one's again, and nothing that was written by hand."""

    def fill_in(self, known: Mapping[str, str]) -> None:
        """Fill in what is known, where nothing was written or what was filled in before still stands."""
        for cell in self.cells if known else ():
            name = cell.field.name
            if name in known and cell.raw in {"", self.filled.get(name, "")}:
                cell.raw = known[name]
        self.filled = dict(known) or self.filled

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
        self.foot = Static("", classes="rows-foot", markup=False)
        self.labels_of_columns = [Static(label_of(column), markup=False) for column in field.columns]
        super().__init__(classes=f"rows field-{field.name}")

    def compose(self) -> ComposeResult:
        """The title and a card for each row."""
        yield self.heading
        if self.field.table:
            yield Container(*self.labels_of_columns, classes=f"row-cells row-head cells-{self.field.name}")
        for row in self.first:
            yield RowCard(self.field, row, self.labels)
        yield self.foot

    @property
    def cards(self) -> list[RowCard]:
        """The rows, in their order."""
        return list(self.query(RowCard))

    def retell(self) -> None:
        """Title the rows in the language of the moment."""
        self.heading.update(say(f"desk.field.{self.field.name}"))
        for label, column in zip(self.labels_of_columns, self.field.columns, strict=True):
            label.update(label_of(column))

    async def add(self) -> None:
        """Add an empty row and go to it."""
        if not self.field.fixed:
            card = RowCard(self.field, {}, self.labels)
            await self.mount(card, before=self.foot)
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
        self._deciding = {field.only_for[0] for field in self.fields} - {""}
        """The fields that decide which others are asked for."""

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

    def cells(self) -> Iterator[tuple[At, Cell]]:
        """Every cell that is asked for with its place, from top to bottom."""
        for part in self._parts():
            if not part.display:
                continue
            if isinstance(part, Cell):
                yield At(part.field.name), part
            else:
                for number, card in enumerate(part.cards):
                    yield from ((At(part.field.name, number, cell.field.name), cell) for cell in card.cells)

    def place_of(self, focused: Widget | None) -> At:
        """Where the cursor is."""
        cell = focused.parent if focused is not None else None
        return next((at for at, each in self.cells() if each is cell), At(""))

    def has(self, place: At) -> bool:
        """Whether there is such a place to say something at."""
        return any(at == place or (not place.column and at.field == place.field) for at, _ in self.cells())

    def focus_at(self, place: At) -> None:
        """Put the cursor to a place, or as near as there is one."""
        there = [(at, cell) for at, cell in self.cells() if at.field == place.field]
        last = max((at.row for at, _ in there), default=-1)
        row = [(at, cell) for at, cell in there if at.row == min(max(place.row, min(last, 0)), last)]
        exactly = [cell for at, cell in row if at.column == place.column]
        for cell in (exactly or [cell for _, cell in row])[:1]:
            cell.editor.focus()

    def look(self) -> FormRead:
        """What the form means as it is typed; nothing is shown."""
        return read_form(self.fields, self.draft())

    def read(self) -> dict[str, Any] | None:
        """Every field's value; None where something cannot be read, and the cursor goes to the first such field."""
        found = self.look()
        for at, cell in self.cells():
            cell.unreadable = found.wrong.get(at, "")
            cell.tell()
        first = next((cell for at, cell in self.cells() if at in found.wrong), None)
        if first is not None:
            first.editor.focus()
            return None
        return dict(found.values)

    def show(self, remarks: Iterable[Remark]) -> None:
        """Show remarks under what they are about, in place of those shown before."""
        by_place: dict[At, list[Remark]] = {}
        for remark in remarks:
            by_place.setdefault(remark.at, []).append(remark)
        for at, cell in self.cells():
            found = tuple(by_place.get(at, ()))
            if found != cell.remarks:
                cell.remarks = found
                cell.tell()
        for rows in self.query(Rows):
            _tell_foot(rows.foot, by_place.get(At(rows.field.name), ()))
            for number, card in enumerate(rows.cards):
                _tell_foot(card.foot, by_place.get(At(rows.field.name, number), ()))

    @on(Cell.Edited)
    def ask_for_what_belongs(self, event: Cell.Edited) -> None:
        """Show the fields that are asked for as the form is now, and hide the others; what stands in them stays."""
        if event.cell.field.name in self._deciding:
            self._ask()

    def on_mount(self) -> None:
        """Show the fields that are asked for at first."""
        self._ask()

    def _ask(self) -> None:
        if self._deciding:
            typed = self.draft()
            for part in self._parts():
                part.display = asked(part.field, typed)

    def cell(self, name: str) -> Cell:
        """The cell of a field."""
        return next(part for part in self._parts() if isinstance(part, Cell) and part.field.name == name)

    async def add_row(self) -> None:
        """Add a row where the cursor is, else to the first rows there are."""
        rows = self._rows_at_cursor() or next((r for r in self.query(Rows) if r.display and not r.field.fixed), None)
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


def _tell_foot(foot: Static, remarks: Sequence[Remark]) -> None:
    """What there is to say about a row, or about all of them, under it."""
    foot.display = bool(remarks)
    foot.update(told([(remark.weight, remark.text) for remark in remarks]))
