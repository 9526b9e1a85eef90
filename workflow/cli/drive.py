"""`dibao drive`: a comprehensive verification drive over a village or township, begun, shown, listed, finished."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import progress, tell
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Asked, Commands, GroupOf, asked, day
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.drive_record import DriveRecord
    from workflow.office import Office

app = Commands("drive", cls=GroupOf)

MOST_DRIVES = 100_000

Number = Annotated[
    int | None,
    typer.Argument(metavar="NUMBER", max=MOST_DRIVES, help=say("drive.option.number"), show_default=False),
]
Of = Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))]


@app.verb("begin", "drive.begin")
def begin(
    context: typer.Context,
    region: Annotated[
        str, typer.Option("--village", metavar="CODE", help=say("drive.option.region"), show_default=False)
    ],
    until: Annotated[
        date | None, typer.Option("--until", parser=day, metavar="DATE", help=say("drive.option.until"))
    ] = None,
) -> None:
    """Begin a drive over a village or township today."""
    from workflow import drives

    options = asked(context)
    office = options.office()
    with _progress(options, drives.size(office, region)) as done:
        begun = drives.begin(office, region, until, done)
    said = say("drive.begun", number=begun.number, count=len(begun.households), due_on=begun.due_on)
    _tell(options, begun, said)


@app.verb("show", "drive.show")
def show(
    context: typer.Context,
    number: Number = None,
    form: Of = None,
    out: Out = None,
    to_print: Annotated[bool, typer.Option("--print", help=say("due.option.print"))] = False,
    printer: Annotated[str, typer.Option("--printer", metavar="NAME", help=say("due.option.printer"))] = "",
) -> None:
    """Show a drive as it goes, or as it was signed."""
    from workflow import drives
    from workflow.printing import print_pdf
    from workflow.settings import read_settings

    options = asked(context)
    office = options.office()
    wanted = number if number is not None else drives.newest_drive(office)
    with _progress(options, drives.households_of(office, wanted)) as done:
        sheets = _sheets(office, drives.drive(office, wanted, done), for_programs=_is_csv(form, out))
    if to_print or printer:
        print_pdf(sheets.pdf(), sheets.listings[0].title, printer or read_settings().printer)
    else:
        hand_over(options, sheets, form=form, out=out)


@app.verb("list", "drive.list")
def list_(
    context: typer.Context,
    within: Annotated[str, typer.Option("--village", metavar="CODE", help=say("drive.option.within"))] = "",
    form: Of = None,
    out: Out = None,
) -> None:
    """Show the drives over a region."""
    from workflow.drive_paper import list_document, list_listing
    from workflow.drives import drives
    from workflow.listing import pdf_listing

    options = asked(context)
    office = options.office(within)
    found = drives(office, within)
    listing = list_listing(found, office.region_names())
    sheets = Sheets(
        (listing,),
        document=lambda: [list_document(each) for each in found],
        pdf=lambda: pdf_listing((listing,), office.region_name(within)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("finish", "drive.finish")
def finish(
    context: typer.Context,
    number: Number = None,
    signed_by: Annotated[str, typer.Option("--signed-by", metavar="NAME", help=say("drive.option.signed_by"))] = "",
    explain: Annotated[str, typer.Option("--explain", metavar="TEXT", help=say("drive.option.explain"))] = "",
) -> None:
    """Finish a drive with a signature; what it found is frozen."""
    from workflow import drives

    options = asked(context)
    office = options.office()
    wanted = number if number is not None else drives.newest_drive(office)
    with _progress(options, drives.households_of(office, wanted)) as done:
        finished = drives.finish(office, wanted, signed_by, explain, done)
    _tell(options, finished, say("drive.finished", number=wanted))


def _sheets(office: "Office", found: "DriveRecord", *, for_programs: bool) -> Sheets:
    """A drive's tables; for programs the households come first, for that table alone is written."""
    from workflow.drive_paper import drive_document, drive_listings
    from workflow.listing import pdf_listing

    region = office.region_name(found.region)
    listings = drive_listings(found, region, office.village_names())
    return Sheets(
        listings[::-1] if for_programs else listings,
        document=lambda: drive_document(found),
        pdf=lambda: pdf_listing(listings, region, (say("drive.signed.surveyors"), say("drive.signed.leader"))),
    )


def _is_csv(form: Form | None, out: Path | None) -> bool:
    return form is Form.CSV or (form is None and out is not None and out.suffix.lower() == ".csv")


def _progress(options: Asked, count: int) -> AbstractContextManager[Callable[[int], None]]:
    return progress(say("drive.running"), count, quiet=bool(options.quiet))


def _tell(options: Asked, found: "DriveRecord", said: str) -> None:
    """The drive's number, or the whole of it as JSON."""
    from workflow.drive_paper import drive_document

    if options.json:
        output.put_json_document(drive_document(found))
        return
    output.put(str(found.number))
    if not options.quiet:
        tell(said)
