"""`dibao export`: households and their people as tables."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.diagnostics import tell
from workflow.cli.hand_over import named_form
from workflow.cli.options import Commands, asked
from workflow.errors import BadInput
from workflow.wording import say

app = Commands()


@app.verb("export", "exchange.export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("exchange.option.to"), show_default=False)],
    village: Annotated[str, typer.Option("--village", metavar="CODE", help=say("exchange.option.village"))] = "",
    stage: Annotated[str, typer.Option("--stage", help=say("case.option.stage"))] = "",
    table: Annotated[str, typer.Option("--table", help=say("exchange.option.table"))] = "people",
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help=say("exchange.option.why"))] = "",
) -> None:
    """Write households and their people to a workbook, or one of its tables to a CSV file."""
    from workflow.case_documents import wanted_cases
    from workflow.exchange.columns import TABLES
    from workflow.exchange.export import cases_of, exported, reason_of, write_table, write_workbook

    options = asked(context)
    office = options.office(village)
    if table not in TABLES:
        raise BadInput("exchange.no_table", table=table, tables=" ".join(TABLES))
    is_csv = named_form(file, "xlsx", "csv") == "csv"
    cases = cases_of(office, wanted_cases("", stage, village))
    households = exported(office, cases, reason_of(office, why, file))
    people = write_table(file, table, households) if is_csv else write_workbook(file, households)
    if not options.quiet:
        tell(say("exchange.exported", cases=f"{len(cases):,}", people=f"{people:,}", file=file))
