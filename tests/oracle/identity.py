"""The check digit of a resident identity number (GB 11643), and provinces that exist (GB/T 2260)."""

from __future__ import annotations

PROVINCES = {
    *(11, 12, 13, 14, 15),
    *(21, 22, 23),
    *(31, 32, 33, 34, 35, 36, 37),
    *(41, 42, 43, 44, 45, 46),
    *(50, 51, 52, 53, 54),
    *(61, 62, 63, 64, 65),
    *(71, 81, 82, 83),
}
CHECK_DIGITS = "10X98765432"


def check_digit(first_seventeen: str) -> str:
    """The last character that belongs to them: digit i weighs 2 to the power 17 - i, modulo 11."""
    total = sum(int(digit) * 2 ** (17 - place) for place, digit in enumerate(first_seventeen))
    return CHECK_DIGITS[total % 11]


def is_suspect(number: str) -> bool:
    """Whether the check digit is wrong or the province is none that exists."""
    return int(number[:2]) not in PROVINCES or check_digit(number[:17]) != number[17].upper()
