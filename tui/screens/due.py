"""A quarter's work: village, household, item; overdue first, and the line that proves nothing is left out."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import on
from textual.content import Content
from textual.widgets import Static, Tree

from tui.asking import asks
from tui.cells import fit
from tui.commands.table import Place, bindings_of
from tui.figures import day, stage_name
from tui.messages import DueLoaded
from tui.safe import plain
from tui.screens.base import DeskScreen
from tui.screens.print_due import PrintDue
from workflow.due import quarter_of
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.widgets.tree import TreeNode

    from states.due import DueItem
    from workflow.due import DueList, Quarter

MUTED = "$muted"
FEW = 40
"""Items up to which every village is shown open."""

Node = str
"""What a line of the tree carries: "village:<code>" or the number of a case."""


class Due(DeskScreen):
    """The planner."""

    place = Place.DUE
    BINDINGS: ClassVar[list[BindingType]] = bindings_of(Place.DUE)
    AUTO_FOCUS = "Tree"

    def __init__(self, *, kind: str | None = None) -> None:
        super().__init__()
        self.kind = kind
        self.quarter: Quarter | None = None
        self.due: DueList | None = None
        self._seen = -1

    def compose_body(self) -> ComposeResult:
        """Title, tree, completeness."""
        yield Static("", id="due-title", markup=False)
        tree: Tree[Node] = Tree("", id="due-tree")
        tree.show_root = False
        tree.guide_depth = 3
        yield tree
        yield Static("", id="completeness", markup=False)

    def on_screen_resume(self) -> None:
        """Look again where something was written meanwhile."""
        if self._seen != self.desk.writes:
            self._seen = self.desk.writes
            self.action_reload()

    def action_reload(self) -> None:
        """Look again."""
        self.quarter = self.quarter or quarter_of(self.calls.today)
        self._tell()
        self.load(self.quarter)

    def action_quarter(self, by: int) -> None:
        """Go to another quarter."""
        self.quarter = (self.quarter or quarter_of(self.calls.today)).shifted(by)
        self.due = None
        self.action_reload()

    @asks
    def load(self, quarter: Quarter) -> DueLoaded:
        """The quarter's due list."""
        return DueLoaded(self.calls.due(quarter))

    @on(DueLoaded)
    def show(self, message: DueLoaded) -> None:
        """Show it."""
        self.due = message.due
        self._fill()
        self._tell()

    @property
    def items(self) -> tuple[DueItem, ...]:
        """The items that are shown."""
        found = self.due.items if self.due else ()
        return tuple(item for item in found if self.kind is None or item.kind == self.kind)

    def _fill(self) -> None:
        tree = self.query_one("#due-tree", Tree)
        open_ = {node.data for node in tree.root.children if node.is_expanded}
        tree.clear()
        villages = by_village(self.items)
        widest = max((cell_len(self.calls.village_name(village)) for village, _ in villages), default=0)
        for village, items in villages:
            node = tree.root.add(self._village_label(village, items, widest), data=f"village:{village}")
            for case, of_case in groupby(items, key=lambda item: item.case):
                self._add_case(node, case, list(of_case))
            if len(self.items) <= FEW or node.data in open_:
                node.expand()
        tree.root.expand()
        tree.cursor_line = 0

    def _village_label(self, village: str, items: list[DueItem], widest: int) -> Text:
        colours = self.desk.theme_variables
        overdue = sum(item.overdue_on(self.calls.today) for item in items)
        count = say("desk.due.items", count=f"{len(items):4}")
        red = f"  ! {say('desk.due.overdue', count=overdue)}" if overdue else ""
        name = fit(plain(self.calls.village_name(village)), widest)
        return Text.assemble((name, "bold"), (f"  {count}", colours["muted"]), (red, colours["error"]))

    def _add_case(self, node: TreeNode[Node], case: str, items: list[DueItem]) -> None:
        head = items[0]
        muted = self.desk.theme_variables["muted"]
        label = Text.assemble(fit(plain(head.head), 12), (fit(plain(case), 10), muted), (stage_name(head.stage), muted))
        household = node.add(label, data=case, expand=True)
        for item in items:
            household.add_leaf(
                item_label(item, self.desk.theme_variables, overdue=item.overdue_on(self.calls.today)), data=case
            )

    @on(Tree.NodeSelected)
    def open_case(self, event: Tree.NodeSelected[Node]) -> None:
        """Open a household's case; a village opens and closes."""
        if event.node.data and not event.node.data.startswith("village:"):
            event.node.expand()
            self.desk.open_case(event.node.data)

    def action_print(self) -> None:
        """Print the quarter's list."""
        if self.quarter is not None:
            self.desk.push_screen(PrintDue(self.quarter))

    def retell(self) -> None:
        """Say everything in the language of the moment."""
        super().retell()
        self._fill()
        self._tell()

    def _tell(self) -> None:
        quarter = self.quarter or quarter_of(self.calls.today)
        title = Content.assemble((f" {say('desk.due.title', quarter=quarter.name)}", "bold $accent"))
        if self.kind:
            title = Content.assemble(title, f"  {word('due', self.kind)}")
        if self.due is None:
            title = Content.assemble(title, (f"  {say('desk.loading')}", MUTED))
        elif not self.items:
            title = Content.assemble(title, (f"  {say('desk.nothing')}", MUTED))
        self.query_one("#due-title", Static).update(title)
        if self.due is not None:
            found = self.due
            told = say(
                "desk.completeness",
                live=f"{found.live:,}",
                due=f"{found.due:,}",
                not_due=f"{found.not_due:,}",
                overdue=f"{found.overdue:,}",
            )
            self.query_one("#completeness", Static).update(told)


def by_village(items: Iterable[DueItem]) -> list[tuple[str, list[DueItem]]]:
    """Items by village, the village of the most urgent item first; in it by household, in the list's order."""
    villages: dict[str, dict[str, list[DueItem]]] = {}
    for item in items:
        villages.setdefault(item.village, {}).setdefault(item.case, []).append(item)
    return [(village, [item for of_case in cases.values() for item in of_case]) for village, cases in villages.items()]


def item_label(item: DueItem, colours: Mapping[str, str], *, overdue: bool) -> Text:
    """An item: its mark, last day, kind, who does it, and whether the day may move."""
    style = colours["error"] if overdue else ""
    provisional = f"  {say('desk.due.provisional')}" if item.provisional else ""
    return Text.assemble(
        ("! " if overdue else "  ", style), (day(item.due_on), style), f"  {fit(word('due', item.kind), 26)}",
        (word("role", item.responsible) + provisional, colours["muted"]),
    )  # fmt: skip
