"""Quarterly reports as tables, as one paper to sign, and as JSON documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from states.money import yuan
from workflow.figure_paper import check_listing, figure_listings
from workflow.figures import doubts_about, in_yuan
from workflow.ledger_paper import signed_by
from workflow.listing import Column, Kind, Listing, of_office, widths_of
from workflow.paper import pdf_of
from workflow.reports import Submitted
from workflow.wording import language, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workflow.due import Quarter
    from workflow.figures import Figures
    from workflow.ledger import LedgerCheck
    from workflow.listing import Cell
    from workflow.many_reports import Reports
    from workflow.reports import Report, RollUp, Standing

STANDING_COLUMNS = {
    "village": Kind.TEXT, "state": Kind.TEXT, "number": Kind.TEXT, "due_on": Kind.DATE, "submitted_on": Kind.DATE,
    "late": Kind.COUNT, "signed_by": Kind.TEXT, "households": Kind.COUNT, "persons": Kind.COUNT, "monthly": Kind.MONEY,
}  # fmt: skip
TOGETHER_COLUMNS = {
    "village": Kind.TEXT, "state": Kind.TEXT, "number": Kind.TEXT, "households": Kind.COUNT, "persons": Kind.COUNT,
    "monthly": Kind.MONEY, "remark": Kind.TEXT,
}  # fmt: skip


# A village's report


def about_report(report: Report) -> tuple[str, ...]:
    """What stands above the figures: number, days and signature; of one that was not submitted, that it is a draft."""
    if not isinstance(report, Submitted):
        return (say("report.draft"), say("report.due", due_on=report.due_on), *doubts(report.figures))
    return (
        say("report.number", number=report.number),
        say("report.submitted", on=report.submitted_on, by=report.submitted_by, signed_by=report.signed_by),
        lateness(report),
        *((say("report.corrects", reason=report.reason),) if report.reason else ()),
        *((say("report.explained", explanation=report.explanation),) if report.explanation else ()),
        *doubts(report.figures),
        say("report.digest", digest=report.digest) if report.is_whole else say("report.changed"),
    )


def lateness(report: Submitted) -> str:
    """By how many days the village reported late, or by when it had to; of a correction, when it had first reported."""
    said = {"days": report.days_late, "due_on": report.due_on, "first": report.first_submitted_on}
    if report.version == 1:
        return say("report.late" if report.days_late else "report.due", **said)
    return say("report.first_late" if report.days_late else "report.first_in_time", **said)


def doubts(figures: Figures) -> tuple[str, ...]:
    """What figures cannot tell, in sentences."""
    return tuple(say(f"report.doubt.{code}") for code in doubts_about(figures))


def report_listings(report: Report, name: str) -> tuple[Listing, ...]:
    """A village's report: the figures and the checks on them."""
    title = say("report.title", quarter=report.quarter.name)
    return of_office((*figure_listings(report.figures, title), check_listing(report.checks)), name)


def report_document(report: Report) -> dict[str, Any]:
    """A village's report as a JSON object, money in yuan."""
    said: dict[str, Any] = {
        "village": report.village,
        "quarter": report.quarter.name,
        "due_on": report.due_on.isoformat(),
        "submitted": None,
        "figures": in_yuan(report.figures),
        "doubts": list(doubts_about(report.figures)),
        "checks": _checks_document(report.checks),
        "hold": all(rule.holds for rule in report.checks),
    }
    if isinstance(report, Submitted):
        said["submitted"] = {
            "number": report.number,
            "version": report.version,
            "on": report.submitted_on.isoformat(),
            "first_on": report.first_submitted_on.isoformat(),
            "days_late": report.days_late,
            "by": report.submitted_by,
            "signed_by": report.signed_by,
            "reason": report.reason or None,
            "explanation": report.explanation or None,
            "digest": report.digest,
            "unchanged": report.is_whole,
        }
    return said


def foot(report: Report, seal: str) -> str:
    """At the foot of each page of a submitted report: its number, its fingerprint, and the journal's newest seal."""
    if not isinstance(report, Submitted):
        return say("report.draft")
    told = say("report.foot", number=report.number, digest=report.digest) if report.is_whole else say("report.changed")
    return f"{told}   {seal}".rstrip()


def signatures(*regions: str) -> tuple[str, ...]:
    """Who signs: for each region that a report is of or goes to."""
    return (*(signed_by(region) for region in regions), say("printing.date"))


def paper(listings: Sequence[Listing], about: Sequence[str], signatures: Sequence[str], foot: str = "") -> bytes:
    """Figures as one paper: the first table's title above, what it is about, all tables, lines to sign and seal."""
    return pdf_of(
        "report",
        {
            "lang": language(),
            "title": listings[0].heading,
            "about": list(about),
            "page": say("due.page", page="{page}", pages="{pages}"),
            "tables": [
                {
                    "title": listing.title if place else "",
                    "align": listing.align,
                    "widths": widths_of(listing),
                    "rows": listing.shown(),
                    "totals": listing.totals is not None,
                }
                for place, listing in enumerate(listings)
            ],
            "signatures": list(signatures),
            "seal": say("printing.seal"),
            "foot": foot,
        },
    )


