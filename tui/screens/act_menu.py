"""What can be done with a list and its chosen line now, and why the rest cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.laid_out import hanging
from tui.widgets.said import Said
from workflow.board_acts.act import Offer
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

MUTED = "$muted"
INDENT = 4


class ActMenu(Dialog[Offer]):
    """A list of offers; answers with the one that is taken. What cannot be done now is passed over by the cursor."""

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self.offers = tuple(offers)

    def compose(self) -> ComposeResult:
        """Title, the offers, keys."""
        with Vertical(classes="dialog"):
            yield Said("act.title", classes="dialog-title")
            yield OptionList(compact=True, markup=False)
            yield Said("pick.keys", classes="hint")

    def on_mount(self) -> None:
        """List them once it is known how wide the list is, with the first that can be done marked."""
        self.call_after_refresh(self._list, next((n for n, o in enumerate(self.offers) if o.trouble is None), None))

    def _list(self, marked: int | None) -> None:
        listed = self.query_one(OptionList)
        width = listed.scrollable_content_region.width
        listed.clear_options()
        listed.add_options(
            Option(_told(offer, width), id=offer.name, disabled=offer.trouble is not None) for offer in self.offers
        )
        listed.highlighted = marked

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Answer with the one that was taken."""
        self.dismiss(self.offers[event.option_index])

    def retell(self) -> None:
        """Say everything in the language of the moment; a reason says itself anew."""
        super().retell()
        self._list(self.query_one(OptionList).highlighted)


def _told(offer: Offer, width: int) -> Content:
    """An offer in a line, its reason below it where it cannot be taken."""
    name = say(f"board_acts.{offer.name}")
    if offer.trouble is None:
        return Content.assemble(("✓ ", "$success"), (name, "bold"), (f"   {plain(offer.what)}", MUTED))
    reason = hanging(Content(" " * INDENT), plain(str(offer.trouble)), width, MUTED)
    return Content("\n").join((Content.assemble(("✗ ", "$error"), (name, MUTED)), *reason))
