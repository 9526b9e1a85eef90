"""The clauses that lines and findings cite, in words: what the policy says there, in short."""

from __future__ import annotations

from dataclasses import dataclass

from workflow.wording import has_wording, say

SIGN = "§"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: as it is cited ("§3 enroll"), and what it says."""

    cited: str
    text: str


def clauses_of(citation: str) -> tuple[Clause, ...]:
    """The clauses that a citation names: "§3 enroll, §4" names two; what is no clause narrows the one before."""
    names = [part.strip().removeprefix(SIGN) for part in citation.split(",") if part.strip().startswith(SIGN)]
    return tuple(Clause(f"{SIGN}{name}", say(f"clauses.{name}")) for name in names if has_wording(f"clauses.{name}"))
