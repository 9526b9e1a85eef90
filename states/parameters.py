"""Every parameter of a policy sheet, declared once: its name and how its value is read (contract, "A policy sheet")."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from states.facts import DisabilityClass, ExcludedKind
from states.money import NotMoneyError, fen_of
from states.policy import Disregard, Rounding, TaperRule, TopUpCategory, TopUpRule
from states.stages import Role, Route

NONE = "none"
"""The value that switches an inherited limit off."""

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
"""Keys of a table that belong to another form than the key a child writes."""

MOST = 10**6
PERCENT = 100
MONTHS = 12
_CODE = re.compile(r"[a-z][a-z0-9_]{0,60}")
_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")

STEPS_OF_CRON = frozenset(
    {"grant_key_support", "end_key_support", "adjust", "reverify", "renew", "resume_taper", "complete_taper"}
)
"""Steps that policy §3 lets the machine take; a sheet may authorise fewer."""


class BadValueError(ValueError):
    """A value that a parameter cannot take: a code and what stood there."""

    def __init__(self, code: str, datum: object = "") -> None:
        self.code = code
        self.datum = str(datum)[:60]
        super().__init__(f"{code} {self.datum}".strip())


Reader = Callable[[Any], Any]


def money(value: Any) -> int:
    """Fen, not negative."""
    try:
        fen = fen_of(_decimal_text(value))
    except NotMoneyError:
        raise BadValueError("NOT_AN_AMOUNT", value) from None
    return fen if fen >= 0 else _refuse("NEGATIVE", value)


def monthly_standard(value: Any) -> int:
    """A monthly standard as a year's fen."""
    return money(value) * MONTHS


def positive(reader: Reader) -> Reader:
    """A reader that refuses zero."""
    return lambda value: found if (found := reader(value)) > 0 else _refuse("NOT_POSITIVE", value)


def share(value: Any) -> Fraction:
    """An exact decimal from zero."""
    text = _decimal_text(value)
    return Fraction(text) if _DECIMAL.fullmatch(text) else _refuse("NOT_A_NUMBER", value)


def whole(value: Any) -> int:
    """A whole number from zero."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        return _refuse("NOT_A_COUNT", value)
    return value


def flag(value: Any) -> bool:
    """True or false."""
    return value if isinstance(value, bool) else _refuse("NOT_A_FLAG", value)


def one_of(codes: Iterable[Any]) -> Reader:
    """A reader of one code of a vocabulary; gives the vocabulary's own item."""
    known = {str(getattr(code, "value", code)): code for code in codes}
    return lambda value: known[value] if isinstance(value, str) and value in known else _refuse("UNKNOWN_CODE", value)


def code(value: Any) -> str:
    """A code of a list that is open to counties."""
    return value if isinstance(value, str) and _CODE.fullmatch(value) else _refuse("UNKNOWN_CODE", value)


def list_of(reader: Reader) -> Reader:
    """A reader of lists."""
    return lambda value: tuple(reader(item) for item in value) if isinstance(value, list) else _refuse("NOT_A_LIST", value)


def set_of(reader: Reader) -> Reader:
    """A reader of lists in which order says nothing."""
    items = list_of(reader)
    return lambda value: frozenset(items(value))


def or_none(reader: Reader) -> Reader:
    """A reader of a limit that "none" switches off."""
    return lambda value: None if value == NONE else reader(value)


