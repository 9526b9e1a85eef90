"""`dibao region`: the county, townships and villages that an office works in."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands("region")


@app.verb("load", "region.load")
def load(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("region.option.file"), show_default=False)],
) -> None:
    """Read the regions of a file."""
    from workflow.region_file import load_regions

    options = asked(context)
    added, renamed = load_regions(options.administration(), file)
    tell(say("region.loaded", added=f"{added:,}", renamed=f"{renamed:,}"))


@app.verb("list", "region.list")
def list_(context: typer.Context) -> None:
    """List the regions."""
    from workflow.regions import regions_of

    options = asked(context)
    found = regions_of(options.office())
    if options.json:
        output.put_json_document(
            [{"code": r.code, "name": r.name, "name_en": r.name_en, "level": r.level} for r in found]
        )
        return
    labels = tuple(say(f"region.column.{name}") for name in ("code", "name", "level"))
    for line in output.table([(r.code, r.shown, say(f"region.level.{r.level}")) for r in found], "lll", labels=labels):
        output.put(line)
