"""What rules answer with: a finding for each thing in the way, never a bare no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """How heavy a finding is."""

    BLOCKS = "blocks"
    WARNS = "warns"
    UNKNOWN = "unknown"
    """Evidence is missing; it bars the step as a block does, until the evidence is there."""


@dataclass(frozen=True, slots=True)
class Yuan:
    """An amount of money in fen, so that whoever prints a finding knows how."""

    fen: int


Value = str | int | date | Yuan | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule has to say.

    `code` names it (a sentence for it is in the catalogues), `clause` cites the policy ("§2.4"; a guard fills in its
    own), `datum` is what was found, `limit` what it is held against, `remedy` a code for what would satisfy it,
    `subject` the member, person or paper it speaks of.
    """

    code: str
    kind: Kind
    clause: str
    datum: Value = None
    limit: Value = None
    remedy: str | None = None
    subject: str | None = None

    @property
    def bars(self) -> bool:
        """Whether a step may not happen while this stands."""
        return self.kind is not Kind.WARNS

    def under(self, clause: str) -> Finding:
        """The same, citing a clause."""
        return Finding(self.code, self.kind, clause, self.datum, self.limit, self.remedy, self.subject)


def blocks(
    code: str,
    clause: str = "",
    *,
    datum: Value = None,
    limit: Value = None,
    remedy: str | None = None,
    subject: str | None = None,
) -> Finding:
    """A finding that bars the step."""
    return Finding(code, Kind.BLOCKS, clause, datum, limit, remedy, subject)


def warns(
    code: str,
    clause: str = "",
    *,
    datum: Value = None,
    limit: Value = None,
    remedy: str | None = None,
    subject: str | None = None,
) -> Finding:
    """A finding that is told and bars nothing."""
    return Finding(code, Kind.WARNS, clause, datum, limit, remedy, subject)


def unknown(
    code: str,
    clause: str = "",
    *,
    datum: Value = None,
    limit: Value = None,
    remedy: str | None = None,
    subject: str | None = None,
) -> Finding:
    """A finding that evidence is missing; it bars the step until the evidence is recorded."""
    return Finding(code, Kind.UNKNOWN, clause, datum, limit, remedy, subject)
