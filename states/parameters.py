"""Every parameter of a policy sheet, declared once: its name and how its value is read (contract, "A policy sheet")."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from states.facts import DisabilityClass, ExcludedKind, RecheckClass
from states.months import is_of_office
from states.policy import Disregard, Rounding, TaperRule, TopUpCategory, TopUpRule
from states.sheet_values import (
    BadValueError,
    Reader,
    code,
    flag,
    list_of,
    money,
    monthly_standard,
    must_have,
    one_of,
    or_none,
    part_of_one,
    positive,
    set_of,
    share,
    some_of,
    table,
    up_to,
    whole,
)
from states.stages import Role, Route

if TYPE_CHECKING:
    from collections.abc import Mapping

ALTERNATIVES = (("standard_annual", "standard_monthly"), ("assets_standard_multiple", "assets_standard_months"))
"""Parameters that say one thing in two ways: the later in force holds, a child's displaces its parent's."""

DISPLACES: Mapping[str, tuple[str, ...]] = {
    "years": ("end_year", "percentages", "by_cause"),
    "end_year": ("years", "percentages", "by_cause"),
    "decrement": ("percentages", "by_cause"),
    "method": ("percentages", "by_cause"),
    "percentages": ("years", "end_year", "decrement", "method", "by_cause"),
    "by_cause": ("years", "end_year", "decrement", "method", "percentages"),
    "rate": ("amount",),
    "amount": ("rate",),
}
"""Keys of a parent's table that belong to another form than the key a child writes."""

STEPS_OF_CRON = frozenset(
    {"grant_key_support", "end_key_support", "adjust", "reverify", "renew", "resume_taper", "complete_taper"}
)
"""Steps that policy §3 lets the machine take; a sheet may authorise fewer."""

PERCENT = 100
LEVELS = (1, 2, 3, 4)
YEARS = positive(up_to(100))
MONTHS = positive(up_to(1200))
DAYS = positive(up_to(3660))
DAY_OF_EVERY_MONTH = positive(up_to(28))
"""Bounds beyond any real sheet: what stays below them can be counted forward without leaving the calendar."""


def level(value: Any) -> int:
    """A level of a disability, 1 to 4."""
    found: int = whole(value)
    if found not in LEVELS:
        raise BadValueError("NO_SUCH_LEVEL", value)
    return found


_RULE = table(
    {
        "category": one_of(category for category in TopUpCategory if category is not TopUpCategory.OTHER),
        "rate": share,
        "amount": money,
        "min_age": whole,
        "max_age": whole,
        "classes": some_of("classes", one_of(DisabilityClass)),
        "levels": some_of("levels", level),
    }
)
_AGE_OF = {
    TopUpCategory.ELDERLY: "min_age",
    TopUpCategory.ELDERLY_AND_DISABLED: "min_age",
    TopUpCategory.MINOR: "max_age",
}


def top_up_rule(value: Any) -> TopUpRule:
    """One rule of key support: a rate or an amount, ages in order, an age where the category is about age."""
    found = _RULE(value)
    must_have(found, "category")
    category = found["category"]
    if ("rate" in found) == ("amount" in found):
        raise BadValueError("RATE_OR_AMOUNT", category.value)
    if "min_age" in found and "max_age" in found and found["min_age"] > found["max_age"]:
        raise BadValueError("AGES_CROSSED", category.value)
    if category in _AGE_OF:
        must_have(found, _AGE_OF[category])
    return TopUpRule(**found)


_DISREGARD = table({"of": one_of(("standard", "wages", "amount")), "rate": share, "amount": money, "cap": share})


def disregard_part(value: Any) -> dict[str, Any]:
    """What one sheet may say of the deduction: a rate or an amount, of the right kind."""
    found = _DISREGARD(value)
    if "rate" in found and ("amount" in found or found.get("of") == "amount"):
        raise BadValueError("RATE_OR_AMOUNT", "rate")
    if "amount" in found and found.get("of") in {"standard", "wages"}:
        raise BadValueError("RATE_OR_AMOUNT", "amount")
    return found


def disregard(value: Any) -> Disregard:
    """The deduction for the cost of working, in one of its three forms."""
    found = disregard_part(value)
    must_have(found, "of", "amount" if found.get("of") == "amount" else "rate")
    return Disregard(**found)


def percentage(value: Any) -> int:
    """A whole percent."""
    found: int = whole(value)
    if found > PERCENT:
        raise BadValueError("NOT_A_PERCENTAGE", value)
    return found


def percentages(value: Any) -> tuple[int, ...]:
    """Whole percents, one a month."""
    found = some_of("percentages", percentage)(value)
    MONTHS(len(found))
    return found


def by_cause(value: Any) -> MappingProxyType[str, tuple[int, ...]]:
    """Percents by month for each cause."""
    if not isinstance(value, dict):
        raise BadValueError("NOT_A_TABLE", value)
    if not value:
        raise BadValueError("EMPTY", "by_cause")
    return MappingProxyType({code(cause): percentages(listed) for cause, listed in value.items()})


def end_year(value: Any) -> int:
    """A calendar year that a taper can end with."""
    found: int = whole(value)
    if not is_of_office(found):
        raise BadValueError("NO_SUCH_YEAR", value)
    return found


