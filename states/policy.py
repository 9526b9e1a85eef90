"""The parameters in force on one day for one region, one typed attribute each.

`states.sheets` reads dated sheets and answers with a `Policy`; everything else only looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from states.facts import DisabilityClass, ExcludedKind
from states.stages import Route

Track = Literal["registered", "unregistered"]


class Rounding(StrEnum):
    """How a monthly amount is rounded (policy §2.6)."""

    HALF_UP_FEN = "half_up_fen"
    HALF_UP_YUAN = "half_up_yuan"
    CEIL_YUAN = "ceil_yuan"


class TopUpCategory(StrEnum):
    """Categories of key support (policy §2.7); `other` is the county's recognition and stands last."""

    SERIOUS_ILLNESS = "serious_illness"
    ELDERLY = "elderly"
    SEVERE_DISABILITY = "severe_disability"
    ELDERLY_AND_DISABLED = "elderly_and_disabled"
    MULTIPLE_DISABLED_HOUSEHOLD = "multiple_disabled_household"
    MULTIPLE_DISABILITY = "multiple_disability"
    BEDRIDDEN = "bedridden"
    MINOR = "minor"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class TopUpRule:
    """One rule: every condition written must hold; pays `rate` of the monthly standard or `amount` fen a month."""

    category: TopUpCategory
    rate: Fraction | None = None
    amount: int | None = None
    min_age: int | None = None
    max_age: int | None = None
    classes: tuple[DisabilityClass, ...] | None = None
    levels: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Disregard:
    """Employment-cost deduction per employed member and full year, never more than the wages.

    `of` "standard" or "wages" takes `rate` of it, "amount" takes `amount` fen; `cap` is a multiple of the annual
    standard.
    """

    of: Literal["standard", "wages", "amount"]
    rate: Fraction | None = None
    amount: int | None = None
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class TaperRule:
    """How a household climbing out is tapered, on one track.

    By years: `decrement`, `method` and one of `years`, `end_year`. By months: `percentages` (whole percents, one a
    month), or `by_cause` (cause -> percentages). Exactly one form is set.
    """

    income_multiple: Fraction
    decrement: Fraction | None = None
    method: Literal["linear", "geometric"] = "linear"
    years: int | None = None
    end_year: int | None = None
    percentages: tuple[int, ...] | None = None
    by_cause: MappingProxyType[str, tuple[int, ...]] | None = None

    @property
    def by_month(self) -> bool:
        """Whether this rule counts months, not calendar years."""
        return self.percentages is not None or self.by_cause is not None


@dataclass(frozen=True)
class Policy:
    """Everything a region's sheet says from the day `on` to its next change. Money in fen, shares as exact fractions.

    `digest` is the SHA-256 of all parameters: equal where they are equal, whatever the region and the day.

    `standard_annual` is yuan-exact per person and year; where a sheet says it by the month it is twelve times that. A
    limit that a region does not set is None.
    """

    region: str
    on: date
    digest: str

    standard_annual: int
    rounding: Rounding
    deduct_when_below: bool
    major_spending_annual: int | None
    minimum_monthly: int
    income_excluded: frozenset[ExcludedKind]
    employment_disregard: Disregard | None
    income_window_months: int
    expenditure_term_months: int

    assets_standard_multiple: Fraction | None
    assets_standard_months: Fraction | None
    motor_vehicles_max: int | None
    homes_max: int | None
    home_area_m2_max: Fraction | None
    business_capital_max: int | None

    top_ups: tuple[TopUpRule, ...]
    serious_illnesses: frozenset[str]
    key_support_average_floor: Fraction

    taper_registered: TaperRule
    taper_unregistered: TaperRule
    taper_freezes: Literal["total", "base"]

    required_papers: MappingProxyType[Route, tuple[str, ...]]
    recheck_interval_months: MappingProxyType[str, int]
    recheck_lead_days: int
    overdue_payment: Literal["continue", "withhold"]
    automatic_steps: frozenset[str]
    automatic_amount_share: Fraction
    confirmed_by: Literal["county", "township"]

    home_visitors_min: int
    survey_valid_days: int
    special_process_working_days: int
    recheck_confirmation_working_days: int
    early_exit_working_days: int
    fund_notice_days: int
    retention_years: int
    notice_days: int
    survey_start_working_days: int
    process_working_days: int
    confirmation_working_days: int
    refusal_letter_working_days: int
    information_check_valid_days: int
    complaint_working_days: int
    report_due_day: int
    spot_check_share: Fraction

    @cached_property
    def ages_that_matter(self) -> tuple[int, ...]:
        """The birthdays, in years, at which a rule of key support begins or ends."""
        begins = {rule.min_age for rule in self.top_ups if rule.min_age is not None}
        ends = {rule.max_age + 1 for rule in self.top_ups if rule.max_age is not None}
        return tuple(sorted(begins | ends))

    @cached_property
    def assets_limit_per_head(self) -> Fraction | None:
        """Financial assets per head that a household may own, in fen: a multiple of the year's or month's standard."""
        if self.assets_standard_multiple is not None:
            return self.assets_standard_multiple * self.standard_annual
        if self.assets_standard_months is not None:
            return self.assets_standard_months * Fraction(self.standard_annual, 12)
        return None

    def taper(self, track: Track) -> TaperRule:
        """The taper's rule for registered poor households or for the others (policy §2.8)."""
        return self.taper_registered if track == "registered" else self.taper_unregistered

    def interval_months(self, recheck_class: str | None) -> int:
        """Months from one re-check to the next for a class of household (policy §3)."""
        return self.recheck_interval_months.get(recheck_class or "default", self.recheck_interval_months["default"])
