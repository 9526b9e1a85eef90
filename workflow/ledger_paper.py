"""The ledgers as tables and as JSON documents; ID numbers and accounts masked (policy §5, §6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from states.identity import masked_account, masked_id
from states.money import yuan
from workflow.figure_paper import check_listing, figure_listings
from workflow.figures import added_up, figures_of
from workflow.ledger import BY_HOUSEHOLD, Flow, checks
from workflow.listing import Column, Kind, Listing
from workflow.regions import CODE_DIGITS, level_of
from workflow.wording import money, say, word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from states.facts import Member
    from states.ledger import LedgerEntry
    from states.payroll import Part
    from workflow.ledger import LedgerCheck, Movement
    from workflow.listing import Cell

HOUSEHOLD_COLUMNS = {
    "village": Kind.TEXT, "case": Kind.TEXT, "head": Kind.TEXT, "head_id": Kind.TEXT, "members": Kind.COUNT,
    "counted": Kind.COUNT, "income_annual": Kind.MONEY, "adjusted_annual": Kind.MONEY, "per_head_annual": Kind.MONEY,
    "route": Kind.TEXT, "batch": Kind.TEXT, "base": Kind.MONEY, "top_ups": Kind.TEXT, "monthly": Kind.MONEY,
    "card": Kind.TEXT, "term_end": Kind.DATE, "track": Kind.TEXT, "taper_from": Kind.DATE, "taper_until": Kind.DATE,
    "frozen": Kind.MONEY, "percent": Kind.RATE, "recheck_class": Kind.TEXT, "next_recheck": Kind.DATE,
    "account": Kind.TEXT, "address": Kind.TEXT, "phone": Kind.TEXT,
}  # fmt: skip
AMOUNT_COLUMNS = (
    "village", "case", "head", "head_id", "members", "counted", "income_annual", "adjusted_annual", "per_head_annual",
    "batch", "base", "top_ups", "monthly",
)  # fmt: skip
OTHER_COLUMNS = (
    "case", "head", "card", "term_end", "track", "taper_from", "taper_until", "frozen", "percent", "recheck_class",
    "next_recheck", "account", "address", "phone",
)  # fmt: skip
"""A page is not as wide as the ledger: on paper it stands in two tables."""
PERSON_COLUMNS = {
    "village": Kind.TEXT, "case": Kind.TEXT, "head": Kind.TEXT, "name": Kind.TEXT, "id_no": Kind.TEXT,
    "born": Kind.DATE, "sex": Kind.TEXT, "relation": Kind.TEXT, "counts": Kind.TEXT, "category": Kind.TEXT,
    "rate": Kind.RATE, "top_up": Kind.MONEY,
}  # fmt: skip
SUMMED = ("members", "counted", "base", "monthly")
BOTH = ("households", "persons")


# The village ledger


def paper_listings(entries: Sequence[LedgerEntry], villages: Mapping[str, str], day: date) -> tuple[Listing, ...]:
    """The ledger as it is printed: amounts, all else about the households, persons."""
    parts = (household_listing(entries, villages, day, columns) for columns in (AMOUNT_COLUMNS, OTHER_COLUMNS))
    return (*parts, person_listing(entries, villages, day))


def household_listing(
    entries: Sequence[LedgerEntry],
    villages: Mapping[str, str],
    day: date,
    columns: Sequence[str] = tuple(HOUSEHOLD_COLUMNS),
) -> Listing:
    """A row for each household, with what it is paid and on what grounds."""
    rows = tuple(tuple(_household(entry, villages)[name] for name in columns) for entry in entries)
    sums = {
        name: sum(cell for row in rows if isinstance(cell := row[place], int))
        for place, name in enumerate(columns)
        if name in SUMMED
    }
    return Listing(
        title=say("ledger.title", day=day),
        name=say("ledger.households"),
        columns=_columns({name: HOUSEHOLD_COLUMNS[name] for name in columns}),
        rows=rows,
        totals=(say("ledger.total", count=len(rows)), *(sums.get(name) for name in columns[1:])),
    )


def person_listing(entries: Sequence[LedgerEntry], villages: Mapping[str, str], day: date) -> Listing:
    """A row for each person living there, with the top-up that is paid for them."""
    rows = tuple(
        tuple(_person(entry, member, villages)[name] for name in PERSON_COLUMNS)
        for entry in entries
        for member in entry.living
    )
    return Listing(
        title=say("ledger.title_persons", day=day),
        name=say("ledger.persons"),
        columns=_columns(PERSON_COLUMNS),
        rows=rows,
        totals=(
            say("ledger.total_persons", count=len(rows)),
            *("" for _ in range(len(PERSON_COLUMNS) - 2)),
            sum(row[-1] for row in rows if isinstance(row[-1], int)),
        ),
    )


def entry_document(entry: LedgerEntry) -> dict[str, Any]:
    """One household as a JSON object, money in yuan."""
    household, taper = entry.household, entry.taper
    return {
        "village": entry.village,
        "case": entry.case,
        "stage": entry.stage.value,
        "head": household.head.name,
        "head_id_no": masked_id(household.head.id_no),
        "members": len(entry.living),
        "counted": entry.counted,
        "income_annual": yuan(entry.income_annual),
        "adjusted_annual": yuan(entry.adjusted_annual),
        "per_head_annual": yuan(entry.per_head_annual),
        "route": entry.route.value if entry.route else None,
        "batch": int(entry.batch.value) if entry.batch else None,
        "base_monthly": yuan(entry.base),
        "top_ups": [
            {"member": part.member, "category": part.category, "rate": _share(part), "monthly": yuan(part.amount)}
            for part in entry.top_ups
        ],
        "monthly": yuan(entry.monthly),
        "register_card": entry.card or None,
        "term_end": entry.term_end.isoformat() if entry.term_end else None,
        "taper": None
        if taper is None
        else {
            "track": taper.track,
            "entered": f"{taper.entered:%Y-%m}",
            "ends": taper.last_day.isoformat(),
            "frozen": yuan(taper.frozen),
            "percent": _percent(entry.percent),
        },
        "recheck_class": household.recheck_class,
        "next_recheck_on": entry.next_recheck_on.isoformat() if entry.next_recheck_on else None,
        "bank_account": masked_account(household.bank_account),
        "address": household.address,
        "phone": household.phone,
        "persons": [
            {
                "id": member.id,
                "name": member.name,
                "id_no": masked_id(member.id_no),
                "born": member.born.isoformat(),
                "relation": member.relation,
                "counted": member.counts,
            }
            for member in entry.living
        ],
    }


def _household(entry: LedgerEntry, villages: Mapping[str, str]) -> dict[str, Cell]:
    household, taper = entry.household, entry.taper
    names = {member.id: member.name for member in household.members}
    return {
        "village": villages.get(entry.village, entry.village),
        "case": entry.case,
        "head": household.head.name,
        "head_id": masked_id(household.head.id_no),
        "members": len(entry.living),
        "counted": entry.counted,
        "income_annual": entry.income_annual,
        "adjusted_annual": entry.adjusted_annual,
        "per_head_annual": entry.per_head_annual,
        "route": word("route", entry.route.value) if entry.route else "",
        "batch": word("batch", entry.batch.value) if entry.batch else "",
        "base": entry.base,
        "top_ups": say("ledger.between").join(_top_up(part, names) for part in entry.top_ups),
        "monthly": entry.monthly,
        "card": entry.card,
        "term_end": entry.term_end - timedelta(days=1) if entry.term_end else None,
        "track": word("track", taper.track) if taper else "",
        "taper_from": taper.entered if taper else None,
        "taper_until": taper.last_day if taper else None,
        "frozen": taper.frozen if taper else None,
        "percent": entry.percent / 100 if entry.percent is not None else None,
        "recheck_class": household.recheck_class or "",
        "next_recheck": entry.next_recheck_on,
        "account": masked_account(household.bank_account),
        "address": household.address,
        "phone": household.phone,
    }


def _person(entry: LedgerEntry, member: Member, villages: Mapping[str, str]) -> dict[str, Cell]:
    paid = next((part for part in entry.top_ups if part.member == member.id), None)
    return {
        "village": villages.get(entry.village, entry.village),
        "case": entry.case,
        "head": entry.household.head.name,
        "name": member.name,
        "id_no": masked_id(member.id_no),
        "born": member.born,
        "sex": word("sex", member.sex) if member.sex else "",
        "relation": word("relation", member.relation) if member.relation else "",
        "counts": "" if member.counts else word("not_counted", str(member.not_counted)),
        "category": word("top_up", paid.category) if paid else "",
        "rate": paid.rate if paid else None,
        "top_up": paid.amount if paid else None,
    }


def _top_up(part: Part, names: Mapping[str, str]) -> str:
    rate = f" {_percent(100 * part.rate)}%" if part.rate is not None else ""
    return f"{names.get(part.member, part.member)} {word('top_up', part.category)}{rate} {money(part.amount)}"


def _share(part: Part) -> str | None:
    return f"{float(part.rate):.2f}" if part.rate is not None else None


def _percent(value: Fraction | None) -> str:
    """Up to two decimals, and none that say nothing."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".") if value is not None else ""


