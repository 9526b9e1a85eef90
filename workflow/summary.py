"""What lists show of a case, made from its facts at every write."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from db.tables.cases import LONGEST_GRAM
from states.due import all_due_items, first_open
from states.life import monthly_on
from states.situation import next_recheck_on
from states.stages import PAID, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from states.case import CaseFacts
    from states.due import DueItem
    from states.verdict import Rules

KEPT_NAMES = 10_000
LONGEST_NAME = 20
"""Characters of a name by which it is found."""

SURNAMES: dict[str, tuple[str, ...]] = {
    "仇": ("q",), "单": ("s",), "解": ("x",), "查": ("z",), "曾": ("z",), "区": ("o",), "种": ("c",), "句": ("g",),
    "阚": ("k",), "翟": ("z", "d"), "乐": ("y", "l"), "召": ("s", "z"), "秘": ("b", "m"), "宓": ("m", "f"),
    "郇": ("x", "h"), "覃": ("q", "t"), "莘": ("s", "x"), "折": ("s", "z"), "隗": ("w", "k"), "祭": ("z", "j"),
    "繁": ("p", "f"), "谌": ("c", "s"), "郄": ("q", "x"), "么": ("y", "m"), "单于": ("cy", "sy"), "乐正": ("yz", "lz"),
}  # fmt: skip
"""Initials of surnames that a dictionary reads as the common word, or that are read in several ways."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What is written beside a case: the columns of its row that lists show, parts of names, its due work."""

    columns: dict[str, Any]
    grams: tuple[str, ...]
    due: tuple[dict[str, Any], ...]


def summary_of(case: CaseFacts, rules: Rules, today: date) -> Summary:
    """What follows from a case's facts for the lists."""
    due = all_due_items(case, rules, today)
    names = [member.name for member in case.household.members]
    return Summary(columns_of(case, rules, today, due), grams_of(names), due_rows(due))


def due_rows(items: Iterable[DueItem]) -> tuple[dict[str, Any], ...]:
    """Due work as the rows that are written, its case and village apart."""
    return tuple(
        {
            "position": position,
            "kind": item.kind,
            "due_on": item.due_on,
            "role": str(item.responsible),
            "provisional": item.provisional,
            "passing": item.passing,
            "live": item.stage is not Stage.TERMINATED,
        }
        for position, item in enumerate(items)
    )


def columns_of(case: CaseFacts, rules: Rules, today: date, due: Iterable[DueItem]) -> dict[str, Any]:
    """The columns of a case's row that follow from its facts."""
    household, decision = case.household, case.decision
    paid = case.stage in PAID
    return {
        "village": household.village,
        "head_name": household.head.name,
        "head_pinyin": next(iter(initials(household.head.name)), ""),
        "route": decision.route if decision is not None and paid else None,
        "counted": decision.counted if decision is not None and paid else len(household.counted),
        "monthly": monthly_on(today, case),
        "next_due_on": first_open(due) if case.stage is not Stage.TERMINATED else None,
        "next_recheck_on": next_recheck_on(case, rules.policies) if paid else None,
        "term_end": decision.term_end if decision is not None and paid else None,
        "taper_ends": case.taper.ends if case.taper is not None and case.stage is Stage.TAPERING else None,
        "paused": bool(case.pauses),
        "withheld": bool(case.withholdings),
    }


def grams_of(names: Iterable[str]) -> tuple[str, ...]:
    """Parts by which people are found: single characters and pairs of their names, beginnings of their initials."""
    found: dict[str, None] = {}
    for name in names:
        plain = name.replace(" ", "").replace("　", "")[:LONGEST_NAME]
        begun = (letters[:n] for letters in initials(plain) for n in range(1, min(len(letters), LONGEST_GRAM) + 1))
        found.update(dict.fromkeys((*plain, *(a + b for a, b in pairwise(plain)), *begun)))
    return tuple(found)


@cache
def _letters(part: str) -> str:
    """The initials of a word that is read as one: the same few stand in all names."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(part, style=Style.FIRST_LETTER, errors="ignore")).lower()


@lru_cache(maxsize=KEPT_NAMES)
def initials(name: str) -> tuple[str, ...]:
    """The pinyin initials of a name, its surname read as a surname: 仇志强 is "qzq"; each where readings differ."""
    if not name:
        return ()
    from pypinyin.seg.simpleseg import seg  # slow to import, and needed only where names are written

    surname = next((part for part in (name[:2], name[:1]) if part in SURNAMES), "")
    rest = "".join(map(_letters, seg(name.removeprefix(surname))))
    readings = SURNAMES.get(surname, ("",))
    return tuple(dict.fromkeys(f"{reading}{rest}"[:LONGEST_NAME] for reading in readings))
