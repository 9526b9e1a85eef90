"""What matching with another list said of a household, and left to be settled about somebody of it (policy §6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

DEAD = "dead"
"""The other list says that the member died: settled by itself once the death is recorded."""


class MatchOutcome(StrEnum):
    """What a match said of a household: somebody of it is on the other list, nobody is, or a person has to decide."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class MatchFlag:
    """A flag: the member, what was found (an answer's code), the day that it was noted."""

    member: str
    kind: str
    noted_on: date
