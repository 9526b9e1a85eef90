"""`dibao duties`: exceptions from the separation of duties, which the county records for a township of two."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.cli.options import Commands, asked, day
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.duties import TownshipException

app = Commands("duties")

IN_REGION = typer.Option("--region", metavar="CODE", help=say("duties.option.region"), show_default=False)
COLUMNS = ("number", "region", "begins_on", "until", "state", "made_by", "acts", "reason")


@app.verb("except", "duties.except")
def except_(
    context: typer.Context,
    region: Annotated[str, IN_REGION],
    reason: Annotated[str, typer.Option("--reason", help=say("duties.option.reason"), show_default=False)],
    until: Annotated[
        date, typer.Option("--until", parser=day, metavar="DATE", help=say("duties.option.until"), show_default=False)
    ],
    from_: Annotated[
        date | None, typer.Option("--from", parser=day, metavar="DATE", help=say("duties.option.from"))
    ] = None,
) -> None:
    """Let who verifies cases of a township enroll them as well, for some time."""
    from workflow.duties import record_exception

    options = asked(context)
    made = record_exception(options.office(), region, reason, from_ or options.today, until)
    _tell(context, "made", made)


@app.verb("end", "duties.end")
def end(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help=say("duties.option.number"), show_default=False)],
) -> None:
    """End an exception before its time."""
    from workflow.duties import end_early

    _tell(context, "ended", end_early(asked(context).office(), number))


@app.verb("list", "duties.list")
def list_(context: typer.Context, region: Annotated[str, IN_REGION] = "") -> None:
    """List the exceptions, the newest first, and how many acts were done under each."""
    from workflow.duties import exceptions

    options = asked(context)
    found = exceptions(options.office(region), region)
    if options.json:
        output.put_json_document([_document(each, options.today) for each in found])
        return
    labels = tuple(say(f"duties.column.{name}") for name in COLUMNS)
    rows = [tuple(str(_shown(each, name, options.today)) for name in COLUMNS) for each in found]
    for line in output.table(rows, "rlllllrl", labels=labels):
        output.put(line)


def _shown(each: "TownshipException", column: str, today: date) -> object:
    return say(f"duties.{each.state_on(today)}") if column == "state" else getattr(each, column)


def _document(each: "TownshipException", today: date) -> dict[str, Any]:
    return {
        "number": each.number,
        "region": each.region,
        "reason": each.reason,
        "from": each.begins_on.isoformat(),
        "until": each.until.isoformat(),
        "state": each.state_on(today),
        "made_by": each.made_by,
        "ended_on": each.ended_on.isoformat() if each.ended_on else None,
        "ended_by": each.ended_by,
        "acts": each.acts,
    }


def _tell(context: typer.Context, what: str, each: "TownshipException") -> None:
    options = asked(context)
    if options.json:
        output.put_json_document(_document(each, options.today))
    elif not options.quiet:
        told = {"number": each.number, "region": each.region, "begins_on": each.begins_on, "until": each.until}
        tell(say(f"duties.{what}", today=options.today, **told))