def table(keys: Mapping[str, Reader]) -> Callable[[Any], dict[str, Any]]:
    """A reader of inline tables with these keys."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            return _refuse("NOT_A_TABLE", value)
        for key in value:
            if key not in keys:
                raise BadValueError("UNKNOWN_KEY", key)
        return {key: keys[key](item) for key, item in value.items()}

    return read


def level(value: Any) -> int:
    """A level of a disability, 1 to 4."""
    return value if whole(value) in {1, 2, 3, 4} else _refuse("NO_SUCH_LEVEL", value)


_RULE = table(
    {
        "category": one_of(category for category in TopUpCategory if category is not TopUpCategory.OTHER),
        "rate": share,
        "amount": money,
        "min_age": whole,
        "max_age": whole,
        "classes": list_of(one_of(DisabilityClass)),
        "levels": list_of(level),
    }
)


def top_up_rule(value: Any) -> TopUpRule:
    """One rule of key support: a rate or an amount, ages in order, a minimum age where the category is about age."""
    found = _RULE(value)
    if "category" not in found:
        raise BadValueError("KEY_MISSING", "category")
    if ("rate" in found) == ("amount" in found):
        raise BadValueError("RATE_OR_AMOUNT", found["category"].value)
    if found.get("min_age", 0) > found.get("max_age", MOST):
        raise BadValueError("AGES_CROSSED", found["category"].value)
    if found["category"] is TopUpCategory.ELDERLY_AND_DISABLED and "min_age" not in found:
        raise BadValueError("KEY_MISSING", "min_age")
    return TopUpRule(**found)


_DISREGARD = table({"of": one_of(("standard", "wages", "amount")), "rate": share, "amount": money, "cap": share})


def disregard(value: Any) -> Disregard:
    """The deduction for the cost of working, in one of its three forms."""
    found = _DISREGARD(value)
    if "of" not in found:
        raise BadValueError("KEY_MISSING", "of")
    wanted, other = ("amount", "rate") if found["of"] == "amount" else ("rate", "amount")
    if wanted not in found:
        raise BadValueError("KEY_MISSING", wanted)
    if other in found:
        raise BadValueError("RATE_OR_AMOUNT", other)
    return Disregard(**found)


def percentage(value: Any) -> int:
    """A whole percent."""
    return value if whole(value) <= PERCENT else _refuse("NOT_A_PERCENTAGE", value)


def _percentages(value: Any) -> tuple[int, ...]:
    found = list_of(percentage)(value)
    return found if found else _refuse("EMPTY", "percentages")


def _by_cause(value: Any) -> MappingProxyType[str, tuple[int, ...]]:
    if not isinstance(value, dict) or not value:
        return _refuse("NOT_A_TABLE", value)
    return MappingProxyType({code(cause): _percentages(listed) for cause, listed in value.items()})


TAPER_KEYS: Mapping[str, Reader] = {
    "income_multiple": positive(share),
    "decrement": share,
    "method": one_of(("linear", "geometric")),
    "years": positive(whole),
    "end_year": whole,
    "percentages": _percentages,
    "by_cause": _by_cause,
}
TAPER_FORMS = ("years", "end_year", "percentages", "by_cause")
taper_part = table(TAPER_KEYS)


def taper_rule(value: Any) -> TaperRule:
    """A whole taper table: the multiple, and one form."""
    found = taper_part(value)
    if "income_multiple" not in found:
        raise BadValueError("KEY_MISSING", "income_multiple")
    forms = [form for form in TAPER_FORMS if form in found]
    if len(forms) != 1:
        raise BadValueError("ONE_FORM", " ".join(forms) or "years end_year percentages by_cause")
    by_month = forms[0] in {"percentages", "by_cause"}
    if by_month and ("decrement" in found or "method" in found):
        raise BadValueError("ONE_FORM", f"{forms[0]} decrement method")
    if not by_month and "decrement" not in found:
        raise BadValueError("KEY_MISSING", "decrement")
    if found.get("decrement", Fraction(0)) > 1:
        raise BadValueError("NOT_A_SHARE", value["decrement"])
    return TaperRule(**found)


def papers(value: Any) -> MappingProxyType[Route, tuple[str, ...]]:
    """The papers to be seen, by route."""
    found = table({route.value: list_of(code) for route in Route})(value)
    for route in Route:
        if route.value not in found:
            raise BadValueError("KEY_MISSING", route.value)
    return MappingProxyType({Route(key): listed for key, listed in found.items()})


def intervals(value: Any) -> MappingProxyType[str, int]:
    """Months between re-checks by class, with a default."""
    found = table({"default": positive(whole), "A": positive(whole), "B": positive(whole), "C": positive(whole)})(value)
    if "default" not in found:
        raise BadValueError("KEY_MISSING", "default")
    return MappingProxyType(found)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter's name and reader; `part` reads what one sheet of a chain may write of a table."""

    name: str
    read: Reader
    part: Reader | None = None
    optional: bool = False

    def check(self, value: Any) -> None:
        """Raise BadValueError where a single sheet's value cannot stand."""
        (self.part or self.read)(value)


