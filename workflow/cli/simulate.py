"""`dibao simulate`: the caseload under another policy; nothing is written."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.diagnostics import progress, tell
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands()


@app.verb("simulate", "simulate")
def simulate(
    context: typer.Context,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=say("simulate.option.set"))
    ] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="FILE", help=say("simulate.option.sheet"))] = None,
    region: Annotated[
        str, typer.Option("--region", "--village", metavar="CODE", help=say("simulate.option.region"))
    ] = "",
    cases: Annotated[bool, typer.Option("--cases", help=say("simulate.option.cases"))] = False,
    form: Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))] = None,
) -> None:
    """Show who would enter, leave and be paid otherwise under another policy, and what it would cost."""
    from workflow.listing import pdf_listing
    from workflow.other_policy import OtherPolicy
    from workflow.regions import place_names
    from workflow.simulate import simulate as simulated
    from workflow.simulate import size
    from workflow.simulate_paper import simulation_document, simulation_listings

    options = asked(context)
    office = options.office()
    other = OtherPolicy.of(office, settings or (), sheet)
    with progress(say("simulate.running"), size(office, region), quiet=bool(options.quiet)) as done:

        def go_on(count: int) -> bool:
            done(count)
            return True

        found = simulated(office, other, region, go_on)
    if not options.quiet:
        for name in found.without_effect:
            tell(say("simulate.without_effect", parameter=name))
    listings = simulation_listings(found, place_names(office), cases=cases)
    sheets = Sheets(
        listings,
        document=lambda: simulation_document(found, cases=cases),
        pdf=lambda: pdf_listing(listings, office.region_name(region)),
    )
    hand_over(options, sheets, form=form, out=out)
