"""What a use case raises when it cannot do what was asked: a key for the sentence, and its values."""

from __future__ import annotations

from workflow.wording import say


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


class DatabaseTrouble(Trouble):
    """The database is missing, locked, too old, too new or damaged."""


class NotPermitted(Trouble):
    """Nobody with this login, or the person may not do this."""
