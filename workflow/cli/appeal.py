"""`dibao appeal`: the appeals against decisions, their last days, and who may decide them."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands("appeal")


@app.verb("list", "appeal.list")
def list_(
    context: typer.Context,
    village: Annotated[str, typer.Option("--village", metavar="CODE", help=say("appeal.option.village"))] = "",
    form: Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))] = None,
) -> None:
    """List appeals, the open ones first."""
    from workflow.appeal_paper import appeal_document, appeal_listing
    from workflow.appeals import appeals
    from workflow.listing import pdf_listing
    from workflow.regions import place_names

    options = asked(context)
    office = options.office(village)
    found = appeals(office, village)
    listing = appeal_listing(found, place_names(office), options.today)
    sheets = Sheets(
        (listing,),
        document=lambda: [appeal_document(entry, options.today) for entry in found],
        pdf=lambda: pdf_listing((listing,), office.region_name(village)),
    )
    hand_over(options, sheets, form=form, out=out)
