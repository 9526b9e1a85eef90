"""What a use case raises when it cannot do what was asked: a key for the sentence, and its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Trouble(Exception):  # noqa: N818 - the base of Refused, BadInput and their like
    """Something that a person is told in one sentence: `key` is its wording's key, `values` fill it in.

    `field` is what it is about, by its name where it was written: a form puts the cursor there.
    """

    def __init__(self, key: str, /, *, field: str = "", **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.field = field
        self.values = values

    def __str__(self) -> str:
        return say(self.key, **self.values)

    @property
    def by_field(self) -> tuple[tuple[str, str], ...]:
        """What is wrong with which field, as sentences."""
        return ((self.field, str(self)),) if self.field else ()


def raise_first(troubles: Iterable[Trouble]) -> None:
    """Raise the first of some troubles, if there is one."""
    for trouble in troubles:
        raise trouble


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

    def __init__(self, sentences: Sequence[str], by_field: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__("problems.more", count=len(sentences))
        self.sentences = tuple(sentences)
        self._by_field = tuple(by_field)

    @property
    def by_field(self) -> tuple[tuple[str, str], ...]:
        """What is wrong with which field of the file, by its path such as "members[0].born"."""
        return self._by_field

    def __str__(self) -> str:
        told = list(self.sentences[: self.MOST])
        if len(self.sentences) > self.MOST:
            told.append(say("problems.more", count=len(self.sentences) - self.MOST))
        return "\n".join(told)


class Stopped(Trouble):
    """What was under way was stopped before its end, because somebody asked for it."""


class DatabaseTrouble(Trouble):
    """The database is missing, locked, too old, too new or damaged."""


class NotPermitted(Trouble):
    """Nobody with this login, or the person may not do this."""
