"""A table handed over in the form that is asked for: to the terminal, to a file, or to what stdout is sent to."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, tell
from workflow.cli.options import Asked
from workflow.errors import BadInput
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


@dataclass(frozen=True, slots=True)
class Sheets:
    """What is handed over: tables, and how the JSON document and the PDF of the same are made, when they are asked for.

    `saved` is said when a file was written.
    """

    listings: "Sequence[Listing]"
    document: Callable[[], Any]
    pdf: Callable[[], bytes]
    saved: str = ""


def hand_over(options: Asked, sheets: Sheets, *, form: Form | None, out: Path | None) -> None:
    """Write tables in a form: the one asked for, else JSON where `--json` is said, else what the file's name ends in.

    A CSV file holds the first table alone.
    """
    wanted = _form_of(form or (Form.JSON if options.json else None), out)
    hand_over_bytes(options, _written(wanted, sheets), wanted, out, sheets.saved or say("cli.saved", file=out))


def hand_over_bytes(options: Asked, written: bytes, form: Form, out: Path | None, saved: str) -> None:
    """Write bytes to a file, or to what stdout is sent to: a workbook or a PDF never to a terminal."""
    if out is not None:
        out.write_bytes(written)
        if not options.quiet:
            tell(saved)
    elif form in {Form.XLSX, Form.PDF} and sys.stdout.isatty():
        tell(say("cli.needs_file", form=form.value))
        raise typer.Exit(int(Exit.USAGE))
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()


def listing_lines(listing: "Listing") -> list[str]:
    """A table as aligned lines, its title above and its notes below."""
    heads, *rows = listing.shown()
    return [output.bold(listing.heading), *output.table(rows, listing.align, heads=heads), *listing.notes]


def named_form(out: Path, *forms: str) -> str:
    """What a file's name ends in, of the `forms` that can be written there; "" is among them where it may say none.

    BadInput: it ends in another, so that the file would not hold what its name says.
    """
    suffix = out.suffix.lower().removeprefix(".")
    if suffix not in forms:
        raise BadInput("cli.wrong_suffix", file=out, forms=" ".join(f".{form}" for form in forms if form))
    return suffix


def _form_of(form: Form | None, out: Path | None) -> Form:
    """The form that is asked for, or else that a file's name asks for; a table where neither says one."""
    if out is None:
        return form or Form.TABLE
    can = {"txt" if each is Form.TABLE else each.value: each for each in ((form,) if form else Form)}
    suffix = named_form(out, "", *can)
    return form or can.get(suffix, Form.TABLE)


def _written(form: Form, sheets: Sheets) -> bytes:
    from workflow.listing import csv_of, xlsx_of

    match form:
        case Form.JSON:
            return (output.json_document(sheets.document()) + "\n").encode()
        case Form.CSV:
            return csv_of(sheets.listings[0])
        case Form.XLSX:
            return xlsx_of(sheets.listings)
        case Form.PDF:
            return sheets.pdf()
        case Form.TABLE:
            return ("\n\n".join("\n".join(listing_lines(each)) for each in sheets.listings) + "\n").encode()
