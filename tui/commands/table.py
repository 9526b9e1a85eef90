"""The table of commands: one row gives a key, a line of the footer, an entry of the palette and a line of the help.

A command's words are `desk.command.<name>` and, for the help, `desk.help.<name>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from textual.binding import Binding, BindingType

if TYPE_CHECKING:
    from collections.abc import Iterable


class Place(StrEnum):
    """Where a command works."""

    EVERYWHERE = "everywhere"
    DESK = "desk"
    CASES = "cases"
    CASE = "case"
    DUE = "due"
    POLICY = "policy"
    WHAT_IF = "what_if"
    SIMULATE = "simulate"
    SIMULATED = "simulated"
    FORM = "form"
    MANY = "many"
    STEP = "step"
    COMPARED = "compared"
    JOURNAL = "journal"
    BOARD = "board"
    ACT = "act"
    MATCH = "match"
    DIALOG = "dialog"


MAIN = (Place.DESK, Place.CASES, Place.CASE, Place.DUE)
WITH_A_WAY_BACK = (
    *MAIN[1:],
    Place.POLICY,
    Place.WHAT_IF,
    Place.SIMULATE,
    Place.SIMULATED,
    Place.FORM,
    Place.MANY,
    Place.STEP,
    Place.COMPARED,
    Place.JOURNAL,
    Place.BOARD,
    Place.ACT,
    Place.MATCH,
    Place.DIALOG,
)


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done: its keys, the action behind them, the places it works in.

    `footer` and `palette` say whether it is listed there; `shown` is the key as the footer writes it.
    """

    name: str
    keys: str
    action: str
    places: tuple[Place, ...]
    footer: bool = True
    palette: bool = True
    shown: str = ""

    @property
    def all_keys(self) -> tuple[str, ...]:
        """Every key that it is on."""
        return tuple(self.keys.split(","))

    def bindings(self) -> list[BindingType]:
        """The command as key bindings; the footer's words are put in when it is drawn."""
        return [
            Binding(self.keys, self.action, self.name, show=self.footer, id=self.name, key_display=self.shown or None)
        ]


@dataclass(frozen=True, slots=True)
class Numbered(Command):
    """A command on the keys 1 to 9, its action called with the number."""

    @property
    def all_keys(self) -> tuple[str, ...]:
        """The nine digits."""
        return tuple("123456789")

    def bindings(self) -> list[BindingType]:
        """Nine bindings, of which the footer shows one."""
        return [
            Binding(
                str(n),
                f"{self.action}({n})",
                self.name,
                show=self.footer and n == 1,
                id=self.name,
                key_display=self.shown,
            )
            for n in range(1, 10)
        ]


