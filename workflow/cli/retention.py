"""`dibao retention`: take away what names people in cases that are over for longer than their data may be kept."""

from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import progress, tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands()


@app.verb("retention", "retention")
def retention(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("retention.option.dry_run"))] = False,
) -> None:
    """Reduce the cases whose term is over; their amounts, days and decisions stay."""
    from workflow.retention import expired, reduce

    options = asked(context)
    office = options.office()
    found = expired(office)
    if not dry_run:
        with progress(say("retention.reducing"), len(found), quiet=bool(options.quiet)) as done:
            for count, _ in enumerate(reduce(office, found), 1):
                done(count)
    cases = [case for each in found for case in each.cases]
    if options.json:
        output.put_json_document({"cases": cases, "dry_run": dry_run})
        return
    for case in cases:
        output.put(case)
    if not options.quiet:
        tell(say("retention.would" if dry_run else "retention.done", cases=f"{len(cases):,}"))
