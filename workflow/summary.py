"""What lists show of a case, made from its facts at every write."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from states.due import next_due
from states.life import monthly_on
from states.situation import next_recheck_on
from states.stages import PAID, Stage

if TYPE_CHECKING:
    from datetime import date

    from states.case import CaseFacts
    from states.verdict import Rules

SURNAME_READINGS = {
    "仇": "qiu",
    "单": "shan",
    "解": "xie",
    "查": "zha",
    "朴": "piao",
    "曾": "zeng",
    "区": "ou",
    "任": "ren",
    "华": "hua",
    "盖": "ge",
    "缪": "miao",
    "翟": "zhai",
    "尹": "yin",
    "乐": "yue",
    "种": "chong",
    "召": "shao",
    "员": "yun",
    "薄": "bo",
}
"""Surnames that a dictionary reads as the common word."""


def summary_of(case: CaseFacts, rules: Rules, today: date) -> dict[str, Any]:
    """The columns of a case's row that follow from its facts."""
    household, decision = case.household, case.decision
    paid = case.stage in PAID
    return {
        "village": household.village,
        "head_name": household.head.name,
        "head_pinyin": initials(household.head.name),
        "route": decision.route if decision is not None and paid else None,
        "counted": decision.counted if decision is not None and paid else len(household.counted),
        "monthly": monthly_on(today, case),
        "next_due_on": next_due(case, rules) if case.stage is not Stage.TERMINATED else None,
        "next_recheck_on": next_recheck_on(case, rules.policies) if paid else None,
        "term_end": decision.term_end if decision is not None and paid else None,
        "taper_ends": case.taper.ends if case.taper is not None and case.stage is Stage.TAPERING else None,
        "paused": bool(case.pauses),
        "withheld": bool(case.withholdings),
    }


def grams_of(name: str) -> tuple[str, ...]:
    """Single characters and pairs of a name: any part of it is found by them."""
    plain = name.replace(" ", "").replace("　", "")[:20]
    return (*dict.fromkeys(plain), *(a + b for a, b in pairwise(plain)))


@cache
def initials(name: str) -> str:
    """The pinyin initials of a name, its surname read as a surname: 仇志强 is "qzq"."""
    if not name:
        return ""
    from pypinyin import Style, lazy_pinyin  # slow to import, and needed only where names are written

    surname = SURNAME_READINGS.get(name[0])
    rest = lazy_pinyin(name if surname is None else name[1:], style=Style.FIRST_LETTER, errors="ignore")
    return ((surname[0] if surname else "") + "".join(rest)).lower()[:200]
