"""The figures of a quarter as a tree of counts and fen: a report keeps it, and a region's is the sum of its villages'.

Keys are codes (batch, flow, category, class), years, months and days; sums of money stand under `monthly` and `paid`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.match_flag import MatchOutcome
from states.money import yuan
from workflow.ledger import BY_HOUSEHOLD, Flow

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable

    from workflow.ledger import Movement

Figures = dict[str, Any]
OF_MONEY = frozenset({"monthly", "paid"})
HOUSEHOLDS, PERSONS = "households", "persons"


def figures_of(found: Movement) -> Figures:
    """A quarter's statistics of policy §6: flows by batch, top-ups, tapers, classes, referrals, caseload, payments."""
    persons = sum(entry.counted for entry in found.closing)
    return {
        HOUSEHOLDS: _flows(found.households),
        PERSONS: _flows(found.persons),
        "top_ups": {category: {PERSONS: n, "monthly": fen} for category, (n, fen) in found.top_ups.items()},
        "tapers": {str(year): {HOUSEHOLDS: n, "monthly": fen} for year, (n, fen) in found.tapers.items()},
        "classes": _classes(found),
        "referrals": added_up(found.referrals),
        "caseload": {
            HOUSEHOLDS: len(found.closing),
            PERSONS: persons,
            "monthly": found.monthly,
            "ending_soon": found.ending_soon,
        },
        "excepted": found.excepted,
        "register": {
            "not_matched": found.not_matched,
            "runs": {
                day.isoformat(): {outcome.value: of[outcome] for outcome in MatchOutcome}
                for day, of in sorted(found.matches.items())
            },
        },
        "paid": {f"{month:%Y-%m}": fen for month, fen in found.paid.items()},
    }


def doubts_about(figures: Figures) -> tuple[str, ...]:
    """Codes of what figures cannot tell: that no match with the register was run for some households, or for any.

    Nobody is kept from submitting them. Reports of before such matches were kept say nothing of it.
    """
    register = figures.get("register", {"not_matched": 0})
    if not register["not_matched"]:
        return ()
    return ("some_not_matched",) if register["runs"] else ("never_matched",)


def added_up(all_figures: Iterable[Figures]) -> Figures:
    """The sum of figures, branch by branch; nothing of none."""
    total: Figures = {}
    for figures in all_figures:
        _add(total, figures)
    return total


def in_yuan(figures: Figures) -> Figures:
    """The same with every sum of money as text in yuan."""
    return {name: _yuan(value) if name in OF_MONEY else _counts(value) for name, value in figures.items()}


def _flows(of: dict[Any, Counter[Flow]]) -> Figures:
    return {batch.value: {flow.value: of[batch][flow] for flow in Flow} for batch in BY_HOUSEHOLD}


def _classes(found: Movement) -> Figures:
    classes: Figures = {}
    for entry in found.closing:
        of_class = {HOUSEHOLDS: 1, PERSONS: entry.counted, "monthly": entry.monthly}
        _add(classes.setdefault(entry.household.recheck_class or "", {}), of_class)
    return dict(sorted(classes.items()))


def _add(total: Figures, figures: Figures) -> None:
    for name, value in figures.items():
        if isinstance(value, dict):
            _add(total.setdefault(name, {}), value)
        else:
            total[name] = total.get(name, 0) + value


def _yuan(value: Any) -> Any:
    return {name: _yuan(each) for name, each in value.items()} if isinstance(value, dict) else yuan(value)


def _counts(value: Any) -> Any:
    return in_yuan(value) if isinstance(value, dict) else value
