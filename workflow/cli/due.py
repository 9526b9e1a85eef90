"""`dibao due`: the quarter's due list, in every form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.hand_over import Form, Sheets, hand_over, hand_over_bytes, named_form
from workflow.cli.options import Asked, Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.due import Quarter
    from workflow.office import Office

app = Commands()


@app.verb("due", "due")
def due(
    context: typer.Context,
    quarter: Annotated[str | None, typer.Argument(metavar="[QUARTER]", help=say("due.option.quarter"))] = None,
    village: Annotated[str, typer.Option("--village", metavar="CODE", help=say("due.option.village"))] = "",
    form: Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))] = None,
    to_print: Annotated[bool, typer.Option("--print", help=say("due.option.print"))] = False,
    round_: Annotated[bool, typer.Option("--round", help=say("due.option.round"))] = False,
    printer: Annotated[str, typer.Option("--printer", metavar="NAME", help=say("due.option.printer"))] = "",
) -> None:
    """Show, save or print what is due in a quarter, overdue first."""
    from workflow.due import due_document, due_list, quarter_named, quarter_of
    from workflow.due_paper import due_listing, due_pdf, title
    from workflow.printing import print_pdf
    from workflow.regions import names_within
    from workflow.settings import read_settings

    options = asked(context)
    office = options.office(village)
    wanted_quarter = quarter_named(quarter) if quarter else quarter_of(options.today)
    if round_:
        _visit_round(options, office, wanted_quarter, village, out)
        return
    found, names = due_list(office, wanted_quarter, village), names_within(office, village)
    if to_print or printer:
        print_pdf(
            due_pdf(found, names, office.region_name(village)),
            title(found),
            printer or read_settings().printer,
        )
        return
    sheets = Sheets(
        (due_listing(found, names),),
        document=lambda: due_document(found),
        pdf=lambda: due_pdf(found, names, office.region_name(village)),
        saved=say("due.saved", file=out, items=f"{len(found.items):,}"),
    )
    hand_over(options, sheets, form=form, out=out)


def _visit_round(options: Asked, office: "Office", quarter: "Quarter", village: str, out: Path | None) -> None:
    """A village's visits as one sheet: to a file, or to what stdout is sent to."""
    from workflow.visit_round import round_pdf, visit_round

    names = office.village_names()
    if village not in names:
        raise BadInput("due.round.needs_village")
    if out is not None:
        named_form(out, "", "pdf")
    found = visit_round(office, quarter, village)
    hand_over_bytes(options, round_pdf(found, names[village]), Form.PDF, out, say("cli.saved", file=out))
