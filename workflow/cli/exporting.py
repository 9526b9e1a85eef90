"""`dibao export`: households and their people as tables."""

from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.hand_over import Form, hand_over_bytes
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
    from workflow.exchange.export import cases_of, exported
    from workflow.listing import csv_of, xlsx_of

    options = asked(context)
    office = options.office()
    if table not in TABLES:
        raise BadInput("exchange.no_table", table=table, tables=" ".join(TABLES))
    cases = cases_of(office, wanted_cases("", stage, village))
    listings = exported(office, cases, why or say("exchange.why", file=file.name))
    form = Form.CSV if file.suffix.lower() == ".csv" else Form.XLSX
    written = csv_of(listings[list(TABLES).index(table)]) if form is Form.CSV else xlsx_of(listings)
    told = say("exchange.exported", cases=f"{len(cases):,}", people=f"{len(listings[0].rows):,}", file=file)
    hand_over_bytes(options, written, form, file, told)
