"""What a use case raises when it cannot do what was asked: a key for the sentence, and its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence


class Trouble(Exception):  # noqa: N818 - the base of Refused, BadInput and their like
    """Something that a person is told in one sentence: `key` is its wording's key, `values` fill it in."""

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return say(self.key, **self.values)


class Refused(Trouble):
    """The rules, or the state of things, do not allow it."""


class LostRace(Refused):
    """Somebody else changed the case first: who, when (an instant in words) and what they did (a step's code)."""

    def __init__(self, who: str, when: str, what: str) -> None:
        super().__init__("errors.lost_race", who=who, when=when, what=what)
        self.who = who
        self.when = when
        self.what = what


class BadInput(Trouble):
    """What was given cannot be read or makes no sense; the sentence names the file, the line and the field."""


class BadFile(BadInput):
    """A file with things wrong with it: a finished sentence for each, the first ones where there are many."""

    MOST = 20

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("problems.more", count=len(sentences))
        self.sentences = tuple(sentences)

    def __str__(self) -> str:
        told = list(self.sentences[: self.MOST])
        if len(self.sentences) > self.MOST:
            told.append(say("problems.more", count=len(self.sentences) - self.MOST))
        return "\n".join(told)


class DatabaseTrouble(Trouble):
    """The database is missing, locked, too old, too new or damaged."""


class NotPermitted(Trouble):
    """Nobody with this login, or the person may not do this."""
