"""Identity numbers: the check digit and birthday of GB 11643, and how numbers and accounts are masked (policy §5)."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from states.facts import Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
LENGTH = 18
PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)
ACCOUNT_SHOWN = 4


def check_digit(body: str) -> str:
    """The 18th character for the first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    return CHECK_DIGITS[sum(weight * int(digit) for weight, digit in zip(WEIGHTS, body, strict=True)) % 11]


def is_suspect(number: str) -> bool:
    """Whether a number is malformed, has a wrong check digit, an impossible birthday or an unlikely region.

    A warning, never a refusal: late registrations are real people.
    """
    return bool(doubts(number))


@lru_cache(maxsize=4096)
def doubts(number: str) -> tuple[str, ...]:
    """What is irregular about a number, as codes: its form alone, or else its region, birthday and check digit."""
    if len(number) != LENGTH or not number[:17].isascii() or not number[:17].isdigit():
        return ("ID_FORM",)
    found = {
        "ID_REGION": number[:2] not in PROVINCES,
        "ID_BIRTHDAY": birthday(number) is None,
        "ID_CHECK_DIGIT": check_digit(number[:17]) != number[17].upper(),
    }
    return tuple(code for code, irregular in found.items() if irregular)


def disagreements(number: str, born: date | None, as_sex: Sex | None) -> tuple[str, ...]:
    """What a number says otherwise than what is written beside it: "born", "sex"."""
    found = (("born", birthday(number), born), ("sex", sex(number), as_sex))
    return tuple(name for name, said, written in found if said and written and said != written)


def birthday(number: str) -> date | None:
    """The birthday that a number carries, or None where it carries none."""
    digits = number[6:14]
    if len(number) != LENGTH or not digits.isascii() or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex(number: str) -> Sex | None:
    """The sex that a number carries, or None where it carries none."""
    if len(number) != LENGTH or not number[16].isascii() or not number[16].isdigit():
        return None
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def masked_id(number: str) -> str:
    """First and last character, stars between: "3****************0"."""
    return number[0] + "*" * (len(number) - 2) + number[-1] if len(number) > 2 else "*" * len(number)  # noqa: PLR2004


def masked_account(account: str) -> str:
    """The last four characters, stars before."""
    return (
        "*" * max(0, len(account) - ACCOUNT_SHOWN) + account[-ACCOUNT_SHOWN:]
        if len(account) > ACCOUNT_SHOWN
        else "*" * len(account)
    )
