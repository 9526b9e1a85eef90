"""The levers of a simulation: each figure of the sheet, what it says now, and a line for another value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.safe import plain
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from workflow.other_policy import Lever

TOP_UPS = "top_ups"
NONE = "none"
"""How a sheet writes that there is no limit."""


def lever_words(name: str) -> str:
    """A lever in words; a rule of key support by its category, with its number where there are several."""
    parameter, *path = name.split(".")
    if parameter != TOP_UPS:
        return say(f"simulate.lever.{parameter}")
    category, *number, key = path
    told = " ".join((word("top_up", category), *number))
    return say(f"simulate.lever.{key}", category=told)


class LeverLine(Widget):
    """One lever: empty it stands where it stands, and shows where that is; typed into, it says whether that can be."""

    class Edited(Message):
        """Something was typed."""

    def __init__(self, lever: Lever, typed: str, wrong_with: Callable[[str, str], str]) -> None:
        super().__init__()
        self.lever, self.wrong_with = lever, wrong_with
        self.label = Static("", classes="lever-label", markup=False)
        self.editor = Input(value=typed, compact=True)
        self.wrong = Static("", classes="lever-wrong", markup=False)

    def compose(self) -> ComposeResult:
        """Label, line, what is wrong."""
        yield self.label
        yield self.editor
        yield self.wrong

    def on_mount(self) -> None:
        """Label it."""
        self.retell()

    @property
    def typed(self) -> str:
        """What is typed; "" leaves the figure as it is."""
        return self.editor.value.strip()

    def retell(self) -> None:
        """Say everything in the language of the moment: where it stands too, once something is typed over it."""
        limit = say("simulate.no_limit") if self.lever.now == NONE else plain(self.lever.now)
        now, words = say("simulate.now", value=limit), lever_words(self.lever.name)
        self.editor.placeholder = now
        self.label.update(f"{now} · {words}" if self.typed else words)
        self.check()

    def check(self) -> bool:
        """Whether the sheet could say it; what is wrong is shown."""
        wrong = self.wrong_with(self.lever.name, self.typed) if self.typed else ""
        self.wrong.update(f"✗\u00a0{plain(wrong)}" if wrong else "")
        self.set_class(bool(wrong), "-wrong")
        return not wrong

    @on(Input.Changed)
    def edited(self, event: Input.Changed) -> None:
        """Look at what was typed."""
        event.stop()
        self.retell()
        self.post_message(self.Edited())
