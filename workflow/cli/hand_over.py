"""A table handed over in the form that is asked for: to the terminal, to a file, or to what stdout is sent to."""

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, tell
from workflow.cli.options import Asked
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.listing import Listing


class Form(StrEnum):
    """The forms of a table."""

    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    PDF = "pdf"
    JSON = "json"


def hand_over(
    options: Asked,
    listings: "Sequence[Listing]",
    document: Callable[[], Any],
    *,
    form: Form | None,
    out: Path | None,
    office_name: str,
    signatures: Sequence[str] = (),
) -> None:
    """Write tables in a form: the one asked for, else JSON where `--json` is said, else what the file's name ends in.

    A CSV file holds the first table alone; `document` makes the JSON document.
    """
    wanted = form or (Form.JSON if options.json else _form_of(out))
    written = _written(wanted, listings, document, office_name, signatures)
    if out is not None:
        out.write_bytes(written)
        if not options.quiet:
            tell(say("cli.saved", file=out))
    elif wanted in {Form.XLSX, Form.PDF} and sys.stdout.isatty():
        tell(say("cli.needs_file", form=wanted.value))
        raise typer.Exit(int(Exit.USAGE))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()


def listing_lines(listing: "Listing") -> list[str]:
    """A table as aligned lines, its title above and its notes below."""
    heads, *rows = listing.shown()
    return [output.bold(listing.title), *output.table(rows, listing.align, heads=heads), *listing.notes]


def _form_of(out: Path | None) -> Form:
    """The form that a file's name asks for; a table where there is none."""
    suffix = out.suffix.lower().removeprefix(".") if out is not None else ""
    return Form(suffix) if suffix in set(Form) else Form.TABLE


def _written(
    form: Form, listings: "Sequence[Listing]", document: Callable[[], Any], office_name: str, signatures: Sequence[str]
) -> bytes:
    from workflow import listing

    match form:
        case Form.JSON:
            return (output.json_document(document()) + "\n").encode()
        case Form.CSV:
            return listing.csv_of(listings[0])
        case Form.XLSX:
            return listing.xlsx_of(listings)
        case Form.PDF:
            return listing.pdf_listing(listings, office_name, signatures)
        case Form.TABLE:
            return ("\n\n".join("\n".join(listing_lines(each)) for each in listings) + "\n").encode()
