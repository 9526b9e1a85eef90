"""What is due and what was paid, month by month: a pure fold of decisions and withholdings.

A decision's spans replace, from its `effective_from` on, all that was decided before. The roll of a month rests on what
was known when the month ended; what later knowledge changes in earlier months is arrears or recovery, a line of the
next roll (policy §2.10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from states.case import CaseFacts, Decision, Span
from states.evidence import Withhold
from states.months import add_months, first_of_month, months_from

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a past month turned out to be worth: `difference` fen, arrears above zero, recovery below."""

    month: date
    difference: int


@dataclass(frozen=True, slots=True)
class RollLine:
    """One household's line of a month's roll, in fen: the month itself and settlements of earlier ones."""

    month: date
    regular: int
    settlements: tuple[Settlement, ...] = ()

    @property
    def total(self) -> int:
        """Regular amount, arrears and recoveries together."""
        return self.regular + sum(s.difference for s in self.settlements)


def due_in(month: date, decisions: Sequence[Decision]) -> int:
    """What the decisions give for the month whose first day is `month`, in fen."""
    for decision in reversed(decisions):
        if decision.effective_from <= month:
            return next((span.monthly for span in decision.spans if span.covers(month)), 0)
    return 0


def spans_from(month: date, decisions: Sequence[Decision]) -> tuple[Span, ...]:
    """What the decisions give from `month` on, each month by the one that holds for it."""
    spans: tuple[Span, ...] = ()
    until: date | None = None
    for decision in reversed(decisions):
        start = max(decision.effective_from, month)
        if until is None or start < until:
            spans = (*_clipped(decision.spans, start, until), *spans)
            until = start
        if start == month:
            break
    return spans


def _clipped(spans: Iterable[Span], start: date, until: date | None) -> Iterator[Span]:
    """Spans cut to the months from `start` up to `until`."""
    for span in spans:
        end = min((day for day in (span.until, until) if day is not None), default=None)
        begin = max(span.start, start)
        if end is None or begin < end:
            yield Span(begin, end, span.monthly)


def withholding_in(month: date, withholdings: Iterable[Withhold], known_on: date) -> Withhold | None:
    """What the month's money waits for, as known on a day; a withholding that was ended holds nothing any more."""
    rows = [row for row in withholdings if (row.recorded_on or row.on) <= known_on]
    ended = {row.amends for row in rows if row.amends is not None}
    holding = (row for row in rows if row.id not in ended and not row.ended)
    return next((row for row in holding if first_of_month(row.from_) <= month), None)


def payable_in(month: date, case: CaseFacts, known_on: date) -> int:
    """What is to be paid for a month, as known on a day: due less withheld, in fen."""
    decisions = [d for d in case.decisions if d.on <= known_on]
    if withholding_in(month, _withhold_rows(case), known_on) is not None:
        return 0
    return due_in(month, decisions)


def roll_line(month: date, case: CaseFacts) -> RollLine:
    """The line of a month's roll: its own amount, and what the month's new knowledge changed in earlier months."""
    first = min((d.effective_from for d in case.decisions), default=month)
    known_on = _last_day(month)
    known_before = first_of_month(month) - timedelta(days=1)
    settlements = tuple(
        Settlement(earlier, difference)
        for earlier in months_from(first, month)
        if (difference := payable_in(earlier, case, known_on) - payable_in(earlier, case, known_before))
    )
    return RollLine(month, payable_in(month, case, known_on), settlements)


def rolls(case: CaseFacts, first: date, until: date) -> tuple[RollLine, ...]:
    """The lines of every month's roll from `first` up to, not including, `until`."""
    return tuple(roll_line(month, case) for month in months_from(first, until))


def settlements_of(case: CaseFacts, decision: Decision) -> tuple[Settlement, ...]:
    """Arrears and recoveries that a decision not yet recorded would make in months before the one it is taken in."""
    this_month = first_of_month(decision.on)
    return tuple(
        Settlement(month, difference)
        for month in months_from(decision.effective_from, this_month)
        if (difference := due_in(month, (*case.decisions, decision)) - _paid_so_far(month, case, this_month))
    )


def merged(months: Iterable[tuple[date, int]], until: date | None) -> tuple[Span, ...]:
    """Spans of equal amounts from single months in order; the last one runs on up to `until`."""
    spans: list[Span] = []
    for month, monthly in months:
        if spans and spans[-1].monthly == monthly:
            continue
        if spans:
            spans[-1] = Span(spans[-1].start, month, spans[-1].monthly)
        spans.append(Span(month, until, monthly))
    return tuple(spans)


def _paid_so_far(month: date, case: CaseFacts, this_month: date) -> int:
    return payable_in(month, case, this_month - timedelta(days=1))


def _withhold_rows(case: CaseFacts) -> tuple[Withhold, ...]:
    return tuple(case.evidence.every(Withhold))


def _last_day(month: date) -> date:
    return add_months(first_of_month(month), 1) - timedelta(days=1)