# The township ledger


def movement_listings(found: Movement) -> tuple[Listing, ...]:
    """The movement by batch, top-ups by category, tapers by year, classes, referrals, what else, and the checks."""
    title = say("ledger.title_township", quarter=found.quarter.name, until=found.until)
    return (*figure_listings(figures_of(found), title), check_listing(tuple(checks(found))))


def movement_document(found: Movement) -> dict[str, Any]:
    """The same as a JSON object."""
    rules = tuple(checks(found))
    return {
        "quarter": found.quarter.name,
        "until": found.until.isoformat(),
        "region": found.region,
        "batches": {
            batch.value: {
                what: {flow.value: of[batch][flow] for flow in Flow}
                for what, of in zip(BOTH, (found.households, found.persons), strict=True)
            }
            for batch in BY_HOUSEHOLD
        },
        "batch_3": {
            category: {"persons": persons, "monthly": yuan(fen)} for category, (persons, fen) in found.top_ups.items()
        },
        "tapers": {
            str(year): {"households": households, "monthly": yuan(fen)}
            for year, (households, fen) in found.tapers.items()
        },
        "referrals": added_up(found.referrals),
        "ending_within_90_days": found.ending_soon,
        "register": figures_of(found)["register"],
        "monthly": yuan(found.monthly),
        "paid": {f"{month:%Y-%m}": yuan(fen) for month, fen in found.paid.items()},
        "checks": [
            {"check": rule.code, "about": rule.about, "left": _side(rule, rule.left), "right": _side(rule, rule.right)}
            for rule in rules
        ],
        "hold": all(rule.holds for rule in rules),
    }


def signatures(region: str) -> tuple[str, ...]:
    """Who signs a ledger of a region: whoever drew it up, and for the village, township or county that it is of."""
    return (say("ledger.drawn"), signed_by(region), say("printing.date"))


def signed_by(region: str) -> str:
    """Whose signature a region's paper wants; where none is named it is the county's."""
    level = level_of(region.ljust(CODE_DIGITS, "0")) if region else "county"
    return say(f"ledger.signed.{level}")


def _side(rule: LedgerCheck, value: int) -> str | int:
    return yuan(value) if rule.money else value


def _columns(of: Mapping[str, Kind]) -> tuple[Column, ...]:
    return tuple(Column(say(f"ledger.column.{name}"), kind) for name, kind in of.items())
