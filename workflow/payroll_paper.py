"""A month's roll as tables, as it is printed, and as a JSON document; accounts masked (policy §5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from states.identity import masked_account
from states.money import yuan
from workflow.listing import Carried, Column, Kind, Listing, of_office, pdf_listing
from workflow.payroll_view import FIGURES, SUMS, TOWNSHIP_DIGITS, figures_of, totals_by_place
from workflow.wording import money, say, word

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence

    from workflow.office import Office
    from workflow.payroll_view import Roll, Settled, Side

COUNTS = ("listed", "households", "persons")
OPEN = {name: f"{{{name}}}" for name in ("count", "amount", "carried")}
"""What a page comes to is filled in where it is printed."""


def roll_listings(found: Roll, names: Mapping[str, str], office: str) -> tuple[Listing, ...]:
    """The roll household by household, by village and by township, as a region's."""
    by_place = (totals_listing(found, names, digits) for digits in (12, TOWNSHIP_DIGITS))
    return of_office((roll_listing(found, names), *by_place), office)


def roll_pdf(found: Roll, listings: Sequence[Listing], seal: str) -> bytes:
    """The roll on paper: what each page comes to, its fingerprint and the journal's seal on each, lines to sign."""
    month = f"{found.month:%Y-%m}"
    whole = say("payroll.fingerprint", month=month, digest=found.head["digest"]) if found.state == "released" else ""
    return pdf_listing(
        (listings[0], *(replace(listing, notes=()) for listing in listings[1:])),
        listings[0].office,
        (say("payroll.signed.drawn"), say("payroll.signed.released"), say("printing.date")),
        foot="   ".join(part for part in (whole if found.is_whole else say("payroll.changed"), seal) if part),
        carried=Carried(4 + FIGURES.index("to_pay"), say("printing.page_sum", **OPEN)),
    )


def roll_listing(found: Roll, names: Mapping[str, str]) -> Listing:
    """The roll as a table, a row for each household; accounts show their last four characters."""
    columns = (
        ("village", Kind.TEXT), ("case", Kind.TEXT), ("head", Kind.TEXT), ("persons", Kind.COUNT),
        *((name, Kind.MONEY) for name in FIGURES), ("unpaid", Kind.TEXT), ("bank_account", Kind.TEXT),
    )  # fmt: skip
    totals = found.totals
    return Listing(
        title=say("payroll.title", month=f"{found.month:%Y-%m}", state=word("payroll", found.state)),
        name=f"{found.month:%Y-%m}",
        columns=tuple(Column(say(f"payroll.column.{name}"), kind) for name, kind in columns),
        rows=tuple(_row(line, names) for line in found.lines),
        totals=(
            say("payroll.total_listed", count=totals["listed"]), "",
            say("payroll.total_paid", count=totals["households"]), *(totals[name] for name in ("persons", *FIGURES)),
            "", "",
        ),
        notes=(*_counted(found.totals), *_notes(found)),
    )  # fmt: skip


def totals_listing(found: Roll, names: Mapping[str, str], digits: int = 12) -> Listing:
    """The roll's totals by village, or with fewer digits by township."""
    totals = found.totals
    by = say("payroll.by_village" if digits == 12 else "payroll.by_township")  # noqa: PLR2004  a village's code
    return Listing(
        title=say("payroll.totals", month=f"{found.month:%Y-%m}", state=word("payroll", found.state), by=by),
        name=by,
        columns=(
            Column(say("payroll.column.place")),
            *(Column(say(f"payroll.column.{name}"), Kind.COUNT if name in COUNTS else Kind.MONEY) for name in SUMS),
        ),
        rows=tuple(
            (names.get(code, code), *(place[name] for name in SUMS))
            for code, place in totals_by_place(found, digits).items()
        ),
        totals=(say("payroll.sum"), *(totals[name] for name in SUMS)),
        notes=_notes(found),
    )


def roll_document(office: Office, found: Roll) -> dict[str, Any]:
    """The roll as a JSON object, money in yuan."""
    head = found.head
    return {
        "month": f"{found.month:%Y-%m}",
        "state": found.state,
        "known_on": (head["known_on"] if head else office.today).isoformat(),
        "drawn_by": head.get("drawn_by", ""),
        "released_by": head.get("released_by", ""),
        "digest": head.get("digest", ""),
        "unchanged": found.is_whole,
        **_sums(found.totals),
        "villages": _places(totals_by_place(found, 12)),
        "townships": _places(totals_by_place(found, TOWNSHIP_DIGITS)),
        "lines": [line_document(line) for line in found.lines],
    }


