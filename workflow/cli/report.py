"""`dibao report`: a village's quarterly report, drafted, submitted, corrected; a region's roll-up; who is late."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Asked, Commands, GroupOf, asked
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.due import Quarter
    from workflow.listing import Listing
    from workflow.many_reports import Reports
    from workflow.office import Office
    from workflow.reports import Report, Signature, Submitted

app = Commands("report", cls=GroupOf)

Named = Annotated[str, typer.Argument(metavar="QUARTER", help=say("report.option.quarter"), show_default=False)]
Which = Annotated[str, typer.Argument(metavar="QUARTER", help=say("report.option.which"), show_default=False)]
Region = Annotated[str, typer.Option("--village", metavar="CODE", help=say("report.option.region"))]
Village = Annotated[
    str, typer.Option("--village", metavar="CODE", help=say("report.option.village"), show_default=False)
]
Villages = Annotated[
    list[str], typer.Option("--village", metavar="CODE", help=say("report.option.villages"), show_default=False)
]
Signed = Annotated[str, typer.Option("--signed-by", metavar="NAME", help=say("report.option.signed_by"))]
Explained = Annotated[str, typer.Option("--explain", metavar="TEXT", help=say("report.option.explain"))]
Of = Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))]


@app.verb("show", "report.show")
def show(
    context: typer.Context,
    quarter: Named = "",
    village: Region = "",
    version: Annotated[int | None, typer.Option("--version", min=1, help=say("report.option.version"))] = None,
    form: Of = None,
    out: Out = None,
    to_print: Annotated[bool, typer.Option("--print", help=say("due.option.print"))] = False,
    printer: Annotated[str, typer.Option("--printer", metavar="NAME", help=say("due.option.printer"))] = "",
) -> int:
    """Show a village's report, or a region's roll-up; exit 1 where a check does not hold."""
    from workflow.printing import print_pdf
    from workflow.settings import read_settings

    options = asked(context)
    office = options.office(village)
    of = _quarter(office, quarter)
    is_village = village in office.village_names()
    shown = _village(options, office, of, village, version) if is_village else _region(options, office, of, village)
    sheets, holds = shown
    if to_print or printer:
        print_pdf(sheets.pdf(), sheets.listings[0].heading, printer or read_settings().printer)
    else:
        hand_over(options, sheets, form=form, out=out)
    return int(Exit.DONE if holds else Exit.REFUSED)


@app.verb("list", "report.list")
def list_(context: typer.Context, quarter: Named = "", village: Region = "", form: Of = None, out: Out = None) -> None:
    """Show which villages submitted, and who is late."""
    from workflow.listing import of_office, pdf_listing
    from workflow.regions import place_names
    from workflow.report_paper import standing_document, standing_listing
    from workflow.reports import standings

    options = asked(context)
    office = options.office(village)
    of = _quarter(office, quarter)
    found = standings(office, of, village)
    (listing,) = of_office((standing_listing(found, of, place_names(office)),), office.region_name(village))
    sheets = Sheets(
        (listing,),
        document=lambda: [standing_document(each) for each in found],
        pdf=lambda: pdf_listing((listing,), office.region_name(village)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("submit", "report.submit")
def submit(
    context: typer.Context,
    quarter: Which,
    villages: Villages,
    signed_by: Signed = "",
    explain: Explained = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("report.option.dry_run"))] = False,
) -> int:
    """Submit a village's report, or those of several; they are frozen from then on. Exit 1 where one is refused."""
    from workflow import reports

    options = asked(context)
    office = options.office()
    of = _quarter(office, quarter)
    signed = reports.Signature(signed_by, explain)
    if dry_run:
        return _tell_looked(options, office, _looked(options, office, of, villages))
    if len(villages) == 1 and villages[0] in office.village_names():
        with _progress(options, office, villages[0]) as done:
            _tell_submitted(options, reports.submit(office, of, villages[0], signed, done))
        return int(Exit.DONE)
    return _submit_many(options, office, of, villages, signed)


@app.verb("correct", "report.correct")
def correct(
    context: typer.Context,
    quarter: Which,
    village: Village,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=say("report.option.reason"))],
    signed_by: Signed = "",
    explain: Explained = "",
) -> None:
    """Submit a village's report anew, as another version with its reason."""
    from workflow import reports

    options = asked(context)
    office = options.office()
    of = _quarter(office, quarter)
    with _progress(options, office, village) as done:
        signed = reports.Signature(signed_by, explain)
        _tell_submitted(options, reports.correct(office, of, village, signed, reason, done))


