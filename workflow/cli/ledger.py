"""`dibao ledger`: every household and person of the caseload, a quarter's movement by batch, and the checks."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.diagnostics import Exit, progress
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, GroupOf, asked, day
from workflow.wording import say

app = Commands("ledger", cls=GroupOf)

Region = Annotated[str, typer.Option("--village", metavar="CODE", help=say("ledger.option.village"))]
Of = Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))]


@app.verb("show", "ledger.show")
def show(
    context: typer.Context,
    village: Region = "",
    as_of: Annotated[
        date | None, typer.Option("--as-of", parser=day, metavar="DATE", help=say("ledger.option.as_of"))
    ] = None,
    form: Of = None,
    out: Out = None,
) -> None:
    """Show or save the ledger to the household and the person."""
    from workflow.ledger import ledger, size
    from workflow.ledger_paper import entry_document, household_listing, paper_listings, person_listing, signatures
    from workflow.listing import of_office, pdf_listing
    from workflow.regions import place_names

    options = asked(context)
    office = options.office(village)
    wanted = as_of or options.today
    with progress(say("ledger.running"), size(office, wanted, village), quiet=bool(options.quiet)) as done:
        found = ledger(office, wanted, village, done)
    names = place_names(office)
    place = office.region_name(village)
    listings = of_office((household_listing(found, names, wanted), person_listing(found, names, wanted)), place)
    sheets = Sheets(
        listings,
        document=lambda: {
            "as_of": wanted.isoformat(),
            "region": village,
            "households": [entry_document(entry) for entry in found],
        },
        pdf=lambda: pdf_listing(paper_listings(found, names, wanted), place, signatures(village)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("township", "ledger.township")
def township(
    context: typer.Context,
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help=say("due.option.quarter"), show_default=False)] = "",
    village: Region = "",
    form: Of = None,
    out: Out = None,
) -> int:
    """Show or save a quarter's movement by batch, with the checks; exit 1 where one does not hold."""
    from workflow.due import quarter_named, quarter_of
    from workflow.ledger import checks, movement, size
    from workflow.ledger_paper import movement_document, movement_listings, signatures
    from workflow.listing import of_office, pdf_listing

    options = asked(context)
    office = options.office(village)
    wanted = quarter_named(quarter) if quarter else quarter_of(options.today)
    with progress(say("ledger.running"), size(office, options.today, village), quiet=bool(options.quiet)) as done:
        found = movement(office, wanted, village, done)
    place = office.region_name(village)
    listings = of_office(movement_listings(found), place)
    sheets = Sheets(
        listings,
        document=lambda: movement_document(found),
        pdf=lambda: pdf_listing(listings, place, signatures(village)),
    )
    hand_over(options, sheets, form=form, out=out)
    return int(Exit.DONE if all(rule.holds for rule in checks(found)) else Exit.REFUSED)
