"""The county's report as tables, on paper, and as a JSON document."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from states.money import half_up, yuan
from workflow.figures import HOUSEHOLDS, PERSONS
from workflow.listing import Column, Kind, Listing, of_office
from workflow.wording import say, word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from workflow.county_report import CountyReport
    from workflow.figures import Figures
    from workflow.listing import Cell

TABLES = ("key_support", "causes", "needs", "referrals", "outcomes")
COLUMNS: dict[str, dict[str, Kind]] = {
    "key_support": {
        "place": Kind.TEXT, HOUSEHOLDS: Kind.COUNT, PERSONS: Kind.COUNT, "key_persons": Kind.COUNT,
        "top_ups": Kind.MONEY, "average": Kind.MONEY, "share": Kind.SHARE, "floor": Kind.SHARE, "reached": Kind.TEXT,
    },
    "causes": {
        "place": Kind.TEXT, "cause": Kind.TEXT, HOUSEHOLDS: Kind.COUNT, "of_all": Kind.SHARE, PERSONS: Kind.COUNT,
        "monthly": Kind.MONEY,
    },
    "needs": {
        "place": Kind.TEXT, "need": Kind.TEXT, HOUSEHOLDS: Kind.COUNT, "of_all": Kind.SHARE, PERSONS: Kind.COUNT,
    },
    "referrals": {
        "place": Kind.TEXT, "aid": Kind.TEXT, "made": Kind.COUNT, "answered": Kind.COUNT, "open": Kind.COUNT,
    },
    "outcomes": {"place": Kind.TEXT, "aid": Kind.TEXT, "outcome": Kind.TEXT, "count": Kind.COUNT},
}  # fmt: skip


def about_county_report(found: CountyReport) -> tuple[str, ...]:
    """On which day the figures hold, and where the average top-up stands against the floor."""
    return (say("county_report.about", day=found.day, start=found.period.start), _against_floor(found))


def county_listings(found: CountyReport, names: Mapping[str, str], region: str) -> tuple[Listing, ...]:
    """Key support by township; causes, needs, referrals and their outcomes, of the whole first, then by township."""
    name = found.period.name
    shown = say("county_report.year", year=name) if name.isdigit() else name
    title = say("county_report.title", period=shown)
    rows: dict[str, Callable[[Figures], Iterator[tuple[Cell, ...]]]] = {
        "causes": _causes, "needs": _needs, "referrals": _referrals, "outcomes": _outcomes,
    }  # fmt: skip
    places = [("", found.total), *found.places.items()]
    tables = (
        Listing(
            title=say(f"county_report.title_{name}"),
            name=say(f"county_report.name_{name}"),
            columns=_columns(name),
            rows=tuple(
                (names.get(place, place) if place else say("county_report.whole"), *row)
                for place, figures in places
                for row in rows_of(figures)
            ),
        )
        for name, rows_of in rows.items()
    )
    return of_office((_key_support(found, names, title), *tables), region)


def county_document(found: CountyReport, names: Mapping[str, str]) -> dict[str, Any]:
    """The report as a JSON object, money in yuan, shares of the standard as text with four decimals."""
    return {
        "region": found.region,
        "period": found.period.name,
        "from": found.period.start.isoformat(),
        "until": found.day.isoformat(),
        "total": _place_document(found, ""),
        "townships": [
            {"code": place, "name": names.get(place, place), **_place_document(found, place)} for place in found.places
        ],
    }


def _against_floor(found: CountyReport) -> str:
    of = found.key_support()
    if of.average_share is None:
        return say("county_report.nobody")
    key = "county_report.reached" if of.reaches_floor else "county_report.below"
    return say(key, share=_percent(of.average_share), floor=_percent(of.floor))


def _key_support(found: CountyReport, names: Mapping[str, str], title: str) -> Listing:
    return Listing(
        title=title,
        name=say("county_report.name_key_support"),
        columns=_columns("key_support"),
        rows=tuple((names.get(place, place), *_support_row(found, place)) for place in found.places),
        totals=(say("county_report.whole"), *_support_row(found, "")),
    )


def _support_row(found: CountyReport, place: str) -> tuple[Cell, ...]:
    of = found.key_support(place)
    caseload = (found.places[place] if place else found.total)["caseload"]
    state = "" if of.average_share is None else "✓" if of.reaches_floor else f"! {say('county_report.is_below')}"
    money = (of.monthly, of.average if of.persons else None)
    return (caseload[HOUSEHOLDS], caseload[PERSONS], of.persons, *money, of.average_share, of.floor, state)


def _causes(figures: Figures) -> Iterator[tuple[Cell, ...]]:
    for cause, of in _most_first(figures["causes"], HOUSEHOLDS):
        said = word("cause", cause) if cause else say("county_report.no_cause")
        yield (said, of[HOUSEHOLDS], _of_all(of, figures), of[PERSONS], of["monthly"])


def _needs(figures: Figures) -> Iterator[tuple[Cell, ...]]:
    for need, of in _most_first(figures["needs"], HOUSEHOLDS):
        yield (word("aid", need), of[HOUSEHOLDS], _of_all(of, figures), of[PERSONS])


def _referrals(figures: Figures) -> Iterator[tuple[Cell, ...]]:
    for aid, of in _most_first(figures["referrals"], "made"):
        yield (word("aid", aid), of["made"], of["answered"], of["open"])


def _outcomes(figures: Figures) -> Iterator[tuple[Cell, ...]]:
    for aid, outcomes in sorted(figures["outcomes"].items()):
        for outcome, count in sorted(outcomes.items(), key=lambda pair: (-pair[1], pair[0])):
            yield (word("aid", aid), outcome, count)


def _most_first(of: Figures, name: str) -> list[tuple[str, Figures]]:
    return sorted(of.items(), key=lambda pair: (-pair[1][name], pair[0]))


def _of_all(of: Figures, figures: Figures) -> Fraction | None:
    households = figures["caseload"][HOUSEHOLDS]
    return Fraction(of[HOUSEHOLDS], households) if households else None


def _percent(share: Fraction) -> str:
    """A share in percent with two decimals, rounded half-up."""
    return f"{yuan(half_up(share * 10_000))}%"


def _place_document(found: CountyReport, place: str) -> dict[str, Any]:
    figures = found.places[place] if place else found.total
    of = found.key_support(place)
    return {
        "caseload": _in_yuan(figures["caseload"]),
        "key_support": {
            "persons": of.persons,
            "monthly": yuan(of.monthly),
            "average_monthly": yuan(of.average) if of.persons else None,
            "average_share": _share(of.average_share),
            "floor": _share(of.floor),
            "reaches_floor": of.reaches_floor,
        },
        "causes": {cause: _in_yuan(each) for cause, each in figures["causes"].items()},
        "needs": figures["needs"],
        "referrals": figures["referrals"],
        "outcomes": figures["outcomes"],
    }


def _in_yuan(figures: Figures) -> Figures:
    return {**figures, "monthly": yuan(figures["monthly"])}


def _share(share: Fraction | None) -> str | None:
    if share is None:
        return None
    whole, rest = divmod(half_up(share * 10_000), 10_000)
    return f"{whole}.{rest:04d}"


def _columns(name: str) -> tuple[Column, ...]:
    return tuple(Column(say(f"county_report.column.{each}"), kind) for each, kind in COLUMNS[name].items())
