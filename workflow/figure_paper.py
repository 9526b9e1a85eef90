"""The figures of a quarter, and the checks on them, as tables: for the township's ledger and the quarterly reports."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from states.match_flag import MatchOutcome
from workflow.figures import HOUSEHOLDS, PERSONS
from workflow.ledger import BY_HOUSEHOLD, Flow
from workflow.listing import Column, Fen, Kind, Listing
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow.figures import Figures
    from workflow.ledger import LedgerCheck
    from workflow.listing import Cell


def figure_listings(figures: Figures, title: str) -> tuple[Listing, ...]:
    """The movement by batch under a title, top-ups by category, tapers by year, classes, referrals, what else."""
    return (
        _flows(figures, title),
        _sums(
            "batch_3",
            word("batch", "3"),
            "category",
            {word("top_up", code): of for code, of in sorted(figures.get("top_ups", {}).items())},
        ),
        _sums("tapers", say("ledger.title_tapers"), "year", dict(sorted(figures.get("tapers", {}).items()))),
        _sums(
            "classes",
            say("ledger.title_classes"),
            "recheck_class",
            {code or say("ledger.no_class"): of for code, of in sorted(figures.get("classes", {}).items())},
        ),
        _referrals(figures),
        *((_register(figures["register"]),) if "register" in figures else ()),
        _others(figures),
    )


def check_listing(rules: Sequence[LedgerCheck]) -> Listing:
    """The rules that figures keep, each with both sides."""
    return Listing(
        title=say("ledger.checks"),
        name=say("ledger.checks"),
        columns=_columns({"check": Kind.TEXT, "about": Kind.TEXT, "left": Kind.FIGURE, "right": Kind.FIGURE}),
        rows=tuple(
            (
                f"{'✓' if rule.holds else '✗'} {say(f'ledger.check.{rule.code}')}",
                word("batch", rule.about) if rule.about in BY_HOUSEHOLD else rule.about,
                *(Fen(side) if rule.money else side for side in (rule.left, rule.right)),
            )
            for rule in rules
        ),
    )


def _flows(figures: Figures, title: str) -> Listing:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (word("batch", batch.value), say(f"ledger.{what}"), *_flow_row(figures, what, batch.value))
        for batch in BY_HOUSEHOLD
        for what in (HOUSEHOLDS, PERSONS)
    )
    of_households = (_flow_row(figures, HOUSEHOLDS, batch.value) for batch in BY_HOUSEHOLD)
    return Listing(
        title=title,
        name=say("ledger.township"),
        columns=_columns({"batch": Kind.TEXT, "of": Kind.TEXT, **{f"flow_{flow.value}": Kind.COUNT for flow in Flow}}),
        rows=rows,
        totals=(say("ledger.sum"), say("ledger.households"), *map(sum, zip(*of_households, strict=True))),
    )


def _flow_row(figures: Figures, what: str, batch: str) -> tuple[int, ...]:
    of = figures.get(what, {}).get(batch, {})
    return tuple(of.get(flow.value, 0) for flow in Flow)


def _sums(name: str, title: str, first: str, of: Mapping[str, Mapping[str, int]]) -> Listing:
    """A row for each key, with its counts and its money; a total of each column."""
    kinds = {PERSONS: Kind.COUNT} if name == "batch_3" else {HOUSEHOLDS: Kind.COUNT}
    kinds |= {PERSONS: Kind.COUNT} if name == "classes" else {}
    kinds |= {"monthly": Kind.MONEY}
    return Listing(
        title=title,
        name=say(f"ledger.{name}"),
        columns=_columns({first: Kind.TEXT, **kinds}),
        rows=tuple((key, *(row[kind] for kind in kinds)) for key, row in of.items()),
        totals=(say("ledger.sum"), *(sum(row[kind] for row in of.values()) for kind in kinds)),
    )


def _referrals(figures: Figures) -> Listing:
    """A row for each kind of aid that households were referred to, and how many have an outcome."""
    made, of = ("made", "answered", "open"), figures.get("referrals", {})
    return Listing(
        title=say("ledger.title_referrals"),
        name=say("ledger.referrals"),
        columns=_columns({"aid": Kind.TEXT, **dict.fromkeys(made, Kind.COUNT)}),
        rows=tuple((word("aid", aid), *(row[name] for name in made)) for aid, row in sorted(of.items())),
        totals=(say("ledger.sum"), *(sum(row[name] for row in of.values()) for name in made)),
    )


def _register(of: Figures) -> Listing:
    """A row for each day of a match with what it said of households; those that none looked at stand without counts."""
    names = [outcome.value for outcome in MatchOutcome]
    rows: list[tuple[Cell, ...]] = [
        (date.fromisoformat(day), sum(run.values()), *(run[name] for name in names))
        for day, run in sorted(of["runs"].items())
    ]
    if of["not_matched"]:
        rows.append((say("ledger.not_matched"), of["not_matched"], *(None for _ in names)))
    return Listing(
        title=say("ledger.title_register"),
        name=say("ledger.register"),
        columns=_columns({"match": Kind.DATE, HOUSEHOLDS: Kind.COUNT, **dict.fromkeys(names, Kind.COUNT)}),
        rows=tuple(rows),
    )


def _others(figures: Figures) -> Listing:
    """The caseload and what was paid; a report of earlier tells its households by their register card."""
    caseload, paid = figures.get("caseload", {}), figures.get("paid", {})
    by_card = [name for name in ("registered", "unregistered") if name in caseload]
    return Listing(
        title=say("ledger.figures"),
        name=say("ledger.figures"),
        columns=_columns({"figure": Kind.TEXT, "value": Kind.FIGURE}),
        rows=(
            *((say(f"ledger.{n}"), caseload.get(n, 0)) for n in (HOUSEHOLDS, PERSONS, "ending_soon", *by_card)),
            (say("ledger.monthly"), Fen(caseload.get("monthly", 0))),
            *((say("ledger.paid", month=month), Fen(fen)) for month, fen in sorted(paid.items())),
            *(((say("ledger.excepted"), figures["excepted"]),) if "excepted" in figures else ()),
        ),
    )


def _columns(of: Mapping[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(say(f"ledger.column.{name}"), kind) for name, kind in of.items())
