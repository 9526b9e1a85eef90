"""What the matching's screen asks of the office: a register's file against the caseload, and what a person decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workflow.matching import answers, flags

if TYPE_CHECKING:
    from workflow.matching.answers import Matching
    from workflow.matching.flags import ToNote
    from workflow.office import Office


class MatchCalls:
    """The caseload of the acting person's region against a register."""

    office: Office

    def match(self, file: str) -> Matching:
        """What matching with a file finds."""
        return answers.match_register(self.office, Path(file).expanduser(), self.office.user.region)

    def look_at_flags(self, matching: Matching) -> ToNote:
        """What noting what was found would note."""
        return flags.look_at_flags(self.office, matching)

    def flag(self, matching: Matching) -> int:
        """Note what was found; how many notes are new."""
        return flags.flag(self.office, matching)

    def decide_pair(self, matching: Matching, pair: str, *, same: bool) -> None:
        """Note that a pair is one person, or is not."""
        answers.decide(self.office, matching, pair, same=same)
