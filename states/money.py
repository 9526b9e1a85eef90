"""Money in integer fen: read exactly, rounded once, written with two decimals (policy §2, §2.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from states.policy import Rounding

if TYPE_CHECKING:
    from fractions import Fraction

FEN_PER_YUAN = 100
WHOLE_DIGITS = 12
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]{1,2})?")


class NotMoneyError(ValueError):
    """A text that is no plain decimal with at most two places below 10^12."""


def fen_of(text: str) -> int:
    """Fen of a plain decimal in yuan with at most two places and below 10^12; NotMoneyError otherwise."""
    if not _PLAIN.fullmatch(text):
        raise NotMoneyError(text)
    whole, _, places = text.lstrip("-").partition(".")
    if len(whole.lstrip("0")) > WHOLE_DIGITS:
        raise NotMoneyError(text)
    fen = int(whole.lstrip("0") or "0") * FEN_PER_YUAN + int((places + "00")[:2])
    return -fen if text.startswith("-") else fen


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals, no separators: "1333.50"."""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{whole}.{rest:02d}"


def half_up(amount: int | Fraction) -> int:
    """The nearest integer, halves upwards (away from zero for a debt is not meant: amounts are never negative)."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def rounded(fen: Fraction, rounding: Rounding) -> int:
    """An exact amount in fen, rounded as the sheet says; the result is in fen (policy §2.6)."""
    if rounding is Rounding.HALF_UP_FEN:
        return half_up(fen)
    in_yuan = fen / FEN_PER_YUAN
    if rounding is Rounding.HALF_UP_YUAN:
        return half_up(in_yuan) * FEN_PER_YUAN
    return -((-in_yuan).numerator // in_yuan.denominator) * FEN_PER_YUAN
