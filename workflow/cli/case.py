"""`dibao case`: open cases, look at them, record evidence, take steps."""

from datetime import date
from typing import Annotated, Any

import typer

from workflow.cli import output
from workflow.cli.case_compare import compare
from workflow.cli.case_letter import letter
from workflow.cli.case_moves import merge, move_member, split
from workflow.cli.case_record import record
from workflow.cli.case_what_if import what_if
from workflow.cli.diagnostics import Exit, tell
from workflow.cli.options import Commands, InStage, asked, day
from workflow.wording import finding_text, money, say, word
from workflow.written_codes import code_written

app = Commands("case")

CaseId = Annotated[str, typer.Argument(metavar="ID", help=say("case.option.id"), show_default=False)]
Said = Annotated[str, typer.Option("--note", help=say("case.option.note"))]


@app.verb("open", "case.open")
def open_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help=say("case.option.file"), show_default=False)],
) -> int:
    """Open a case for the household of a file."""
    from workflow.input_files import household_from
    from workflow.intake import Opened, open_case

    options = asked(context)
    office = options.office()
    found = open_case(office, household_from(file, on=options.today, illnesses=office.illnesses))
    for finding in found.findings:
        tell(finding_text(finding))
    if not isinstance(found, Opened):
        return int(Exit.REFUSED)
    output.put(found.case)
    return int(Exit.DONE)


@app.verb("list", "case.list")
def list_(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=say("case.option.text"))] = "",
    stage: InStage = None,
    village: Annotated[str, typer.Option("--village", metavar="CODE", help=say("case.option.village"))] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help=say("case.option.limit"))] = 50,
) -> None:
    """List cases, those that are due first."""
    from workflow.case_documents import line_document
    from workflow.cases import ListFilter, case_count, case_page
    from workflow.cli.case_page import line_labels, line_row

    options = asked(context)
    office = options.office(village)
    wanted = ListFilter(text=text, stage=stage, village=village)
    page = case_page(office, wanted, size=limit)
    if options.json:
        output.put_json_document([line_document(line) for line in page.lines])
        return
    for line in output.table([line_row(line) for line in page.lines], "lllllrl", labels=line_labels()):
        output.put(line)
    tell(say("case.listed", shown=f"{len(page.lines):,}", total=f"{case_count(office, wanted):,}"))


@app.verb("show", "case.show")
def show(
    context: typer.Context,
    case_id: CaseId,
    unmask: Annotated[str | None, typer.Option("--unmask", metavar="WHY", help=say("case.option.unmask"))] = None,
) -> None:
    """Show one case: the household, the amount line by line, the next steps, what is due."""
    from workflow.case_documents import view_document
    from workflow.cases import case_view
    from workflow.cli.case_page import disclosed_lines, view_page
    from workflow.disclosure import disclose

    options = asked(context)
    office = options.office()
    view = case_view(office, case_id)
    disclosed = disclose(office, case_id, unmask) if unmask is not None else None
    if options.json:
        whole = {"id_numbers": disclosed.id_numbers, "bank_account": disclosed.bank_account} if disclosed else None
        output.put_json_document({**view_document(view), **({"disclosed": whole} if whole else {})})
        return
    for line in (*view_page(view), *(disclosed_lines(view, disclosed) if disclosed else ())):
        output.put(line)


@app.verb("steps", "case.steps")
def steps(context: typer.Context, case_id: CaseId) -> None:
    """List the steps from here, each with all its findings."""
    from workflow.case_documents import preview_document
    from workflow.stepping import next_steps

    options = asked(context)
    previews = next_steps(options.office(), case_id)
    if options.json:
        output.put_json_document([preview_document(preview) for preview in previews])
        return
    for preview in previews:
        mark = "✓" if preview.allowed else "✗"
        output.put(f"{mark} {word('step', preview.step)} ({preview.step})")
        for finding in preview.findings:
            output.put(f"    {finding_text(finding)}")


@app.verb("step", "case.step")
def step(
    context: typer.Context,
    case_id: CaseId,
    name: Annotated[str, typer.Argument(metavar="STEP", help=say("case.option.step"), show_default=False)],
    note: Said = "",
    reason: Annotated[str, typer.Option("--reason", help=say("case.option.reason"))] = "",
    effective_from: Annotated[
        date | None, typer.Option("--effective-from", parser=day, metavar="DATE", help=say("case.option.effective"))
    ] = None,
    into_case: Annotated[str, typer.Option("--into-case", metavar="ID", help=say("case.option.into"))] = "",
    document: Annotated[str, typer.Option("--document", help=say("case.option.document"))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("case.option.dry_run"))] = False,
) -> int:
    """Take a step, or say everything that stands in the way."""
    from states.steps import STEP
    from workflow.case_documents import preview_document, taken_document
    from workflow.stepping import Taken, preview, take_step

    options = asked(context)
    office = options.office()
    said: dict[str, Any] = {
        "note": note,
        "reason": reason,
        "effective_from": effective_from,
        "into_case": into_case,
        "document": document,
    }
    name = code_written(name, STEP, lambda code: word("step", code)) or name
    if dry_run:
        seen = preview(office, case_id, name, **said)
        output.put_json_document(preview_document(seen))
        return int(Exit.DONE if seen.allowed else Exit.REFUSED)
    found = take_step(office, case_id, name, **said)
    if options.json:
        output.put_json_document(taken_document(found))
    elif isinstance(found, Taken):
        after = "" if found.decision is None else f"  {money(found.decision.monthly)}"
        output.put(f"{found.case}  {word('stage', found.stage.value)}{after}")
    else:
        tell(say("case.refused", case=case_id, step=word("step", name)))
        for finding in found.findings:
            tell(f"  {finding_text(finding)}")
    return int(Exit.DONE if isinstance(found, Taken) else Exit.REFUSED)


@app.verb("history", "case.history")
def history(context: typer.Context, case_id: CaseId) -> None:
    """Show everything that happened on a case, newest first."""
    from workflow.case_documents import entry_document
    from workflow.cases import case_view
    from workflow.cli.case_page import entry_labels, entry_row

    options = asked(context)
    view = case_view(options.office(), case_id)
    if options.json:
        output.put_json_document([entry_document(entry) for entry in view.timeline])
        return
    for line in output.table([entry_row(entry) for entry in view.timeline], "rllrll", labels=entry_labels()):
        output.put(line)


@app.verb("readers", "case.readers")
def readers(context: typer.Context, case_id: CaseId) -> None:
    """List who opened a case on which days, newest first."""
    from workflow.case_reads import readers as found_readers

    options = asked(context)
    found = found_readers(options.office(), case_id)
    if options.json:
        output.put_json_document(
            [{"login": row.login, "on": row.on.isoformat(), "at": row.at.isoformat()} for row in found]
        )
        return
    labels = tuple(say(f"case.column.{name}") for name in ("on", "by", "name"))
    for line in output.table([(row.on.isoformat(), row.login, row.name) for row in found], "lll", labels=labels):
        output.put(line)


app.verb("what-if", "case.what_if")(what_if)
app.verb("record", "case.record")(record)
app.verb("compare", "compare")(compare)
app.verb("letter", "case.letter")(letter)
app.verb("split", "case.split")(split)
app.verb("move-member", "case.move_member")(move_member)
app.verb("merge", "case.merge")(merge)
