"""`dibao import`: the households of a table taken in, bad rows back with their reasons."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.hand_over import Form, hand_over_bytes
from workflow.cli.options import Asked, Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.exchange.importing import Imported
    from workflow.exchange.reading import Tables

app = Commands()
SHOWN = 20
"""Rejected households whose reasons are told at once; the file has all."""


@app.verb("import", "exchange.import")
def import_(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=say("exchange.option.file"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("exchange.option.dry_run"))] = False,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="FILE", help=say("exchange.option.template"))
    ] = None,
) -> int:
    """Take in the households of a table; bad rows go to a file with the reasons."""
    from workflow.exchange.importing import import_tables
    from workflow.exchange.reading import read_tables

    options = asked(context)
    if template is not None:
        _write_template(options, template)
        return int(Exit.DONE)
    if file is None:
        raise BadInput("exchange.no_file")
    tables = read_tables(file)
    office = options.office()
    with progress(say("exchange.running"), len(tables.households), quiet=bool(options.quiet)) as done:
        found = import_tables(office, tables, done, dry_run=dry_run)
    beside = _write_rejected(file, tables, found)
    if options.json:
        output.put_json_document(_document(found, beside))
    else:
        _tell(found, beside, dry_run=dry_run)
    return int(Exit.REFUSED if found.rejected else Exit.DONE)


def _write_template(options: Asked, file: Path) -> None:
    from workflow.exchange.template import template

    hand_over_bytes(options, template(), Form.XLSX, file, say("cli.saved", file=file))


def _write_rejected(file: Path, tables: "Tables", found: "Imported") -> Path | None:
    """The rejected households in a file beside the one that was read; None where there are none."""
    from workflow.exchange.rejected import rejected_listings
    from workflow.listing import xlsx_of

    if not found.rejected:
        return None
    beside = file.with_name(f"{file.name}.rejected.xlsx")
    beside.write_bytes(xlsx_of(rejected_listings(tables, found.rejected)))
    return beside


def _document(found: "Imported", beside: Path | None) -> dict[str, object]:
    return {
        "rows": found.rows,
        "opened": found.opened,
        "unchanged": found.unchanged,
        "rejected": [{"household": each.draft.told_key, "reasons": list(each.reasons)} for each in found.rejected],
        "rejected_file": str(beside) if beside is not None else None,
    }


def _tell(found: "Imported", beside: Path | None, *, dry_run: bool) -> None:
    for each in found.rejected[:SHOWN]:
        for reason in each.reasons:
            tell(say("exchange.rejected_one", key=each.draft.told_key, reason=reason))
    if len(found.rejected) > SHOWN:
        tell(say("exchange.more", count=f"{len(found.rejected) - SHOWN:,}"))
    tell(
        say(
            "exchange.would" if dry_run else "exchange.done",
            rows=f"{found.rows:,}",
            opened=f"{len(found.opened):,}",
            unchanged=f"{found.unchanged:,}",
            rejected=f"{len(found.rejected):,}",
        )
    )
    if beside is not None:
        tell(say("exchange.see", file=beside))
