"""`dibao tasks`: who holds which cases and work, and cases given from one person to another."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import tell
from workflow.cli.hand_over import Form, Sheets, hand_over
from workflow.cli.options import Commands, GroupOf, asked
from workflow.errors import BadInput
from workflow.wording import say

if TYPE_CHECKING:
    from workflow.due import Quarter

app = Commands("tasks", cls=GroupOf)

Place = Annotated[str, typer.Option("--village", metavar="CODE", help=say("tasks.option.village"))]
When = Annotated[str, typer.Option("--quarter", metavar="QUARTER", help=say("due.option.quarter"))]
Of = Annotated[Form | None, typer.Option("--format", help=say("due.option.format"))]
Out = Annotated[Path | None, typer.Option("--out", metavar="FILE", help=say("due.option.out"))]
CaseId = Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)]


@app.verb("show", "tasks.show")
def show(context: typer.Context, quarter: When = "", village: Place = "", form: Of = None, out: Out = None) -> None:
    """Show what each person holds, what nobody holds first."""
    from workflow.listing import pdf_listing
    from workflow.responsibility import workload
    from workflow.responsibility_paper import load_document, load_listing

    options = asked(context)
    office = options.office(village)
    wanted = _quarter(context, quarter)
    found = workload(office, wanted, village)
    listing = load_listing(found, wanted)
    sheets = Sheets(
        (listing,),
        document=lambda: [load_document(load) for load in found],
        pdf=lambda: pdf_listing((listing,), office.region_name(village)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("list", "tasks.list")
def list_(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=say("tasks.option.whose"), show_default=False)],
    quarter: When = "",
    village: Place = "",
    form: Of = None,
    out: Out = None,
) -> None:
    """List a person's open work of a quarter, or what nobody holds."""
    from workflow.due import item_document
    from workflow.listing import pdf_listing
    from workflow.planner import Wanted, village_items
    from workflow.regions import place_names
    from workflow.responsibility import assert_person
    from workflow.responsibility_paper import work_listing

    options = asked(context)
    office = options.office(village)
    wanted = Wanted(_quarter(context, quarter), region=village, person=person)
    found = [planned for planned in village_items(office, wanted) if planned.done_on is None]
    if not found or not person:
        assert_person(office, person)
    listing = work_listing(found, person, wanted.quarter, place_names(office), options.today)
    sheets = Sheets(
        (listing,),
        document=lambda: [item_document(planned.item, options.today) for planned in found],
        pdf=lambda: pdf_listing((listing,), office.region_name(village), (say("tasks.signed"),)),
    )
    hand_over(options, sheets, form=form, out=out)


@app.verb("give", "tasks.give")
def give(
    context: typer.Context,
    person: Annotated[str, typer.Argument(metavar="PERSON", help=say("tasks.option.person"), show_default=False)],
    cases: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help=say("tasks.option.cases"))] = None,
    village: Place = "",
    held_by: Annotated[str, typer.Option("--from", metavar="PERSON", help=say("tasks.option.from"))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("tasks.option.dry_run"))] = False,
) -> None:
    """Give cases to a person: named ones, a village's, or all that another person holds."""
    from workflow.responsibility import ListFilter, assert_person, cases_of, give_cases, would_give

    options = asked(context)
    office = options.office(village)
    if bool(cases) == bool(village or held_by):
        raise BadInput("tasks.which")
    chosen = cases or cases_of(office, ListFilter(village=village, responsible=held_by))
    if not chosen and held_by:
        assert_person(office, held_by)
    if not person:
        raise BadInput("users.unknown", login=person)
    count = len(set(chosen))
    if dry_run:
        tell(say("tasks.would_give", count=f"{would_give(office, chosen, person):,}", person=person))
        return
    moved = give_cases(office, chosen, person)
    said = "tasks.given_all" if moved == count else "tasks.given"
    tell(say(said, moved=f"{moved:,}", count=f"{count:,}", person=person))


@app.verb("history", "tasks.history")
def history(context: typer.Context, case_id: CaseId) -> None:
    """Show to whom a case was given, the latest first."""
    from workflow.responsibility import given
    from workflow.responsibility_paper import given_document

    options = asked(context)
    found = given(options.office(), case_id)
    if options.json:
        output.put_json_document([given_document(each) for each in found])
        return
    rows = [(each.on.isoformat(), each.before or "-", each.person or "-", each.by) for each in found]
    labels = tuple(say(f"tasks.column.{name}") for name in ("at", "before", "person", "by"))
    for line in output.table(rows, "llll", labels=labels):
        output.put(line)


def _quarter(context: typer.Context, named: str) -> "Quarter":
    from workflow.due import quarter_named, quarter_of

    return quarter_named(named) if named else quarter_of(asked(context).today)
