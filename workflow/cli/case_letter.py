"""`dibao case letter`: the letter about a decision, as text, as a PDF, or from the printer."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.hand_over import Form, hand_over_bytes, named_form
from workflow.cli.options import asked
from workflow.wording import say


def letter(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)],
    decision: Annotated[
        int | None, typer.Option("--decision", metavar="N", help=say("case.letter.option.decision"))
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("case.letter.option.out"))] = None,
    to_print: Annotated[bool, typer.Option("--print", help=say("case.letter.option.print"))] = False,
    printer: Annotated[str, typer.Option("--printer", metavar="NAME", help=say("due.option.printer"))] = "",
) -> None:
    """Write the letter that tells a household what was decided."""
    from workflow.letter_paper import letter_pdf, letter_text
    from workflow.letters import decision_letter, letter_document
    from workflow.printing import print_pdf
    from workflow.settings import read_settings

    options = asked(context)
    found = decision_letter(options.office(), case_id, decision)
    if to_print or printer:
        print_pdf(letter_pdf(found), found.title, printer or read_settings().printer)
    elif options.json:
        output.put_json_document(letter_document(found))
    else:
        as_text = out is None or named_form(out, "", "txt", "pdf") == "txt"
        written = letter_text(found).encode() if as_text else letter_pdf(found)
        form = Form.TABLE if as_text else Form.PDF
        hand_over_bytes(options, written, form, out, say("letter.saved", number=found.number, file=out))
