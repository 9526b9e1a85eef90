"""`dibao case split`, `move-member`, `merge`: households that part, and people who go from one case to another."""

from datetime import date
from typing import Annotated

import typer

from workflow.cli.diagnostics import tell
from workflow.cli.options import asked, day
from workflow.wording import say

Id = Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)]
Into = Annotated[str, typer.Argument(metavar="INTO", help=say("case.option.into_id"), show_default=False)]
Dated = Annotated[date | None, typer.Option("--dated", parser=day, metavar="DATE", help=say("case.record.dated"))]


def split(
    context: typer.Context,
    case_id: Id,
    members: Annotated[
        list[str], typer.Option("--member", metavar="MEMBER", help=say("case.option.leaves"), show_default=False)
    ],
    dated: Dated = None,
) -> None:
    """Let members leave to live apart; the case stays with the head, who leaves applies anew."""
    from workflow.changes import split as part

    options = asked(context)
    part(options.office(), case_id, tuple(members), dated or options.today)
    if not options.quiet:
        tell(say("case.parted", case=case_id, members=" ".join(members)))


def move_member(
    context: typer.Context,
    case_id: Id,
    into: Into,
    member: Annotated[
        str, typer.Option("--member", metavar="MEMBER", help=say("case.option.leaves"), show_default=False)
    ],
    dated: Dated = None,
) -> None:
    """Move a member from one case's household to another's in one transaction."""
    from workflow.changes import move_member as move

    options = asked(context)
    move(options.office(), member, case_id, into, dated or options.today)
    if not options.quiet:
        tell(say("case.moved", case=case_id, member=member, into=into))


def merge(
    context: typer.Context,
    case_id: Id,
    into: Into,
    effective_from: Annotated[
        date,
        typer.Option(
            "--effective-from", parser=day, metavar="DATE", help=say("case.option.effective"), show_default=False
        ),
    ],
    dated: Dated = None,
    note: Annotated[str, typer.Option("--note", help=say("case.option.note"))] = "",
) -> None:
    """Let one household join another; the emptied case is closed and names where its people went."""
    from workflow.changes import merge as join

    options = asked(context)
    join(options.office(), case_id, into, dated or options.today, effective_from=effective_from, note=note)
    if not options.quiet:
        tell(say("case.merged", case=case_id, into=into))
