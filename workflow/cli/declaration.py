"""`dibao declaration`: declared near relatives of staff and cadres, the live cases they touch, and what changed."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands("declaration")

Region = Annotated[str, typer.Option("--village", metavar="CODE", help=say("declaration.option.village"))]
Of = Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))]


@app.verb("list", "declaration.list")
def list_(context: typer.Context, village: Region = "", form: Of = None, out: Out = None) -> None:
    """List declared near relatives, those that touch a live case first, and every change."""
    _hand_over(context, village, form, out, slice(None))


@app.verb("changes", "declaration.changes")
def changes(context: typer.Context, village: Region = "", form: Of = None, out: Out = None) -> None:
    """List what was declared, changed and ended, day by day."""
    _hand_over(context, village, form, out, slice(1, None))


def _hand_over(context: typer.Context, village: str, form: Form | None, out: Path | None, tables: slice) -> None:
    from workflow.declaration_paper import declaration_listings, declarations_document
    from workflow.declarations import declaration_changes, declarations
    from workflow.listing import pdf_listing
    from workflow.regions import place_names

    options = asked(context)
    office = options.office(village)
    found, changed = declarations(office, village), declaration_changes(office, village)
    listings = declaration_listings(found, changed, place_names(office), options.today)[tables]
    sheets = Sheets(
        listings,
        document=lambda: declarations_document(found, changed, options.today),
        pdf=lambda: pdf_listing(listings, office.region_name(village)),
    )
    hand_over(options, sheets, form=form, out=out)