def _looked(options: Asked, office: "Office", quarter: "Quarter", codes: list[str]) -> "Reports":
    """The reports of villages and of regions' villages, looked at."""
    from workflow.many_reports import look_at_reports, villages_meant

    villages = villages_meant(office, quarter, codes)
    with progress(say("report.running"), len(villages), quiet=bool(options.quiet)) as done:
        return look_at_reports(office, quarter, villages, done)


def _submit_many(options: Asked, office: "Office", quarter: "Quarter", codes: list[str], signed: "Signature") -> int:
    """Submit what may be; tell what was refused and why."""
    from workflow.many_reports import assert_together, submit_reports

    assert_together(signed)
    return _tell_looked(options, office, submit_reports(office, _looked(options, office, quarter, codes), signed))


def _tell_looked(options: Asked, office: "Office", found: "Reports") -> int:
    """The reports that were looked at or submitted, and those refused; 1 where there are such."""
    from workflow.listing import pdf_listing
    from workflow.regions import place_names
    from workflow.report_paper import together_document, together_listing

    listing = together_listing(found, place_names(office))
    sheets = Sheets(
        (listing,),
        document=lambda: together_document(found),
        pdf=lambda: pdf_listing((listing,), office.region_name()),
    )
    hand_over(options, sheets, form=None, out=None)
    return int(Exit.REFUSED if found.refused else Exit.DONE)


def _village(
    options: Asked, office: "Office", quarter: "Quarter", village: str, version: int | None
) -> tuple[Sheets, bool]:
    from workflow.regions import parent_of, place_names
    from workflow.report_paper import about_report, foot, paper, report_document, report_listings, signatures
    from workflow.sealing import seal_on_paper

    found = _report(options, office, quarter, village, version)
    listings = report_listings(found, place_names(office).get(village, village))
    about = about_report(found)
    return Sheets(
        (*listings[:-1], _with_notes(listings[-1], about)),
        document=lambda: report_document(found),
        pdf=lambda: paper(listings, about, signatures(village, parent_of(village)), foot(found, seal_on_paper(office))),
    ), all(rule.holds for rule in found.checks)


def _report(options: Asked, office: "Office", quarter: "Quarter", village: str, version: int | None) -> "Report":
    """The version that was asked for, else the last one submitted, else a draft."""
    from workflow.errors import BadInput
    from workflow.reports import draft, versions

    submitted = versions(office, quarter, village)
    if version is not None:
        if version > len(submitted):
            raise BadInput("report.no_version", version=version, quarter=quarter.name, village=village)
        return submitted[version - 1]
    if submitted:
        return submitted[-1]
    with _progress(options, office, village) as done:
        return draft(office, quarter, village, done)


def _region(options: Asked, office: "Office", quarter: "Quarter", region: str) -> tuple[Sheets, bool]:
    from workflow.regions import place_names
    from workflow.report_paper import about_roll_up, paper, roll_up_document, roll_up_listings, signatures
    from workflow.reports import roll_up

    with _progress(options, office, region) as done:
        found = roll_up(office, quarter, region, done)
    listings = roll_up_listings(found, office.region_name(region), place_names(office))
    about = about_roll_up(found)
    return Sheets(
        (*listings[:-1], _with_notes(listings[-1], about)),
        document=lambda: roll_up_document(found),
        pdf=lambda: paper(listings, about, signatures(region)),
    ), all(rule.holds for rule in found.checks)


def _with_notes(listing: "Listing", notes: tuple[str, ...]) -> "Listing":
    return replace(listing, notes=notes)


def _quarter(office: "Office", name: str) -> "Quarter":
    """The quarter of a name; the one before today's where none is said."""
    from workflow.due import quarter_named
    from workflow.reports import last_quarter

    return quarter_named(name) if name else last_quarter(office)


def _progress(options: Asked, office: "Office", region: str) -> AbstractContextManager[Callable[[int], None]]:
    from workflow.ledger import size

    return progress(say("ledger.running"), size(office, options.today, region), quiet=bool(options.quiet))


def _tell_submitted(options: Asked, report: "Submitted") -> None:
    from workflow.report_paper import doubts, lateness, report_document

    if options.json:
        output.put_json_document(report_document(report))
        return
    output.put(report.number)
    for doubt in doubts(report.figures):
        tell(doubt)
    if report.days_late:
        tell(lateness(report))
