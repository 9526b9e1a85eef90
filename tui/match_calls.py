"""What the matching's screen asks of the office: a register's file against the caseload, and what a person decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workflow.matching import answers

if TYPE_CHECKING:
    from workflow.matching.answers import Matching
    from workflow.office import Office


class MatchCalls:
    """The caseload of the acting person's region against a register."""

    office: Office

    def match(self, file: str) -> Matching:
        """What matching with a file finds."""
        return answers.match_register(self.office, Path(file).expanduser(), self.office.user.region)

    def decide_pair(self, matching: Matching, pair: str, *, same: bool) -> None:
        """Note that a pair is one person, or is not."""
        answers.decide(self.office, matching, pair, same=same)
