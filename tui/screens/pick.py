"""Picking one of many from a list that narrows as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.safe import plain
from tui.screens.base import Dialog
from tui.widgets.said import Said
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult
    from textual.events import Key


class Pick(Dialog[str]):
    """A field and a list of (code, words); answers with the code."""

    def __init__(self, options: Sequence[tuple[str, str]], *, title: str = "pick.title") -> None:
        super().__init__()
        self.options = [(code, plain(words)) for code, words in options]
        self.title_key = title

    def compose(self) -> ComposeResult:
        """Title, field, list."""
        with Vertical(classes="dialog"):
            yield Said(self.title_key, classes="dialog-title")
            yield Input(placeholder=say("desk.pick.hint"), compact=True)
            yield OptionList(*self._matching(""), compact=True, markup=False)
            yield Said("pick.keys", classes="hint")

    def on_mount(self) -> None:
        """Mark the first."""
        self.query_one(OptionList).highlighted = 0 if self.options else None

    def _matching(self, text: str) -> list[Option]:
        return [
            Option(Content(words), id=code or "-")
            for code, words in self.options
            if all(part in f"{words} {code}".lower() for part in text.lower().split())
        ]

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """List those that match."""
        shown = self.query_one(OptionList)
        shown.clear_options()
        shown.add_options(self._matching(event.value))
        shown.highlighted = 0 if shown.option_count else None

    def on_key(self, event: Key) -> None:
        """The arrow keys move in the list while the field has the focus."""
        shown = self.query_one(OptionList)
        if event.key in {"up", "down"} and not shown.has_focus:
            (shown.action_cursor_up if event.key == "up" else shown.action_cursor_down)()
            event.stop()

    @on(Input.Submitted)
    def take_marked(self) -> None:
        """Enter takes the one that is marked, at once: what is typed next is meant for what it opens."""
        shown = self.query_one(OptionList)
        if shown.highlighted is not None:
            self._answer(shown.get_option_at_index(shown.highlighted))

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Answer with the one that was chosen in the list."""
        self._answer(event.option)

    def _answer(self, option: Option) -> None:
        code = option.id or ""
        self.dismiss("" if code == "-" else code)