_days = positive(whole)
_PARAMETERS = (
    Parameter("standard_annual", positive(money)),
    Parameter("standard_monthly", positive(monthly_standard)),
    Parameter("rounding", one_of(Rounding)),
    Parameter("deduct_when_below", flag),
    Parameter("major_spending_annual", or_none(money), optional=True),
    Parameter("minimum_monthly", money),
    Parameter("income_excluded", set_of(one_of(ExcludedKind))),
    Parameter("employment_disregard", or_none(disregard), or_none(table({"of": one_of(("standard", "wages", "amount")), "rate": share, "amount": money, "cap": share})), optional=True),
    Parameter("income_window_months", positive(whole)),
    Parameter("expenditure_term_months", positive(whole)),
    Parameter("assets_standard_multiple", or_none(share), optional=True),
    Parameter("assets_standard_months", or_none(share), optional=True),
    Parameter("motor_vehicles_max", or_none(whole), optional=True),
    Parameter("homes_max", or_none(whole), optional=True),
    Parameter("home_area_m2_max", or_none(share), optional=True),
    Parameter("business_capital_max", or_none(money), optional=True),
    Parameter("top_ups", list_of(top_up_rule)),
    Parameter("serious_illnesses", set_of(code)),
    Parameter("key_support_average_floor", share),
    Parameter("taper_registered", taper_rule, taper_part),
    Parameter("taper_unregistered", taper_rule, taper_part),
    Parameter("taper_freezes", one_of(("total", "base"))),
    Parameter("required_papers", papers, table({route.value: list_of(code) for route in Route})),
    Parameter("recheck_interval_months", intervals, table({key: positive(whole) for key in ("default", "A", "B", "C")})),
    Parameter("recheck_lead_days", whole),
    Parameter("overdue_payment", one_of(("continue", "withhold"))),
    Parameter("automatic_steps", set_of(one_of(STEPS_OF_CRON))),
    Parameter("automatic_amount_share", share),
    Parameter("confirmed_by", one_of((Role.COUNTY.value, Role.TOWNSHIP.value))),
    *(
        Parameter(name, _days)
        for name in (
            "home_visitors_min", "survey_valid_days", "special_process_working_days", "recheck_confirmation_working_days",
            "early_exit_working_days", "fund_notice_days", "retention_years", "notice_days", "survey_start_working_days",
            "process_working_days", "confirmation_working_days", "refusal_letter_working_days", "information_check_valid_days",
            "complaint_working_days", "report_due_day",
        )
    ),
    Parameter("spot_check_share", share),
)  # fmt: skip

PARAMETERS: Mapping[str, Parameter] = {parameter.name: parameter for parameter in _PARAMETERS}


def _decimal_text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return _refuse("NOT_A_NUMBER", value)
    return value if isinstance(value, str) else format(value, "f") if _is_plain(value) else _refuse("NOT_A_NUMBER", value)


def _is_plain(value: int | Decimal) -> bool:
    return isinstance(value, int) and abs(value) < 10**15 or isinstance(value, Decimal) and value.is_finite() and -9 <= value.as_tuple().exponent <= 9  # type: ignore[operator]  # noqa: E501


def _refuse(code: str, datum: Any) -> Any:
    raise BadValueError(code, datum)
