"""What a check notes: a state, a code for the sentence of what was seen, and the values in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from workflow.wording import has_wording, say

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """How it stands, the best first."""

    NOT_APPLICABLE = "not_applicable"
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Noted:
    """Something that a check saw; its sentence is `doctor.<code>`, and what to do about it `doctor.<code>.do`."""

    state: State
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """What was seen, as a sentence."""
        return say(f"doctor.{self.code}", **self.values)

    @property
    def remedy(self) -> str:
        """What to do, as a sentence; "" where there is nothing to do."""
        key = f"doctor.{self.code}.do"
        return say(key, **self.values) if has_wording(key) else ""


def not_applicable(code: str, **values: object) -> Noted:
    """There is nothing here that could be as it must."""
    return Noted(State.NOT_APPLICABLE, code, values)


def fine(code: str, **values: object) -> Noted:
    """It is as it must be."""
    return Noted(State.OK, code, values)


def warns(code: str, **values: object) -> Noted:
    """It should be otherwise."""
    return Noted(State.WARNING, code, values)


def fails(code: str, **values: object) -> Noted:
    """It must be otherwise."""
    return Noted(State.FAILED, code, values)
