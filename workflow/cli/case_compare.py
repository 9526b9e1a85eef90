"""`dibao case compare`: two decisions of a case side by side."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.options import asked
from workflow.what_if_words import signed
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.decided import Comparison

Number = Annotated[int | None, typer.Argument(metavar="A", help=say("compare.option.first"), show_default=False)]


def compare(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)],
    first: Number = None,
    second: Annotated[
        int | None, typer.Argument(metavar="B", help=say("compare.option.second"), show_default=False)
    ] = None,
    whole: Annotated[bool, typer.Option("--all", help=say("compare.option.all"))] = False,
) -> None:
    """Lay two decisions of a case side by side: what differs, and by how much each part of the amount."""
    from workflow.decided import compare as lay
    from workflow.decided import comparison_document

    options = asked(context)
    found = lay(options.office(), case_id, first, second)
    if options.json:
        output.put_json_document(comparison_document(found, whole=whole))
        return
    for line in _page(found, whole=whole):
        output.put(line)


def _page(found: "Comparison", *, whole: bool) -> Iterator[str]:
    yield output.bold(
        say(
            "compare.title",
            case=found.before.case.id,
            first=found.before.decision.seq,
            second=found.after.decision.seq,
            difference=signed(found.monthly),
        )
    )
    rows = found.rows if whole else found.differences
    if not rows:
        yield say("compare.same")
    for group, of_group in groupby(rows, key=lambda row: row.group):
        yield ""
        heading = (output.bold(say(f"compare.group.{group}")), say("compare.before"), say("compare.after"), "")
        cells = [
            (row.label, row.before or "-", row.after or "-", signed(row.fen) if row.fen else "") for row in of_group
        ]
        align = "lrrr" if group == "amount" else "lllr"
        yield from output.table(cells, align, heads=heading)
