"""The days on which something about a case changes by itself: of its people, its dated evidence, its decisions.

What the case is worth, and what the machine may do with it, changes without anybody's doing only on one of these days
or with the month that begins on it or after it, and where the region's sheets say something else.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from states.case import RESTS_ON_SURVEY
from states.evidence import Change, Paper, RecognitionOf
from states.months import add_months

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from states.case import CaseFacts
    from states.evidence import Survey
    from states.facts import Household


ONE_DAY = timedelta(days=1)


def own_days(case: CaseFacts, month: date, ages: Iterable[int]) -> Iterator[date]:
    """The days that may matter to the months from one on, with others; `ages` are those of key support, in years."""
    yield from (change.on + ONE_DAY for change in case.evidence.of(Change))  # a death counts from the month after it
    yield from (row.valid_until for row in case.evidence.of(Paper) if row.valid_until is not None)
    for row in case.evidence.of(RecognitionOf):
        yield from (day for day in (row.from_, row.until) if day is not None)
    for decision in case.decisions:
        yield decision.effective_from
        yield from (span.start for span in decision.spans)
        yield from (span.until for span in decision.spans if span.until is not None)
        yield from (day for day in (decision.term_end, decision.taper.ends if decision.taper else None) if day)
    households = {survey.id: survey.household for survey in _surveys_from(month, case)}
    yield from _birthdays(households.values(), tuple(ages))
    yield from _recognitions(households.values())


def _surveys_from(month: date, case: CaseFacts) -> Iterator[Survey]:
    """The surveys that a month from one on rests on, or will after a look: the newest, and those decided on since."""
    newest = case.survey
    if newest is not None:
        yield newest
    for decision in reversed(case.decisions):
        if decision.step in RESTS_ON_SURVEY:
            survey = case.survey_of(decision)
            if survey is not None:
                yield survey
            if decision.effective_from <= month:
                return


def _birthdays(households: Iterable[Household], ages: tuple[int, ...]) -> Iterator[date]:
    """The birthdays at which key support begins or ends; 28 February of whoever was born on the 29th."""
    born = {member.born for household in households for member in household.members}
    for day in born:
        yield from (add_months(day, 12 * age) for age in ages)


def _recognitions(households: Iterable[Household]) -> Iterator[date]:
    for household in households:
        for member in household.members:
            if member.recognised is not None:
                yield from (day for day in (member.recognised.from_, member.recognised.until) if day is not None)
