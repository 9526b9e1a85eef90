"""Exceptions from the separation of duties, for an office of two: who verified may enroll as well (policy §3).

Everything else that is parted stays parted: who surveyed or visited confirms nothing, nobody acts for near relatives,
another decides an appeal, and two people draw up and release a roll.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from states.stages import Role

if TYPE_CHECKING:
    from datetime import date

    from states.case import Actor


@dataclass(frozen=True, slots=True)
class DutyException:
    """What the county recorded for a township, under its number: it holds from a day up to, not including, another."""

    number: int
    made_by: str
    begins_on: date
    until: date

    def lets(self, actor: Actor, day: date) -> bool:
        """Whether somebody may act under it on a day: the township's worker may, and never who recorded it."""
        return actor.role is Role.TOWNSHIP and actor.login != self.made_by and self.begins_on <= day < self.until
