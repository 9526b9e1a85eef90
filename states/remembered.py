"""Answers of pure questions, remembered by the identity of the frozen values that they were asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")

AT_MOST = 1000
"""Answers that are held: more than the months of any one case."""


class Remembered:
    """What was answered, with what it was about: while that is held, its identity is nobody else's."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[object, object]] = {}

    def answer(self, about: tuple[object, ...], asked: Hashable, ask: Callable[[], T]) -> T:
        """What `ask` gives, or gave when the same was asked about the same values."""
        key = (*map(id, about), asked)
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= AT_MOST:
                self._answers.clear()
            found = self._answers[key] = (ask(), about)
        return found[0]  # type: ignore[return-value]
