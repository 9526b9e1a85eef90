"""Climbing out: the band in which a household is tapered, and the frozen amount falling by years or months (§2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from states.money import rounded
from states.months import add_months

if TYPE_CHECKING:
    from states.policy import Policy, Rounding, TaperRule, Track

MONTHS = 12
PERCENT = 100


@dataclass(frozen=True, slots=True)
class TaperRow:
    """`monthly` fen for the months from `start` up to, not including, `until`."""

    start: date
    until: date
    monthly: int


def band_ceiling_annual(policy: Policy, track: Track, counted: int) -> Fraction:
    """The household income, in fen a year, at which the taper's band ends: at it, a household is outside."""
    return policy.taper(track).income_multiple * policy.standard_annual * counted


def taper_schedule(
    frozen: int, entered: date, rule: TaperRule, rounding: Rounding, cause: str = ""
) -> tuple[TaperRow, ...]:
    """The taper from its first paid month (first day of `entered`'s month) to its end, zeros too.

    By years the first row begins with `entered`, all others on 1 January. By months each row is one month; a cause that
    the sheet does not list takes the longest list it has.
    """
    start = entered.replace(day=1)
    if rule.by_month:
        return tuple(
            TaperRow(
                add_months(start, k),
                add_months(start, k + 1),
                rounded(Fraction(frozen * percentage, PERCENT), rounding),
            )
            for k, percentage in enumerate(_percentages(rule, cause))
        )
    return tuple(
        TaperRow(
            start if year == start.year else date(year, 1, 1),
            date(year + 1, 1, 1),
            _in_year(frozen, year - start.year, rule, rounding),
        )
        for year in range(start.year, end_year(start.year, rule) + 1)
    )


def end_year(entry_year: int, rule: TaperRule) -> int:
    """The last calendar year that a taper by years pays in."""
    if rule.end_year is not None:
        return rule.end_year
    return entry_year + (rule.years or 1) - 1


def _in_year(frozen: int, k: int, rule: TaperRule, rounding: Rounding) -> int:
    decrement = rule.decrement or Fraction(0)
    kept = (1 - decrement) ** k if rule.method == "geometric" else max(Fraction(0), 1 - k * decrement)
    return rounded(frozen * kept, rounding)


def _percentages(rule: TaperRule, cause: str) -> tuple[int, ...]:
    if rule.percentages is not None:
        return rule.percentages
    if rule.by_cause is None:
        return ()
    return rule.by_cause.get(cause) or max(rule.by_cause.values(), key=len)
