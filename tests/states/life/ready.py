"""For each step a life right before it, with everything in order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from states.evidence import EarlyExit, EarlyExitCause, RecognitionOf, Wish
from tests.states.life.builders import Life, a_household, disabled, earning, ill, risen

if TYPE_CHECKING:
    from collections.abc import Callable

RECHECK_DAY = date(2027, 3, 20)
ABOVE_DOUBLE = 40000_00


def to_verify() -> Life:
    """Papers seen, looked at."""
    return Life().papers().wait(2).looked_at().wait(1)


def to_enroll() -> Life:
    """Verified, and the notice has run."""
    return Life().verified().wait(1).published().wait(8)


def with_key_support() -> Life:
    """Enrolled with a severely disabled member, first paid month begun."""
    return Life(disabled(a_household())).enrolled().at(date(2026, 4, 2))


def with_ended_recognition() -> Life:
    """In key support by the county's recognition, which has ended."""
    life = Life().enrolled()
    life.record(
        RecognitionOf(
            on=life.today, member="m1", rate=Fraction(15, 100), from_=date(2026, 4, 1), until=date(2026, 7, 1)
        )
    )
    return life.at(date(2026, 4, 2)).take("grant_key_support").at(date(2026, 7, 3))


def with_new_standard() -> Life:
    """Enrolled before the standard rose."""
    return Life(opened=date(2027, 9, 1)).enrolled().at(date(2028, 1, 2))


def looked_at_again(income: int = 9000_00) -> Life:
    """Enrolled a year ago, looked at anew."""
    return Life().enrolled().at(RECHECK_DAY).looked_at(earning(income)).wait(1)


def re_verified(income: int = 9000_00) -> Life:
    """Re-verified yesterday."""
    return looked_at_again(income).take("reverify").wait(1)


def to_begin_taper() -> Life:
    """The head found a job after the enrolment."""
    return Life().enrolled().at(RECHECK_DAY).looked_at(risen()).wait(1).take("reverify").wait(1)


def taper_looked_at_again() -> Life:
    """In the taper for eleven months, looked at anew."""
    life = Life().climbing().at(date(2028, 3, 20))
    return life.looked_at(risen(income=22000_00)).wait(1)


def to_resume_taper() -> Life:
    """Re-verified in the taper, income still below the multiple."""
    return taper_looked_at_again().take("reverify").wait(1)


def to_exit_taper_early() -> Life:
    """In the taper, earnings fell, the household applied and was looked at."""
    life = Life().climbing().wait(40)
    life.record(EarlyExit(on=life.today, cause=EarlyExitCause.EARNINGS_FELL, before=20000_00, after=7000_00))
    return life.wait(5).looked_at(earning(7000_00)).wait(2)


def at_taper_end() -> Life:
    """The last month of the taper is over."""
    return Life().climbing().at(date(2031, 1, 1))


def wishing() -> Life:
    """Enrolled, and the household signed that it wishes to withdraw."""
    life = Life().enrolled().wait(30)
    return life.record(Wish(on=life.today)).wait(1)


def terminated() -> Life:
    """Terminated by the confirmer; the county looks at it again."""
    return re_verified(ABOVE_DOUBLE).take("terminate").wait(20)


def ill_with_key_support() -> Life:
    """Enrolled by expenditure with a disabled member."""
    return Life(ill(disabled(earning(20000_00)))).enrolled().at(date(2026, 4, 2))


READY: dict[str, Callable[[], Life]] = {
    "verify": to_verify,
    "send_back": lambda: Life().verified().wait(1),
    "enroll": to_enroll,
    "reject": lambda: Life().wait(3),
    "grant_key_support": with_key_support,
    "end_key_support": with_ended_recognition,
    "adjust": with_new_standard,
    "reverify": looked_at_again,
    "renew": re_verified,
    "begin_taper": to_begin_taper,
    "resume_taper": to_resume_taper,
    "exit_taper_early": to_exit_taper_early,
    "complete_taper": at_taper_end,
    "terminate": lambda: re_verified(ABOVE_DOUBLE),
    "withdraw": wishing,
    "close": lambda: Life().enrolled().at(date(2026, 8, 10)),
    "set_aside": terminated,
}
