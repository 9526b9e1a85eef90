"""The one way out of re_verified that the facts open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.door import open_door
from states.findings import Finding, blocks
from states.guards import cites

if TYPE_CHECKING:
    from collections.abc import Iterator

    from states.situation import Situation


@cites("§3 out of re_verified")
def it_is_the_open_door(situation: Situation) -> Iterator[Finding]:
    """Of renew, begin_taper, resume_taper and terminate this is the one that the facts open."""
    door = open_door(situation)
    yield from door.missing
    yield from door.warnings
    yield from _of_renewal(situation)
    if door.step is not None and door.step != situation.step:
        yield blocks("OTHER_DOOR_IS_OPEN", datum=situation.step, limit=door.step, remedy="TAKE_OPEN_DOOR")


def _of_renewal(situation: Situation) -> Iterator[Finding]:
    """Whoever asks for a renewal is told what stands against it, and what is to be heeded where nothing does."""
    if situation.step == "renew" and situation.assessment is not None and not situation.from_taper:
        yield from situation.assessment.findings
