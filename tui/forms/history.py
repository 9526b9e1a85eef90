"""Undo and redo of a form: its whole states, one for each field that was changed, row that came or went, file read."""

from __future__ import annotations

from typing import Any

State = dict[str, Any]


class History:
    """The states of a form in the order in which they came, and where one stands among them."""

    def __init__(self, first: State) -> None:
        self._states: list[State] = [first]
        self._changed: list[object] = [None]
        self._at = 0

    def note(self, state: State) -> None:
        """Take a new state: going on in the same field is one change; what had been undone is gone."""
        changed = changed_between(self._states[self._at], state)
        if changed is None:
            return
        goes_on = self._at > 0 and changed == self._changed[self._at] and self._at == len(self._states) - 1
        at = self._at if goes_on else self._at + 1
        if goes_on and state == self._states[at - 1]:  # typed and taken away again: no change
            self._states[at:], self._changed[at:], self._at = [], [], at - 1
            return
        self._states[at:] = [state]
        self._changed[at:] = [changed]
        self._at = at

    def undo(self) -> State | None:
        """The state before; None at the beginning."""
        return self._go(-1)

    def redo(self) -> State | None:
        """The state after, where something was undone."""
        return self._go(1)

    def _go(self, by: int) -> State | None:
        if not 0 <= self._at + by < len(self._states):
            return None
        self._at += by
        return self._states[self._at]


def changed_between(before: State, after: State) -> object:
    """Which one field, or field of a row, differs; a name of its own where more does; None where nothing does."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if len(names) != 1:
        return tuple(sorted(names)) or None
    name = names[0]
    rows, others = before.get(name), after.get(name)
    if not (isinstance(rows, list) and isinstance(others, list)):
        return (name,)
    if len(rows) != len(others):
        return (name, len(others))
    at = [place for place, (one, other) in enumerate(zip(rows, others, strict=True)) if one != other]
    if len(at) != 1:
        return (name, *at)
    return (name, at[0], *sorted(key for key in others[at[0]] if rows[at[0]].get(key) != others[at[0]][key]))
