"""`dibao caseload`: the state of the caseload, stage by stage."""

import typer

from workflow.cli import output
from workflow.cli.options import Commands, asked
from workflow.wording import money, say, word

app = Commands()


@app.verb("caseload", "caseload")
def caseload(context: typer.Context) -> None:
    """Show how many cases are in each stage, how many of them are overdue, and what is paid a month."""
    from states.money import yuan
    from workflow.cases import overview

    options = asked(context)
    seen = overview(options.office())
    if options.json:
        stages = {
            stage.value: {"cases": count.count, "overdue": count.overdue, "monthly": yuan(count.monthly)}
            for stage, count in seen.by_stage.items()
        }
        totals = {"live": seen.live, "due": seen.due, "not_due": seen.not_due, "overdue": seen.overdue}
        output.put_json_document({"on": options.today.isoformat(), "quarter": seen.quarter, "stages": stages, **totals})
        return
    output.put(output.bold(say("caseload.title", on=options.today, quarter=seen.quarter, days=seen.days_left)))
    heading = (say("caseload.stage"), say("caseload.cases"), say("caseload.overdue"), say("caseload.monthly"))
    rows = [
        (word("stage", stage.value), f"{count.count:,}", f"{count.overdue:,}", money(count.monthly))
        for stage, count in seen.by_stage.items()
    ]
    for line in output.table(rows, "lrrr", heads=heading):
        output.put(f"  {line}")
    output.put(say("caseload.sum", live=seen.live, due=seen.due, not_due=seen.not_due))
