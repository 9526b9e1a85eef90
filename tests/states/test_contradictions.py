"""What a record says that cannot be."""

from datetime import date
from fractions import Fraction

import pytest

from states.contradictions import contradictions
from states.evidence import Appraisal, Change, ChangeKind, Declaration, Notice, RecognitionOf
from states.facts import Member

DAY = date(2026, 3, 2)
EARLIER = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("record", "found"),
    [
        (Appraisal(on=DAY, present=5, votes_for=3, votes_against=2), []),
        (Appraisal(on=DAY, present=5, votes_for=3, votes_against=3), [("present", "MORE_VOTES_THAN_PRESENT")]),
        (Notice(on=DAY, place="x", monthly=100, persons=1), []),
        (Notice(on=DAY, place="x", monthly=100, persons=0), [("persons", "NOBODY_ON_THE_NOTICE")]),
        (Declaration(on=DAY, worker="w", relative="m1", from_=EARLIER, until=DAY), []),
        (Declaration(on=DAY, worker="w", relative="m1", from_=DAY, until=DAY), [("until", "ENDS_BEFORE_IT_BEGINS")]),
        (
            RecognitionOf(on=DAY, member="m1", rate=Fraction(0), from_=DAY, until=EARLIER),
            [("until", "ENDS_BEFORE_IT_BEGINS"), ("rate", "RATE_IS_ZERO")],
        ),
        (Change(on=DAY, change=ChangeKind.BIRTH, joins=Member(id="m2", born=DAY)), []),
        (
            Change(on=EARLIER, change=ChangeKind.BIRTH, joins=Member(id="m2", born=DAY)),
            [("joins", "BORN_AFTER_JOINING")],
        ),
    ],
)
def test_a_record_that_cannot_be_is_named_by_field(record, found):
    assert list(contradictions(record)) == found