# A region's


def about_roll_up(found: RollUp) -> tuple[str, ...]:
    """How many villages submitted, and how many of them late."""
    submitted = [each for each in found.standings if each.report is not None]
    late = sum(each.days_late > 0 for each in submitted)
    return (
        say("report.villages", submitted=len(submitted), villages=len(found.standings)),
        *((say("report.late_villages", late=late),) if late else ()),
        *doubts(found.figures),
    )


def roll_up_listings(found: RollUp, name: str, villages: Mapping[str, str]) -> tuple[Listing, ...]:
    """The sum of the villages' reports, how each village stands, and the checks."""
    title = say("report.title_roll_up", quarter=found.quarter.name)
    standings = standing_listing(found.standings, found.quarter, villages)
    return of_office((*figure_listings(found.figures, title), standings, check_listing(found.checks)), name)


def standing_listing(standings: Sequence[Standing], quarter: Quarter, villages: Mapping[str, str]) -> Listing:
    """A row for each village: whether and when it submitted, and what it reported."""
    return Listing(
        title=say("report.title_list", quarter=quarter.name),
        name=say("report.list_name"),
        columns=tuple(Column(say(f"report.column.{name}"), kind) for name, kind in STANDING_COLUMNS.items()),
        rows=tuple(_standing_row(each, villages) for each in standings),
        about=tuple(each.village for each in standings),
    )


def together_listing(found: Reports, villages: Mapping[str, str]) -> Listing:
    """A row for each village whose report was looked at or submitted in one go, then for those refused, and why."""
    ready = [
        (
            villages.get(report.village, report.village),
            say("report.in") if isinstance(report, Submitted) else say("report.ready"),
            report.number if isinstance(report, Submitted) else "",
            *(report.figures["caseload"][name] for name in ("households", "persons", "monthly")),
            say("ledger.between").join(doubts(report.figures)),
        )
        for report in found.reports
    ]
    refused = [
        (villages.get(each.village, each.village), say("report.refused"), "", None, None, None, str(each.why))
        for each in found.refused
    ]
    return Listing(
        title=say("report.title_list", quarter=found.quarter.name),
        name=say("report.list_name"),
        columns=tuple(Column(say(f"report.column.{name}"), kind) for name, kind in TOGETHER_COLUMNS.items()),
        rows=(*ready, *refused),
        notes=(say("report.together", reports=len(found.reports), refused=len(found.refused)),),
    )


def together_document(found: Reports) -> dict[str, Any]:
    """The same as a JSON object."""
    return {
        "quarter": found.quarter.name,
        "reports": [report_document(report) for report in found.reports],
        "refused": [{"village": each.village, "why": str(each.why)} for each in found.refused],
    }


def roll_up_document(found: RollUp) -> dict[str, Any]:
    """A region's roll-up as a JSON object."""
    return {
        "region": found.region,
        "quarter": found.quarter.name,
        "villages": [standing_document(each) for each in found.standings],
        "figures": in_yuan(found.figures),
        "doubts": list(doubts_about(found.figures)),
        "checks": _checks_document(found.checks),
        "hold": all(rule.holds for rule in found.checks),
    }


def standing_document(each: Standing) -> dict[str, Any]:
    """How a village stands as a JSON object."""
    report = each.report
    return {
        "village": each.village,
        "due_on": each.due_on.isoformat(),
        "days_late": each.days_late,
        "submitted_on": each.first_submitted_on.isoformat() if each.first_submitted_on else None,
        "number": report.number if report is not None else None,
        "unchanged": report.is_whole if report is not None else None,
    }


def _standing_row(each: Standing, villages: Mapping[str, str]) -> tuple[Cell, ...]:
    report = each.report
    name = villages.get(each.village, each.village)
    if report is None:
        state = say("report.missing") if each.days_late else say("report.open")
        return (name, state, "", each.due_on, None, each.days_late or None, "", None, None, None)
    caseload = report.figures["caseload"]
    return (
        name, say("report.in") if report.is_whole else say("report.changed"), report.number, each.due_on,
        each.first_submitted_on, each.days_late or None, report.signed_by,
        caseload["households"], caseload["persons"], caseload["monthly"],
    )  # fmt: skip


def _checks_document(rules: Sequence[LedgerCheck]) -> list[dict[str, Any]]:
    return [
        {
            "check": rule.code,
            "about": rule.about,
            "left": yuan(rule.left) if rule.money else rule.left,
            "right": yuan(rule.right) if rule.money else rule.right,
        }
        for rule in rules
    ]
