"""What a record says that cannot be, whatever the case: looked at before it is kept, and while somebody types it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from states.evidence import Appraisal, Change, Declaration, InformationCheck, Notice, Objection, RecognitionOf
from states.outcomes import is_decided

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from states.evidence import Record


def contradictions(row: Record) -> Iterator[tuple[str, str]]:
    """The fields whose values cannot stand beside the others, each with a code for the sentence."""
    match row:
        case Declaration():
            yield from _period(row.from_, row.until)
        case RecognitionOf():
            yield from _period(row.from_, row.until)
            if row.rate <= 0:
                yield "rate", "RATE_IS_ZERO"
        case Appraisal() if row.votes_for + row.votes_against > row.present:
            yield "present", "MORE_VOTES_THAN_PRESENT"
        case Notice(persons=0):
            yield "persons", "NOBODY_ON_THE_NOTICE"
        case InformationCheck() if row.outcome is not None and not row.discrepancy:
            yield "outcome", "OUTCOME_OF_NO_DISCREPANCY"
        case Change(joins=joins) if joins is not None and joins.born > row.on:
            yield "joins", "BORN_AFTER_JOINING"
        case Objection() if is_decided(row) and not row.reason.strip():
            yield "reason", "OUTCOME_WITHOUT_REASON"


def _period(first: date | None, until: date | None) -> Iterator[tuple[str, str]]:
    if first is not None and until is not None and until <= first:
        yield "until", "ENDS_BEFORE_IT_BEGINS"
