"""`dibao notice`: lists for the villages' boards, who waits for one, and what was objected."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from workflow.cli.diagnostics import tell
from workflow.cli.hand_over import Form, Sheets, hand_over, hand_over_bytes, named_form
from workflow.cli.options import Commands, asked, day
from workflow.wording import finding_text, in_language, say

app = Commands("notice")

Region = Annotated[str, typer.Option("--village", metavar="CODE", help=say("notice.option.region"))]
Number = Annotated[str, typer.Argument(metavar="BATCH", help=say("notice.option.batch"), show_default=False)]
Of = Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))]
MONTHS_BACK = 3


class BoardForm(StrEnum):
    """The forms of a list for the board."""

    TEXT = "text"
    PDF = "pdf"


@app.verb("waiting", "notice.waiting")
def waiting(context: typer.Context, village: Region = "", form: Of = None, out: Out = None) -> None:
    """Show the cases that wait for a notice, and what holds others back."""
    from workflow.listing import pdf_listing
    from workflow.notice_paper import waiting_document, waiting_listing
    from workflow.notices import waiting as who_waits
    from workflow.regions import place_names

    options = asked(context)
    office = options.office(village)
    found = who_waits(office, village)
    listing = waiting_listing(found, place_names(office))
    sheets = Sheets(
        (listing,),
        document=lambda: [waiting_document(each) for each in found],
        pdf=lambda: pdf_listing((listing,), office.region_name(village)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("post", "notice.post")
def post(
    context: typer.Context,
    village: Annotated[
        str, typer.Option("--village", metavar="CODE", help=say("notice.option.village"), show_default=False)
    ],
    place: Annotated[str, typer.Option("--place", metavar="TEXT", help=say("notice.option.place"), show_default=False)],
) -> None:
    """Post a notice of every case of a village that waits for one."""
    from workflow.listing import pdf_listing
    from workflow.notice_paper import batch_document, batch_listing
    from workflow.notices import post as post_batch
    from workflow.regions import place_names

    options = asked(context)
    office = options.office()
    posted = post_batch(office, village, place)
    listing = batch_listing(posted.batch, place_names(office))
    sheets = Sheets(
        (listing,),
        document=lambda: batch_document(posted.batch),
        pdf=lambda: pdf_listing((listing,), office.region_name(village)),
    )
    hand_over(options, sheets, form=None, out=None)
    for each in posted.held:
        tell(say("notice.held", case=each.case, why=" ".join(finding_text(finding) for finding in each.wanted.bars)))


@app.verb("list", "notice.list")
def list_(
    context: typer.Context,
    village: Region = "",
    since: Annotated[
        date | None, typer.Option("--since", parser=day, metavar="DATE", help=say("notice.option.since"))
    ] = None,
    form: Of = None,
    out: Out = None,
) -> None:
    """Show the batches of the last months, the newest first."""
    from states.months import add_months
    from workflow.listing import pdf_listing
    from workflow.notice_paper import batch_document, batches_listing
    from workflow.notices import batches
    from workflow.regions import place_names

    options = asked(context)
    office = options.office(village)
    found = batches(office, since or add_months(options.today, -MONTHS_BACK), village)
    listing = batches_listing(found, place_names(office))
    sheets = Sheets(
        (listing,),
        document=lambda: [batch_document(batch) for batch in found],
        pdf=lambda: pdf_listing((listing,), office.region_name(village)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("show", "notice.show")
def show(context: typer.Context, batch: Number, form: Of = None, out: Out = None) -> None:
    """Show a batch: its cases, what became of them, the objections and their outcome."""
    from workflow.listing import pdf_listing
    from workflow.notice_paper import batch_document, batch_listing
    from workflow.notices import batch_of
    from workflow.regions import place_names

    options = asked(context)
    office = options.office()
    found = batch_of(office, batch)
    listing = batch_listing(found, place_names(office))
    sheets = Sheets(
        (listing,),
        document=lambda: batch_document(found),
        pdf=lambda: pdf_listing((listing,), office.region_name(found.village)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("print", "notice.print")
def print_(
    context: typer.Context,
    batch: Number,
    form: Annotated[BoardForm | None, typer.Option("--format", help=say("notice.option.format"))] = None,
    out: Out = None,
    phone: Annotated[str, typer.Option("--phone", metavar="TEXT", help=say("notice.option.phone"))] = "",
    to_print: Annotated[bool, typer.Option("--print", help=say("due.option.print"))] = False,
    printer: Annotated[str, typer.Option("--printer", metavar="NAME", help=say("due.option.printer"))] = "",
) -> None:
    """Make the list for the board: as text, as PDF, or printed; in Chinese unless --lang says otherwise."""
    from workflow.notice_paper import board_pdf, board_text, places_of
    from workflow.notices import batch_of
    from workflow.printing import print_pdf
    from workflow.settings import read_settings

    options = asked(context)
    office = options.office()
    found = batch_of(office, batch)
    with in_language(options.lang.value if options.lang is not None else "zh"):
        places = places_of(office, found)
        if to_print or printer:
            print_pdf(board_pdf(found, places, phone), say("notice.board.title"), printer or read_settings().printer)
            return
        as_pdf = _board_form(form, out) is BoardForm.PDF
        written = board_pdf(found, places, phone) if as_pdf else board_text(found, places, phone).encode()
    hand_over_bytes(options, written, Form.PDF if as_pdf else Form.TABLE, out, say("cli.saved", file=out))


def _board_form(form: BoardForm | None, out: Path | None) -> BoardForm:
    """The form that is asked for, or else that the file's name asks for; text where neither says one."""
    if out is None:
        return form or BoardForm.TEXT
    can = {"txt" if each is BoardForm.TEXT else each.value: each for each in ((form,) if form else BoardForm)}
    suffix = named_form(out, "", *can)
    return form or can.get(suffix, BoardForm.TEXT)