def line_document(line: Mapping[str, Any]) -> dict[str, Any]:
    """One line as a JSON object, the account masked."""
    return {
        "village": line["village"],
        "case": line["case_id"],
        "head": line["head_name"],
        "stage": line["stage"],
        "persons": line["persons"],
        "due": yuan(line["due"]),
        **{name: yuan(fen) for name, fen in figures_of(line).items()},
        "unpaid": line["unpaid"] or None,
        "reasons": [{**each, "amount": yuan(each["amount"])} for each in line["rests_on"].get("unpaid", ())],
        "bank_account": masked_account(line["bank_account"]),
        "parts": [{**part, "amount": yuan(part["amount"])} for part in line["parts"]],
        "rests_on": line["rests_on"],
        "hash": line["hash"],
    }


def settled_document(settled: Settled) -> dict[str, Any]:
    """A settled month as a JSON object."""
    return {
        "month": f"{settled.month:%Y-%m}",
        "difference": yuan(settled.difference),
        **{name: _side_document(side) for name, side in (("before", settled.before), ("after", settled.after))},
    }


def _side_document(side: Side) -> dict[str, Any]:
    decision = side.decision
    return {
        "decision": decision.seq if decision is not None else None,
        "step": decision.step if decision is not None else None,
        "on": decision.on.isoformat() if decision is not None else None,
        "amount": yuan(side.amount),
        "parts": [{**part, "amount": yuan(part["amount"])} for part in side.parts],
    }


def _places(totals: Mapping[str, Counter[str]]) -> dict[str, dict[str, Any]]:
    return {code: _sums(place) for code, place in totals.items()}


def _sums(totals: Counter[str]) -> dict[str, Any]:
    due = sum(totals[name] for name in FIGURES[:3])
    return {
        **{name: totals[name] for name in COUNTS},
        "due": yuan(due),
        **{name: yuan(totals[name]) for name in FIGURES},
    }


def _row(line: Mapping[str, Any], villages: Mapping[str, str]) -> tuple[Any, ...]:
    return (
        villages.get(line["village"], line["village"]),
        line["case_id"],
        line["head_name"],
        line["persons"],
        *figures_of(line).values(),
        say("ledger.between").join(unpaid_reasons(line)),
        masked_account(line["bank_account"]),
    )


def unpaid_reasons(line: Mapping[str, Any]) -> tuple[str, ...]:
    """Why nothing is paid for the month, and why earlier months still wait; months of one reason together."""
    own = line["month"].isoformat()
    months: dict[str, list[str]] = {}
    for reason in line["rests_on"].get("unpaid", ()):
        months.setdefault(reason_text(reason), []).append(reason["month"])
    if line["unpaid"] and own not in {month for each in months.values() for month in each}:
        months[word("unpaid", line["unpaid"])] = [own]  # a roll that was released before reasons were kept
    return tuple(
        text if each == [own] else say("payroll.waits_of", months=_months(each), reason=text)
        for text, each in months.items()
    )


def reason_text(reason: Mapping[str, Any]) -> str:
    """Why a month's money is not paid, with what was noted of it, the day and the clause."""
    code, noted = reason["code"], word("reason", reason["noted"])
    key = code if code != "nothing_due" or reason["clause"] != "§2.8" else "taper_over"
    said = say(f"payroll.why.{key}", noted=noted, by=reason["by"], on=reason["on"] or "")
    return f"{said} {reason['clause']}"


def _months(days: list[str]) -> str:
    return say("payroll.month_comma").join(day[:7] for day in days)


def _counted(totals: Counter[str]) -> tuple[str, str]:
    """What the totals count, and how the figures add up."""
    shown = {name: f"{totals[name]:,}" if name in COUNTS else money(totals[name]) for name in SUMS}
    return (say("payroll.counted", **shown), say("payroll.adds_up", **shown))


def _notes(found: Roll) -> tuple[str, ...]:
    """Who drew a roll up and who released it, with its digest; that it was changed since, if it was."""
    head = found.head
    if not head:
        return (say("payroll.only_foretold"),)
    drawn = say("payroll.drawn", who=head["drawn_by"], on=head["known_on"])
    if found.state != "released":
        return (drawn, say("payroll.waits"))
    released = say("payroll.released", who=head["released_by"], digest=head["digest"])
    return (drawn, released) if found.is_whole else (say("payroll.changed"), drawn, released)