TAPER_FORMS = ("years", "end_year", "percentages", "by_cause")
_TAPER = table(
    {
        "income_multiple": positive(share),
        "decrement": part_of_one,
        "method": one_of(("linear", "geometric")),
        "years": YEARS,
        "end_year": end_year,
        "percentages": percentages,
        "by_cause": by_cause,
    }
)


def taper_part(value: Any) -> dict[str, Any]:
    """What one sheet may say of a taper: at most one form, and a decrement only by years."""
    found = _TAPER(value)
    forms = [form for form in TAPER_FORMS if form in found]
    if len(forms) > 1:
        raise BadValueError("ONE_FORM", " ".join(forms))
    if _by_month(found) and ("decrement" in found or "method" in found):
        raise BadValueError("ONE_FORM", f"{forms[0]} decrement method")
    return found


def taper_rule(value: Any) -> TaperRule:
    """A whole taper: the multiple, and exactly one form."""
    found = taper_part(value)
    must_have(found, "income_multiple")
    if not any(form in found for form in TAPER_FORMS):
        raise BadValueError("ONE_FORM", " ".join(TAPER_FORMS))
    if not _by_month(found):
        must_have(found, "decrement")
    return TaperRule(**found)


def _by_month(found: Mapping[str, Any]) -> bool:
    return "percentages" in found or "by_cause" in found


papers_part = table({route.value: list_of(code) for route in Route})


def papers(value: Any) -> MappingProxyType[Route, tuple[str, ...]]:
    """The papers to be seen, for every route."""
    found = papers_part(value)
    must_have(found, *(route.value for route in Route))
    return MappingProxyType({Route(key): listed for key, listed in found.items()})


intervals_part = table(dict.fromkeys(("default", *(group.value for group in RecheckClass)), MONTHS))


def intervals(value: Any) -> MappingProxyType[str, int]:
    """Months between re-checks by class, with a default."""
    found = intervals_part(value)
    must_have(found, "default")
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter's name and reader; `part` reads what one sheet of a chain may write of a table.

    An optional parameter that nobody says is a limit that is not tested.
    """

    name: str
    read: Reader
    part: Reader | None = None
    optional: bool = False

    def check(self, value: Any) -> None:
        """Raise BadValueError where a single sheet's value cannot stand."""
        (self.part or self.read)(value)


def _limit(name: str, reader: Reader, part: Reader | None = None) -> Parameter:
    return Parameter(name, or_none(reader), or_none(part) if part else None, optional=True)


_PARAMETERS = (
    Parameter("standard_annual", positive(money)),
    Parameter("standard_monthly", positive(monthly_standard)),
    Parameter("rounding", one_of(Rounding)),
    Parameter("deduct_when_below", flag),
    _limit("major_spending_annual", money),
    Parameter("minimum_monthly", money),
    Parameter("income_excluded", set_of(one_of(ExcludedKind))),
    _limit("employment_disregard", disregard, disregard_part),
    Parameter("income_window_months", MONTHS),
    Parameter("expenditure_term_months", MONTHS),
    _limit("assets_standard_multiple", share),
    _limit("assets_standard_months", share),
    _limit("motor_vehicles_max", whole),
    _limit("homes_max", whole),
    _limit("home_area_m2_max", share),
    _limit("business_capital_max", money),
    Parameter("top_ups", list_of(top_up_rule)),
    Parameter("serious_illnesses", set_of(code)),
    Parameter("key_support_average_floor", part_of_one),
    Parameter("taper_registered", taper_rule, taper_part),
    Parameter("taper_unregistered", taper_rule, taper_part),
    Parameter("taper_freezes", one_of(("total", "base"))),
    Parameter("required_papers", papers, papers_part),
    Parameter("recheck_interval_months", intervals, intervals_part),
    Parameter("recheck_lead_days", up_to(3660)),
    Parameter("overdue_payment", one_of(("continue", "withhold"))),
    Parameter("automatic_steps", set_of(one_of(STEPS_OF_CRON))),
    Parameter("automatic_amount_share", share),
    Parameter("confirmed_by", one_of((Role.COUNTY.value, Role.TOWNSHIP.value))),
    Parameter("home_visitors_min", positive(up_to(100))),
    Parameter("survey_valid_days", DAYS),
    Parameter("special_process_working_days", DAYS),
    Parameter("recheck_confirmation_working_days", DAYS),
    Parameter("early_exit_working_days", DAYS),
    Parameter("fund_notice_days", DAYS),
    Parameter("retention_years", YEARS),
    Parameter("notice_days", DAYS),
    Parameter("survey_start_working_days", DAYS),
    Parameter("process_working_days", DAYS),
    Parameter("confirmation_working_days", DAYS),
    Parameter("refusal_letter_working_days", DAYS),
    Parameter("information_check_valid_days", DAYS),
    Parameter("complaint_working_days", DAYS),
    Parameter("report_due_day", DAY_OF_EVERY_MONTH),
    Parameter("spot_check_share", part_of_one),
)

PARAMETERS: Mapping[str, Parameter] = MappingProxyType({parameter.name: parameter for parameter in _PARAMETERS})

GROUPS: tuple[tuple[str, ...], ...] = (
    *ALTERNATIVES,
    *((name,) for name in PARAMETERS if not any(name in pair for pair in ALTERNATIVES)),
)
"""Parameters in the order in which they are shown, those that say one thing in two ways together."""
