"""Texts that can be told again when the language changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable

from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from workflow.wording import say

if TYPE_CHECKING:
    from textual.widget import Widget


@runtime_checkable
class Telling(Protocol):
    """A widget that says its texts anew in the language of the moment."""

    def retell(self) -> None:
        """Say the texts anew."""


class Said(Static):
    """One text of the desk's catalogue."""

    def __init__(self, key: str, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002 - Textual's
        super().__init__(Content(say(f"desk.{key}")), id=id, classes=classes)
        self.key = key

    def retell(self) -> None:
        """Say it in the language of the moment."""
        self.update(Content(say(f"desk.{self.key}")))


class Framed:
    """A part of a screen in a frame, which has the class `-within` while the focus is in it.

    Textual's own `:focus-within` would style everything in the part anew with every key that moves the focus. No widget
    itself: whether a panel takes the focus is said by what it is made of.
    """

    def on_descendant_focus(self) -> None:
        """Mark the frame where the focus came into it."""
        _mark_within(cast("Widget", self))

    def on_descendant_blur(self) -> None:
        """Take the mark away where the focus left."""
        _mark_within(cast("Widget", self))


def _mark_within(panel: Widget) -> None:
    panel.set_class(panel.has_focus_within, "-within")


class Panel(Framed, Vertical):
    """A framed part of a screen, with its title in the frame."""

    def __init__(self, title: str, *children: Widget, id: str | None = None, classes: str = "") -> None:  # noqa: A002
        super().__init__(*children, id=id, classes=f"panel {classes}")
        self.title_key = title
        self.extra = ""
        self.retell()

    def retell(self) -> None:
        """Title the frame in the language of the moment."""
        told = say(f"desk.{self.title_key}")
        self.border_title = f"{told} · {self.extra}" if self.extra else told

    def tell(self, extra: str) -> None:
        """Put a figure behind the title."""
        self.extra = extra
        self.retell()


class ScrollPanel(Framed, VerticalScroll):
    """A framed part that scrolls."""

    def __init__(self, title: str, *children: Widget, id: str | None = None, classes: str = "") -> None:  # noqa: A002
        super().__init__(*children, id=id, classes=f"panel {classes}")
        self.title_key = title
        self.retell()

    def retell(self) -> None:
        """Title the frame in the language of the moment."""
        self.border_title = say(f"desk.{self.title_key}")
