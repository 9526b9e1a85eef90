"""`dibao calendar`: the working calendar that deadlines are counted by."""

from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

app = Commands("calendar")


@app.verb("load", "calendar.load")
def load(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=say("calendar.option.file"), show_default=False)],
) -> None:
    """Load a year that has been announced."""
    from workflow.calendars import load_calendar, read_calendar

    options = asked(context)
    found = read_calendar(file)
    load_calendar(options.administration(), found)
    if not options.quiet:
        tell(say("calendar.loaded", year=found.year, holidays=len(found.holidays), workdays=len(found.workdays)))


@app.verb("show", "calendar.show")
def show(context: typer.Context) -> None:
    """Show which years are announced, and which the office has loaded itself."""
    options = asked(context)
    office = options.office()
    with office.naming() as read:
        loaded, _, _ = read.calendar()
    announced = office.calendar.announced
    if options.json:
        output.put_json({"announced": sorted(announced), "loaded": sorted(loaded)})
    else:
        output.put(
            say("calendar.years", first=min(announced), last=max(announced), loaded=" ".join(map(str, sorted(loaded))))
        )
