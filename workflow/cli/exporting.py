"""`dibao export`: households and their people as tables."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.diagnostics import tell
from workflow.cli.hand_over import named_form
from workflow.cli.options import Commands, InStage, asked
from workflow.errors import BadInput
from workflow.wording import say
from workflow.written_codes import code_written

app = Commands()


@app.verb("export", "exchange.export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("exchange.option.to"), show_default=False)],
    village: Annotated[str, typer.Option("--village", metavar="CODE", help=say("exchange.option.village"))] = "",
    stage: InStage = None,
    table: Annotated[str, typer.Option("--table", help=say("exchange.option.table"))] = "people",
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help=say("exchange.option.reason"))] = "",
) -> None:
    """Write households and their people to a workbook, or one of its tables to a CSV file."""
    from workflow.cases import ListFilter
    from workflow.disclosure import said_why
    from workflow.exchange.columns import TABLES
    from workflow.exchange.export import cases_of, exported, write_table, write_workbook

    options = asked(context)
    office = options.office(village)
    chosen = code_written(table, TABLES, lambda name: say(f"exchange.table.{name}"))
    if chosen is None:
        raise BadInput("exchange.no_table", table=table, tables=" ".join(TABLES))
    is_csv = named_form(file, "xlsx", "csv") == "csv"
    cases = cases_of(office, ListFilter(stage=stage, village=village))
    households = exported(office, cases, said_why(reason))
    people = write_table(file, chosen, households) if is_csv else write_workbook(file, households)
    if not options.quiet:
        tell(say("exchange.exported", cases=f"{len(cases):,}", people=f"{people:,}", file=file))
