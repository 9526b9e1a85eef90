"""`dibao county-report`: key support against the sheet's floor, causes and needs, referrals and their outcomes."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.diagnostics import progress
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands()


class Table(StrEnum):
    """The tables of the report, in their order."""

    KEY_SUPPORT = "key-support"
    CAUSES = "causes"
    NEEDS = "needs"
    REFERRALS = "referrals"
    OUTCOMES = "outcomes"


@app.verb("county-report", "county_report")
def county_report(
    context: typer.Context,
    period: Annotated[
        str, typer.Argument(metavar="PERIOD", help=say("county_report.option.period"), show_default=False)
    ] = "",
    village: Annotated[str, typer.Option("--village", metavar="CODE", help=say("county_report.option.village"))] = "",
    table: Annotated[Table | None, typer.Option("--table", help=say("county_report.option.table"))] = None,
    form: Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))] = None,
) -> None:
    """Show or save the county's report of a year or quarter, by township."""
    from workflow import county_report as report
    from workflow.county_report_paper import about_county_report, county_document, county_listings
    from workflow.ledger import size
    from workflow.report_paper import paper, signatures

    options = asked(context)
    office = options.office(village)
    wanted = report.period_named(office, period)
    with progress(say("ledger.running"), size(office, options.today, village), quiet=bool(options.quiet)) as done:
        found = report.county_report(office, wanted, village, done)
    names = office.region_names()
    listings = county_listings(found, names, office.region_name(village))
    about = about_county_report(found)
    chosen = listings if table is None else (listings[list(Table).index(table)],)
    sheets = Sheets(
        (*chosen[:-1], replace(chosen[-1], notes=about)),
        document=lambda: county_document(found, names),
        pdf=lambda: paper(chosen, about, signatures(village)),
    )
    hand_over(options, sheets, form=form, out=out)
