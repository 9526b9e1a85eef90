"""`dibao due`: the quarter's due list, in every form."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.due import DueList, Quarter
    from workflow.office import Office

app = Commands()


class Form(StrEnum):
    """The forms of the list."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    JSON = "json"


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
    from workflow.due import due_list, quarter_named, quarter_of
    from workflow.due_paper import due_pdf, title
    from workflow.printing import print_pdf
    from workflow.settings import read_settings

    options = asked(context)
    office = options.office()
    wanted_quarter = quarter_named(quarter) if quarter else quarter_of(options.today)
    if round_:
        _visit_round(office, wanted_quarter, village, out)
        return
    found = due_list(office, wanted_quarter, village)
    if to_print or printer:
        print_pdf(
            due_pdf(found, office.village_names(), office.region_name(village)),
            title(found),
            printer or read_settings().printer,
        )
        return
    wanted = form or (Form.JSON if options.json else _form_of(out))
    written = _written(found, office, wanted, village)
    if out is not None:
        out.write_bytes(written)
        if not options.quiet:
            tell(say("due.saved", file=out, items=f"{len(found.items):,}"))
    elif wanted in {Form.XLSX, Form.PDF} and sys.stdout.isatty():
        tell(say("due.needs_file", form=wanted.value))
        raise typer.Exit(2)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()


def _visit_round(office: "Office", quarter: "Quarter", village: str, out: Path | None) -> None:
    """A village's visits as one sheet: to a file, or to what stdout is sent to."""
    from workflow.visit_round import round_pdf, visit_round

    names = office.village_names()
    if village not in names:
        raise BadInput("due.round.needs_village")
    if out is None and sys.stdout.isatty():
        tell(say("due.needs_file", form="pdf"))
        raise typer.Exit(2)
    written = round_pdf(visit_round(office, quarter, village), names[village])
    if out is not None:
        out.write_bytes(written)
    else:
        sys.stdout.buffer.write(written)


def _form_of(out: Path | None) -> Form:
    """The form that a file's name asks for; a table where there is none."""
    suffix = out.suffix.lower().removeprefix(".") if out is not None else ""
    return Form(suffix) if suffix in set(Form) else Form.TABLE


def _written(found: "DueList", office: "Office", form: Form, village: str) -> bytes:
    """The list's bytes in a form."""
    from workflow import due_paper
    from workflow.due import due_document

    names = office.village_names()
    match form:
        case Form.JSON:
            return (output.json_document(due_document(found)) + "\n").encode()
        case Form.CSV:
            return due_paper.due_csv(found, names)
        case Form.XLSX:
            return due_paper.due_xlsx(found, names)
        case Form.PDF:
            return due_paper.due_pdf(found, names, office.region_name(village))
        case Form.TABLE:
            rows = output.table(due_paper.due_rows(found, names), "lllllllll", heads=due_paper.headings())
            lines = [due_paper.title(found), *rows, due_paper.completeness(found)]
            return ("\n".join(lines) + "\n").encode()
