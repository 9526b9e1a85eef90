"""A household as the document of a household file: what is absent or at its default is left out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from states.facts import Household, Previous
from states.money import yuan

MONEY = frozenset(
    {
        "annual",
        "certified",
        "basic_insurance",
        "critical_illness_insurance",
        "commercial_insurance",
        "medical_aid",
        "charity",
        "other_aid",
        "financial_assets",
        "business_capital",
        "monthly",
    }
)
KEYS = {"class_": "class", "from_": "from", "holdings": "property"}
ALWAYS = frozenset({"members", "id", "born", "kind", "annual", "member", "on", "certified", "class_", "level", "rate"})


def document_of(household: Household) -> dict[str, Any]:
    """The household's document, in the order of its fields."""
    return object_of(household)


def object_of(value: Any) -> dict[str, Any]:
    """One object of a household file as a document."""
    if isinstance(value, Previous):
        return _previous(value)
    document: dict[str, Any] = {}
    for field in fields(value):
        item = getattr(value, field.name)
        if field.name in ALWAYS or (item != field.default and item is not None):
            document[KEYS.get(field.name, field.name)] = _plain(field.name, item)
    return document


def _plain(name: str, item: Any) -> Any:
    if is_dataclass(item):
        return object_of(item)
    if isinstance(item, tuple):
        return [_plain("", each) for each in item]
    if isinstance(item, bool | StrEnum | str):
        return item.value if isinstance(item, StrEnum) else item
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, Fraction):
        return decimal_text(item)
    return yuan(item) if name in MONEY else item


def decimal_text(share: Fraction) -> str:
    """A decimal share as text with at least two places: 3/10 is "0.30"."""
    places = 2
    while share * 10**places != int(share * 10**places):
        places += 1
    whole = int(share * 10**places)
    return f"{whole // 10**places}.{whole % 10**places:0{places}d}"


def _previous(previous: Previous) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if previous.monthly is not None:
        document["monthly"] = yuan(previous.monthly)
    if previous.taper_entered_year is not None:
        year, month = previous.taper_entered_year, previous.taper_entered_month
        document["taper_entered"] = year if month is None else f"{year:04d}-{month:02d}"
    return document
