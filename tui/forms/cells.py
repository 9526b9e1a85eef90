"""The widgets of a form's fields: a line to type in, a choice, a mark; each says when it cannot be read."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.forms.fields import Field, FieldError, FieldKind
from tui.forms.remarks import Weight
from tui.safe import plain
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult
    from textual.events import Key

    from tui.forms.remarks import Remark

TYPE_AHEAD_SECONDS = 1.0
MARKS = {Weight.BLOCKS: ("✗ ", "$error"), Weight.DOUBTS: ("! ", "$warning"), Weight.TELLS: ("", "$muted")}
"""What stands before a remark, and its colour."""


class Choice(Widget, can_focus=True):
    """One of several codes on one line: left and right change it, letters jump, Enter shows all."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", show=False),
        Binding("right,space", "turn(1)", show=False),
        Binding("enter", "show_all", show=False),
    ]

    value: reactive[str] = reactive("")

    class Changed(Message):
        """Another code is chosen."""

    def __init__(self, codes: Sequence[str], label: Callable[[str], str], value: str) -> None:
        super().__init__()
        self.codes = list(codes)
        self.label = label
        self._typed, self._typed_at = "", 0.0
        self.set_reactive(Choice.value, value if value in self.codes or not codes else self.codes[0])

    def render(self) -> Content:
        """The chosen one, and that there are others."""
        shown = self.label(self.value) if self.value else say("desk.none")
        return Content.assemble(
            (plain(shown), ""), (" ▾" if len(self.codes) > 1 else "", "$accent" if self.has_focus else "$muted")
        )

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()

    def offer(self, codes: Sequence[str]) -> None:
        """Offer other codes; the chosen one stays where it is among them."""
        self.codes = list(codes)
        if self.value not in self.codes:
            self.value = self.codes[0]
        self.refresh()

    def watch_value(self) -> None:
        """Tell the form."""
        self.post_message(self.Changed())

    def action_turn(self, by: int) -> None:
        """Choose the next or the one before."""
        if self.value in self.codes:
            self.value = self.codes[(self.codes.index(self.value) + by) % len(self.codes)]

    def action_show_all(self) -> None:
        """Show all in a list that narrows as one types."""
        from tui.screens.pick import Pick  # a screen is made of widgets, not the other way round

        self.app.push_screen(
            Pick([(code, self.label(code) if code else say("desk.none")) for code in self.codes]), self._take
        )

    def _take(self, code: str | None) -> None:
        if code is not None:
            self.value = code

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's
        """Letters and digits are typed into it."""
        return bool(character and character.isalnum())

    def on_key(self, event: Key) -> None:
        """Jump to the first code or word that begins with what is typed."""
        if not (event.character and event.character.isalnum()):
            return
        event.stop()
        event.prevent_default()
        now = monotonic()
        self._typed = (self._typed if now - self._typed_at < TYPE_AHEAD_SECONDS else "") + event.character.lower()
        self._typed_at = now
        for code in self.codes:
            if code and (code.lower().startswith(self._typed) or self.label(code).lower().startswith(self._typed)):
                self.value = code
                return


