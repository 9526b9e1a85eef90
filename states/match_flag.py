"""What matching with another list left to be settled about somebody of a case (policy §6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

DEAD = "dead"
"""The other list says that the member died: settled by itself once the death is recorded."""


@dataclass(frozen=True, slots=True)
class MatchFlag:
    """A flag: the member, what was found (an answer's code), the day that it was noted."""

    member: str
    kind: str
    noted_on: date
