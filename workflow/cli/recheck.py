"""`dibao recheck`: the nightly run."""

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress
from workflow.cli.options import Commands, asked
from workflow.wording import money, say, word

if TYPE_CHECKING:
    from workflow.recheck import RecheckReport

app = Commands()


@app.verb("recheck", "recheck")
def recheck(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("recheck.option.dry_run"))] = False,
    strict: Annotated[bool, typer.Option("--strict", help=say("recheck.option.strict"))] = False,
) -> int:
    """Look at every paid case and do what the machine may do today; 1 with --strict where a person is waited for."""
    from workflow.recheck import caseload_size, report_document, run

    options = asked(context)
    office = options.office()
    with progress(say("recheck.running"), caseload_size(office), quiet=bool(options.quiet)) as done:
        count = 0

        def more(number: int) -> None:
            nonlocal count
            count += number
            done(count)

        report = run(office, dry_run=dry_run, progress=more)
    if options.json:
        output.put_json_document(report_document(report))
    elif not options.quiet:
        for line in _page(report):
            output.put(line)
    return int(Exit.REFUSED if strict and report.waiting else Exit.DONE)


def _page(report: "RecheckReport") -> list[str]:
    title = "recheck.title_dry" if report.dry_run else "recheck.title"
    lines = [output.bold(say(title, on=report.on, looked_at=f"{report.looked_at:,}"))]
    rows = [(word("step", step), f"{count:,}") for step, count in sorted(report.stepped.items())]
    rows += [
        (say("recheck.amount_changed"), f"{report.amount_changed:,}"),
        (say("recheck.withheld"), f"{report.withheld:,}"),
    ]
    lines += [f"  {line}" for line in output.table(rows, "lr")]
    if report.waiting:
        lines.append(say("recheck.waiting", cases=f"{report.waiting_cases:,}"))
        waiting = [(code, f"{count:,}") for code, count in report.waiting.most_common()]
        lines += [f"  {line}" for line in output.table(waiting, "lr")]
    lines.append(say("recheck.money", before=money(report.monthly_before), after=money(report.monthly_after)))
    return lines