class Flag(Widget, can_focus=True):
    """A yes or no: blank or Enter turns it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "turn", show=False)]

    value: reactive[bool] = reactive(False)

    class Changed(Message):
        """It was turned."""

    def __init__(self, *, value: bool) -> None:
        super().__init__()
        self.set_reactive(Flag.value, value)

    def render(self) -> Content:
        """A mark and a word."""
        return Content.assemble(
            ("[✓] " if self.value else "[ ] ", "$accent"), say("desk.yes" if self.value else "desk.no")
        )

    def retell(self) -> None:
        """Draw again in the language of the moment."""
        self.refresh()

    def action_turn(self) -> None:
        """Turn it, and tell the form."""
        self.value = not self.value
        self.post_message(self.Changed())

    def on_click(self) -> None:
        """Turn it."""
        self.action_turn()


class Cell(Widget):
    """A field with its label, its widget and what is wrong with it."""

    class Edited(Message):
        """Something was typed or chosen."""

        def __init__(self, cell: Cell) -> None:
            super().__init__()
            self.cell = cell

    def __init__(self, field: Field, value: Any, *, label: Callable[[str], str] | None = None) -> None:
        super().__init__(classes=f"cell cell-{field.kind.value} field-{field.name}")
        self.field = field
        self.labels = label or (lambda code: word(field.words, code) if field.words else code)
        self.editor = self._editor(value)
        self.remark = Static("", classes="cell-remark", markup=False)
        self.unreadable = ""
        """The key of why what is typed cannot be read."""
        self.remarks: tuple[Remark, ...] = ()

    def _editor(self, value: Any) -> Input | Choice | Flag:
        if self.field.kind is FieldKind.FLAG:
            return Flag(value=bool(value))
        if self.field.kind is FieldKind.CHOICE:
            return Choice(self.field.choices, self.labels, str(value or ""))
        return Input(value=plain(value or ""), placeholder=_hint(self.field), compact=True)

    def compose(self) -> ComposeResult:
        """Label, widget, what there is to say about it."""
        yield Static(label_of(self.field), classes="cell-label", markup=False)
        yield self.editor
        yield self.remark

    def retell(self) -> None:
        """Label it in the language of the moment."""
        self.query_one(".cell-label", Static).update(label_of(self.field))
        if isinstance(self.editor, Input):
            self.editor.placeholder = _hint(self.field)
        self.tell()

    @property
    def raw(self) -> Any:
        """What is typed or chosen, as a draft keeps it."""
        return self.editor.value

    @raw.setter
    def raw(self, value: Any) -> None:
        self.editor.value = plain(value) if isinstance(self.editor, Input) else value

    def check(self) -> bool:
        """Whether it can be read; what is wrong is shown."""
        self.unreadable = ""
        if not isinstance(self.editor, Flag):
            try:
                self.field.read(str(self.editor.value))
            except FieldError as wrong:
                self.unreadable = wrong.key
        self.tell()
        return not self.unreadable

    def tell(self) -> None:
        """Show what there is to say: what cannot be read before anything else, then what blocks, then what is doubted.

        What was typed is not looked at anew.
        """
        said = [(Weight.BLOCKS, say(f"desk.{self.unreadable}"))] if self.unreadable else []
        said += [(remark.weight, remark.text) for remark in self.remarks if not self.unreadable]
        self.remark.update(told(said))
        self.set_class(any(weight is Weight.BLOCKS for weight, _ in said), "-wrong")
        self.set_class(any(weight is Weight.DOUBTS for weight, _ in said), "-doubtful")
        self.set_class(bool(said), "-remarked")

    @on(Input.Changed)
    @on(Choice.Changed)
    @on(Flag.Changed)
    def edited(self, event: Message) -> None:
        """Look at what was typed; an empty field is complained of only on saving."""
        event.stop()
        if str(self.editor.value).strip() or self.has_class("-wrong"):
            self.check()
        self.post_message(self.Edited(self))


def told(said: Sequence[tuple[Weight, str]]) -> Content:
    """Remarks as lines, the gravest first; a mark stands before each, so that colour is not the only sign."""
    ranks = list(Weight)
    lines = sorted(said, key=lambda each: ranks.index(each[0]))
    return Content("\n").join(Content.styled(f"{MARKS[w][0]}{plain(text)}", MARKS[w][1]) for w, text in lines)


def label_of(field: Field) -> str:
    """A field by its name, with a mark where something must stand in it."""
    return f"{say(f'desk.field.{field.label or field.name}')}{' *' if field.required else ''}"


def _hint(field: Field) -> str:
    key = {
        FieldKind.DAY: "day", FieldKind.MONTH: "month", FieldKind.LIST: "list", FieldKind.SHARE: "share",
        FieldKind.DISABILITIES: "disabilities", FieldKind.MONEY: "money", FieldKind.SIGNED_MONEY: "money",
    }.get(field.kind)  # fmt: skip
    return say(f"desk.hint.{key}") if key else ""
