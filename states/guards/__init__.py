"""Guards: small functions, each named as the statement that must hold, each citing its clause.

A guard looks at a `Situation` and yields a finding for every thing in the way. All guards of a step run; none stops
another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps

from states.findings import Finding
from states.situation import Situation

Guard = Callable[[Situation], Iterator[Finding]]


def cites(clause: str) -> Callable[[Guard], Guard]:
    """Mark a guard with its clause; findings that name none cite it."""

    def mark(guard: Guard) -> Guard:
        @wraps(guard)
        def citing(situation: Situation) -> Iterator[Finding]:
            for finding in guard(situation):
                yield finding if finding.clause else finding.under(clause)

        citing.clause = clause  # type: ignore[attr-defined]
        return citing

    return mark
