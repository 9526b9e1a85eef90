"""Yuan as exact fractions, and how they are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

MIN_RATE_PLACES = 2


def exact(written: Any) -> Fraction:
    """A number as it is written: "30000.00", 12, "0.25"."""
    return Fraction(str(written))


def floor(number: Fraction) -> int:
    """The largest whole number not above it."""
    return number.numerator // number.denominator


def half_up(number: Fraction) -> int:
    """The nearest whole number, a half going up."""
    return floor(number + Fraction(1, 2))


def ceiling(number: Fraction) -> int:
    """The smallest whole number not below it."""
    return -floor(-number)


def rounded(yuan: Fraction, rounding: str) -> Fraction:
    """A monthly amount as the sheet rounds it (policy §2.6)."""
    if rounding == "half_up_fen":
        return Fraction(half_up(yuan * 100), 100)
    if rounding == "half_up_yuan":
        return Fraction(half_up(yuan))
    if rounding == "ceil_yuan":
        return Fraction(ceiling(yuan))
    raise ValueError(rounding)


def shown(yuan: Fraction) -> str:
    """Two decimals, half-up."""
    fen = half_up(yuan * 100)
    return f"{fen // 100}.{fen % 100:02d}"


def shown_rate(written: Any) -> str:
    """A share with as many decimals as it needs and at least two."""
    whole, _, places = f"{Decimal(str(written)):f}".partition(".")
    return whole + "." + places.rstrip("0").ljust(MIN_RATE_PLACES, "0")
