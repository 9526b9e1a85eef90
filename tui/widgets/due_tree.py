"""The quarter's work as a tree: village, household, item; a village's work is read when it is opened.

A report that a village owes stands under the village itself, among its households.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree

from tui.cells import fit
from tui.figures import day
from tui.safe import plain
from workflow.due_paper import stage_word
from workflow.planner import PlannedItem
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from textual.widgets.tree import TreeNode

    from workflow.planner import QuarterWork, VillageWork

KIND, WIDE_KIND = 26, 40
ROOMY = 110
"""Cells from which a kind of work has more room."""
PERSON = 10


@dataclass(frozen=True, slots=True)
class HouseholdWork:
    """A household's items in the quarter."""

    items: tuple[PlannedItem, ...]

    @property
    def case(self) -> str:
        """The case's number."""
        return self.items[0].item.case


if TYPE_CHECKING:
    Line: TypeAlias = VillageWork | HouseholdWork | PlannedItem | None


class DueTree(Tree["Line"], inherit_bindings=False):
    """The tree. Its nodes carry what they show; None is a village's line while its work is being read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "open_node", show=False),
        Binding("left", "close_node", show=False),
        Binding("enter", "select_cursor", show=False),
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("home", "scroll_home", show=False),
        Binding("end", "scroll_end", show=False),
    ]
    guide_depth = 3

    def __init__(self, village_name: Callable[[str], str], *, id: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__("", id=id)
        self.show_root = False
        self.village_name = village_name
        self.today: date | None = None
        self.villages: dict[str, TreeNode[Line]] = {}

    def show_quarter(self, work: QuarterWork, today: date) -> None:
        """Show the villages; one that was open stays open with what it held, and the cursor stays on its line."""
        self.today = today
        line = self.cursor_line
        before = {village: node for village, node in self.villages.items() if node.is_expanded}
        kept = {village: _items_of(node) for village, node in before.items()}
        self.clear()
        self.villages = {}
        widest = max((cell_len(self.village_name(v.village)) for v in work.villages), default=0)
        for found in work.villages:
            node = self.root.add(self._village(found, widest), data=found)
            self.villages[found.village] = node
            if found.village in kept:
                self._fill(node, kept[found.village])
                node.expand()
        self.root.expand()
        self.cursor_line = max(0, min(line, self.last_line))

    def show_items(self, items: Mapping[str, tuple[PlannedItem, ...]]) -> None:
        """Show villages' items under them."""
        line = self.cursor_line
        for village, found in items.items():
            node = self.villages.get(village)
            if node is not None:
                self._fill(node, found)
                node.expand()
        self.call_after_refresh(self._return_to, line)

    def _return_to(self, line: int) -> None:
        self.cursor_line = max(0, min(line, self.last_line))

    def waiting(self) -> tuple[str, ...]:
        """The villages that are open and whose items have not been read."""
        return tuple(v for v, node in self.villages.items() if node.is_expanded and not _items_of(node))

    @property
    def chosen(self) -> Line:
        """What the cursor is on."""
        return self.cursor_node.data if self.cursor_node is not None else None

    @property
    def village(self) -> str:
        """The village that the cursor is in, "" where there is none."""
        node = self.cursor_node
        while node is not None and node.parent is not None and node.parent is not self.root:
            node = node.parent
        return next((village for village, found in self.villages.items() if found is node), "")

    def action_open_node(self) -> None:
        """Open the village or household, or go to the first line in it."""
        node = self.cursor_node
        if node is not None and node.allow_expand:
            if node.is_expanded and node.children:
                self.move_cursor(node.children[0])
            else:
                node.expand()

    def action_close_node(self) -> None:
        """Close the village or household, or go to the one that the line is in."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.allow_expand:
            node.collapse()
        elif node.parent is not None and node.parent is not self.root:
            self.move_cursor(node.parent)

    def retell(self) -> None:
        """Nothing: whoever holds the work shows it anew."""

    # Lines

    def _fill(self, node: TreeNode[Line], items: tuple[PlannedItem, ...]) -> None:
        node.remove_children()
        for case, of_case in groupby(items, key=lambda planned: planned.item.case):
            if not case:
                for planned in of_case:
                    node.add_leaf(self._item(planned), data=planned)
                continue
            work = HouseholdWork(tuple(of_case))
            household = node.add(self._household(work), data=work, expand=True)
            for planned in work.items:
                household.add_leaf(self._item(planned), data=planned)
        if not items:
            node.add_leaf(Text(say("desk.loading"), self._colour("muted")), data=None)

    def _village(self, found: VillageWork, widest: int) -> Text:
        count = say("desk.due.items", count=f"{found.items:4}")
        late = f"  ! {say('desk.due.overdue', count=found.overdue)}" if found.overdue else ""
        done = f"  ✓ {found.done}" if found.done else ""
        name = fit(plain(self.village_name(found.village)), widest)
        return Text.assemble(
            (name, "bold"), (f"  {count}", self._colour("muted")), (late, self._colour("error")),
            (done, self._colour("success")),
        )  # fmt: skip

    def _household(self, work: HouseholdWork) -> Text:
        item = work.items[0].item
        muted = self._colour("muted")
        return Text.assemble(fit(plain(item.head), 12), (fit(plain(item.case), 11), muted), (stage_word(item), muted))

    def _item(self, planned: PlannedItem) -> Text:
        """An item: ticked or not, its last day, what it is, who does it, whether the day may move."""
        item, muted = planned.item, self._colour("muted")
        late = self.today is not None and item.overdue_on(self.today) and planned.done_on is None
        style = muted if planned.done_on else self._colour("error") if late else ""
        box = "    " if not item.case else "[✓] " if planned.done_on else "[ ] "
        told = f"  {say('desk.due.provisional')}" if item.provisional else ""
        if planned.done_on:
            told += "  " + say("desk.due.ticked", day=day(planned.done_on), person=plain(planned.done_by))
        return Text.assemble(
            (box, style), ("! " if late else "  ", style), (day(item.due_on), style),
            (f"  {fit(word('due', item.kind), WIDE_KIND if self.size.width >= ROOMY else KIND)}", style),
            (fit(word("role", str(item.responsible)), PERSON) + plain(planned.person) + told, muted),
        )  # fmt: skip

    def _colour(self, name: str) -> str:
        return self.app.theme_variables[name]


def _items_of(
    node: TreeNode[Line],
) -> tuple[PlannedItem, ...]:
    found: list[PlannedItem] = []
    for child in node.children:
        if isinstance(child.data, HouseholdWork):
            found += child.data.items
        elif isinstance(child.data, PlannedItem):
            found.append(child.data)
    return tuple(found)
