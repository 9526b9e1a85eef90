"""`dibao journal`: verify that nothing was changed, cut off or added behind the program's back."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from workflow.cli import output
from workflow.cli.diagnostics import Exit, progress, tell
from workflow.cli.options import Commands, asked
from workflow.wording import say

if TYPE_CHECKING:
    from db.verify import JournalProblem

app = Commands("journal")


@app.verb("verify", "journal.verify")
def verify(
    context: typer.Context,
    against: Annotated[
        str | None, typer.Option("--against", metavar="FINGERPRINT", help=say("journal.option.against"))
    ] = None,
) -> int:
    """Verify every case's chain and every frozen roll, report and drive; 1 where something is wrong."""
    from workflow.journal import Checked, check, problem_text, rows_to_check

    options = asked(context)
    office = options.office()
    found: Checked
    with progress(say("journal.verifying"), rows_to_check(office), quiet=bool(options.quiet)) as done:
        found = check(office, done)
    differs = against is not None and against != found.fingerprint
    if options.json:
        output.put_json_document(
            {
                "cases": found.cases,
                "events": found.events,
                "papers": dict(found.papers),
                "fingerprint": found.fingerprint,
                "problems": [_document(problem) for problem in found.problems],
                "matches": None if against is None else not differs,
            }
        )
    else:
        for problem in found.problems:
            output.put(problem_text(problem))
        output.put(
            say(
                "journal.verified",
                cases=f"{found.cases:,}",
                events=f"{found.events:,}",
                problems=f"{len(found.problems):,}",
            )
        )
        output.put(say("journal.papers", **{kind: f"{count:,}" for kind, count in found.papers.items()}))
        output.put(say("journal.fingerprint", fingerprint=found.fingerprint))
    if differs:
        tell(say("journal.differs", fingerprint=against))
    return int(Exit.REFUSED if found.problems or differs else Exit.DONE)


def _document(problem: "JournalProblem") -> dict[str, Any]:
    paper = problem.frozen
    return {
        "case": problem.case or None,
        "code": problem.code,
        "event": problem.seq,
        "paper": {"kind": paper.kind, "name": paper.name} if paper is not None else None,
    }


@app.verb("head", "journal.head")
def head(context: typer.Context) -> None:
    """Print the fingerprint of the journal as it stands."""
    from workflow.journal import fingerprint

    output.put(fingerprint(asked(context).office()))
