"""`dibao case what-if`: a case beside itself under other circumstances; nothing is changed."""

from datetime import date
from typing import Annotated

import typer

from workflow.cli import output
from workflow.cli.options import asked, day
from workflow.wording import say

Many = list[str] | None


def _lever(flag: str, shape: str, name: str) -> typer.models.OptionInfo:
    """An option that may be given several times."""
    found: typer.models.OptionInfo = typer.Option(flag, metavar=shape, help=say(f"case.option.{name}"))
    return found


def what_if(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)],
    income: Annotated[Many, _lever("--income", "MEMBER:KIND=YUAN", "income")] = None,
    medical: Annotated[Many, _lever("--medical", "MEMBER=YUAN", "medical")] = None,
    without: Annotated[Many, _lever("--without", "MEMBER", "without")] = None,
    not_counted: Annotated[Many, _lever("--not-counted", "MEMBER=REASON", "not_counted")] = None,
    disability: Annotated[Many, _lever("--disability", "MEMBER=CLASS:LEVEL", "disability")] = None,
    illness: Annotated[Many, _lever("--illness", "MEMBER=ILLNESS", "illness")] = None,
    job: Annotated[Many, _lever("--job", "MEMBER=DATE", "job")] = None,
    owned: Annotated[Many, _lever("--property", "FIELD=VALUE", "property")] = None,
    add: Annotated[Many, _lever("--add", "AGE[,NAME=VALUE]", "add")] = None,
    region: Annotated[str, typer.Option("--region", "--sheet", metavar="CODE", help=say("case.option.region"))] = "",
    sheet_on: Annotated[
        date | None, typer.Option("--sheet-on", parser=day, metavar="DATE", help=say("case.option.sheet_on"))
    ] = None,
) -> None:
    """Compare a case's amounts with what they would be, month by month."""
    from workflow.case_documents import what_if_document
    from workflow.cli.case_page import what_if_page
    from workflow.what_if_written import Levers, what_if_of

    levers = Levers(
        income=income or (),
        medical=medical or (),
        without=without or (),
        not_counted=not_counted or (),
        disability=disability or (),
        illness=illness or (),
        job=job or (),
        owned=owned or (),
        add=add or (),
        region=region,
        sheet_on=sheet_on,
    )
    options = asked(context)
    found = what_if_of(options.office(), case_id, levers)
    if options.json:
        output.put_json_document(what_if_document(found))
        return
    for line in what_if_page(found):
        output.put(line)
