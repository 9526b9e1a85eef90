"""`dibao doctor`: everything that must hold for the data to be right and kept, looked at once."""

from typing import TYPE_CHECKING, Any

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workflow.doctor.table import Outcome

app = Commands()


@app.verb("doctor", "doctor")
def doctor(context: typer.Context) -> int:
    """Examine the database and what lies around it; 1 where a check failed, 3 where the database cannot be opened."""
    from workflow.clock import now
    from workflow.doctor.patient import Patient, around_here
    from workflow.doctor.table import examine, why_closed

    options = asked(context)
    patient = Patient(
        options.database,
        options.today,
        now(),
        around_here(options.database),
        lambda total: progress(say("journal.verifying"), total, quiet=bool(options.quiet)),
    )
    try:
        outcomes = tuple(examine(patient))
    finally:
        patient.close()
    if options.json:
        output.put_json_document(_document(outcomes))
    else:
        _put(outcomes)
    if why := why_closed(outcomes):
        tell(say("cli.error", text=why))
        return int(Exit.DATABASE)
    return int(Exit.REFUSED if _count(outcomes, "failed") else Exit.DONE)


def _put(outcomes: "Sequence[Outcome]") -> None:
    rows = [(say(f"doctor.state.{each.state.value}"), each.check.title) for each in outcomes]
    for line, outcome in zip(output.table(rows, "ll"), outcomes, strict=True):
        output.put(line)
        for noted in outcome.noted:
            output.put(f"    {noted.seen}")
        for remedy in dict.fromkeys(each.remedy for each in outcome.noted if each.remedy):
            output.put(f"    → {remedy}")
    output.put(say("doctor.counts", failed=_count(outcomes, "failed"), warnings=_count(outcomes, "warning")))


def _count(outcomes: "Sequence[Outcome]", state: str) -> int:
    return sum(outcome.state == state for outcome in outcomes)


def _document(outcomes: "Sequence[Outcome]") -> dict[str, Any]:
    return {
        "checks": [
            {
                "name": outcome.check.name,
                "state": outcome.state.value,
                "seen": [{"code": noted.code, "text": noted.seen, "do": noted.remedy} for noted in outcome.noted],
            }
            for outcome in outcomes
        ],
        "failed": _count(outcomes, "failed"),
        "warnings": _count(outcomes, "warning"),
    }