COMMANDS: tuple[Command, ...] = (
    Command("due", "d", "app.due", (Place.DESK, Place.CASES, Place.CASE)),
    Command("cases", "c", "app.cases", (Place.DESK, Place.CASE, Place.DUE)),
    Command("search", "slash", "app.search", MAIN, shown="/"),
    Command("new", "n", "app.register", (Place.DESK, Place.CASES)),
    Command("filter", "f", "filter", (Place.CASES, Place.JOURNAL)),
    Command("clear_filter", "x", "clear_filter", (Place.CASES, Place.JOURNAL)),
    Command("drop_filter", "backspace", "drop_filter", (Place.CASES, Place.JOURNAL), footer=False),
    Command("sort", "o", "sort", (Place.CASES,)),
    Command("reverse", "O", "reverse", (Place.CASES,), footer=False),
    Command("pick", "space", "pick", (Place.CASES, Place.BOARD)),
    Command("pick_all", "a", "pick_all", (Place.CASES,)),
    Command("pick_none", "u", "pick_none", (Place.CASES, Place.BOARD), footer=False),
    Command("give", "g", "give", (Place.CASES,), footer=False),
    Command("step_many", "s", "step_many", (Place.CASES,)),
    Numbered("step", "1-9", "step", (Place.CASE,), palette=False, shown="1-9"),
    Command("evidence", "e", "evidence", (Place.CASE,)),
    Command("what_if", "w", "what_if", (Place.CASE,)),
    Command("timeline", "t", "timeline", (Place.CASE,)),
    Command("compare", "m", "compare", (Place.CASE,), footer=False),
    Command("unmask", "u", "unmask", (Place.CASE,), footer=False),
    Command("moves", "h", "moves", (Place.CASE,), footer=False),
    Command("clauses", "k", "clauses", (Place.CASE,), footer=False),
    Command("readers", "R", "readers", (Place.CASE,), footer=False),
    Command("show_all", "a", "show_all", (Place.COMPARED,), palette=False),
    Command("confirm", "ctrl+s,f10", "confirm", (Place.STEP, Place.MANY, Place.ACT), palette=False, shown="^S"),
    Command("save", "ctrl+s,f10", "save", (Place.FORM,), palette=False, shown="^S"),
    Command("add_row", "ctrl+n,insert", "add_row", (Place.FORM, Place.WHAT_IF), palette=False, shown="^N"),
    Command("remove_row", "ctrl+d", "remove_row", (Place.FORM, Place.WHAT_IF), palette=False, shown="^D"),
    Command("undo", "ctrl+z", "undo", (Place.FORM,), footer=False, shown="^Z"),
    Command("redo", "ctrl+y", "redo", (Place.FORM,), footer=False, shown="^Y"),
    Command("discard", "ctrl+r", "discard", (Place.FORM,), footer=False, shown="^R"),
    Command("apply", "ctrl+g", "apply", (Place.WHAT_IF,), palette=False, shown="^G"),
    Command("next_panel", "f6", "next_panel", (Place.WHAT_IF, Place.SIMULATE), palette=False, shown="F6"),
    Command("as_found", "ctrl+r", "as_found", (Place.WHAT_IF,), palette=False, shown="^R"),
    Command("reckon", "ctrl+s,f10", "reckon", (Place.WHAT_IF,), footer=False, palette=False, shown="^S"),
    Command("earlier", "left_square_bracket", "quarter(-1)", (Place.DUE, Place.BOARD), shown="["),
    Command("later", "right_square_bracket", "quarter(1)", (Place.DUE, Place.BOARD), shown="]"),
    Command("tick", "space", "tick", (Place.DUE,)),
    Command("assign", "g", "assign", (Place.DUE,)),
    Command("mine", "m", "mine", (Place.DUE,)),
    Command("kind", "k", "kind", (Place.DUE,)),
    Command("print", "p", "print", (Place.DUE, Place.BOARD)),
    Command("letter", "p", "letter", (Place.CASE,), footer=False),
    Command("round", "v", "round", (Place.DUE,)),
    Command("region", "g", "region", (Place.POLICY, Place.BOARD)),
    Command("change_before", "left_square_bracket", "change(-1)", (Place.POLICY,), shown="["),
    Command("change_after", "right_square_bracket", "change(1)", (Place.POLICY,), shown="]"),
    Command("simulate_now", "ctrl+s,f10", "reckon", (Place.SIMULATE,), palette=False, shown="^S"),
    Command("in_force", "ctrl+r", "in_force", (Place.SIMULATE,), palette=False, shown="^R"),
    Command("simulate", "i", "app.simulate", MAIN, footer=False),
    Command("verify", "v", "verify", (Place.JOURNAL,)),
    Command("lists", "l", "app.lists", MAIN, footer=False),
    Command("act", "a", "act", (Place.BOARD,)),
    Command("board", "l", "board", (Place.BOARD,)),
    Command("matching", "b", "app.matching", MAIN, footer=False),
    Command("same", "y", "same", (Place.MATCH,)),
    Command("different", "n", "different", (Place.MATCH,)),
    Command("flag", "f", "flag", (Place.MATCH,)),
    Command("journal", "j", "app.journal", MAIN, footer=False),
    Command("policy", "y", "app.policy", MAIN, footer=False),
    Command("drafts", "ctrl+o", "app.drafts", MAIN, footer=False),
    Command("reload", "f5,r", "reload", (*MAIN, Place.POLICY, Place.JOURNAL, Place.BOARD, Place.MATCH), footer=False),
    Command("back", "escape", "back", WITH_A_WAY_BACK, palette=False, shown="Esc"),
    Command("help", "f1,question_mark", "app.help", (Place.EVERYWHERE,), palette=False, shown="F1"),
    Command("palette", "ctrl+p", "app.command_palette", (Place.EVERYWHERE,), footer=False, palette=False),
    Command("language", "ctrl+l", "app.language", (Place.EVERYWHERE,), footer=False),
    Command("theme", "ctrl+t", "app.theme", (Place.EVERYWHERE,), footer=False),
    Command("who", "ctrl+u", "app.who", (Place.EVERYWHERE,), footer=False),
    Command("lock", "f12", "app.lock", (Place.EVERYWHERE,), footer=False),
    Command("quit", "ctrl+q", "app.quit", (Place.EVERYWHERE,), footer=False),
)  # fmt: skip


def commands_of(place: Place) -> tuple[Command, ...]:
    """The commands that work in a place."""
    return in_place(place, COMMANDS)


def in_place(place: Place, commands: Iterable[Command]) -> tuple[Command, ...]:
    """Of some commands those that work in a place."""
    return tuple(command for command in commands if place in command.places)


IN_DIALOGS = frozenset({"help", "language", "theme", "quit"})
"""Of the commands that work everywhere, those that work in a dialog too."""


def dialog_bindings_of(place: Place) -> list[BindingType]:
    """The key bindings of a dialog: what lies under it is out of reach."""
    everywhere = [c for c in commands_of(Place.EVERYWHERE) if c.name in IN_DIALOGS]
    return [*bindings_of(place), *(binding for command in everywhere for binding in command.bindings())]


def bindings_of(place: Place) -> list[BindingType]:
    """The key bindings of a place."""
    return [binding for command in commands_of(place) for binding in command.bindings()]
