"""`dibao case record`: one piece of evidence, with its day, its person, its document and its own facts."""

from datetime import date
from typing import Annotated, Any

import typer

from states.evidence import EvidenceKind
from workflow.cli import output
from workflow.cli.options import asked, day, one_of
from workflow.wording import say


def _text(flag: str, words: str = "") -> Any:
    return typer.Option(flag, help=say(f"case.record.{words or flag.removeprefix('--')}"), show_default=False)


Text = str | None
TEXTS = (
    "person",
    "document",
    "name",
    "status",
    "member",
    "worker",
    "relative",
    "relation",
    "to",
    "reason",
    "source",
    "discrepancy",
    "outcome",
    "about",
    "place",
    "of",
    "change",
    "detail",
    "cause",
    "recognised_by",
    "aid",
    "delivered_to",
    "decided_by",
    "wrong",
    "monthly",
    "persons",
    "present",
    "votes_for",
    "votes_against",
    "before",
    "after",
    "rate",
    "valid_until",
    "from_",
    "until",
)
"""Options that are fields of a record by their own name."""


def record(
    context: typer.Context,
    case_id: Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)],
    kind: Annotated[
        EvidenceKind,
        typer.Argument(
            parser=one_of(EvidenceKind, "evidence"),
            metavar="KIND",
            help=say("case.record.kind", kinds=", ".join(EvidenceKind)),
            show_default=False,
        ),
    ],
    dated: Annotated[
        date | None, typer.Option("--dated", parser=day, metavar="DATE", help=say("case.record.dated"))
    ] = None,
    file: Annotated[str | None, typer.Option("--file", metavar="FILE", help=say("case.record.file"))] = None,
    amends: Annotated[int | None, typer.Option("--amends", metavar="N", help=say("case.record.amends"))] = None,
    person: Annotated[Text, _text("--person")] = None,
    document: Annotated[Text, _text("--document")] = None,
    name: Annotated[Text, _text("--name")] = None,
    status: Annotated[Text, _text("--status")] = None,
    member: Annotated[Text, _text("--member")] = None,
    worker: Annotated[Text, _text("--worker")] = None,
    relative: Annotated[Text, _text("--relative")] = None,
    relation: Annotated[Text, _text("--relation")] = None,
    to: Annotated[Text, _text("--to")] = None,
    reason: Annotated[Text, _text("--reason")] = None,
    source: Annotated[Text, _text("--source")] = None,
    discrepancy: Annotated[Text, _text("--discrepancy")] = None,
    outcome: Annotated[Text, _text("--outcome")] = None,
    about: Annotated[Text, _text("--about")] = None,
    place: Annotated[Text, _text("--place")] = None,
    of: Annotated[Text, _text("--of")] = None,
    change: Annotated[Text, _text("--change")] = None,
    detail: Annotated[Text, _text("--detail")] = None,
    cause: Annotated[Text, _text("--cause")] = None,
    recognised_by: Annotated[Text, _text("--recognised-by")] = None,
    aid: Annotated[Text, _text("--aid")] = None,
    delivered_to: Annotated[Text, _text("--delivered-to")] = None,
    decided_by: Annotated[Text, _text("--decided-by")] = None,
    wrong: Annotated[Text, _text("--wrong")] = None,
    monthly: Annotated[Text, _text("--monthly")] = None,
    persons: Annotated[Text, _text("--persons")] = None,
    present: Annotated[Text, _text("--present")] = None,
    votes_for: Annotated[Text, _text("--votes-for")] = None,
    votes_against: Annotated[Text, _text("--votes-against")] = None,
    before: Annotated[Text, _text("--before")] = None,
    after: Annotated[Text, _text("--after")] = None,
    rate: Annotated[Text, _text("--rate")] = None,
    valid_until: Annotated[Text, _text("--valid-until")] = None,
    from_: Annotated[Text, _text("--from")] = None,
    until: Annotated[Text, _text("--until")] = None,
    visitors: Annotated[list[str] | None, _text("--visitor")] = None,
    surveyors: Annotated[list[str] | None, _text("--surveyor")] = None,
    needs: Annotated[list[str] | None, _text("--need")] = None,
    signed_by_visitors: Annotated[bool, _text("--signed-by-visitors")] = False,
    signed_by_household: Annotated[bool, _text("--signed-by-household")] = False,
    not_confirmed: Annotated[bool, _text("--not-confirmed")] = False,
    special: Annotated[bool, _text("--special")] = False,
    ended: Annotated[bool, _text("--ended")] = False,
) -> None:
    """Add evidence to a case, or with --amends answer what was recorded before."""
    from workflow.evidence import record_written

    given = locals()
    written: dict[str, Any] = {field: given[field] for field in TEXTS if given[field] is not None}
    for field in ("visitors", "surveyors", "needs"):
        if given[field]:
            written[field] = tuple(given[field])
    for field in ("signed_by_visitors", "signed_by_household", "special", "ended"):
        if given[field]:
            written[field] = True
    if not_confirmed:
        written["confirmed"] = False
    options = asked(context)
    record_id = record_written(
        options.office(), case_id, kind, written, dated=dated or options.today, file=file, amends=amends
    )
    output.put(str(record_id))
