"""Referrals to other aid, counted by aid, with what was known of their outcomes (policy §2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.ledger import moved_from
from db.recorded import cases_with
from states.evidence import EvidenceKind, Referral
from states.past import as_known_on
from workflow.regions import digits_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from db.reading import Reading

CHUNK = 200


def referral_figures(read: Reading, since: date, day: date, region: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """For each referral made in a region from one day to another, its village and one of its aid and outcome.

    As it was known on the last of the days; cases that had ended count too.
    """
    moved = moved_from(read, region) if region else ()
    ids = sorted({*cases_with(read, EvidenceKind.REFERRAL, region), *moved})
    for at in range(0, len(ids), CHUNK):
        for case in read.load_cases(ids[at : at + CHUNK]):
            known = as_known_on(case, day)
            if known is None or not known.household.village.startswith(digits_of(region)):
                continue
            for row in known.evidence.of(Referral):
                if since <= row.on <= day:
                    yield known.household.village, _figures(row)


def _figures(row: Referral) -> dict[str, Any]:
    answered, aid = bool(row.outcome), row.aid.value
    figures: dict[str, Any] = {"referrals": {aid: {"made": 1, "answered": int(answered), "open": int(not answered)}}}
    return {**figures, "outcomes": {aid: {row.outcome: 1}}} if answered else figures
